"""Takes out offers that are none: a remedy named only as the customer's own wish.

"So you'd like your money back" restates; whoever says it has offered nothing. The
words of an offer that lie within those of a reflection are such an echo, unless the
offer is the surer of the two.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.acts import Act, ActKind

OFFERS = frozenset({ActKind.OFFER_SOLUTION, ActKind.OFFER_CHOICE})


def without_echoes(acts: Sequence[Act]) -> tuple[Act, ...]:
    """The acts in the same order, without the offers that only echo."""
    reflections = [act for act in acts if act.kind is ActKind.REFLECT]
    return tuple(
        act
        for act in acts
        if act.kind not in OFFERS or not any(_echoes(act, one) for one in reflections)
    )


def _echoes(offer: Act, reflection: Act) -> bool:
    return (
        reflection.start_char <= offer.start_char
        and offer.end_char <= reflection.end_char
        and offer.confidence <= reflection.confidence
    )
