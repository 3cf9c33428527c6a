# ruff: noqa: E501  A row of a table reads best on one line.

from __future__ import annotations

import pytest

from dialogue.perceptions import MentionKind
from perception.mentions import MentionFinder
from perception.numbers import read_number

MONEY, PERCENT, DURATION = MentionKind.MONEY, MentionKind.PERCENT, MentionKind.DURATION
DATE, TIME, REFERENCE = MentionKind.DATE, MentionKind.TIME, MentionKind.REFERENCE
PERSONAL = MentionKind.PERSONAL_DATA

Found = tuple[MentionKind, str, float | None]

TABLE: list[tuple[str, list[Found]]] = [
    ("I can do £20 off", [(MONEY, "£20", 20.0)]),
    ("that's £1,900.50 then", [(MONEY, "£1,900.50", 1900.5)]),
    ("£5k", [(MONEY, "£5k", 5000.0)]),
    ("here's twenty quid", [(MONEY, "twenty quid", 20.0)]),
    ("20quid", [(MONEY, "20quid", 20.0)]),
    ("twenty-five pounds", [(MONEY, "twenty-five pounds", 25.0)]),
    ("two hundred and fifty quid", [(MONEY, "two hundred and fifty quid", 250.0)]),
    ("a hundred pounds", [(MONEY, "a hundred pounds", 100.0)]),
    ("a couple of quid", [(MONEY, "a couple of quid", 2.0)]),
    ("50p", [(MONEY, "50p", 0.5)]),
    ("a tenner", [(MONEY, "a tenner", 10.0)]),
    ("two tenners", [(MONEY, "two tenners", 20.0)]),
    ("a grand", [(MONEY, "a grand", 1000.0)]),
    ("£10 or £20", [(MONEY, "£10", 10.0), (MONEY, "£20", 20.0)]),
    ("a full refund", [(MONEY, "full refund", None)]),
    ("get your money back", [(MONEY, "your money back", None)]),
    ("$20", [(MONEY, "$20", None)]),
    ("20% off", [(PERCENT, "20%", 20.0)]),
    ("fifty percent", [(PERCENT, "fifty percent", 50.0)]),
    ("10 per cent", [(PERCENT, "10 per cent", 10.0)]),
    ("half price", [(PERCENT, "half price", 50.0)]),
    ("within 48 hours", [(DURATION, "48 hours", 48.0)]),
    ("48hrs", [(DURATION, "48hrs", 48.0)]),
    ("45 mins", [(DURATION, "45 mins", 0.75)]),
    ("half an hour", [(DURATION, "half an hour", 0.5)]),
    ("an hour and a half", [(DURATION, "an hour and a half", 1.5)]),
    ("couple of days", [(DURATION, "couple of days", 48.0)]),
    ("5 working days", [(DURATION, "5 working days", 120.0)]),
    ("3-5 days", [(DURATION, "3-5 days", 120.0)]),
    ("three to five working days", [(DURATION, "three to five working days", 120.0)]),
    ("a fortnight", [(DURATION, "a fortnight", 336.0)]),
    ("a few weeks", [(DURATION, "a few weeks", None)]),
    ("by Friday", [(DATE, "Friday", None)]),
    ("next tuesday morning", [(DATE, "next tuesday morning", None)]),
    ("tomorrow", [(DATE, "tomorrow", None)]),
    ("2moro", [(DATE, "2moro", None)]),
    ("on sat", [(DATE, "on sat", None)]),
    ("on 12/03/2024", [(DATE, "12/03/2024", None)]),
    ("March 12th", [(DATE, "March 12th", None)]),
    ("12 May", [(DATE, "12 May", None)]),
    ("the 14th", [(DATE, "the 14th", None)]),
    ("at 5pm", [(TIME, "5pm", None)]),
    ("5.30pm", [(TIME, "5.30pm", None)]),
    ("17:00", [(TIME, "17:00", None)]),
    ("half five", [(TIME, "half five", None)]),
    ("five o'clock", [(TIME, "five o'clock", None)]),
    ("by noon", [(TIME, "noon", None)]),
    ("ref WX-4471", [(REFERENCE, "ref WX-4471", None)]),
    ("order number 88213", [(REFERENCE, "order number 88213", None)]),
    ("it's #4471", [(REFERENCE, "#4471", None)]),
    ("AB12345", [(REFERENCE, "AB12345", None)]),
    ("07700 900123", [(PERSONAL, "07700 900123", None)]),
    ("07700900123", [(PERSONAL, "07700900123", None)]),
    ("0161 496 0000", [(PERSONAL, "0161 496 0000", None)]),
    ("+44 7700 900123", [(PERSONAL, "+44 7700 900123", None)]),
    ("SW1A 1AA", [(PERSONAL, "SW1A 1AA", None)]),
    ("ls6 3hn", [(PERSONAL, "ls6 3hn", None)]),
    ("jo.b@example.co.uk", [(PERSONAL, "jo.b@example.co.uk", None)]),
    ("QQ 12 34 56 C", [(PERSONAL, "QQ 12 34 56 C", None)]),
    ("4111 1111 1111 1111", [(PERSONAL, "4111 1111 1111 1111", None)]),
    ("20-00-00", [(PERSONAL, "20-00-00", None)]),
    ("Mrs Patel at number 12", [(PERSONAL, "Mrs Patel", None), (PERSONAL, "number 12", None)]),
    ("14 Acacia Avenue", [(PERSONAL, "14 Acacia Avenue", None)]),
]  # fmt: skip

NOTHING = [
    "", "I sat on it", "you may 20 times over", "it was ok", "day one", "a half measure",
    "mr nobody", "that is one for you", "no", "\u202e\x00", "🙂", "\ud800",
]  # fmt: skip


@pytest.fixture(scope="module")
def finder() -> MentionFinder:
    return MentionFinder()


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[text for text, _ in TABLE])
def test_find_reads_kind_words_and_amount(
    finder: MentionFinder, text: str, expected: list[Found]
) -> None:
    found = [
        (m.kind, text[m.start_char : m.end_char], m.amount) for m in finder.find(text)
    ]
    assert found == expected


@pytest.mark.parametrize("text", NOTHING)
def test_find_finds_nothing_where_nothing_is_named(
    finder: MentionFinder, text: str
) -> None:
    assert finder.find(text) == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("20", 20.0),
        ("1,900.50", 1900.5),
        ("twenty five", 25.0),
        ("twenty - five", 25.0),
        ("two hundred and fifty", 250.0),
        ("a thousand", 1000.0),
        ("a couple of", 2.0),
        ("2.5 k", 2500.0),
        ("purple", None),
        ("", None),
    ],
)
def test_read_number(words: str, expected: float | None) -> None:
    assert read_number(words.split()) == expected
