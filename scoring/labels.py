"""The words in which acts, verdicts and statuses are shown to people.

They stand here in English; whoever shows them looks them up in a translation.
"""

from __future__ import annotations

from collections.abc import Mapping

from dialogue.acts import ActKind
from scenario.types import EndingKind
from scoring.sheet import Readiness, Status, Verdict
from scoring.words import Words
from scoring.words import later as _

ACTS: dict[ActKind, str] = {
    ActKind.ACKNOWLEDGE: _("Acknowledged"),
    ActKind.CLARIFY: _("Asked about the problem"),
    ActKind.REFLECT: _("Said it back"),
    ActKind.EMPATHISE: _("Empathised"),
    ActKind.APOLOGISE: _("Apologised"),
    ActKind.NON_APOLOGY: _("Not really an apology"),
    ActKind.OWN: _("Took ownership"),
    ActKind.OFFER_SOLUTION: _("Offered a remedy"),
    ActKind.OFFER_CHOICE: _("Gave a choice"),
    ActKind.CHECK_AGREEMENT: _("Checked it suits"),
    ActKind.EXPLAIN: _("Explained"),
    ActKind.SET_TIMESCALE: _("Said by when"),
    ActKind.FOLLOW_UP: _("Promised to follow up"),
    ActKind.LOG_COMPLAINT: _("Logged the complaint"),
    ActKind.PREVENT_RECURRENCE: _("Steps against a repeat"),
    ActKind.VERIFY: _("Checked identity"),
    ActKind.ESCALATE: _("Passed it on"),
    ActKind.REFUSE_ESCALATION: _("Blocked the next step"),
    ActKind.GREET: _("Greeted"),
    ActKind.THANK: _("Thanked"),
    ActKind.CLOSE: _("Rounded off"),
    ActKind.DEFEND: _("Got defensive"),
    ActKind.BLAME_CUSTOMER: _("Blamed the customer"),
    ActKind.PASS_BUCK: _("Passed the buck"),
    ActKind.MINIMISE: _("Played it down"),
    ActKind.RUDE: _("Was rude"),
    ActKind.REFUSE_HELP: _("Refused help"),
    ActKind.OVERPROMISE: _("Promised too much"),
    ActKind.DISCLOSE: _("Gave out private details"),
}

# What each label means, as the legend tells it.
MEANINGS: dict[ActKind, str] = {
    ActKind.ACKNOWLEDGE: _("You showed that you'd heard."),
    ActKind.CLARIFY: _("You asked what happened, or what they'd like."),
    ActKind.REFLECT: _("You put the problem back to them in your own words."),
    ActKind.EMPATHISE: _("You named the feeling, or what this did to them."),
    ActKind.APOLOGISE: _("You said sorry for what happened."),
    ActKind.NON_APOLOGY: _("It sounds like sorry, but it doesn't own the problem."),
    ActKind.OWN: _("You made it yours to sort out."),
    ActKind.OFFER_SOLUTION: _("You offered or arranged something definite."),
    ActKind.OFFER_CHOICE: _("You gave two options, or asked which they'd prefer."),
    ActKind.CHECK_AGREEMENT: _("You asked whether it's all right with them."),
    ActKind.EXPLAIN: _("You gave a reason, a rule or a right."),
    ActKind.SET_TIMESCALE: _("You put a day or a time on it."),
    ActKind.FOLLOW_UP: _("You promised to get back in touch."),
    ActKind.LOG_COMPLAINT: _("You said that the complaint is on record."),
    ActKind.PREVENT_RECURRENCE: _("You said what will stop it happening again."),
    ActKind.VERIFY: _("You asked for something that shows who they are."),
    ActKind.ESCALATE: _("You handed it to somebody with more say."),
    ActKind.REFUSE_ESCALATION: _("You stood between them and somebody senior."),
    ActKind.GREET: _("You said hello, or who you are."),
    ActKind.THANK: _("You thanked them for something."),
    ActKind.CLOSE: _("You offered more help, or said goodbye."),
    ActKind.DEFEND: _("You argued with the complaint."),
    ActKind.BLAME_CUSTOMER: _("You put the fault on them."),
    ActKind.PASS_BUCK: _("You made it somebody else's problem."),
    ActKind.MINIMISE: _("You made the problem or the feeling smaller than it is."),
    ActKind.RUDE: _("An insult, a sneer or a threat."),
    ActKind.REFUSE_HELP: _("You said that nothing could be done."),
    ActKind.OVERPROMISE: _("You promised what you can't be sure of, or may not give."),
    ActKind.DISCLOSE: _("You told them something private."),
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
    Verdict.HANDLED_WELL: _("handled well"),
    Verdict.HANDLED: _("handled"),
    Verdict.LATE: _("late"),
    Verdict.MISSED: _("missed"),
    Verdict.REFUSED: _("refused"),
    Verdict.UNNECESSARY: _("done, but not needed"),
    Verdict.NOT_APPLICABLE: _("not called for"),
}

STATUSES: dict[Status, str] = {
    Status.MET: _("met"),
    Status.NOT_MET: _("not met"),
    Status.NOT_APPLICABLE: _("does not apply"),
}

# Answers to "Ready to be observed?"
READINESS: dict[Readiness, str] = {
    Readiness.READY: _("Yes"),
    Readiness.NEARLY: _("Nearly"),
    Readiness.NOT_YET: _("Not yet"),
}

# The heading over the changes to begin with.
CHANGES: dict[Readiness, str] = {
    Readiness.READY: _("What would make it better still"),
    Readiness.NEARLY: _("What to change first"),
    Readiness.NOT_YET: _("What to change first"),
}

NOTHING_YET = _(
    "Nothing has earned a mark here yet. Everybody starts somewhere: take the first "
    "change above into your next go."
)
# Escalation is marked beside the rubric's steps, and has no title there.
ESCALATION = _("Escalation")

# What a transcript was made by.
VERSIONS: dict[str, str] = {
    "code": _("code"),
    "detector": _("detector"),
    "manners": _("manners"),
    "rubric": _("rubric"),
    "scenario": _("scenario"),
    "marked with scenario": _("marked with scenario"),
}

# How the talk ended; %(name)s is what the customer is called for short.
ENDINGS: dict[EndingKind, str] = {
    EndingKind.RESOLVED: _("The conversation ended with the complaint settled."),
    EndingKind.ESCALATED: _("The conversation ended with the complaint passed on."),
    EndingKind.LEFT_ANGRY: _("%(name)s had had enough and left before it was settled."),
    EndingKind.ABANDONED: _("%(name)s gave up and left before it was settled."),
}
BROKEN_OFF = _(
    "This conversation was stopped before it came to an end. Marks count only what you "
    "had said by then."
)
NO_REPLY = _(
    "You stopped before you had sent %(name)s a reply, so there is nothing to mark yet."
)

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev"})


def short_name(name: str) -> str:
    """What to call a customer for short: the first name, or a title with the rest."""
    first = name.split()[0] if name.split() else name
    return name if first.casefold().rstrip(".") in _TITLES else first


def score(marks: int | None, most: int | None, words: Words) -> str:
    """A mark in words. None is one that is left out of the total."""
    if marks is None:
        return words.gettext("not counted")
    return words.gettext("%(marks)s of %(most)s") % {"marks": marks, "most": most}


def made_by(versions: Mapping[str, str], words: Words) -> str:
    """What made a transcript, each with its version."""
    return ", ".join(
        f"{words.gettext(VERSIONS[what]) if what in VERSIONS else what} {version}"
        for what, version in sorted(versions.items())
    )
