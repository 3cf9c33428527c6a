"""The marks at a glance: a row for each, with the replies that it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dialogue.turns import Quote, Transcript
from scenario.types import Scenario
from scoring.feedback import ESCALATION_MOST
from scoring.labels import (
    BROKEN_OFF,
    ENDINGS,
    ESCALATION,
    NO_REPLY,
    STATUSES,
    VERDICTS,
    short_name,
)
from scoring.quoting import reply_numbers
from scoring.readiness import count_points
from scoring.reply_view import is_unsure
from scoring.sheet import MarkSheet, Status
from scoring.words import ENGLISH, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A reply that can be gone to: its turn, and its number among the replies."""

    turn: int
    reply: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A mark. `marks` is None where it is left out of the total.

    `is_open` says that a reply which couldn't be judged might have earned more.
    """

    id: str
    title: str
    verdict: str
    marks: int | None
    most: int
    says: str
    rule: str
    places: tuple[Place, ...]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    title: str
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The process points of one status, and what that status is called."""

    status: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`is_begun` says that a reply was sent.

    `unsure` are the replies that could not be judged, where anything was typed.
    """

    is_begun: bool
    ended: str
    rows: tuple[Row, ...]
    met: int
    applicable: int
    process: tuple[Points, ...]
    unsure: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackLink:
    """From a reply to a mark that its words count for; `id` is its place's."""

    id: str
    title: str


def summarise(
    transcript: Transcript,
    sheet: MarkSheet,
    scenario: Scenario,
    *,
    words: Words = ENGLISH,
) -> Summary:
    met, applicable = count_points(sheet.process)
    unsure = [turn.index for turn in transcript.replies() if is_unsure(turn)]
    return Summary(
        is_begun=bool(transcript.replies()),
        ended=_how_it_ended(transcript, scenario, words),
        rows=tuple(_rows(transcript, sheet, words, may_be_open=bool(unsure))),
        met=met,
        applicable=applicable,
        process=tuple(_process(transcript, sheet, words)),
        unsure=_places(transcript, unsure),
    )


def back_links(
    sheet: MarkSheet, *, words: Words = ENGLISH
) -> dict[int, list[BackLink]]:
    """The marks that each turn's words count for, in the order of the page."""
    marks: list[tuple[str, str, Iterable[Quote]]] = [
        (f"mark-{step.step}", step.title, step.quotes) for step in sheet.steps
    ]
    title = words.gettext(ESCALATION)
    marks.append(("mark-escalation", title, sheet.escalation.quotes))
    quotes = [quote for point in sheet.process for quote in point.quotes]
    marks.append(("mark-process", words.gettext("Process"), quotes))
    marks += [(f"conduct-{m.conduct}", m.title, m.quotes) for m in sheet.conduct]
    links: dict[int, list[BackLink]] = {}
    for mark_id, title, given in marks:
        for turn in sorted({quote.turn for quote in given}):
            links.setdefault(turn, []).append(BackLink(id=mark_id, title=title))
    return links


def _how_it_ended(transcript: Transcript, scenario: Scenario, words: Words) -> str:
    """A sentence; empty for a talk that came from elsewhere, whose end is unknown."""
    name = short_name(scenario.customer.name)
    if not transcript.replies():
        return words.gettext(NO_REPLY) % {"name": name}
    kind = next((e.kind for e in scenario.endings if e.id == transcript.ending), None)
    if kind is not None:
        return words.gettext(ENDINGS[kind]) % {"name": name}
    was_played = any(turn.line_ids for turn in transcript.turns)
    return words.gettext(BROKEN_OFF) if was_played else ""


def _rows(
    transcript: Transcript, sheet: MarkSheet, words: Words, *, may_be_open: bool
) -> Iterator[Row]:
    for step in sheet.steps:
        yield Row(
            id=step.step,
            title=step.title,
            verdict="",
            marks=step.marks,
            most=step.most,
            says=step.says,
            rule=step.rule,
            places=_quoted(transcript, step.quotes),
            is_open=step.is_open and may_be_open,
        )
    escalation = sheet.escalation
    yield Row(
        id="escalation",
        title=words.gettext(ESCALATION),
        verdict=words.gettext(VERDICTS[escalation.verdict]),
        marks=escalation.marks,
        most=ESCALATION_MOST,
        says=escalation.says,
        rule=f"escalation.{escalation.verdict}",
        places=_quoted(transcript, escalation.quotes),
        is_open=False,
    )


def _process(
    transcript: Transcript, sheet: MarkSheet, words: Words
) -> Iterator[Points]:
    for status in Status:
        points = tuple(
            Point(
                title=point.title,
                place=next(iter(_quoted(transcript, point.quotes)), None),
            )
            for point in sheet.process
            if point.status is status
        )
        if points:
            yield Points(status=words.gettext(STATUSES[status]), points=points)


def _quoted(transcript: Transcript, quotes: Iterable[Quote]) -> tuple[Place, ...]:
    return _places(transcript, sorted({quote.turn for quote in quotes}))


def _places(transcript: Transcript, turns: Iterable[int]) -> tuple[Place, ...]:
    numbers = reply_numbers(transcript)
    return tuple(Place(turn=turn, reply=numbers[turn]) for turn in turns)
