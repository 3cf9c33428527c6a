"""Quotes as people are shown them: few, short, and never too little to understand.

A very short quote is shown within its sentence, so that "for" says something.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dialogue.turns import Quote, Transcript
from scoring.labels import ACTS
from scoring.visible import clipped, clipped_start, visible
from scoring.wording import sentence_around
from scoring.words import ENGLISH, Words

MOST_CHARS, TAIL_CHARS = 170, 50
AROUND_CHARS = 70
# A quote of fewer words than this is shown within its sentence.
FEW_WORDS = 4
MOST_KINDS = 4
# Where all quotes are of one kind, so many are enough to see it.
OF_ONE_KIND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuote:
    """The quoted words, with some of the sentence around them where they are few.

    `reply` counts the learner's replies from 1; `label` is empty where the quotes shown
    together are all of one kind.
    """

    before: str
    words: str
    after: str
    label: str
    turn: int
    reply: int


def show_quotes(
    transcript: Transcript, quotes: Iterable[Quote], *, words: Words = ENGLISH
) -> list[ShownQuote]:
    """Some of the quotes: the first of each kind of act, in order."""
    chosen = _choose(list(dict.fromkeys(quotes)))
    is_mixed = len({quote.act for quote in chosen}) > 1
    return [
        show_quote(transcript, quote, with_label=is_mixed, words=words)
        for quote in chosen
    ]


def show_quote(
    transcript: Transcript,
    quote: Quote,
    *,
    with_label: bool = False,
    words: Words = ENGLISH,
) -> ShownQuote:
    text = transcript.turns[quote.turn].text
    before, after = _around(text, quote)
    return ShownQuote(
        before=clipped_start(visible(before), AROUND_CHARS) + _space(before[-1:]),
        words=clipped(visible(transcript.words(quote)), MOST_CHARS, tail=TAIL_CHARS),
        after=_space(after[:1]) + clipped(visible(after), AROUND_CHARS),
        label=words.gettext(ACTS[quote.act]) if with_label and quote.act else "",
        turn=quote.turn,
        reply=reply_numbers(transcript)[quote.turn],
    )


def reply_numbers(transcript: Transcript) -> dict[int, int]:
    """The number of each reply, from 1, by the index of its turn."""
    return {turn.index: number for number, turn in enumerate(transcript.replies(), 1)}


def _choose(quotes: list[Quote]) -> list[Quote]:
    firsts: dict[object, Quote] = {}
    for quote in quotes:
        firsts.setdefault(quote.act, quote)
    if len(firsts) > 1:
        return list(firsts.values())[:MOST_KINDS]
    return quotes[:OF_ONE_KIND]


def _around(text: str, quote: Quote) -> tuple[str, str]:
    """What stands before and after a quote of few words in its sentence."""
    start, end = quote.start_char, quote.end_char
    if len(text[start:end].split()) >= FEW_WORDS:
        return "", ""
    sentence = sentence_around(text, start, end)
    begin = text.find(sentence, max(0, end - len(sentence)))
    return text[begin:start], text[end : begin + len(sentence)]


def _space(character: str) -> str:
    return " " if character.isspace() else ""
