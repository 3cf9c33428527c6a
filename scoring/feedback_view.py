"""The feedback as it is shown: each change with the moment it is about, put in order.

A moment is told as it happened: what the customer said, what the learner said, and what
would have stood better there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dialogue.turns import Transcript
from scoring.feedback import Change, Feedback, Part, Praise, give_feedback
from scoring.quoting import ShownQuote, reply_numbers, show_quote, show_quotes
from scoring.sheet import Better, MarkSheet
from scoring.visible import clipped, visible
from scoring.words import ENGLISH, Words

BEFORE_CHARS = 200
SAID_CHARS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """`before` and `said` are empty where there was nothing."""

    turn: int
    reply: int
    before: str
    said: str
    better: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """`quote` is None where the moment shows the same words."""

    title: str
    marks: int | None
    most: int | None
    says: str
    quote: ShownQuote | None
    moment: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPraise:
    title: str
    marks: int | None
    most: int | None
    says: str
    quotes: tuple[ShownQuote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownConduct:
    id: str
    title: str
    is_blocker: bool
    quotes: tuple[ShownQuote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFeedback:
    """`well` are marks, `points` the process points that were met.

    Where no reply was sent there is nothing to say.
    """

    changes: tuple[ShownChange, ...]
    later: tuple[ShownChange, ...]
    well: tuple[ShownPraise, ...]
    points: tuple[ShownPraise, ...]
    conduct: tuple[ShownConduct, ...]


def show_feedback(
    transcript: Transcript, sheet: MarkSheet, *, words: Words = ENGLISH
) -> ShownFeedback:
    feedback = give_feedback(sheet, words=words)
    if not transcript.replies():
        feedback = Feedback(well=(), changes=(), later=())
    praise = [(item.part, _praise(transcript, item, words)) for item in feedback.well]
    return ShownFeedback(
        changes=_changes(transcript, feedback.changes, words),
        later=_changes(transcript, feedback.later, words),
        well=tuple(shown for part, shown in praise if part is not Part.PROCESS),
        points=tuple(shown for part, shown in praise if part is Part.PROCESS),
        conduct=tuple(
            ShownConduct(
                id=mark.conduct,
                title=mark.title,
                is_blocker=mark.is_blocker,
                quotes=tuple(show_quotes(transcript, mark.quotes, words=words)),
            )
            for mark in sorted(sheet.conduct, key=lambda mark: not mark.is_blocker)
        ),
    )


def _changes(
    transcript: Transcript, changes: Iterable[Change], words: Words
) -> tuple[ShownChange, ...]:
    return tuple(_change(transcript, change, words) for change in changes)


def _change(transcript: Transcript, change: Change, words: Words) -> ShownChange:
    moment = _moment(transcript, change.better) if change.better else None
    quote = show_quote(transcript, change.quote) if change.quote else None
    if quote and moment and quote.turn == moment.turn and quote.words in moment.said:
        quote = None
    return ShownChange(
        title=_title(change, words),
        marks=change.marks,
        most=change.most,
        says=change.says,
        quote=quote,
        moment=moment,
    )


def _title(change: Change, words: Words) -> str:
    if change.part is not Part.PROCESS:
        return change.title
    return words.gettext("Not met: %(point)s") % {"point": lower_first(change.title)}


def _moment(transcript: Transcript, better: Better) -> Moment:
    said = transcript.turns[better.turn].text
    return Moment(
        turn=better.turn,
        reply=reply_numbers(transcript)[better.turn],
        before=clipped(visible(transcript.customer_before(better.turn)), BEFORE_CHARS),
        said=clipped(visible(said), SAID_CHARS),
        better=better.text,
    )


def _praise(transcript: Transcript, praise: Praise, words: Words) -> ShownPraise:
    return ShownPraise(
        title=praise.title,
        marks=praise.marks,
        most=praise.most,
        says=praise.says,
        quotes=tuple(show_quotes(transcript, praise.quotes, words=words)),
    )


def lower_first(title: str) -> str:
    return title[:1].lower() + title[1:]
