"""What the talk's page shows, put together from the record for its template."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from dialogue.turns import MAX_REPLY_CHARS
from scoring.labels import short_name
from scoring.mood_chart import mood_word
from scoring.visible import visible
from web.practice.forms import ReplyForm
from web.practice.models import Branch, Speaker
from web.practice.records import is_waiting

# Up to so many points of mood is a little; up to so many, more than a little.
A_LITTLE, SOME = 4, 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A turn on the page. `reply` is 0 for the customer's; `mood` may not be shown.

    `mood_before` is the customer's mood in their line before, None in their first.
    """

    index: int
    reply: int
    text: str
    mood: int | None
    mood_before: int | None
    mood_word: str
    is_answered: bool

    @property
    def change(self) -> str:
        """Which way the mood went: "up", "down", "same", or "" where none is shown."""
        if self.mood is None or self.mood_before is None:
            return ""
        if self.mood == self.mood_before:
            return "same"
        return "up" if self.mood > self.mood_before else "down"

    @property
    def change_says(self) -> str:
        """The same in words, empty in the first line."""
        if self.mood is None or self.mood_before is None:
            return ""
        return _change_says(self.mood - self.mood_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkPage:
    """`unsent` are words that were not taken, where there is no box for them.

    `is_fresh_fork` says that a reply was taken back, and none sent in its place yet.
    """

    branch: Branch
    customer: str
    lines: tuple[Line, ...]
    is_waiting: bool
    form: ReplyForm | None
    alert: str
    unsent: str
    deadline: datetime | None
    is_fresh_fork: bool
    most_chars: int = MAX_REPLY_CHARS

    @property
    def replies(self) -> int:
        """How many have been sent, answered or not."""
        return sum(line.reply > 0 for line in self.lines)

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
    is_fresh_fork = branch.forked_at == len(turns)
    return TalkPage(
        branch=branch,
        customer=short_name(branch.attempt.scenario.customer),
        lines=lines_of(branch),
        is_waiting=waiting and branch.is_open,
        form=_form(len(turns), text, is_fresh_fork) if has_box else None,
        alert=alert,
        unsent="" if has_box else visible(text),
        deadline=branch.attempt.deadline,
        is_fresh_fork=is_fresh_fork,
    )


def _form(index: int, text: str, has_focus: bool) -> ReplyForm:
    """An empty form, or one with the words that were not taken."""
    form = ReplyForm(initial={"key": uuid.uuid4(), "index": index, "text": text})
    if has_focus:
        # Whoever took a reply back goes on from there, not from the top of the page.
        form.fields["text"].widget.attrs |= {
            "autofocus": True,
            "aria-describedby": "taken-back reply-help",
        }
    return form


def lines_of(branch: Branch) -> tuple[Line, ...]:
    """The turns as they may be shown now."""
    turns = list(branch.turns.all())
    show_mood = branch.attempt.is_practice or not branch.is_open
    lines = []
    before = None
    for turn in turns:
        is_reply = turn.speaker == Speaker.LEARNER
        mood = turn.data.get("mood") if show_mood else None
        lines.append(
            Line(
                index=turn.index,
                reply=(turn.index + 1) // 2 if is_reply else 0,
                text=visible(turn.text),
                mood=mood,
                mood_before=before,
                mood_word=mood_word(mood, translation),
                is_answered=turn.index < len(turns) - 1,
            )
        )
        before = before if mood is None else mood
    return tuple(lines)


def _change_says(change: int) -> str:
    """In three sizes each way, since the figures are for the feedback."""
    if change == 0:
        return _("as before")
    size = sum(abs(change) > most for most in (A_LITTLE, SOME))
    calmer = (_("a little calmer"), _("calmer"), _("much calmer"))
    angrier = (_("a little angrier"), _("angrier"), _("much angrier"))
    return (calmer if change > 0 else angrier)[size]
