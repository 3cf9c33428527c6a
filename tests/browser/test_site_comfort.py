"""What makes the talk bearable: on a phone, in the dark, and in a screen reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.site import Site
from tests.browser.test_site_journeys import GOOD, look, say, sign_in, start

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

PHONE = {"width": 390, "height": 844}
# A screen of 1280 by 1024 at 400%.
ZOOMED = {"width": 320, "height": 256}
DESK = {"width": 1280, "height": 900}
# So high the head may be on a phone.
SHORT = 70


@pytest.fixture
def open_site(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Signs in on a screen of that size."""
    contexts = []

    def open_it(viewport: dict[str, int], **settings: Any) -> Page:
        settings = {"reduced_motion": "reduce", "viewport": viewport, **settings}
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(site.address)
        sign_in(page, site)
        return page

    yield open_it
    for context in contexts:
        context.close()


def place(page: Page, selector: str) -> dict[str, float]:
    box: dict[str, float] | None = page.locator(selector).first.bounding_box()
    assert box is not None
    return box


# --- on a phone


def test_mood_stays_in_sight_on_a_phone(open_site: Callable[..., Page]) -> None:
    page = open_site(PHONE)
    start(page)
    for text in (GOOD, "When did you buy them?", "I see. That must be a worry."):
        say(page, text)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.mouse.wheel(0, -500)
    page.wait_for_timeout(200)
    head = place(page, ".talk-head")
    assert 0 <= head["y"] < head["height"] < SHORT
    assert re.search(r"is (calm|upset|angry)", page.locator(".talk-head").inner_text())
    # Whatever has the focus is not behind it.
    for link in page.locator(".turns a").all():
        link.focus()
        box = link.bounding_box()
        assert box is not None
        assert box["y"] >= head["y"] + head["height"]


def test_brief_is_one_tap_away_on_a_phone_and_so_is_the_way_back(
    open_site: Callable[..., Page],
) -> None:
    page = open_site(PHONE)
    start(page)
    for text in (GOOD, "When did you buy them?"):
        say(page, text)
    page.get_by_role("link", name="Brief", exact=True).click()
    page.locator("#brief-fold[open]").wait_for()
    page.wait_for_timeout(200)
    assert 0 <= place(page, "#brief")["y"] < PHONE["height"] / 2
    page.get_by_role("link", name="Back to the conversation").click()
    assert page.locator("#brief-fold[open]").count() == 0
    page.locator("#id_text:focus").wait_for()
    last = page.locator(".turns .customer").last.bounding_box()
    assert last is not None
    assert 0 < last["y"] < PHONE["height"]


def test_nothing_lies_over_the_talk_at_400_per_cent(
    open_site: Callable[..., Page],
) -> None:
    page = open_site(ZOOMED)
    start(page)
    say(page, GOOD)
    for selector in (".talk-head", ".composer"):
        position = page.locator(selector).evaluate("e => getComputedStyle(e).position")
        assert position in {"static", "relative"}, selector
    assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"]


def test_enter_breaks_the_line_on_a_touch_screen(
    open_site: Callable[..., Page],
) -> None:
    page = open_site(PHONE, has_touch=True, is_mobile=True)
    start(page)
    page.get_by_label("Your reply").press_sequentially("Hello.\nI'm sorry.")
    assert page.get_by_label("Your reply").input_value() == "Hello.\nI'm sorry."
    assert not page.get_by_text("Enter sends").is_visible()
    page.get_by_role("button", name="Send").tap()
    page.locator(".turns .customer[data-index] >> nth=1").wait_for()


# --- in the dark


def theme(page: Page) -> str:
    found: str | None = page.locator("html").get_attribute("data-bs-theme")
    return found or ""


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_chosen_colours_are_kept(
    open_site: Callable[..., Page], has_script: bool
) -> None:
    page = open_site(DESK, java_script_enabled=has_script, color_scheme="light")
    page.get_by_role("button", name="Dark").click()
    page.locator("html[data-bs-theme=dark]").wait_for()
    page.get_by_role("button", name="Dark", pressed=True).wait_for()
    page.wait_for_load_state("networkidle")
    page.reload()
    assert theme(page) == "dark"
    page.get_by_role("button", name="As this device").click()
    page.locator("html:not([data-bs-theme=dark])").wait_for()


def test_chosen_colours_come_with_the_page_and_lose_nothing_on_it(
    open_site: Callable[..., Page],
) -> None:
    page = open_site(DESK, color_scheme="dark")
    start(page)
    assert theme(page) == "dark"
    page.get_by_label("Your reply").press_sequentially("Half a")
    page.get_by_role("link", name="Hint").click()
    page.locator(".hint").wait_for()
    with page.expect_response("**/look/"):
        page.get_by_role("button", name="Light").click()
    assert page.get_by_label("Your reply").input_value() == "Half a"
    assert page.locator(".hint").count() == 1
    # Before any script has run: nothing flashes.
    sent = page.context.request.get(page.url).text()
    assert 'data-bs-theme="light"' in sent
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    assert page.evaluate(scheme) == "light"


def test_both_colours_have_no_fault_where_they_are_chosen(
    open_site: Callable[..., Page],
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_site(PHONE)
    look(page)
    for name in ("Light", "Dark"):
        page.get_by_role("button", name=name).click()
        page.locator(f"html[data-bs-theme={name.lower()}]").wait_for()
        results = Axe().run(page)
        assert not results.violations_count, results.generate_report()


# --- in a screen reader


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


def described(page: Page) -> str:
    """What a screen reader says of the box after its name."""
    session = page.context.new_cdp_session(page)
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        if node.get("role", {}).get("value") == "textbox":
            words: str = node["description"]["value"]
            return words
    return ""


def heard(page: Page) -> list[str]:
    texts: list[str] = page.get_by_role("log").locator("p").all_inner_texts()
    return texts


def test_talk_has_names_for_all_that_can_be_come_to(
    open_site: Callable[..., Page],
) -> None:
    page = open_site(DESK)
    start(page)
    say(page, GOOD)
    assert page.get_by_role("log", name="New lines").count() == 1
    assert page.get_by_role("complementary", name="Your brief").count() == 1
    talk = page.get_by_role("region", name="The conversation")
    assert talk.get_by_role("list", name="What was said").count() == 1
    for name in ("What did this do? (reply 1)", "Hint"):
        assert talk.get_by_role("link", name=name).count() == 1
    for name in ("Take back and try another (reply 1)", "Send"):
        assert talk.get_by_role("button", name=name).count() == 1
    assert talk.get_by_role("textbox", name="Your reply").count() == 1
    assert "At most 5000 characters" in described(page)


def test_focus_is_in_the_box_after_sending_an_error_and_taking_back(
    open_site: Callable[..., Page],
) -> None:
    page = open_site(DESK)
    start(page)
    page.get_by_label("Your reply").fill(GOOD)
    page.get_by_role("button", name="Send").click()
    page.locator(".turns .customer[data-index] >> nth=1").wait_for()
    page.locator("#id_text:focus").wait_for()
    page.get_by_label("Your reply").fill("x" * 5001)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").wait_for()
    assert focused(page) == "id_text"
    page.get_by_label("Your reply").fill("")
    page.get_by_role("button", name=re.compile("Take back")).click()
    page.wait_for_url("**/2/")
    page.locator("#id_text:focus").wait_for()
    assert "version 1 is kept" in described(page)
    # Once something else is said, that is no news any more.
    say(page, GOOD)
    assert "version 1" not in described(page)


def test_end_is_heard_after_the_last_line(open_site: Callable[..., Page]) -> None:
    page = open_site(DESK)
    start(page)
    for _ in range(12):
        if page.locator("#over").count():
            break
        say(page, "Shut up, you stupid idiot. Not my problem.")
    page.locator("#over a:focus").wait_for()
    *lines, end = heard(page)
    assert end.startswith("The conversation is over")
    said = page.locator(".turns .customer[data-index] .said").all_inner_texts()[1:]
    assert len(lines) == len(said)
    assert said[-1].split()[0] in lines[-1]


def test_last_minutes_are_heard_once(open_site: Callable[..., Page]) -> None:
    page = open_site(DESK)
    page.get_by_role("link", name=re.compile("Read the brief")).first.click()
    page.get_by_role("radio", name=re.compile("Observation")).check()
    page.get_by_label("Time limit, for an observation").select_option("10")
    page.get_by_role("button", name="Start the conversation").click()
    page.locator("[data-deadline]").wait_for()
    assert heard(page) == []
    for left, sentence in ((299, "Five minutes left."), (59, "One minute left.")):
        page.locator("[data-deadline]").evaluate(SET_LEFT, left)
        page.get_by_role("log").get_by_text(sentence).wait_for()
        page.wait_for_timeout(2200)
    assert heard(page) == ["Five minutes left.", "One minute left."]


SET_LEFT = """(clock, left) => {
  clock.dataset.deadline = new Date(Date.now() + left * 1000).toISOString();
  clock.dataset.ahead = 0;
}"""
