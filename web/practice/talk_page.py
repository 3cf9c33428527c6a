"""What the talk's page shows, put together from the record for its template."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from dialogue.turns import MAX_REPLY_CHARS
from scenario.situations import Band
from scoring.labels import short_name
from scoring.mood_chart import MOOD_WORDS
from scoring.visible import visible
from web.practice.forms import ReplyForm
from web.practice.models import Branch, Speaker
from web.practice.records import is_waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A turn on the page. `reply` is 0 for the customer's; `mood` may not be shown."""

    index: int
    reply: int
    text: str
    mood: int | None
    mood_word: str
    is_answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkPage:
    """`unsent` are words that were not taken, where there is no box for them."""

    branch: Branch
    customer: str
    lines: tuple[Line, ...]
    is_waiting: bool
    form: ReplyForm | None
    alert: str
    unsent: str
    deadline: datetime | None
    most_chars: int = MAX_REPLY_CHARS

    @property
    def mood(self) -> Line | None:
        """The customer's last line with a mood that may be shown."""
        shown = [line for line in self.lines if line.mood is not None]
        return shown[-1] if shown else None


def talk_page(
    branch: Branch, *, form: ReplyForm | None = None, alert: str = ""
) -> TalkPage:
    turns = list(branch.turns.all())
    waiting = is_waiting(turns)
    has_box = branch.is_open and not waiting
    text = form.data.get("text", "") if form is not None else ""
    return TalkPage(
        branch=branch,
        customer=short_name(branch.attempt.scenario.customer),
        lines=_lines(branch),
        is_waiting=waiting and branch.is_open,
        form=_form(len(turns), text) if has_box else None,
        alert=alert,
        unsent="" if has_box else visible(text),
        deadline=branch.attempt.deadline,
    )


def _form(index: int, text: str) -> ReplyForm:
    """An empty form, or one with the words that were not taken."""
    return ReplyForm(initial={"key": uuid.uuid4(), "index": index, "text": text})


def _lines(branch: Branch) -> tuple[Line, ...]:
    turns = list(branch.turns.all())
    show_mood = branch.attempt.is_practice or not branch.is_open
    lines = []
    for turn in turns:
        is_reply = turn.speaker == Speaker.LEARNER
        mood = turn.data.get("mood") if show_mood else None
        lines.append(
            Line(
                index=turn.index,
                reply=(turn.index + 1) // 2 if is_reply else 0,
                text=visible(turn.text),
                mood=mood,
                mood_word="" if mood is None else MOOD_WORDS[Band.of(mood)],
                is_answered=turn.index < len(turns) - 1,
            )
        )
    return tuple(lines)
