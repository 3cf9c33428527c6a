"""The feedback transcript as one self-contained HTML page.

It needs no network and no script, works on a phone, prints on A4 and reads in order for
a screen reader. All that was typed is escaped by the template engine. What stands where
is in templates/transcript.html; what it says comes from the modules imported here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import jinja2

from dialogue.acts import ActKind
from dialogue.turns import Transcript
from scenario.types import Scenario
from scoring.feedback_view import lower_first, show_feedback
from scoring.labels import (
    ACTS,
    CHANGES,
    FAMILIES,
    MEANINGS,
    NOTHING_YET,
    READINESS,
    short_name,
)
from scoring.mood_chart import mood_points, mood_sentence
from scoring.reply_view import ShownTurn, shown_turns
from scoring.sheet import MarkSheet
from scoring.summary import back_links, summarise
from scoring.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A line of the legend."""

    label: str
    family: str
    says: str


def transcript_page(
    transcript: Transcript, sheet: MarkSheet, scenario: Scenario
) -> str:
    """The page as text; write it as UTF-8."""
    return _template("transcript.html").render(_content(transcript, sheet, scenario))


def transcript_sections(
    transcript: Transcript, sheet: MarkSheet, scenario: Scenario
) -> str:
    """What the page tells, without the page: for a site with its own header and footer.

    It needs styles/transcript.css, an element of the class `transcript` around it, and
    the colours that styles/page.css names. It holds no style and no script.
    """
    return _template("sections.html").render(_content(transcript, sheet, scenario))


def _content(
    transcript: Transcript, sheet: MarkSheet, scenario: Scenario
) -> dict[str, Any]:
    name = short_name(scenario.customer.name)
    turns = shown_turns(transcript)
    points = mood_points(transcript)
    return {
        "scenario": scenario,
        "sheet": sheet,
        "name": name,
        "readiness": READINESS[sheet.readiness],
        "nothing_yet": NOTHING_YET,
        "changes_title": CHANGES[sheet.readiness],
        "summary": summarise(transcript, sheet, scenario),
        "feedback": show_feedback(transcript, sheet),
        "points": points,
        "mood_says": mood_sentence(points, name) if points else "",
        "turns": turns,
        "links": back_links(sheet),
        "legend": _legend(turns),
        "transcript_id": visible(transcript.id),
    }


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [
                jinja2.PackageLoader("scoring", "templates"),
                jinja2.PackageLoader("scoring", "styles"),
            ]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lower_first"] = lower_first
    return environment.get_template(name)


def _legend(turns: list[ShownTurn]) -> list[Meaning]:
    """The acts that occur, in the codebook's order."""
    seen = {note.kind for turn in turns for note in turn.notes}
    return [
        Meaning(label=ACTS[kind], family=FAMILIES[kind], says=MEANINGS[kind])
        for kind in ActKind
        if kind in seen
    ]
