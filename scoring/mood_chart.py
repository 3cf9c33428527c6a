"""The customer's mood along the talk, as places on a chart and as a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.turns import Speaker, Transcript
from scenario.situations import Band

MOOD_WORDS = {Band.ANGRY: "angry", Band.UPSET: "upset", Band.CALM: "calm"}
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


def mood_points(transcript: Transcript) -> list[MoodPoint]:
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
                word=MOOD_WORDS[Band.of(mood)],
                label=("start" if not replies else str(replies))
                if number % every == 0
                else "",
            )
        )
    return points


def mood_sentence(points: list[MoodPoint], name: str) -> str:
    """How the mood went: where it began, its lowest and highest, where it ended."""
    first, last = points[0], points[-1]
    low = min(points, key=lambda point: point.mood)
    high = max(points, key=lambda point: point.mood)
    parts = [f"{name} was {_at(first)} to begin with"]
    if low.mood < min(first.mood, last.mood):
        parts.append(f"angriest after reply {low.replies} ({low.mood})")
    if high.mood > max(first.mood, last.mood):
        parts.append(f"calmest after reply {high.replies} ({high.mood})")
    parts.append(f"{_at(last)} at the end")
    return f"{', '.join(parts[:-1])} and {parts[-1]}."


def _at(point: MoodPoint) -> str:
    return f"{point.word} ({point.mood})"
