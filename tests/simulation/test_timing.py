"""How far off a promised day or hour is, from the moment the talk begins."""

from __future__ import annotations

from datetime import datetime

import pytest

from dialogue.perceptions import Mention, MentionKind
from simulation.timing import A_DAY, hours_in

# A Tuesday.
NOW = datetime(2026, 11, 24, 10, 0)


def _hours(words: str, now: datetime | None = NOW) -> float | None:
    """Words as dates, those after an @ as clock times, those after a # as 5 hours."""
    kinds = {"@": MentionKind.TIME, "#": MentionKind.DURATION}
    mentions, start = [], 0
    for part in words.split(", "):
        kind = kinds.get(part[0], MentionKind.DATE)
        first = start + (part[0] in kinds)
        mentions.append(
            Mention(
                kind=kind,
                start_char=first,
                end_char=start + len(part),
                amount=5.0 if kind is MentionKind.DURATION else None,
            )
        )
        start += len(part) + 2
    return hours_in(words, mentions, now)


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("today", 14),
        ("this afternoon", 8),
        ("today, @5pm", 7),
        ("@half past one", 3.5),
        ("@quarter to one", 2.75),
        ("@half one", 3.5),
        ("@15:30", 5.5),
        ("@at eleven", 1),
        ("@by nine", 11),
        ("@8am", 22),
        ("@noon", 2),
        ("tomorrow", 24),
        ("tomorrow, @9am", 23),
        ("by Friday", 72),
        ("Friday, 27th November", 72),
        ("the 27th", 72),
        ("next Tuesday", 168),
        ("next week", 168),
        ("#five hours", 5),
        ("#five hours, tomorrow", 24),
        ("some day soon", A_DAY),
    ],
)
def test_time_is_reckoned_from_the_moment_the_talk_begins(
    words: str, hours: float
) -> None:
    assert _hours(words) == pytest.approx(hours)


@pytest.mark.parametrize("words", ["today", "@half past one", "by Friday"])
def test_day_or_hour_counts_as_a_day_off_where_the_moment_is_not_known(
    words: str,
) -> None:
    assert _hours(words, None) == A_DAY


def test_no_time_named_is_no_time() -> None:
    assert hours_in("soon", [], NOW) is None
