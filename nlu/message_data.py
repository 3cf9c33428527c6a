"""What is kept of a reply in Rasa's message: entities, and the perception they are of.

Both travel with the talk to the action server at every turn, so vectors are kept only
for clauses that the customer may have to compare with the scenario's examples.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dialogue.acts import ActKind
from dialogue.forms import perception_to_json
from dialogue.perceptions import Clause, Perception
from dialogue.stretches import overlap

# Acts whose words may ask for a fact or promise a remedy.
COMPARED = frozenset(
    {
        ActKind.CLARIFY,
        ActKind.VERIFY,
        ActKind.OFFER_SOLUTION,
        ActKind.OFFER_CHOICE,
        ActKind.OVERPROMISE,
        ActKind.OWN,
        ActKind.EXPLAIN,
        ActKind.SET_TIMESCALE,
        ActKind.PREVENT_RECURRENCE,
    }
)


def entities(
    text: str, perception: Perception, *, extractor: str
) -> list[dict[str, Any]]:
    """One entity an act, in Rasa's form; offsets are into `text` as it was typed."""
    return [
        {
            "entity": str(act.kind),
            "start": act.start_char,
            "end": act.end_char,
            "value": text[act.start_char : act.end_char],
            "confidence": act.confidence,
            "extractor": extractor,
        }
        for act in perception.acts
    ]


def perception_data(text: str, perception: Perception) -> dict[str, Any]:
    """The perception as JSON, with the clauses that are needed again."""
    kept = tuple(c for c in perception.clauses if _is_compared(text, c, perception))
    return perception_to_json(replace(perception, clauses=kept), with_clauses=True)


def _is_compared(text: str, clause: Clause, perception: Perception) -> bool:
    """Whether the clause may be a question or an offer; in doubt it is kept.

    A test holds that the simulation reads a reply the same without the others.
    """
    over = {act.kind for act in perception.acts if overlap(act, clause)}
    # The sign may stand just behind the clause, after a bracket or quotation mark.
    asks = "?" in text[clause.end_char - 1 : clause.end_char + 2]
    return asks or not over or bool(over & COMPARED)
