"""What a learner's reply does: the closed set of acts, and one act found in a reply.

The acts are defined in docs/codebook.md, each with what counts and what does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ActKind(str, Enum):
    """The acts of the codebook, in its order."""

    ACKNOWLEDGE = "acknowledge"
    CLARIFY = "clarify"
    REFLECT = "reflect"
    EMPATHISE = "empathise"
    APOLOGISE = "apologise"
    NON_APOLOGY = "non_apology"
    OWN = "own"
    OFFER_SOLUTION = "offer_solution"
    OFFER_CHOICE = "offer_choice"
    CHECK_AGREEMENT = "check_agreement"
    EXPLAIN = "explain"
    SET_TIMESCALE = "set_timescale"
    FOLLOW_UP = "follow_up"
    LOG_COMPLAINT = "log_complaint"
    PREVENT_RECURRENCE = "prevent_recurrence"
    VERIFY = "verify"
    ESCALATE = "escalate"
    REFUSE_ESCALATION = "refuse_escalation"
    GREET = "greet"
    THANK = "thank"
    CLOSE = "close"
    DEFEND = "defend"
    BLAME_CUSTOMER = "blame_customer"
    PASS_BUCK = "pass_buck"
    MINIMISE = "minimise"
    RUDE = "rude"
    REFUSE_HELP = "refuse_help"
    OVERPROMISE = "overpromise"
    DISCLOSE = "disclose"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act in one reply, where its words stand.

    Offsets are characters into the learner's own text, half-open. Confidence is a
    calibrated probability, 0 to 1.
    """

    kind: ActKind
    start_char: int
    end_char: int
    confidence: float = 1.0
