"""The turns of a talk as the page shows them.

In a reply every kind of act has a number, which stands where its words begin and beside
its name below the reply; acts that overlap are underlined in lanes, one below another.
Joined, the runs of a reply are the reply as typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dialogue.acts import Act, ActKind
from dialogue.turns import Speaker, Transcript, Turn
from scoring.highlighting import Stretch, stretches
from scoring.labels import ACTS, FAMILIES
from scoring.mood_chart import mood_word
from scoring.quoting import reply_numbers
from scoring.visible import clipped, visible
from scoring.words import ENGLISH, Words

# More acts over the same words share the last lane.
MOST_LANES = 4
# A number is kept on one line with the word it stands before, up to this length.
HELD_CHARS = 24
QUOTE_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One underline below a run: how far down, and its colour."""

    level: int
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Some of a reply. `held` is its first word, kept together with the numbers."""

    held: str
    rest: str
    numbers: tuple[tuple[int, str], ...]
    lanes: tuple[Lane, ...]
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a number in a reply stands for, with the words (shortened)."""

    number: int
    kind: ActKind
    label: str
    family: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTurn:
    """A turn as the page shows it; `reply` is 0 for the customer's.

    `depth` is the number of lanes. `mood_change` is 0 at the first mood.
    """

    index: int
    reply: int
    text: str
    runs: tuple[Run, ...]
    notes: tuple[Note, ...]
    depth: int
    mood: int | None
    mood_word: str
    mood_change: int
    is_unsure: bool
    is_empty: bool


def shown_turns(transcript: Transcript, *, words: Words = ENGLISH) -> list[ShownTurn]:
    numbers = reply_numbers(transcript)
    moods = {t.index: t.mood for t in transcript.turns if t.mood is not None}
    change = {late: moods[late] - moods[early] for early, late in pairwise(moods)}
    return [
        _shown(turn, numbers.get(turn.index, 0), change.get(turn.index, 0), words)
        for turn in transcript.turns
    ]


def is_unsure(turn: Turn) -> bool:
    """Whether the detector could not judge a reply that has something in it."""
    perception = turn.perception
    return bool(
        turn.text.strip()
        and perception
        and (perception.is_unsure or not perception.is_readable)
    )


def _shown(turn: Turn, reply: int, mood_change: int, words: Words) -> ShownTurn:
    is_learner = turn.speaker is Speaker.LEARNER
    acts = turn.perception.acts if turn.perception and is_learner else ()
    runs = _runs(turn.text, acts)
    return ShownTurn(
        index=turn.index,
        reply=reply,
        text=visible(turn.text),
        runs=runs,
        notes=_notes(turn.text, acts, words),
        depth=max((len(run.lanes) for run in runs), default=0),
        mood=turn.mood,
        mood_word=mood_word(turn.mood, words),
        mood_change=mood_change,
        is_unsure=is_unsure(turn),
        is_empty=not turn.text.strip(),
    )


def _numbered(acts: Sequence[Act]) -> dict[ActKind, int]:
    """Kinds in the order in which their words begin, numbered from 1."""
    ordered = sorted(acts, key=lambda act: (act.start_char, -act.end_char))
    kinds = dict.fromkeys(act.kind for act in ordered)
    return {kind: number for number, kind in enumerate(kinds, 1)}


def _notes(text: str, acts: Sequence[Act], words: Words) -> tuple[Note, ...]:
    return tuple(
        Note(
            number=number,
            kind=kind,
            label=words.gettext(ACTS[kind]),
            family=FAMILIES[kind],
            words=tuple(
                clipped(visible(text[act.start_char : act.end_char]), QUOTE_CHARS)
                for act in sorted(acts, key=lambda act: act.start_char)
                if act.kind is kind
            ),
        )
        for kind, number in _numbered(acts).items()
    )


def _runs(text: str, acts: Sequence[Act]) -> tuple[Run, ...]:
    numbers = _numbered(acts)
    lanes: dict[ActKind, int] = {}
    runs = []
    for stretch in stretches(text, acts):
        begins = sorted(set(stretch.acts) - lanes.keys(), key=lambda k: numbers[k])
        lanes = {kind: lanes[kind] for kind in stretch.acts if kind in lanes}
        for kind in begins:
            taken = set(lanes.values())
            lanes[kind] = next(n for n in range(len(numbers)) if n not in taken)
        runs.append(_run(stretch, begins, lanes, numbers))
    return tuple(runs)


def _run(
    stretch: Stretch,
    begins: list[ActKind],
    lanes: dict[ActKind, int],
    numbers: dict[ActKind, int],
) -> Run:
    text = visible(stretch.text)
    word = re.match(r"\S*", text) if begins else None
    held = word.end() if word and word.end() <= HELD_CHARS else 0
    families = {
        min(level, MOST_LANES - 1): FAMILIES[kind] for kind, level in lanes.items()
    }
    ordered = [Lane(level=level, family=families[level]) for level in sorted(families)]
    return Run(
        held=text[:held],
        rest=text[held:],
        numbers=tuple((numbers[kind], FAMILIES[kind]) for kind in begins),
        lanes=tuple(ordered),
        family=_leading(ordered),
    )


def _leading(lanes: list[Lane]) -> str:
    """The family whose tint a run has: what costs marks, else the first lane's."""
    families = [lane.family for lane in lanes]
    if "conduct" in families:
        return "conduct"
    return families[0] if families else ""
