"""The feedback transcript as one self-contained HTML page.

It needs no network and no script, works on a phone, prints on A4 and reads in order for
a screen reader. All that was typed is escaped by the template engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import jinja2

from dialogue.acts import ActKind
from dialogue.turns import Quote, Speaker, Transcript, Turn
from scenario.situations import Band
from scenario.types import Scenario
from scoring.feedback import give_feedback
from scoring.highlighting import Stretch, stretches
from scoring.labels import ACTS, FAMILIES, READINESS, STATUSES, VERDICTS
from scoring.readiness import count_points
from scoring.sheet import MarkSheet

CHART_WIDTH, CHART_HEIGHT, CHART_MARGIN = 640, 150, 14
MOOD_WORDS = {Band.ANGRY: "angry", Band.UPSET: "upset", Band.CALM: "calm"}
SHOWN_QUOTES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTurn:
    """A turn as the page shows it. `number` counts from 1, as people do."""

    number: int
    is_customer: bool
    stretches: tuple[Stretch, ...]
    mood: int | None
    mood_word: str
    mood_change: int
    is_unsure: bool
    is_empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodPoint:
    x: float
    y: float
    turn: int
    mood: int
    word: str


def transcript_page(
    transcript: Transcript, sheet: MarkSheet, scenario: Scenario
) -> str:
    """The page as text; write it as UTF-8."""
    met, applicable = count_points(sheet.process)
    return _template().render(
        transcript=transcript,
        sheet=sheet,
        scenario=scenario,
        feedback=give_feedback(sheet),
        turns=_shown_turns(transcript),
        mood_points=_mood_points(transcript),
        chart_width=CHART_WIDTH,
        chart_height=CHART_HEIGHT,
        met=met,
        applicable=applicable,
        readiness=READINESS[sheet.readiness],
        verdict=VERDICTS[sheet.escalation.verdict],
        statuses=STATUSES,
        words=transcript.words,
        before=lambda turn: transcript.customer_before(turn),
        act_label=lambda kind: ACTS[kind],
        family=lambda kind: FAMILIES[kind],
        first_quotes=_first_quotes,
        legend=_legend(transcript),
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("scoring", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("transcript.html")


def _first_quotes(quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    return quotes[:SHOWN_QUOTES]


def _shown_turns(transcript: Transcript) -> list[ShownTurn]:
    moods = {t.index: t.mood for t in transcript.turns if t.mood is not None}
    change = {late: moods[late] - moods[early] for early, late in pairwise(moods)}
    return [_shown(turn, change.get(turn.index, 0)) for turn in transcript.turns]


def _shown(turn: Turn, mood_change: int) -> ShownTurn:
    perception = turn.perception
    return ShownTurn(
        number=turn.index + 1,
        is_customer=turn.speaker is Speaker.CUSTOMER,
        stretches=stretches(turn.text, perception.acts if perception else ()),
        mood=turn.mood,
        mood_word="" if turn.mood is None else MOOD_WORDS[Band.of(turn.mood)],
        mood_change=mood_change,
        is_unsure=bool(
            perception and (perception.is_unsure or not perception.is_readable)
        ),
        is_empty=not turn.text.strip(),
    )


def _mood_points(transcript: Transcript) -> list[MoodPoint]:
    """Places on the chart; fewer than two points make no curve."""
    moods = [
        (turn.index, turn.mood) for turn in transcript.turns if turn.mood is not None
    ]
    if len(moods) < 2:
        return []
    across = (CHART_WIDTH - 2 * CHART_MARGIN) / (len(moods) - 1)
    down = (CHART_HEIGHT - 2 * CHART_MARGIN) / 100
    return [
        MoodPoint(
            x=round(CHART_MARGIN + number * across, 1),
            y=round(CHART_MARGIN + (100 - mood) * down, 1),
            turn=index + 1,
            mood=mood,
            word=MOOD_WORDS[Band.of(mood)],
        )
        for number, (index, mood) in enumerate(moods)
    ]


def _legend(transcript: Transcript) -> list[ActKind]:
    """The acts that occur, in the codebook's order."""
    seen = {
        act.kind
        for turn in transcript.replies()
        if turn.perception
        for act in turn.perception.acts
    }
    return [kind for kind in ActKind if kind in seen]
