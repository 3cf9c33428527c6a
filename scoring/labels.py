"""The words in which acts, verdicts and statuses are shown to people."""

from __future__ import annotations

from dialogue.acts import ActKind
from scoring.sheet import Readiness, Status, Verdict

ACTS: dict[ActKind, str] = {
    ActKind.ACKNOWLEDGE: "Acknowledged",
    ActKind.CLARIFY: "Asked about the problem",
    ActKind.REFLECT: "Said it back",
    ActKind.EMPATHISE: "Empathised",
    ActKind.APOLOGISE: "Apologised",
    ActKind.NON_APOLOGY: "Not really an apology",
    ActKind.OWN: "Took ownership",
    ActKind.OFFER_SOLUTION: "Offered a remedy",
    ActKind.OFFER_CHOICE: "Gave a choice",
    ActKind.CHECK_AGREEMENT: "Checked it suits",
    ActKind.EXPLAIN: "Explained",
    ActKind.SET_TIMESCALE: "Said by when",
    ActKind.FOLLOW_UP: "Promised to follow up",
    ActKind.LOG_COMPLAINT: "Logged the complaint",
    ActKind.PREVENT_RECURRENCE: "Steps against a repeat",
    ActKind.VERIFY: "Checked identity",
    ActKind.ESCALATE: "Passed it on",
    ActKind.REFUSE_ESCALATION: "Blocked the next step",
    ActKind.GREET: "Greeted",
    ActKind.THANK: "Thanked",
    ActKind.CLOSE: "Closed",
    ActKind.DEFEND: "Got defensive",
    ActKind.BLAME_CUSTOMER: "Blamed the customer",
    ActKind.PASS_BUCK: "Passed the buck",
    ActKind.MINIMISE: "Played it down",
    ActKind.RUDE: "Was rude",
    ActKind.REFUSE_HELP: "Refused help",
    ActKind.OVERPROMISE: "Promised too much",
    ActKind.DISCLOSE: "Gave out private details",
}

# The families that highlights are coloured by.
FAMILIES: dict[ActKind, str] = {
    **dict.fromkeys((ActKind.ACKNOWLEDGE, ActKind.CLARIFY, ActKind.REFLECT), "hear"),
    ActKind.EMPATHISE: "empathise",
    ActKind.APOLOGISE: "apologise",
    **dict.fromkeys(
        (
            ActKind.OWN,
            ActKind.OFFER_SOLUTION,
            ActKind.OFFER_CHOICE,
            ActKind.CHECK_AGREEMENT,
            ActKind.EXPLAIN,
            ActKind.SET_TIMESCALE,
            ActKind.FOLLOW_UP,
            ActKind.LOG_COMPLAINT,
            ActKind.PREVENT_RECURRENCE,
            ActKind.VERIFY,
        ),
        "own",
    ),
    ActKind.ESCALATE: "escalate",
    **dict.fromkeys((ActKind.GREET, ActKind.THANK, ActKind.CLOSE), "courtesy"),
    **dict.fromkeys(
        (
            ActKind.NON_APOLOGY,
            ActKind.REFUSE_ESCALATION,
            ActKind.DEFEND,
            ActKind.BLAME_CUSTOMER,
            ActKind.PASS_BUCK,
            ActKind.MINIMISE,
            ActKind.RUDE,
            ActKind.REFUSE_HELP,
            ActKind.OVERPROMISE,
            ActKind.DISCLOSE,
        ),
        "conduct",
    ),
}

VERDICTS: dict[Verdict, str] = {
    Verdict.HANDLED_WELL: "handled well",
    Verdict.HANDLED: "handled",
    Verdict.LATE: "late",
    Verdict.MISSED: "missed",
    Verdict.REFUSED: "refused",
    Verdict.UNNECESSARY: "not needed",
    Verdict.NOT_APPLICABLE: "not called for",
}

STATUSES: dict[Status, str] = {
    Status.MET: "met",
    Status.NOT_MET: "not met",
    Status.NOT_APPLICABLE: "does not apply",
}

READINESS: dict[Readiness, str] = {
    Readiness.READY: "Ready",
    Readiness.NEARLY: "Nearly ready",
    Readiness.NOT_YET: "Not yet",
}
