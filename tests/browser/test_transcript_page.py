"""The feedback transcript in a real browser: for eyes, fingers, paper and readers.

Played talks come from tests/dialogues, with the detector that ships; the others are
made by hand, to hold what no good talk holds.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from dialogue.turns import Transcript
from hotseat.desk import Desk
from scoring.feedback_view import show_feedback
from scoring.marking import mark
from scoring.page import transcript_page
from scoring.sheet import MarkSheet
from scoring.visible import visible
from tests.factories import heat, make_scenario, make_transcript

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

DIALOGUES = Path(__file__).parents[1] / "dialogues"
PLAYED = {
    "good": ("boots-good", "split-boots"),
    "rude": ("rude", "no-engineer"),
    "silence": ("silence", "cold-flat"),
}
OVERLAPPING = (
    "[greet: Hello,] [empathise+apologise+reflect+acknowledge+own: so sorry it went"
    " pop] and [clarify: what happened]? [offer_solution+offer_choice: A refund or new"
    " lamp], [set_timescale+follow_up: by noon tomorrow]. [defend+blame_customer: You"
    " should of read the label] [rude: you muppet]."
)
RIGHT_TO_LEFT = (
    "\u202e\u05e9\u05dc\u05d5\u05dd sorry\u202c \u0645\u0631\u062d\u0628\u0627"
)
HOSTILE = (
    '<script>alert(1)</script><b>Sorry</b> </div><!-- & "quoted" {{ 7*7 }} {% x %}',
    RIGHT_TO_LEFT,
    "a\x00b\x07c\x1b[31m\x7f\u200b\ufeff \ud83d 😀👨‍👩‍👧 Z͑ͫ̓ͪ̂Ǫ̵̹",
    "W" + "o" * 4_998 + "w",
    "[own: " + "I will really do it " * 240 + "]",
    "one\n\n   two\tthree\r\nfour\n",
    '\'; DROP TABLE turns; -- key: [value] {"a": 1}',
    "https://example.com/" + "a/" * 400,
)
CASES = (*PLAYED, "overlapping", "hostile", "no_reply")

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
# 1280 pixels at 400 per cent.
NARROWEST = 320
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    transcript: Transcript
    sheet: MarkSheet
    path: Path

    @property
    def url(self) -> str:
        return self.path.as_uri()


@cache
def _desk() -> Desk:
    return Desk()


@pytest.fixture(scope="module")
def make_case(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Case]:
    folder = tmp_path_factory.mktemp("pages")

    @cache
    def make(name: str) -> Case:
        if name in PLAYED:
            dialogue, scenario_id = PLAYED[name]
            text = (DIALOGUES / f"{dialogue}.yml").read_text("utf-8")
            scenario = _desk().library.get(scenario_id)
            talk = _desk().talk(scenario, seed=1, transcript_id=name)
            transcript = talk.play(yaml.safe_load(text)["replies"]).transcript
        else:
            scenario = make_scenario(folder)
            transcript = make_transcript(*_turns(name))
        sheet = mark(transcript, scenario, heat())
        path = folder / f"{name}.html"
        page = transcript_page(transcript, sheet, scenario)
        path.write_text(page, encoding="utf-8", newline="")
        return Case(transcript=transcript, sheet=sheet, path=path)

    return make


def _turns(name: str) -> list[Any]:
    replies = {"overlapping": [OVERLAPPING] * 2, "hostile": HOSTILE, "no_reply": []}
    turns: list[Any] = [("My lamp <b>popped</b>.", 40)]
    for number, reply in enumerate(replies[name]):
        turns += [reply, (f"Well? {'x' * 300}", 40 - 5 * number)]
    return turns


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, make_case: Callable[[str], Case]) -> Case:
    return make_case(request.param)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a case's page; contexts are closed when the test is over."""
    contexts = []

    def open_it(case: Case, *, width: int = 1280, **settings: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, **settings
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(case.url)
        return page

    yield open_it
    for context in contexts:
        context.close()


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(
    case: Case, width: int, scheme: str, open_page: Callable[..., Page]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(case, width=width, color_scheme=scheme, bypass_csp=True)
    _unfold(page)
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    results = Axe().run(page, options=options)
    assert not results.violations_count, results.generate_report()


def test_page_asks_nobody_for_anything(
    case: Case, open_page: Callable[..., Page]
) -> None:
    page = open_page(case)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="load")
    assert asked == [case.url]


@pytest.mark.parametrize("width", [NARROWEST, *WIDTHS])
def test_nothing_is_wider_than_the_screen(
    case: Case, width: int, open_page: Callable[..., Page]
) -> None:
    page = open_page(case, width=width)
    _unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 100))"""
    )
    assert beyond == []


def test_replies_stand_there_as_typed(
    case: Case, open_page: Callable[..., Page]
) -> None:
    page = open_page(case)
    shown = page.locator(".turn .said").all_text_contents()
    typed = [turn.text for turn in case.transcript.turns if turn.text.strip()]
    # A browser reads every kind of line break as the same one.
    assert shown == [re.sub("\r\n?", "\n", visible(text)) for text in typed]


def test_print_holds_every_reply_and_opens_what_is_folded(
    case: Case, open_page: Callable[..., Page], pdftotext: str
) -> None:
    pdf = open_page(case).pdf(format="A4")
    run = subprocess.run([pdftotext, "-raw", "-", "-"], input=pdf, capture_output=True)
    assert run.returncode == 0, run.stderr
    printed = _squeezed(run.stdout.decode("utf-8"))
    for turn in case.transcript.replies():
        # What reads from the right is put out of order by a program that reads PDF.
        if turn.text != RIGHT_TO_LEFT:
            assert _squeezed(turn.text) in printed
    for change in show_feedback(case.transcript, case.sheet).later:
        assert _squeezed(change.says) in printed


def _squeezed(text: str) -> str:
    """What of a text every font and every line break leaves alone."""
    return re.sub(r"[^!-~]", "", text)


def test_print_is_dark_on_white_whatever_the_screen(
    make_case: Callable[[str], Case], open_page: Callable[..., Page]
) -> None:
    page = open_page(make_case("overlapping"), color_scheme="dark")
    page.emulate_media(media="print")
    style = page.evaluate(
        "(({backgroundColor, color}) => [backgroundColor, color])"
        "(getComputedStyle(document.body))"
    )
    assert style == ["rgb(255, 255, 255)", "rgb(29, 35, 39)"]


def test_keyboard_comes_to_the_skip_link_first(
    make_case: Callable[[str], Case], open_page: Callable[..., Page]
) -> None:
    page = open_page(make_case("good"))
    page.keyboard.press("Tab")
    link = page.locator(".skip")
    assert link.evaluate("e => e === document.activeElement")
    assert link.evaluate("e => e.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "talk"


def test_links_lead_from_a_mark_to_its_reply_and_back(
    make_case: Callable[[str], Case], open_page: Callable[..., Page]
) -> None:
    page = open_page(make_case("overlapping"), width=390)
    page.locator("#mark-hear a").first.click()
    reply = page.locator("li.turn:target")
    assert reply.evaluate("e => Math.abs(e.getBoundingClientRect().top) < 100")
    reply.get_by_role("link", name="Hear").click()
    assert page.locator("tr:target").get_attribute("id") == "mark-hear"


def test_headings_go_down_one_level_at_a_time(
    case: Case, open_page: Callable[..., Page]
) -> None:
    page = open_page(case)
    names = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "all => all.map(e => Number(e.tagName[1]))"
    )
    assert names.count(1) == 1
    assert names[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(names))


def test_overlapping_acts_can_be_told_apart_without_colour(
    make_case: Callable[[str], Case], open_page: Callable[..., Page]
) -> None:
    page = open_page(make_case("overlapping"))
    places = page.locator("#turn-2 .said .lane").evaluate_all(
        """all => all.map(e => [getComputedStyle(e).textDecorationLine,
            getComputedStyle(e).textUnderlineOffset])"""
    )
    assert {line for line, _ in places} == {"underline"}
    assert len({offset for _, offset in places}) == 4
    labels = page.locator("#turn-2 .notes li").all_inner_texts()
    assert len(labels) == 14
    numbers = page.locator("#turn-2 .said .numeral").count()
    assert numbers == len(labels)
