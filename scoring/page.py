"""The feedback transcript as one self-contained HTML page.

It needs no network and no script, works on a phone, prints on A4 and reads in order for
a screen reader. All that was typed is escaped by the template engine. What stands where
is in templates/transcript.html; what it says comes from the modules imported here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
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
    made_by,
    short_name,
)
from scoring.mood_chart import mood_points, mood_sentence
from scoring.reply_view import ShownTurn, shown_turns
from scoring.sheet import MarkSheet
from scoring.summary import back_links, summarise
from scoring.visible import visible
from scoring.words import ENGLISH, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A line of the legend."""

    label: str
    family: str
    says: str


def transcript_page(
    transcript: Transcript,
    sheet: MarkSheet,
    scenario: Scenario,
    *,
    words: Words = ENGLISH,
    language: str = "en-GB",
) -> str:
    """The page as text; write it as UTF-8. `language` is that of `words`."""
    content = _content(transcript, sheet, scenario, words)
    return _template("transcript.html", words).render(content, language=language)


def transcript_sections(
    transcript: Transcript,
    sheet: MarkSheet,
    scenario: Scenario,
    *,
    words: Words = ENGLISH,
) -> str:
    """What the page tells, without the page: for a site with its own header and footer.

    It needs styles/transcript.css, an element of the class `transcript` around it, and
    the colours that styles/page.css names. It holds no style and no script.
    """
    content = _content(transcript, sheet, scenario, words)
    return _template("sections.html", words).render(content)


def _content(
    transcript: Transcript, sheet: MarkSheet, scenario: Scenario, words: Words
) -> dict[str, Any]:
    name = short_name(scenario.customer.name)
    turns = shown_turns(transcript, words=words)
    points = mood_points(transcript, words=words)
    return {
        "scenario": scenario,
        "sheet": sheet,
        "name": name,
        "readiness": words.gettext(READINESS[sheet.readiness]),
        "nothing_yet": words.gettext(NOTHING_YET),
        "changes_title": words.gettext(CHANGES[sheet.readiness]),
        "summary": summarise(transcript, sheet, scenario, words=words),
        "feedback": show_feedback(transcript, sheet, words=words),
        "points": points,
        "mood_says": mood_sentence(points, name, words=words) if points else "",
        "turns": turns,
        "links": back_links(sheet, words=words),
        "legend": _legend(turns, words),
        "transcript_id": visible(transcript.id),
        "made_by": made_by(sheet.versions, words),
    }


# A program has few languages, and each keeps its templates ready.
@lru_cache(maxsize=16)
def _template(name: str, words: Words) -> jinja2.Template:
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
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["lower_first"] = lower_first
    return environment.get_template(name)


def _legend(turns: list[ShownTurn], words: Words) -> list[Meaning]:
    """The acts that occur, in the codebook's order."""
    seen = {note.kind for turn in turns for note in turn.notes}
    return [
        Meaning(
            label=words.gettext(ACTS[kind]),
            family=FAMILIES[kind],
            says=words.gettext(MEANINGS[kind]),
        )
        for kind in ActKind
        if kind in seen
    ]
