"""The learner's journeys in a real browser, on a phone and on a desk.

Each page that is come to is looked at by axe-core, in light and dark, and nothing may
be asked of another host.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

WIDTHS = (390, 1280)
NARROW, NARROWEST = 700, 320
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GOOD = "Hello, Sam here. I'm so sorry about this. Can you tell me what happened?"
OTHER = "I can give you a refund."


@pytest.fixture
def open_site(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the site's first page; whatever was asked of another host is a fault."""
    contexts, foreign = [], []

    def note(request: Any) -> None:
        host = urlsplit(request.url)
        if host.scheme in {"http", "https"} and host.netloc not in site.address:
            foreign.append(request.url)

    def open_it(width: int = 1280, **settings: Any) -> Page:
        settings.setdefault("reduced_motion", "reduce")
        context = browser.new_context(
            viewport={"width": width, "height": 900}, bypass_csp=False, **settings
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", note)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.on("console", _no_refusals)
        page.goto(site.address)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert foreign == []


def _no_refusals(message: Any) -> None:
    """The browser says so where the content security policy has refused something."""
    assert "Content Security Policy" not in message.text, message.text


def sign_in(page: Page, site: Site, name: str = "learner") -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(site.password(name))
    page.get_by_role("button", name="Sign in").click()
    heading = "Who would you like to talk to?" if name == "learner" else "Welcome, "
    page.get_by_role("heading", name=heading).wait_for()


def look(page: Page) -> None:
    """No fault for axe-core in light and dark, and nothing wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    width = page.viewport_size["width"] if page.viewport_size else 0
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.locator(f"html[data-bs-theme={scheme}]").wait_for()
        options = {"runOnly": RULES, "resultTypes": ["violations"]}
        results = Axe().run(page, options=options)
        assert not results.violations_count, (page.url, results.generate_report())
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def start(page: Page, mode: str = "Practice") -> None:
    page.get_by_role("link", name=re.compile("Read the brief")).first.click()
    page.get_by_role("radio", name=re.compile(mode)).check()
    page.get_by_role("button", name="Start the conversation").click()
    page.locator(".turns .customer").first.wait_for()


def say(page: Page, text: str) -> None:
    before = page.locator(".turns .customer").count()
    page.get_by_label("Your reply").fill(text)
    page.get_by_label("Your reply").press("Enter")
    page.locator(f".turns .customer >> nth={before}").wait_for()


@pytest.mark.parametrize("width", WIDTHS)
def test_practice_from_signing_in_to_handing_in(
    site: Site, open_site: Callable[..., Page], width: int
) -> None:
    page = open_site(width)
    look(page)
    sign_in(page, site)
    look(page)
    page.get_by_role("link", name=re.compile("Read the brief")).first.click()
    look(page)
    page.go_back()
    start(page)
    # The brief is folded above the talk on a phone, and open beside it on a desk.
    assert page.locator("#brief-fold[open]").count() == (width > NARROW)
    look(page)
    say(page, GOOD)
    assert page.locator(".talk-head .change").count() == 1
    assert page.locator(".sending").count() == 0
    page.get_by_role("link", name="Hint").click()
    page.locator("#hint .hint").wait_for()
    page.get_by_role("link", name=re.compile("What did this do")).click()
    page.locator("#did-1 .noted").wait_for()
    look(page)
    page.get_by_role("button", name=re.compile("Take back")).click()
    page.wait_for_url("**/2/")
    say(page, OTHER)
    page.get_by_role("button", name="Finish and see the marks").click()
    page.get_by_role("heading", name=re.compile("Ready to be observed")).wait_for()
    look(page)
    page.get_by_role("link", name="Compare your versions").click()
    look(page)
    page.go_back()
    page.get_by_role("link", name="Dispute a mark").click()
    look(page)
    page.get_by_label("Why is it not right?").fill("I did ask.")
    page.get_by_role("button", name="Send to the tutor").click()
    page.get_by_text("I did ask.").wait_for()
    page.get_by_role("link", name="Hand in").click()
    look(page)
    page.get_by_label("I declare this").check()
    page.get_by_label("Your full name").fill("Demo Learner")
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("declared as own work").wait_for()
    page.get_by_role("link", name="Progress").click()
    page.locator("canvas").first.wait_for()
    look(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download it all").click()
    assert download.value.suggested_filename.endswith(".zip")
    page.get_by_role("link", name="Password").click()
    look(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()


@pytest.mark.parametrize("width", WIDTHS)
def test_observation_shows_nothing_until_the_end(
    site: Site, open_site: Callable[..., Page], width: int
) -> None:
    page = open_site(width)
    sign_in(page, site)
    page.get_by_role("link", name=re.compile("Read the brief")).first.click()
    page.get_by_role("radio", name=re.compile("Observation")).check()
    page.get_by_label("Time limit, for an observation").select_option("10")
    page.get_by_role("button", name="Start the conversation").click()
    page.locator(".turns .customer").first.wait_for()
    say(page, GOOD)
    assert page.locator(".mood, .feels").count() == 0
    assert page.get_by_role("link", name="Hint").count() == 0
    assert page.get_by_role("button", name=re.compile("Take back")).count() == 0
    assert page.get_by_text("Time left:").count() == 1
    look(page)
    # It is one go, so a page asks before it ends.
    page.get_by_role("button", name="Finish and see the marks").click()
    page.get_by_role("heading", name="Finish here?").wait_for()
    look(page)
    page.get_by_role("link", name="Go back to the conversation").click()
    page.get_by_label("Your reply").wait_for()
    page.get_by_role("button", name="Finish and see the marks").click()
    page.get_by_text("You have sent").wait_for()
    page.get_by_role("button", name="Finish and see the marks").click()
    page.get_by_role("heading", name=re.compile("Ready to be observed")).wait_for()


def test_talk_by_keyboard_alone(site: Site, open_site: Callable[..., Page]) -> None:
    page = open_site()
    sign_in(page, site)
    start(page)
    page.get_by_label("Your reply").focus()
    page.keyboard.type("Hello there.")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("I'm so sorry.")
    page.keyboard.press("Enter")
    page.locator(".turns .customer >> nth=1").wait_for()
    assert page.locator(".learner .said").inner_text() == "Hello there.\nI'm so sorry."
    # Ready for the next reply, and the new line was read out, once.
    page.locator("#id_text:focus").wait_for()
    assert page.locator("#announce p").count() == 1
    # The first stop on a page leads past the menu; what was read out isn't repeated.
    page.reload()
    assert page.locator("#announce p").count() == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"


def test_pause_is_short_and_any_key_skips_it(
    site: Site, open_site: Callable[..., Page]
) -> None:
    page = open_site(reduced_motion="no-preference")
    sign_in(page, site)
    start(page)
    say(page, GOOD)
    assert page.locator(".is-typing").count() == 1
    page.keyboard.press("Control")
    assert page.locator(".is-typing").count() == 0
    say(page, OTHER)
    page.locator(".is-typing").wait_for(state="detached", timeout=2500)


def test_reload_back_button_and_two_windows_lose_and_double_nothing(
    site: Site, open_site: Callable[..., Page]
) -> None:
    page = open_site()
    sign_in(page, site)
    start(page)
    second = page.context.new_page()
    second.goto(page.url)
    say(page, GOOD)
    page.reload()
    assert page.locator(".learner").count() == 1
    # The second window still shows the opening; what is typed there is not lost.
    second.get_by_label("Your reply").fill("From the other window.")
    second.get_by_label("Your reply").press("Enter")
    second.get_by_role("alert").wait_for()
    assert second.get_by_label("Your reply").input_value() == "From the other window."
    assert second.locator(".learner").count() == 1
    page.go_back()
    page.go_forward()
    assert page.locator(".learner").count() == 1


def test_double_click_sends_once(site: Site, open_site: Callable[..., Page]) -> None:
    page = open_site()
    sign_in(page, site)
    start(page)
    page.get_by_label("Your reply").fill(GOOD)
    page.get_by_role("button", name="Send").dblclick()
    page.locator(".turns .customer >> nth=1").wait_for()
    page.reload()
    assert page.locator(".learner").count() == 1


def test_lost_connection_is_a_sentence_and_the_words_are_sent_after_it(
    site: Site, open_site: Callable[..., Page]
) -> None:
    page = open_site()
    sign_in(page, site)
    start(page)
    page.context.set_offline(True)
    page.get_by_label("Your reply").fill(GOOD)
    page.get_by_label("Your reply").press("Enter")
    page.get_by_text("There is no connection").wait_for()
    page.context.set_offline(False)
    page.locator(".turns .customer >> nth=1").wait_for()
    assert page.locator(".learner").count() == 1


@pytest.mark.parametrize("name", ["practice", "begin", "talk"])
def test_nothing_is_cut_off_at_400_per_cent(
    site: Site, open_site: Callable[..., Page], name: str
) -> None:
    page = open_site(NARROWEST)
    sign_in(page, site)
    if name != "practice":
        page.get_by_role("link", name=re.compile("Read the brief")).first.click()
    if name == "talk":
        page.get_by_role("button", name="Start the conversation").click()
        page.locator(".turns .customer").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def test_page_that_is_not_there_says_so(
    site: Site, open_site: Callable[..., Page]
) -> None:
    page = open_site()
    sign_in(page, site)
    answer = page.goto(f"{site.address}/attempts/{uuid.uuid4()}/")
    assert answer is not None
    assert answer.status == 404
    look(page)


@pytest.mark.parametrize("name", ["tutor", "author"])
def test_tutors_and_authors_are_told_what_there_is_and_what_not_yet(
    site: Site, open_site: Callable[..., Page], name: str
) -> None:
    page = open_site()
    sign_in(page, site, name)
    page.get_by_role("heading", name="What you can do now").wait_for()
    page.get_by_role("heading", name="What isn't here yet").wait_for()
    look(page)
