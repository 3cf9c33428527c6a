from __future__ import annotations

import random

import pytest

from training.augment import Clothes, disguise
from training.corpus import Reply, Span

NONE = Clothes(
    lower=0, upper=0, bare=0, no_apostrophe=0, typos=0, typo_share=0, text_speak=0
)
TEXT = "Hi! I'm so sorry about your İstanbul order, please tell me what happened."
QUOTE = "I'm so sorry about your İstanbul order"


def make_reply() -> Reply:
    start = TEXT.index(QUOTE)
    span = Span(start_char=start, end_char=start + len(QUOTE), label="apologise")
    return Reply(id="1", text=TEXT, spans=(span,))


def dress(**chances: float) -> tuple[str, str]:
    clothes = Clothes(**{**NONE_CHANCES, **chances})
    reply = disguise(make_reply(), clothes, random.Random(5))
    (span,) = reply.spans
    return reply.text, reply.text[span.start_char : span.end_char]


NONE_CHANCES = dict.fromkeys(
    ("lower", "upper", "bare", "no_apostrophe", "typos", "text_speak"), 0.0
)


def test_no_change_leaves_the_reply_alone() -> None:
    assert disguise(make_reply(), NONE, random.Random(1)) == make_reply()


@pytest.mark.parametrize(
    ("chance", "quote"),
    [
        ("lower", QUOTE.lower()),
        ("upper", QUOTE.upper()),
        ("bare", "Im so sorry about your İstanbul order"),
        ("no_apostrophe", "Im so sorry about your İstanbul order"),
    ],
)
def test_spans_follow_their_words(chance: str, quote: str) -> None:
    assert dress(**{chance: 1.0})[1] == quote


def test_text_speak_shortens_words_inside_the_span() -> None:
    text, quote = dress(text_speak=1.0, text_speak_share=1.0)
    assert quote == "I'm so soz abt ur İstanbul order"
    assert text.endswith(", pls tell me wot happened.")


def test_typos_keep_the_span_on_its_words() -> None:
    text, quote = dress(typos=1.0, typo_share=1.0)
    assert text != TEXT
    assert quote.startswith("I'm so ")
    assert len(quote.split()) == len(QUOTE.split())
