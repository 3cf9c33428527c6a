"""The customer's mood along the talk, as places on a chart and as a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.turns import Speaker, Transcript
from scenario.situations import Band
from scoring.words import ENGLISH, Words
from scoring.words import later as _

MOOD_WORDS = {Band.ANGRY: _("angry"), Band.UPSET: _("upset"), Band.CALM: _("calm")}
# More labels than this would run into each other on a phone.
MOST_LABELS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodPoint:
    """A mood on the chart: across and down in per cent, from the top left.

    `replies` is how many replies had been sent before it; `label` is empty where the
    chart would be crowded.
    """

    across_pct: float
    down_pct: float
    turn: int
    replies: int
    mood: int
    word: str
    label: str


def mood_word(mood: int | None, words: Words = ENGLISH) -> str:
    """What a mood is called; empty for none."""
    return "" if mood is None else words.gettext(MOOD_WORDS[Band.of(mood)])


def mood_points(transcript: Transcript, *, words: Words = ENGLISH) -> list[MoodPoint]:
    """The points in order; fewer than two make no curve, and none are given."""
    turns = [
        turn
        for turn in transcript.turns
        if turn.speaker is Speaker.CUSTOMER and turn.mood is not None
    ]
    if len(turns) < 2:
        return []
    every = -(-len(turns) // MOST_LABELS)
    points = []
    for number, turn in enumerate(turns):
        mood = turn.mood or 0
        replies = sum(reply.index < turn.index for reply in transcript.replies())
        points.append(
            MoodPoint(
                across_pct=round(100 * number / (len(turns) - 1), 2),
                down_pct=100 - mood,
                turn=turn.index,
                replies=replies,
                mood=mood,
                word=mood_word(mood, words),
                label=(str(replies) if replies else words.gettext("start"))
                if number % every == 0
                else "",
            )
        )
    return points


# Whole sentences, since no language need put their parts in this order.
_SENTENCES = {
    (False, False): _("%(name)s was %(first)s to begin with and %(last)s at the end."),
    (True, False): _(
        "%(name)s was %(first)s to begin with, angriest after reply %(low_reply)s "
        "(%(low)s) and %(last)s at the end."
    ),
    (False, True): _(
        "%(name)s was %(first)s to begin with, calmest after reply %(high_reply)s "
        "(%(high)s) and %(last)s at the end."
    ),
    (True, True): _(
        "%(name)s was %(first)s to begin with, angriest after reply %(low_reply)s "
        "(%(low)s), calmest after reply %(high_reply)s (%(high)s) and %(last)s at the "
        "end."
    ),
}


def mood_sentence(points: list[MoodPoint], name: str, *, words: Words = ENGLISH) -> str:
    """How the mood went: where it began, its lowest and highest, where it ended."""
    first, last = points[0], points[-1]
    low = min(points, key=lambda point: point.mood)
    high = max(points, key=lambda point: point.mood)
    is_lower = low.mood < min(first.mood, last.mood)
    is_higher = high.mood > max(first.mood, last.mood)
    return words.gettext(_SENTENCES[is_lower, is_higher]) % {
        "name": name,
        "first": _at(first),
        "low": low.mood,
        "low_reply": low.replies,
        "high": high.mood,
        "high_reply": high.replies,
        "last": _at(last),
    }


def _at(point: MoodPoint) -> str:
    return f"{point.word} ({point.mood})"
