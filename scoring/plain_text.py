"""The feedback transcript as plain text, for a terminal or an e-mail.

Everything the HTML page says stands here too, in the same order, in lines of WIDTH.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from dialogue.turns import Transcript
from scenario.types import Scenario
from scoring.feedback_view import (
    Moment,
    ShownChange,
    ShownFeedback,
    lower_first,
    show_feedback,
)
from scoring.labels import CHANGES, NOTHING_YET, READINESS, short_name
from scoring.mood_chart import mood_points, mood_sentence
from scoring.quoting import ShownQuote
from scoring.reply_view import ShownTurn, shown_turns
from scoring.sheet import MarkSheet
from scoring.summary import Place, Row, Summary, summarise
from scoring.visible import visible_in_terminal

WIDTH = 78
INDENT = "    "
# Holds emoji of several parts together.
JOINER = "\u200d"


def transcript_text(
    transcript: Transcript, sheet: MarkSheet, scenario: Scenario
) -> str:
    """The whole feedback transcript; ends with a line break."""
    name = short_name(scenario.customer.name)
    summary = summarise(transcript, sheet, scenario)
    parts = (
        _head(sheet, scenario, summary),
        _marks(summary),
        _advice(transcript, sheet, name) if summary.is_begun else (),
        _mood(transcript, name),
        _talk(transcript, name),
        _foot(transcript, sheet),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(sheet: MarkSheet, scenario: Scenario, summary: Summary) -> Iterator[str]:
    yield from _wrapped(scenario.title)
    yield "=" * min(len(scenario.title), WIDTH)
    yield from _wrapped(
        f"{scenario.sector}, level {scenario.level}. "
        f"You spoke with {scenario.customer.name}."
    )
    if summary.ended:
        yield from _wrapped(summary.ended)
    yield ""
    yield f"Ready to be observed? {READINESS[sheet.readiness]}"
    if summary.is_begun:
        yield from _wrapped(sheet.readiness_says)
    for condition in sheet.missing:
        yield from _wrapped(f"- {condition}")
    yield ""


def _marks(summary: Summary) -> Iterator[str]:
    yield from _heading("Your marks at a glance")
    for row in summary.rows:
        yield from _row(row)
    yield f"Process: {summary.met} of {summary.applicable}"
    for group in summary.process:
        titles = ", ".join(
            lower_first(point.title) + (f" ({_at(point.place)})" if point.place else "")
            for point in group.points
        )
        yield from _wrapped(f"{group.status.capitalize()}: {titles}.", INDENT)
    if summary.unsure:
        replies = ", ".join(map(_at, summary.unsure))
        yield from _wrapped(
            f"Hotseat wasn't sure how to read {replies}. Your tutor will take a look, "
            "and marks with a star (*) may still go up."
        )
    yield ""


def _row(row: Row) -> Iterator[str]:
    verdict = f" ({row.verdict})" if row.verdict else ""
    star = "*" if row.is_open else ""
    places = f" {', '.join(map(_at, row.places))}." if row.places else ""
    yield f"{row.title}{verdict}: {_score(row.marks, row.most)}{star}   [{row.rule}]"
    yield from _wrapped(f"{row.says}{places[:2].upper()}{places[2:]}", INDENT)


def _advice(transcript: Transcript, sheet: MarkSheet, name: str) -> Iterator[str]:
    feedback = show_feedback(transcript, sheet)
    if feedback.changes:
        yield from _heading(CHANGES[sheet.readiness])
        for number, change in enumerate(feedback.changes, 1):
            yield from _change(change, f"{number}. ", name)
        yield ""
    if feedback.later:
        yield from _heading("And after that")
        for change in feedback.later:
            yield from _change(change, "- ", name)
        yield ""
    yield from _well(feedback)
    yield from _conduct(feedback)
    yield from _mistakes(sheet)


def _well(feedback: ShownFeedback) -> Iterator[str]:
    yield from _heading("What went well")
    if not feedback.well and not feedback.points:
        yield from _wrapped(NOTHING_YET)
    for praise in feedback.well:
        score = _score(praise.marks, praise.most)
        yield from _wrapped(f"- {praise.title}, {score}. {praise.says}")
        yield from _quotes(praise.quotes)
    for point in feedback.points:
        yield from _wrapped(f"- {point.title}: {_quote(point.quotes[0])}")
    yield ""


def _conduct(feedback: ShownFeedback) -> Iterator[str]:
    if feedback.conduct:
        yield from _heading("Conduct")
        for conduct in feedback.conduct:
            stops = ": this rules out a pass" if conduct.is_blocker else ""
            yield from _wrapped(f"- {conduct.title}{stops}")
            yield from _quotes(conduct.quotes)
        yield ""


def _change(change: ShownChange, mark: str, name: str) -> Iterator[str]:
    marks = "" if change.marks is None else f", {_score(change.marks, change.most)}"
    yield from _wrapped(f"{mark}{change.title}{marks}. {change.says}")
    if change.quote:
        yield from _wrapped(f"You wrote: {_quote(change.quote)}", INDENT)
    if change.moment:
        yield from _moment(change.moment, name)


def _moment(moment: Moment, name: str) -> Iterator[str]:
    if moment.before:
        yield from _wrapped(f"{name} said: “{moment.before}”", INDENT)
    said = f"“{moment.said}”" if moment.said else "nothing"
    yield from _wrapped(f"You said: {said} (reply {moment.reply})", INDENT)
    yield from _wrapped(f"You could say: “{moment.better}”", INDENT)


def _mistakes(sheet: MarkSheet) -> Iterator[str]:
    if sheet.mistakes:
        yield from _heading("Common mistakes seen here")
        for mistake in sheet.mistakes:
            yield from _wrapped(f"- {mistake.title}. {mistake.says}")
        yield ""


def _mood(transcript: Transcript, name: str) -> Iterator[str]:
    points = mood_points(transcript)
    if points:
        yield from _heading(f"{name}'s mood")
        yield from _wrapped(f"{mood_sentence(points, name)} 0 is furious, 100 content.")
        yield ""


def _talk(transcript: Transcript, name: str) -> Iterator[str]:
    yield from _heading("The conversation")
    for turn, shown in zip(transcript.turns, shown_turns(transcript), strict=True):
        if shown.reply:
            yield from _reply(turn.text, shown)
        else:
            yield from _typed(f"{name}{_mood_of(shown)}: ", turn.text)
    yield ""


def _reply(text: str, shown: ShownTurn) -> Iterator[str]:
    typed = "(nothing)" if shown.is_empty else text
    yield from _typed(f"You, reply {shown.reply}: ", typed)
    for note in shown.notes:
        words = ", ".join(f"“{words}”" for words in note.words)
        yield from _wrapped(f"{note.label}: {words}", INDENT)
    if shown.is_unsure:
        yield f"{INDENT}(Hotseat wasn't sure about this. Your tutor will look at it.)"


def _mood_of(shown: ShownTurn) -> str:
    if shown.mood is None:
        return ""
    word = "up" if shown.mood_change > 0 else "down"
    change = f", {word} {abs(shown.mood_change)}" if shown.mood_change else ""
    return f" ({shown.mood_word}, {shown.mood}{change})"


def _foot(transcript: Transcript, sheet: MarkSheet) -> Iterator[str]:
    made_by = ", ".join(f"{k} {v}" for k, v in sorted(sheet.versions.items()))
    yield from _wrapped(
        "This is feedback to learn from. It isn't an assessment decision, and your "
        "tutor can change any mark."
    )
    yield from _wrapped(f"Transcript {transcript.id}. Made by {made_by}.")


def _heading(title: str) -> Iterator[str]:
    yield title
    yield "-" * len(title)


def _quotes(quotes: Iterable[ShownQuote]) -> Iterator[str]:
    for quote in quotes:
        yield from _wrapped(_quote(quote), INDENT)


def _quote(quote: ShownQuote) -> str:
    label = f"{quote.label}: " if quote.label else ""
    is_within = quote.before or quote.after
    words = f"{quote.before}*{quote.words}*{quote.after}" if is_within else quote.words
    return f"{label}“{words}” (reply {quote.reply})"


def _score(marks: int | None, most: int | None) -> str:
    return "not counted" if marks is None else f"{marks} of {most}"


def _at(place: Place) -> str:
    return f"reply {place.reply}"


def _typed(who: str, text: str) -> Iterator[str]:
    """What was said, with its own line breaks; later lines are set in."""
    first, *rest = visible_in_terminal(text).split("\n")
    yield from _wrapped(who + first)
    for line in rest:
        yield from _wrapped(line, "  ")


def _wrapped(text: str, indent: str = "") -> list[str]:
    visible = "".join(
        c if c.isprintable() or c == JOINER else " " for c in visible_in_terminal(text)
    )
    return textwrap.wrap(
        visible, WIDTH, initial_indent=indent, subsequent_indent=indent + "  "
    ) or [indent.rstrip()]
