from __future__ import annotations

import pytest

from dialogue.acts import Act, ActKind
from perception.echoes import without_echoes


def _act(kind: ActKind, start: int, end: int, confidence: float = 0.9) -> Act:
    return Act(kind=kind, start_char=start, end_char=end, confidence=confidence)


REFLECT = _act(ActKind.REFLECT, 0, 40)


@pytest.mark.parametrize(
    ("offer", "kept"),
    [
        (_act(ActKind.OFFER_SOLUTION, 10, 30, 0.6), False),
        (_act(ActKind.OFFER_CHOICE, 0, 40), False),
        (_act(ActKind.OFFER_SOLUTION, 10, 30, 0.95), True),
        (_act(ActKind.OFFER_SOLUTION, 30, 60, 0.6), True),
        (_act(ActKind.EXPLAIN, 10, 30, 0.6), True),
    ],
)
def test_offer_within_a_surer_reflection_is_an_echo(offer: Act, kept: bool) -> None:
    assert (offer in without_echoes((REFLECT, offer))) is kept


def test_offers_stay_where_nothing_is_reflected() -> None:
    offer = _act(ActKind.OFFER_SOLUTION, 0, 5)
    assert without_echoes((offer,)) == (offer,)
