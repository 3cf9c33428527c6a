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
from scoring.labels import (
    CHANGES,
    NOTHING_YET,
    READINESS,
    made_by,
    score,
    short_name,
)
from scoring.mood_chart import mood_points, mood_sentence
from scoring.quoting import ShownQuote
from scoring.reply_view import ShownTurn, shown_turns
from scoring.sheet import MarkSheet
from scoring.summary import Place, Row, Summary, summarise
from scoring.visible import visible_in_terminal
from scoring.words import ENGLISH, Words

WIDTH = 78
INDENT = "    "
# Holds emoji of several parts together.
JOINER = "\u200d"


def transcript_text(
    transcript: Transcript,
    sheet: MarkSheet,
    scenario: Scenario,
    *,
    words: Words = ENGLISH,
) -> str:
    """The whole feedback transcript; ends with a line break."""
    name = short_name(scenario.customer.name)
    summary = summarise(transcript, sheet, scenario, words=words)
    parts = (
        _head(sheet, scenario, summary, words),
        _marks(summary, words),
        _advice(transcript, sheet, name, words) if summary.is_begun else (),
        _mood(transcript, name, words),
        _talk(transcript, name, words),
        _foot(transcript, sheet, words),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(
    sheet: MarkSheet, scenario: Scenario, summary: Summary, words: Words
) -> Iterator[str]:
    yield from _wrapped(scenario.title)
    yield "=" * min(len(scenario.title), WIDTH)
    about = words.gettext("%(sector)s, level %(level)s. You spoke with %(name)s.")
    yield from _wrapped(
        about
        % {
            "sector": scenario.sector,
            "level": scenario.level,
            "name": scenario.customer.name,
        }
    )
    if summary.ended:
        yield from _wrapped(summary.ended)
    yield ""
    answer = words.gettext(READINESS[sheet.readiness])
    yield f"{words.gettext('Ready to be observed?')} {answer}"
    if summary.is_begun:
        yield from _wrapped(sheet.readiness_says)
    for condition in sheet.missing:
        yield from _wrapped(f"- {condition}")
    yield ""


def _marks(summary: Summary, words: Words) -> Iterator[str]:
    yield from _heading(words.gettext("Your marks at a glance"))
    for row in summary.rows:
        yield from _row(row, words)
    process = score(summary.met, summary.applicable, words)
    yield f"{words.gettext('Process')}: {process}"
    for group in summary.process:
        titles = ", ".join(
            lower_first(point.title)
            + (f" ({_at(point.place, words)})" if point.place else "")
            for point in group.points
        )
        yield from _wrapped(f"{group.status.capitalize()}: {titles}.", INDENT)
    if summary.unsure:
        yield from _wrapped(_unsure(summary.unsure, words))
    yield ""


def _unsure(places: Iterable[Place], words: Words) -> str:
    sentence = words.gettext(
        "Hotseat wasn't sure how to read %(replies)s. Your tutor will take a look, and "
        "marks with a star (*) may still go up."
    )
    return sentence % {"replies": ", ".join(_at(place, words) for place in places)}


def _row(row: Row, words: Words) -> Iterator[str]:
    verdict = f" ({row.verdict})" if row.verdict else ""
    star = "*" if row.is_open else ""
    places = ", ".join(_at(place, words) for place in row.places)
    where = f" {places[:1].upper()}{places[1:]}." if places else ""
    marks = score(row.marks, row.most, words)
    yield f"{row.title}{verdict}: {marks}{star}   [{row.rule}]"
    yield from _wrapped(f"{row.says}{where}", INDENT)


def _advice(
    transcript: Transcript, sheet: MarkSheet, name: str, words: Words
) -> Iterator[str]:
    feedback = show_feedback(transcript, sheet, words=words)
    if feedback.changes:
        yield from _heading(words.gettext(CHANGES[sheet.readiness]))
        for number, change in enumerate(feedback.changes, 1):
            yield from _change(change, f"{number}. ", name, words)
        yield ""
    if feedback.later:
        yield from _heading(words.gettext("And after that"))
        for change in feedback.later:
            yield from _change(change, "- ", name, words)
        yield ""
    yield from _well(feedback, words)
    yield from _conduct(feedback, words)
    yield from _mistakes(sheet, words)


def _well(feedback: ShownFeedback, words: Words) -> Iterator[str]:
    yield from _heading(words.gettext("What went well"))
    if not feedback.well and not feedback.points:
        yield from _wrapped(words.gettext(NOTHING_YET))
    for praise in feedback.well:
        marks = score(praise.marks, praise.most, words)
        yield from _wrapped(f"- {praise.title}, {marks}. {praise.says}")
        yield from _quotes(praise.quotes, words)
    for point in feedback.points:
        yield from _wrapped(f"- {point.title}: {_quote(point.quotes[0], words)}")
    yield ""


def _conduct(feedback: ShownFeedback, words: Words) -> Iterator[str]:
    if feedback.conduct:
        yield from _heading(words.gettext("Conduct"))
        for conduct in feedback.conduct:
            title = conduct.title
            if conduct.is_blocker:
                stops = words.gettext("%(title)s: this rules out a pass")
                title = stops % {"title": title}
            yield from _wrapped(f"- {title}")
            yield from _quotes(conduct.quotes, words)
        yield ""


def _change(change: ShownChange, mark: str, name: str, words: Words) -> Iterator[str]:
    marks = ""
    if change.marks is not None:
        marks = f", {score(change.marks, change.most, words)}"
    yield from _wrapped(f"{mark}{change.title}{marks}. {change.says}")
    if change.quote:
        wrote = words.gettext("You wrote:")
        yield from _wrapped(f"{wrote} {_quote(change.quote, words)}", INDENT)
    if change.moment:
        yield from _moment(change.moment, name, words)


def _moment(moment: Moment, name: str, words: Words) -> Iterator[str]:
    if moment.before:
        who = words.gettext("%(name)s said") % {"name": name}
        yield from _wrapped(f"{who}: “{moment.before}”", INDENT)
    said = f"“{moment.said}”" if moment.said else words.gettext("nothing")
    where = _reply(moment.reply, words)
    yield from _wrapped(f"{words.gettext('You said')}: {said} ({where})", INDENT)
    better = words.gettext("You could say")
    yield from _wrapped(f"{better}: “{moment.better}”", INDENT)


def _mistakes(sheet: MarkSheet, words: Words) -> Iterator[str]:
    if sheet.mistakes:
        yield from _heading(words.gettext("Common mistakes seen here"))
        for mistake in sheet.mistakes:
            yield from _wrapped(f"- {mistake.title}. {mistake.says}")
        yield ""


def _mood(transcript: Transcript, name: str, words: Words) -> Iterator[str]:
    points = mood_points(transcript, words=words)
    if points:
        yield from _heading(words.gettext("%(name)s's mood") % {"name": name})
        scale = words.gettext("0 is furious, 100 content.")
        yield from _wrapped(f"{mood_sentence(points, name, words=words)} {scale}")
        yield ""


def _talk(transcript: Transcript, name: str, words: Words) -> Iterator[str]:
    yield from _heading(words.gettext("The conversation"))
    turns = shown_turns(transcript, words=words)
    for turn, shown in zip(transcript.turns, turns, strict=True):
        if shown.reply:
            yield from _learner(turn.text, shown, words)
        else:
            yield from _typed(f"{name}{_mood_of(shown, words)}: ", turn.text)
    yield ""


def _learner(text: str, shown: ShownTurn, words: Words) -> Iterator[str]:
    typed = words.gettext("(nothing)") if shown.is_empty else text
    who = words.gettext("You, reply %(reply)s") % {"reply": shown.reply}
    yield from _typed(f"{who}: ", typed)
    for note in shown.notes:
        quoted = ", ".join(f"“{part}”" for part in note.words)
        yield from _wrapped(f"{note.label}: {quoted}", INDENT)
    if shown.is_unsure:
        unsure = words.gettext(
            "(Hotseat wasn't sure about this. Your tutor will look at it.)"
        )
        yield f"{INDENT}{unsure}"


def _mood_of(shown: ShownTurn, words: Words) -> str:
    if shown.mood is None:
        return ""
    change = ""
    if shown.mood_change > 0:
        change = words.gettext(", up %(points)s") % {"points": shown.mood_change}
    elif shown.mood_change < 0:
        change = words.gettext(", down %(points)s") % {"points": -shown.mood_change}
    return f" ({shown.mood_word}, {shown.mood}{change})"


def _foot(transcript: Transcript, sheet: MarkSheet, words: Words) -> Iterator[str]:
    yield from _wrapped(
        words.gettext(
            "This is feedback to learn from. It isn't an assessment decision, and your "
            "tutor can change any mark."
        )
    )
    made = words.gettext("Transcript %(id)s. Made by %(versions)s.")
    versions = made_by(sheet.versions, words)
    yield from _wrapped(made % {"id": transcript.id, "versions": versions})


def _heading(title: str) -> Iterator[str]:
    yield title
    yield "-" * len(title)


def _quotes(quotes: Iterable[ShownQuote], words: Words) -> Iterator[str]:
    for quote in quotes:
        yield from _wrapped(_quote(quote, words), INDENT)


def _quote(quote: ShownQuote, words: Words) -> str:
    label = f"{quote.label}: " if quote.label else ""
    is_within = quote.before or quote.after
    said = f"{quote.before}*{quote.words}*{quote.after}" if is_within else quote.words
    return f"{label}“{said}” ({_reply(quote.reply, words)})"


def _at(place: Place, words: Words) -> str:
    return _reply(place.reply, words)


def _reply(number: int, words: Words) -> str:
    return words.gettext("reply %(reply)s") % {"reply": number}


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
