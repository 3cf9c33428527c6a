"""Puts a reply in other clothes: lower case, no punctuation, typos, text-speak.

Characters are changed one piece at a time and every old offset is mapped to its new
place, so the spans still hold the same words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from training.corpus import Reply, Span

Pieces = list[str]
Change = Callable[[Pieces, random.Random], None]

_WORD = re.compile(r"[^\W\d_]{4,}")
_TEXT_SPEAK = {
    "you": "u",
    "your": "ur",
    "you're": "ur",
    "are": "r",
    "please": "pls",
    "because": "cos",
    "thanks": "thx",
    "tomorrow": "tmrw",
    "sorry": "soz",
    "going to": "gonna",
    "want to": "wanna",
    "to be honest": "tbh",
    "about": "abt",
    "what": "wot",
    "okay": "ok",
    "and": "n",
}
_SPOKEN = re.compile(
    r"\b(" + "|".join(sorted(_TEXT_SPEAK, key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)
_NEIGHBOURS = {
    "a": "qsz", "b": "vgn", "c": "xvd", "d": "sfe", "e": "wrd", "f": "dgr",
    "g": "fht", "h": "gjy", "i": "uok", "j": "hku", "k": "jli", "l": "kop",
    "m": "nj", "n": "bmh", "o": "ipl", "p": "ol", "q": "wa", "r": "etf",
    "s": "adw", "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs",
    "y": "tuh", "z": "xa",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Clothes:
    """How often a reply is changed in each way, and how many words get a typo."""

    lower: float = 0.25
    upper: float = 0.03
    bare: float = 0.25
    no_apostrophe: float = 0.15
    typos: float = 0.3
    typo_share: float = 0.125
    text_speak: float = 0.1
    text_speak_share: float = 0.5


def disguise(reply: Reply, clothes: Clothes, rng: random.Random) -> Reply:
    """The reply with each kind of change made or not, by chance."""
    changes: list[tuple[float, Change]] = [
        (clothes.text_speak, _text_speak(clothes.text_speak_share)),
        (clothes.typos, _typos(clothes.typo_share)),
        (clothes.lower, lambda pieces, _: _map(pieces, str.lower)),
        (clothes.upper, lambda pieces, _: _map(pieces, str.upper)),
        (clothes.bare, lambda pieces, _: _map(pieces, _without_punctuation)),
        (clothes.no_apostrophe, lambda pieces, _: _map(pieces, _without_apostrophe)),
    ]
    pieces = list(reply.text)
    for chance, change in changes:
        if rng.random() < chance:
            change(pieces, rng)
    return _rebuild(reply, pieces)


def _rebuild(reply: Reply, pieces: Pieces) -> Reply:
    """The reply made of the pieces, one for each of its old characters."""
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    text = "".join(pieces)
    if not text.strip():
        return reply
    spans = (
        Span(
            start_char=starts[span.start_char],
            end_char=starts[span.end_char],
            label=span.label,
        )
        for span in reply.spans
    )
    kept = tuple(span for span in spans if span.start_char < span.end_char)
    return replace(reply, text=text, spans=kept)


def _map(pieces: Pieces, change: Callable[[str], str]) -> None:
    pieces[:] = [change(piece) for piece in pieces]


def _without_punctuation(piece: str) -> str:
    return "" if piece in ".,!?;:'’\"-" else piece


def _without_apostrophe(piece: str) -> str:
    return "" if piece in "'’" else piece


def _text_speak(share: float) -> Change:
    def change(pieces: Pieces, rng: random.Random) -> None:
        for match in _matches(_SPOKEN, pieces):
            if rng.random() < share:
                start, end = match.span()
                short = _TEXT_SPEAK[match.group().lower()]
                pieces[start:end] = [short] + [""] * (end - start - 1)

    return change


def _typos(share: float) -> Change:
    def change(pieces: Pieces, rng: random.Random) -> None:
        for match in _matches(_WORD, pieces):
            if rng.random() < share:
                _mistype(pieces, rng.randrange(match.start(), match.end() - 1), rng)

    return change


def _mistype(pieces: Pieces, at: int, rng: random.Random) -> None:
    """One slip of the finger: swapped, dropped, doubled or a neighbouring key."""
    slip = rng.randrange(4)
    letter = pieces[at]
    if slip == 0:
        pieces[at], pieces[at + 1] = pieces[at + 1], letter
    elif slip == 1:
        pieces[at] = ""
    elif slip == 2:
        pieces[at] = letter * 2
    else:
        pieces[at] = rng.choice(_NEIGHBOURS.get(letter.lower(), letter))


def _matches(pattern: re.Pattern[str], pieces: Pieces) -> Iterable[re.Match[str]]:
    """Matches whose offsets count pieces: only where no piece was changed in length."""
    text = "".join(piece if len(piece) == 1 else "\0" for piece in pieces)
    return list(pattern.finditer(text))
