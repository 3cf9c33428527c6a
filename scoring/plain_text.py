"""The feedback transcript as plain text, for a terminal or an e-mail.

Everything the HTML page says stands here too, in the same order, in lines of WIDTH.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from dialogue.turns import Quote, Speaker, Transcript
from scenario.situations import Band
from scenario.types import Scenario
from scoring.feedback import Change, give_feedback
from scoring.labels import ACTS, READINESS, STATUSES, VERDICTS
from scoring.readiness import count_points
from scoring.sheet import MarkSheet

WIDTH = 78


def transcript_text(
    transcript: Transcript, sheet: MarkSheet, scenario: Scenario
) -> str:
    """The whole feedback transcript; ends with a line break."""
    parts = (
        _head(sheet, scenario),
        _marks(transcript, sheet),
        _feedback(transcript, sheet),
        _talk(transcript, scenario),
        _foot(sheet),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(sheet: MarkSheet, scenario: Scenario) -> Iterator[str]:
    yield scenario.title
    yield "=" * len(scenario.title)
    yield f"{scenario.sector}, level {scenario.level}"
    yield ""
    yield f"Readiness for observation: {READINESS[sheet.readiness]}"
    yield from _wrapped(sheet.readiness_says)
    for condition in sheet.missing:
        yield from _wrapped(f"- {condition}")
    yield ""


def _marks(transcript: Transcript, sheet: MarkSheet) -> Iterator[str]:
    yield from _heading("Marks")
    for step in sheet.steps:
        yield f"{step.title}: {step.marks} of {step.most}   [{step.rule}]"
        yield from _wrapped(step.says, "    ")
        yield from _quotes(transcript, step.quotes)
        if step.is_open:
            yield "    The detector was unsure of a reply; your tutor will look at it."
    escalation = sheet.escalation
    marks = "" if escalation.marks is None else f", {escalation.marks} of 3"
    yield f"Escalation: {VERDICTS[escalation.verdict]}{marks}"
    yield from _wrapped(escalation.says, "    ")
    yield from _quotes(transcript, escalation.quotes)
    met, applicable = count_points(sheet.process)
    yield f"Process: {met} of {applicable} points"
    for point in sheet.process:
        yield f"    {point.title}: {STATUSES[point.status]}"
    for conduct in sheet.conduct:
        stops = " (can't be passed with this)" if conduct.is_blocker else ""
        yield f"Conduct: {conduct.title}{stops}"
        yield from _quotes(transcript, conduct.quotes)
    yield ""


def _feedback(transcript: Transcript, sheet: MarkSheet) -> Iterator[str]:
    feedback = give_feedback(sheet)
    if feedback.well:
        yield from _heading("What went well")
        for praise in feedback.well:
            yield from _wrapped(f"- {praise.title}. {praise.says}".rstrip())
            yield from _quotes(transcript, praise.quotes[:1])
        yield ""
    if feedback.changes:
        yield from _heading("What to change first")
        for number, change in enumerate(feedback.changes, 1):
            yield from _change(transcript, change, f"{number}. ")
        yield ""
    if feedback.later:
        yield from _heading("And after that")
        for change in feedback.later:
            yield from _change(transcript, change, "- ")
        yield ""
    if sheet.mistakes:
        yield from _heading("Common mistakes seen here")
        for mistake in sheet.mistakes:
            yield from _wrapped(f"- {mistake.title}: {mistake.says}")
        yield ""


def _change(transcript: Transcript, change: Change, mark: str) -> Iterator[str]:
    yield from _wrapped(f"{mark}{change.title}. {change.says}")
    if change.quote:
        yield from _quotes(transcript, (change.quote,))
    if change.better:
        before = transcript.customer_before(change.better.turn)
        if before:
            yield from _wrapped(f"When they said: “{_short(before)}”", "    ")
        yield from _wrapped(f"you could have said: “{change.better.text}”", "    ")


def _talk(transcript: Transcript, scenario: Scenario) -> Iterator[str]:
    yield from _heading("The conversation")
    for turn in transcript.turns:
        if turn.speaker is Speaker.CUSTOMER:
            mood = "" if turn.mood is None else f" ({Band.of(turn.mood)}, {turn.mood})"
            yield from _wrapped(f"{scenario.customer.name}{mood}: {turn.text}")
            continue
        yield from _wrapped(f"You: {turn.text or '(nothing)'}")
        perception = turn.perception
        for act in perception.acts if perception else ():
            words = turn.text[act.start_char : act.end_char]
            yield from _wrapped(f"{ACTS[act.kind]}: “{words}”", "      ")
        if perception and (perception.is_unsure or not perception.is_readable):
            yield "      (not sure about this reply: your tutor will look at it)"
    yield ""


def _foot(sheet: MarkSheet) -> Iterator[str]:
    made_by = ", ".join(f"{k} {v}" for k, v in sorted(sheet.versions.items()))
    yield from _wrapped(
        "This is formative feedback: advice for you and your tutor, and no assessment "
        f"decision. Made by {made_by}."
    )


def _heading(title: str) -> Iterator[str]:
    yield title
    yield "-" * len(title)


def _quotes(transcript: Transcript, quotes: tuple[Quote, ...]) -> Iterator[str]:
    for quote in quotes:
        words = transcript.words(quote)
        yield from _wrapped(f"“{words}” (turn {quote.turn + 1})", "    ")


def _short(text: str, most: int = 120) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _wrapped(text: str, indent: str = "") -> list[str]:
    visible = "".join(c if c.isprintable() else " " for c in text)
    return textwrap.wrap(
        visible, WIDTH, initial_indent=indent, subsequent_indent=indent + "  "
    ) or [indent]
