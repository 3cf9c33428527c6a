"""The words in which acts, verdicts and statuses are shown to people."""

from __future__ import annotations

from dialogue.acts import ActKind
from scenario.types import EndingKind
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
    ActKind.CLOSE: "Rounded off",
    ActKind.DEFEND: "Got defensive",
    ActKind.BLAME_CUSTOMER: "Blamed the customer",
    ActKind.PASS_BUCK: "Passed the buck",
    ActKind.MINIMISE: "Played it down",
    ActKind.RUDE: "Was rude",
    ActKind.REFUSE_HELP: "Refused help",
    ActKind.OVERPROMISE: "Promised too much",
    ActKind.DISCLOSE: "Gave out private details",
}

# What each label means, as the legend tells it.
MEANINGS: dict[ActKind, str] = {
    ActKind.ACKNOWLEDGE: "You showed that you'd heard.",
    ActKind.CLARIFY: "You asked what happened, or what they'd like.",
    ActKind.REFLECT: "You put the problem back to them in your own words.",
    ActKind.EMPATHISE: "You named the feeling, or what this did to them.",
    ActKind.APOLOGISE: "You said sorry for what happened.",
    ActKind.NON_APOLOGY: "It sounds like sorry, but it doesn't own the problem.",
    ActKind.OWN: "You made it yours to sort out.",
    ActKind.OFFER_SOLUTION: "You offered or arranged something definite.",
    ActKind.OFFER_CHOICE: "You gave two options, or asked which they'd prefer.",
    ActKind.CHECK_AGREEMENT: "You asked whether it's all right with them.",
    ActKind.EXPLAIN: "You gave a reason, a rule or a right.",
    ActKind.SET_TIMESCALE: "You put a day or a time on it.",
    ActKind.FOLLOW_UP: "You promised to get back in touch.",
    ActKind.LOG_COMPLAINT: "You said that the complaint is on record.",
    ActKind.PREVENT_RECURRENCE: "You said what will stop it happening again.",
    ActKind.VERIFY: "You asked for something that shows who they are.",
    ActKind.ESCALATE: "You handed it to somebody with more say.",
    ActKind.REFUSE_ESCALATION: "You stood between them and somebody senior.",
    ActKind.GREET: "You said hello, or who you are.",
    ActKind.THANK: "You thanked them for something.",
    ActKind.CLOSE: "You offered more help, or said goodbye.",
    ActKind.DEFEND: "You argued with the complaint.",
    ActKind.BLAME_CUSTOMER: "You put the fault on them.",
    ActKind.PASS_BUCK: "You made it somebody else's problem.",
    ActKind.MINIMISE: "You made the problem or the feeling smaller than it is.",
    ActKind.RUDE: "An insult, a sneer or a threat.",
    ActKind.REFUSE_HELP: "You said that nothing could be done.",
    ActKind.OVERPROMISE: "You promised what you can't be sure of, or may not give.",
    ActKind.DISCLOSE: "You told them something private.",
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
    Verdict.UNNECESSARY: "done, but not needed",
    Verdict.NOT_APPLICABLE: "not called for",
}

STATUSES: dict[Status, str] = {
    Status.MET: "met",
    Status.NOT_MET: "not met",
    Status.NOT_APPLICABLE: "does not apply",
}

# Answers to "Ready to be observed?"
READINESS: dict[Readiness, str] = {
    Readiness.READY: "Yes",
    Readiness.NEARLY: "Nearly",
    Readiness.NOT_YET: "Not yet",
}

# The heading over the changes to begin with.
CHANGES: dict[Readiness, str] = {
    Readiness.READY: "What would make it better still",
    Readiness.NEARLY: "What to change first",
    Readiness.NOT_YET: "What to change first",
}

NOTHING_YET = (
    "Nothing has earned a mark here yet. Everybody starts somewhere: take the first "
    "change above into your next go."
)

# How the talk ended; {name} is what the customer is called for short.
ENDINGS: dict[EndingKind, str] = {
    EndingKind.RESOLVED: "The conversation ended with the complaint settled.",
    EndingKind.ESCALATED: "The conversation ended with the complaint passed on.",
    EndingKind.LEFT_ANGRY: "{name} had had enough and left before it was settled.",
    EndingKind.ABANDONED: "{name} gave up and left before it was settled.",
}
BROKEN_OFF = (
    "This conversation was stopped before it came to an end. Marks count only what you "
    "had said by then."
)
NO_REPLY = (
    "You stopped before you had sent {name} a reply, so there is nothing to mark yet."
)

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev"})


def short_name(name: str) -> str:
    """What to call a customer for short: the first name, or a title with the rest."""
    first = name.split()[0] if name.split() else name
    return name if first.casefold().rstrip(".") in _TITLES else first
