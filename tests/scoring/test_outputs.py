"""The JSON, HTML and text forms of one mark sheet."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from gettext import NullTranslations
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from dialogue.forms import transcript_from_json
from dialogue.turns import Transcript
from scenario.schema import schema
from scenario.types import Scenario
from scoring.marking import mark
from scoring.outputs import marks_to_json, transcript_file
from scoring.page import transcript_page
from scoring.plain_text import WIDTH, transcript_text
from tests.factories import heat, make_scenario, make_transcript

HOSTILE = (
    "<script>alert('x')</script> {{ 7*7 }} \x00\x07 "
    "\u202e\u05e9\u05dc\u05d5\u05dd 😀 '; DROP TABLE"
)


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return make_scenario(tmp_path)


@pytest.fixture
def transcript() -> Transcript:
    return make_transcript(
        ("My lamp <b>popped</b>.", 40),
        "[clarify: What happened?] [empathise+apologise: So sorry about the pop]",
        ("Smoke!", 52),
        HOSTILE,
        ("Eh?", 30),
        "[offer_solution: I can refund it] [set_timescale: today]",
        ("Fine.", 60),
    )


def test_marks_are_of_the_documented_form(
    scenario: Scenario, transcript: Transcript
) -> None:
    data = marks_to_json("t", mark(transcript, scenario, heat()))
    assert set(data) == {
        "id",
        "heat",
        "escalation",
        "process",
        "conduct",
        "readiness",
        "evidence",
        "unsure",
    }
    assert set(data["heat"]) == {"hear", "empathise", "apologise", "own"}
    assert set(data["process"].values()) <= {"met", "not_met", "not_applicable"}
    for piece in data["evidence"]:
        assert set(piece) == {"criterion", "rule", "turn", "start", "end"}
        text = transcript.turns[piece["turn"]].text
        assert 0 <= piece["start"] < piece["end"] <= len(text)


def test_transcript_file_fits_its_schema_and_reads_back(
    scenario: Scenario, transcript: Transcript
) -> None:
    data = transcript_file(transcript, mark(transcript, scenario, heat()))
    again = json.loads(json.dumps(data))
    jsonschema.validate(again, schema("transcript"))
    read = transcript_from_json(again)
    assert [turn.text for turn in read.turns] == [t.text for t in transcript.turns]
    assert (
        mark(read, scenario, heat()).steps == mark(transcript, scenario, heat()).steps
    )


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, _: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_page_shows_what_was_typed_and_runs_none_of_it(
    scenario: Scenario, transcript: Transcript
) -> None:
    page = transcript_page(transcript, mark(transcript, scenario, heat()), scenario)
    parsed = _Page(page)
    assert "script" not in parsed.tags
    assert "<script>alert('x')</script> {{ 7*7 }}" in parsed.text
    assert html.escape("<b>popped</b>") in page


def test_page_asks_for_nothing_from_anywhere(
    scenario: Scenario, transcript: Transcript
) -> None:
    page = transcript_page(transcript, mark(transcript, scenario, heat()), scenario)
    assert not re.findall(r"""(?:src|href)=["'](?!#)""", page)
    assert "@import" not in page
    assert "url(" not in page


def test_page_holds_every_mark_and_every_turn(
    scenario: Scenario, transcript: Transcript
) -> None:
    sheet = mark(transcript, scenario, heat())
    text = _Page(transcript_page(transcript, sheet, scenario)).text
    for step in sheet.steps:
        assert f"{step.marks} of {step.most}" in text
        assert step.rule in text
    for number in range(1, len(transcript.replies()) + 1):
        assert f"You, reply {number}" in text
    assert "down 22" in text


def test_page_links_marks_to_replies_and_back(
    scenario: Scenario, transcript: Transcript
) -> None:
    page = transcript_page(transcript, mark(transcript, scenario, heat()), scenario)
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(ids)
    assert {"turn-2", "turn-6", "mark-hear", "mark-process"} <= targets


def test_page_says_how_the_talk_ended(scenario: Scenario) -> None:
    turns = make_transcript(("My lamp popped.", 40), "[own: I'll sort it]", ("Hm.", 41))
    for ending, words in (
        ("abandoned", "Pat gave up"),
        ("left_angry", "Pat had had enough"),
        ("resolved", "complaint settled"),
        ("", "stopped before it came to an end"),
    ):
        transcript = replace(turns, ending=ending)
        sheet = mark(transcript, scenario, heat())
        assert words in transcript_page(transcript, sheet, scenario)
        joined = " ".join(transcript_text(transcript, sheet, scenario).split())
        assert words in joined


def test_page_of_a_talk_from_elsewhere_says_nothing_of_its_end(
    scenario: Scenario,
) -> None:
    made = make_transcript("My lamp popped.", "[own: I'll sort it]")
    bare = replace(made, turns=tuple(replace(t, line_ids=()) for t in made.turns))
    page = transcript_page(bare, mark(bare, scenario, heat()), scenario)
    assert "stopped before" not in page


def test_page_says_that_a_talk_without_replies_has_nothing_to_mark(
    scenario: Scenario,
) -> None:
    transcript = make_transcript(("My lamp popped.", 40))
    page = transcript_page(transcript, mark(transcript, scenario, heat()), scenario)
    assert "before you had sent Pat a reply" in page


def test_page_and_text_can_be_written_whatever_was_typed(scenario: Scenario) -> None:
    transcript = make_transcript("My lamp popped.", "half \ud83d, \x1b[31m and \x85")
    sheet = mark(transcript, scenario, heat())
    for form in (transcript_page, transcript_text):
        written = form(transcript, sheet, scenario).encode("utf-8").decode("utf-8")
        assert "half \ufffd, \u241b[31m and \ufffd" in written


def test_page_of_an_empty_talk_is_whole(scenario: Scenario) -> None:
    transcript = make_transcript(("My lamp popped.", 40))
    page = transcript_page(transcript, mark(transcript, scenario, heat()), scenario)
    assert "Not yet" in page
    assert page.rstrip().endswith("</html>")


def test_text_says_what_the_page_says_in_narrow_lines(
    scenario: Scenario, transcript: Transcript
) -> None:
    sheet = mark(transcript, scenario, heat())
    text = transcript_text(transcript, sheet, scenario)
    joined = " ".join(text.split())
    for step in sheet.steps:
        assert f"{step.title}: {step.marks} of {step.most}" in joined
        assert " ".join(step.says.split()) in joined
    assert "\x07" not in text
    assert all(len(line) <= WIDTH for line in text.splitlines())


class Shouted(NullTranslations):
    """A language in which everything is said in capitals."""

    def gettext(self, message: str) -> str:
        # What stands for something is left as it is.
        parts = re.split(r"(%\(\w+\)s|<\w+>|</\w+>)", message)
        return "".join(p if n % 2 else p.upper() for n, p in enumerate(parts))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def test_translation_is_handed_in_and_english_stays_as_it_is(
    transcript: Transcript, scenario: Scenario
) -> None:
    sheet = mark(transcript, scenario, heat())
    english = transcript_page(transcript, sheet, scenario)
    other = transcript_page(
        transcript, sheet, scenario, words=Shouted(), language="en-XA"
    )
    assert "YOUR MARKS AT A GLANCE" in other
    assert '<html lang="en-XA">' in other
    assert transcript_page(transcript, sheet, scenario) == english
    assert '<html lang="en-GB">' in english
    text = transcript_text(transcript, sheet, scenario, words=Shouted())
    assert "YOUR MARKS AT A GLANCE" in text


def test_sheet_is_kept_in_the_language_that_it_was_made_in(
    transcript: Transcript, scenario: Scenario
) -> None:
    sheet = mark(transcript, scenario, heat(), words=Shouted())
    english = mark(transcript, scenario, heat())
    assert sheet.steps == english.steps
    assert "PROCESS POINTS" in " ".join(sheet.missing)
    assert "PROCESS POINTS" not in " ".join(english.missing)
