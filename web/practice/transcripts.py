"""A transcript in the forms that it can be taken away in."""

from __future__ import annotations

import json

from django.utils import translation

from scoring.outputs import transcript_file
from scoring.page import transcript_page
from scoring.plain_text import transcript_text
from scoring.sheet import MarkSheet as Sheet
from web.practice.models import Branch
from web.practice.publishing import scenario_of
from web.practice.records import transcript_of

FORMS = {
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
}


def language() -> str:
    """The language of the site, as documents name it: en-GB."""
    return translation.to_locale(translation.get_language() or "en").replace("_", "-")


def transcript_in(form: str, branch: Branch, sheet: Sheet) -> bytes:
    """The documents that `hotseat play` makes. Raises KeyError for another form."""
    transcript = transcript_of(branch)
    scenario = scenario_of(branch.attempt.scenario)
    text = {
        "html": lambda: transcript_page(
            transcript, sheet, scenario, words=translation, language=language()
        ),
        "txt": lambda: transcript_text(transcript, sheet, scenario, words=translation),
        "json": lambda: json.dumps(
            transcript_file(transcript, sheet), ensure_ascii=False, indent=2
        ),
    }[form]()
    return text.encode("utf-8", "backslashreplace")
