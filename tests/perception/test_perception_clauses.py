# ruff: noqa: E501  A row of a table reads best on one line.

from __future__ import annotations

import pytest

from perception.clauses import split_clauses, split_sentences

SPLITS = [
    ("When did it come? What's wrong with it?", ["When did it come?", "What's wrong with it?"]),
    ("ok when did you buy it and what happened", ["ok", "when did you buy it", "and what happened"]),
    ("sorry about that can you tell me what happened", ["sorry about that", "can you tell me what happened"]),
    ("tell me what went wrong", ["tell me what went wrong"]),
    ("I'll refund £20.50 by 5 p.m. today", ["I'll refund £20.50 by 5 p.m. today"]),
    ("Hello Mr. Smith, sorry about this", ["Hello Mr. Smith", "sorry about this"]),
    ("it must have been so frustrating for you", ["it must have been so frustrating for you"]),
    ("I can send a new one or refund you today", ["I can send a new one", "or refund you today"]),
    ("that is awful do you have the order number", ["that is awful", "do you have the order number"]),
    ("first line\nsecond line", ["first line", "second line"]),
    ("Yes.", ["Yes."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SPLITS, ids=[text for text, _ in SPLITS])
def test_split_clauses_finds_what_stands_on_its_own(
    text: str, expected: list[str]
) -> None:
    assert [text[start:end] for start, end in split_clauses(text)] == expected


@pytest.mark.parametrize("text", ["", "   ", "...", "!?", "\n\n", "🙂"])
def test_split_clauses_finds_none_without_a_word(text: str) -> None:
    assert split_clauses(text) == []


@pytest.mark.parametrize(
    "text", [text for text, _ in SPLITS] + ["a, b and c; d - e? f " * 200]
)
def test_clauses_are_in_order_and_lose_no_word(text: str) -> None:
    clauses = split_clauses(text)
    ends = [0] + [end for _, end in clauses]
    gaps = [text[end:start] for end, (start, _) in zip(ends, clauses, strict=False)]
    assert not any(character.isalnum() for gap in gaps for character in gap)
    assert all(start < end for start, end in clauses)


def test_split_sentences_keeps_commas_together() -> None:
    text = "One, two and three. Four?"
    assert [text[a:b] for a, b in split_sentences(text)] == [
        "One, two and three.",
        "Four?",
    ]
