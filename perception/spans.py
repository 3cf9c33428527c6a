"""From scores to acts: which acts a reply holds, and which words show each of them.

An act is found where its calibrated probability for the reply reaches its threshold.
Its words lie around the one that speaks for it most: as many as speak for it too, short
gaps bridged, grown to the edges of a clause that are near; in one sentence, unless the
next speaks for it as well. A second stretch is kept where it is nearly as sure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dialogue.acts import Act, ActKind
from perception.echoes import without_echoes
from perception.encoding import Tokens
from perception.settings import ActSettings, Settings
from perception.wording import Wording, lay_out

Floats = NDArray[np.float32]
Range = tuple[int, int]

# A word speaks for an act from this probability on, or from a share of the strongest's.
LEAST_PROBABILITY = 0.5
LEAST_SHARE = 0.35
# A stretch goes on over so many words that do not speak for the act themselves.
BRIDGE_WORDS = 2
# An edge moves to that of its clause over so many words, or where most words speak.
SNAP_WORDS = 2
SNAP_SHARE = 0.5
# Fewer words than these are no act, and grow to their clause; a time may be one word.
LEAST_WORDS = 2
_MAY_BE_A_WORD = frozenset({ActKind.SET_TIMESCALE})
# A second stretch has so many words and is so sure, beside the first.
SECOND_WORDS = 2
SECOND_SHARE = 0.85

# Words that leave a stretch hanging where it ends on them.
_DANGLING = frozenset(
    re.findall(
        r"\w+",
        """
        a an the my your our their his its and or but if when while because that which
        who to of for with at by from in into on as than will would can could should
        must is are was were be am there
        """,
    )
)
_JOINING = frozenset(
    {"and", "but", "or", "then", "also", "plus", "n", "cos", "because"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Words that show an act, half-open, and how likely the surest of them does."""

    start: int
    end: int
    peak: float


def probabilities(reply_scores: Floats, settings: Settings) -> NDArray[np.float64]:
    """The calibrated probability of each act, in the order of the settings."""
    scale = np.array([act.scale for act in settings.acts])
    offset = np.array([act.offset for act in settings.acts])
    logits = reply_scores.astype(np.float64) * scale + offset
    return logistic(logits)


def logistic(scores: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Scores to probabilities."""
    wide: NDArray[np.float64] = np.clip(scores.astype(np.float64), -40.0, 40.0)
    return np.asarray(1.0 / (1.0 + np.exp(-wide)), dtype=np.float64)


def decode_acts(
    text: str,
    tokens: Tokens,
    token_scores: Floats,
    chances: NDArray[np.float64],
    settings: Settings,
) -> tuple[Act, ...]:
    """The acts of a reply in the order of their words, then of the codebook."""
    found = find_acts(chances, settings)
    wording = lay_out(text) if found else None
    if not wording:
        return ()
    owners = find_owners(wording, tokens)
    acts = [
        act
        for place in found
        for act in _acts_of_kind(
            text,
            wording,
            word_chances(token_scores[:, place], owners, len(wording)),
            settings.acts[place],
            float(chances[place]),
        )
    ]
    acts.sort(key=lambda act: (act.start_char, act.end_char))
    return without_echoes(acts)


def find_acts(chances: NDArray[np.float64], settings: Settings) -> list[int]:
    """The places, in the settings, of the acts that a reply holds.

    It holds none at all unless one is at least as likely as the settings' gate.
    """
    if not chances.size or chances.max() < settings.gate:
        return []
    return [n for n, one in enumerate(settings.acts) if chances[n] >= one.threshold]


def is_unsure(chances: NDArray[np.float64], settings: Settings) -> bool:
    """Whether any act is decided, either way, below the stated confidence."""
    surest = np.maximum(chances, 1.0 - chances)
    return bool((surest < settings.stated_confidence).any())


def find_owners(wording: Wording, tokens: Tokens) -> NDArray[np.intp]:
    """The number of the word that each token is part of; -1 for signs."""
    starts = np.array([start for start, _ in wording.words])
    ends = np.array([end for _, end in wording.words])
    middles = np.array([(start + end - 1) // 2 for start, end in tokens.offsets])
    owners = np.searchsorted(starts, middles, side="right") - 1
    outside = (owners < 0) | (middles >= ends[np.maximum(owners, 0)])
    return np.where(outside, -1, owners)


def word_chances(
    scores: Floats, owners: NDArray[np.intp], count: int
) -> NDArray[np.float64]:
    """How likely each word shows an act: as likely as the surest of its tokens."""
    chances = np.zeros(count)
    inside = owners >= 0
    np.maximum.at(chances, owners[inside], logistic(scores[: len(owners)])[inside])
    return chances


def find_stretches(
    chances: NDArray[np.float64],
    wording: Wording,
    words: tuple[str, ...],
    *,
    least_words: int = LEAST_WORDS,
) -> list[Stretch]:
    """One or two stretches of words for an act that a text holds; the surest first."""
    peak = int(np.argmax(chances))
    cut = min(LEAST_PROBABILITY, float(chances[peak]) * LEAST_SHARE)
    runs = _runs(chances, cut, wording)
    grown = [_grow(run, chances, cut, wording, words, least_words) for run in runs]
    stretches = [
        Stretch(start=start, end=end, peak=float(chances[start:end].max()))
        for start, end in _merge(grown, wording)
    ]
    stretches.sort(key=lambda one: (not one.start <= peak < one.end, -one.peak))
    first, *others = stretches
    seconds = [
        one
        for one in others
        if one.peak >= max(LEAST_PROBABILITY, SECOND_SHARE * first.peak)
        and one.end - one.start >= SECOND_WORDS
    ]
    first, seconds = _join(first, seconds)
    return [first, *seconds[:1]]


def _join(first: Stretch, others: list[Stretch]) -> tuple[Stretch, list[Stretch]]:
    """The first stretch with those that it meets: an act told in two sentences."""
    for one in sorted(others, key=lambda one: abs(one.start - first.start)):
        if one.start == first.end or one.end == first.start:
            first = replace(
                first, start=min(first.start, one.start), end=max(first.end, one.end)
            )
    return first, [one for one in others if not first.start <= one.start < first.end]


def _acts_of_kind(
    text: str,
    wording: Wording,
    chances: NDArray[np.float64],
    one: ActSettings,
    chance: float,
) -> list[Act]:
    """The act's stretches; the first is as sure as the act itself."""
    words = tuple(text[start:end].lower() for start, end in wording.words)
    least_words = 1 if one.kind in _MAY_BE_A_WORD else LEAST_WORDS
    stretches = find_stretches(chances, wording, words, least_words=least_words)
    return [
        Act(
            kind=one.kind,
            start_char=wording.words[stretch.start][0],
            end_char=wording.words[stretch.end - 1][1],
            confidence=round(chance if number == 0 else chance * stretch.peak, 4),
        )
        for number, stretch in enumerate(stretches)
    ]


def _runs(chances: NDArray[np.float64], cut: float, wording: Wording) -> list[Range]:
    """Runs of words that speak for an act, within a sentence, over short gaps."""
    runs: list[Range] = []
    for place in map(int, np.flatnonzero(chances >= cut)):
        if (
            runs
            and place - runs[-1][1] <= BRIDGE_WORDS
            and wording.sentences[place] == wording.sentences[runs[-1][0]]
        ):
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _grow(
    run: Range,
    chances: NDArray[np.float64],
    cut: float,
    wording: Wording,
    words: tuple[str, ...],
    least_words: int,
) -> Range:
    """The run, grown to the near edges of the clauses that it begins and ends in."""
    start, end = run
    first = _clause(wording, start)
    last = _clause(wording, end - 1)
    if start - first[0] <= SNAP_WORDS or _share(chances, first, cut) >= SNAP_SHARE:
        start = first[0]
    if last[1] - end <= SNAP_WORDS or _share(chances, last, cut) >= SNAP_SHARE:
        end = last[1]
    if words[end - 1] in _DANGLING:
        end = last[1]
    if end - start < least_words:
        start, end = first[0], last[1]
    while start < run[0] and words[start] in _JOINING:
        start += 1
    return start, end


def _clause(wording: Wording, place: int) -> Range:
    """The words of the clause that a word stands in."""
    number = wording.clauses[place]
    return bisect_left(wording.clauses, number), bisect_right(wording.clauses, number)


def _share(chances: NDArray[np.float64], words: Range, cut: float) -> float:
    return float((chances[slice(*words)] >= cut).mean())


def _merge(ranges: list[Range], wording: Wording) -> list[Range]:
    """The ranges in order, those of one sentence joined where they meet."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        is_on = merged and wording.sentences[start] == wording.sentences[merged[-1][0]]
        if is_on and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
