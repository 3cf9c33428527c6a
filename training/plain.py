"""Makes short, plain replies out of a list of phrases for each act.

In: `plain.yml` beside the annotated replies, acts → phrases. Out: replies of one to
three phrases, each with its spans, after a customer's line taken from the corpus. A
phrase stands, like a brief, on one side of the split only.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from training.corpus import LABELS, Reply, Span, place_of

FILE = "plain.yml"
NONE = "none"
# How often a reply has one, two and three phrases.
_COUNTS = (1, 1, 1, 1, 2, 2, 2, 3, 3)
_JOINTS = (". ", ". ", ". ", ", ", " ", "\n", " and ")
_END_SIGNS = ".?!"
_INNER = re.compile(r"\{(\w+)\|([^}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that do something by themselves, or nothing."""

    text: str
    spans: tuple[Span, ...]


def read_phrases(path: Path) -> list[Phrase]:
    """The phrases of a file; raises ValueError at an act that is none."""
    rows = yaml.safe_load(path.read_text("utf-8"))
    return [
        _read_phrase(str(text), () if key == NONE else tuple(key.split()))
        for key, texts in rows.items()
        for text in texts
    ]


def part_phrases(
    phrases: Sequence[Phrase], *, seed: int, tune_share: float, test_share: float
) -> tuple[list[Phrase], list[Phrase], list[Phrase]]:
    """Phrases to learn from, to tune on and to be tested on."""
    sides: tuple[list[Phrase], list[Phrase], list[Phrase]] = ([], [], [])
    for phrase in phrases:
        place = place_of(phrase.text, seed)
        held = (place < tune_share + test_share) + (place < tune_share)
        sides[(0, 2, 1)[held]].append(phrase)
    return sides


def make_singles(
    phrases: Sequence[Phrase], contexts: Sequence[str], rng: random.Random
) -> list[Reply]:
    """One reply a phrase."""
    return [
        _make_reply(f"plain-{number}", [phrase], contexts, rng)
        for number, phrase in enumerate(phrases)
    ]


def make_replies(
    phrases: Sequence[Phrase], contexts: Sequence[str], count: int, rng: random.Random
) -> list[Reply]:
    """So many replies, in which every phrase stands about as often."""
    deck = _deal(phrases, rng)
    replies = []
    for number in range(count):
        hand = [next(deck) for _ in range(rng.choice(_COUNTS))]
        # What does nothing is left alone: beside an act it would only be its filler.
        silent = [phrase for phrase in hand if not phrase.spans]
        hand = silent[:1] or hand
        replies.append(_make_reply(f"plain-{number}", hand, contexts, rng))
    return replies


def _deal(phrases: Sequence[Phrase], rng: random.Random) -> Iterator[Phrase]:
    while phrases:
        yield from rng.sample(phrases, len(phrases))


def _make_reply(
    reply_id: str, hand: Sequence[Phrase], contexts: Sequence[str], rng: random.Random
) -> Reply:
    text = ""
    spans: list[Span] = []
    for phrase in hand:
        if text:
            joint = rng.choice(_JOINTS)
            text = (text if joint[0] in " \n" else text.rstrip(_END_SIGNS)) + joint
        spans += [
            Span(
                start_char=span.start_char + len(text),
                end_char=span.end_char + len(text),
                label=span.label,
            )
            for span in phrase.spans
        ]
        text += phrase.text
    if text[-1] not in _END_SIGNS and rng.random() < 0.5:
        text += "."
    context = rng.choice(contexts) if contexts else ""
    return Reply(
        id=reply_id, text=text, context=context, spans=tuple(dict.fromkeys(spans))
    )


def _read_phrase(text: str, acts: Sequence[str]) -> Phrase:
    spans: list[Span] = []
    while match := _INNER.search(text):
        label, words = match.groups()
        text = text[: match.start()] + words + text[match.end() :]
        spans.append(_span(match.start(), match.start() + len(words), label))
    whole = len(text.rstrip(_END_SIGNS))
    spans += [_span(0, whole, act) for act in acts]
    return Phrase(text=text, spans=tuple(spans))


def _span(start: int, end: int, label: str) -> Span:
    if label not in LABELS:
        raise ValueError(f"unknown act {label!r}, must be one of the codebook")
    return Span(start_char=start, end_char=end, label=label)
