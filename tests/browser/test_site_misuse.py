"""The talk as it is misused in a real browser, by accident or on purpose.

What somebody typed is never lost, and never sent before they send it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from hotseat import rasa_model
from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.slow

WORDS = "Hello, Sam here. I'm so sorry about this. Can you tell me what happened?"
HALF = "I was just about to"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not rasa_model.is_trained():
        rasa_model.train(tmp_path_factory.mktemp("training") / "training.log")
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def talk(site: Site, context: BrowserContext) -> Callable[..., Page]:
    """Signs in and begins a talk."""

    def begin(mode: str = "practice", limit: str = "") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(site.address)
        sign_in(page, site)
        page.goto(f"{site.address}/practice/split-boots/")
        page.locator(f"#mode-{mode}").check()
        if limit:
            page.locator("#id_limit_minutes").select_option(limit)
        page.get_by_role("button", name="Start the conversation").click()
        page.locator(".turns .customer[data-index]").first.wait_for()
        page.wait_for_load_state()
        return page

    return begin


def sign_in(page: Page, site: Site, name: str = "learner") -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(site.password(name))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


def box(page: Page) -> Any:
    return page.get_by_label("Your reply")


def replies(page: Page) -> list[str]:
    return page.locator(".turns .learner[data-index] .said").all_inner_texts()


def send(page: Page, text: str) -> None:
    before = page.locator(".turns .customer[data-index]").count()
    box(page).fill(text)
    box(page).press("Enter")
    page.locator(f".turns .customer[data-index] >> nth={before}").wait_for()


def test_whoever_was_signed_out_is_told_so_and_finds_their_words_again(
    site: Site, context: BrowserContext, talk: Callable[..., Page]
) -> None:
    page = talk()
    context.clear_cookies()
    box(page).fill(WORDS)
    box(page).press("Enter")
    page.get_by_role("alert").get_by_text("You have been signed out").wait_for()
    assert page.get_by_text("There is no connection").count() == 0
    page.get_by_role("link", name="Sign in again").click()
    sign_in(page, site)
    assert box(page).input_value() == WORDS
    assert replies(page) == []
    box(page).press("Enter")
    page.locator(".turns .customer[data-index] >> nth=1").wait_for()
    assert box(page).input_value() == ""
    page.reload()
    assert box(page).input_value() == ""
    assert replies(page) == [WORDS]


def test_part_that_is_asked_for_when_signed_out_says_so_too(
    context: BrowserContext, talk: Callable[..., Page]
) -> None:
    page = talk()
    context.clear_cookies()
    page.get_by_role("link", name="Hint").click()
    page.get_by_role("alert").get_by_text("You have been signed out").wait_for()
    assert page.get_by_label("Password").count() == 0


def test_half_a_reply_survives_reload_and_back_button(
    talk: Callable[..., Page],
) -> None:
    page = talk()
    box(page).press_sequentially(HALF)
    page.reload()
    assert box(page).input_value() == HALF
    page.get_by_role("link", name="Progress").click()
    page.go_back()
    assert box(page).input_value() == HALF
    assert replies(page) == []


def test_half_a_reply_goes_when_its_writer_signs_out_on_any_page(
    site: Site, talk: Callable[..., Page]
) -> None:
    page = talk()
    address = page.url
    box(page).press_sequentially(HALF)
    page.get_by_role("link", name="Progress").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert HALF not in page.evaluate("JSON.stringify(sessionStorage)")
    sign_in(page, site)
    page.goto(address)
    assert box(page).input_value() == ""


def test_half_a_reply_goes_when_somebody_else_signs_in(
    site: Site, context: BrowserContext, talk: Callable[..., Page]
) -> None:
    page = talk()
    address = page.url
    box(page).press_sequentially(HALF)
    # Signed out without a click: the time was up, or another window did it.
    context.clear_cookies()
    page.goto(site.address)
    assert HALF in page.evaluate("JSON.stringify(sessionStorage)")
    sign_in(page, site, "tutor")
    assert HALF not in page.evaluate("JSON.stringify(sessionStorage)")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, site)
    page.goto(address)
    assert box(page).input_value() == ""


def test_half_a_reply_is_not_sent_because_a_hint_got_no_answer(
    context: BrowserContext, talk: Callable[..., Page]
) -> None:
    page = talk()
    box(page).press_sequentially(HALF)
    context.set_offline(True)
    page.get_by_role("link", name="Hint").click()
    page.get_by_text("There is no connection").wait_for()
    context.set_offline(False)
    # What was asked for comes by itself, and nothing else happened.
    page.get_by_text("Hint:").wait_for()
    assert page.get_by_text("There is no connection").count() == 0
    assert box(page).input_value() == HALF
    page.reload()
    assert replies(page) == []


def test_reply_whose_answer_was_lost_is_not_in_the_box_again(
    talk: Callable[..., Page],
) -> None:
    page = talk()

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/reply/", lose)
    box(page).fill(WORDS)
    box(page).press("Enter")
    page.get_by_text("There is no connection").wait_for()
    page.unroute("**/reply/")
    page.reload()
    page.locator(".turns .customer[data-index] >> nth=1").wait_for()
    assert replies(page) == [WORDS]
    assert box(page).input_value() == ""


def test_more_than_can_be_sent_is_said_once_and_kept(
    talk: Callable[..., Page],
) -> None:
    page = talk()
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    # Pasted, since a browser takes long to type it.
    box(page).evaluate("(box, words) => { box.value = words; }", "too long " * 140_000)
    box(page).press("Enter")
    page.get_by_text("could not be sent").wait_for()
    page.wait_for_timeout(4000)
    assert len(sent) == 1
    assert len(box(page).input_value()) == 1_260_000
    send(page, WORDS)
    assert replies(page) == [WORDS]


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f600\U0001f621",
        "شكرا جزيلا",
        "<script>alert(1)</script>",
        "/restart",
        '/start{"seed": 3}',
        '{"a": [1, 2]}',
        "a" + "\n" * 200 + "b",
        "=1+1",
        "\u200b",
        "x" * 5000,
    ],
    ids=list("abcdefghij"),
)
def test_whatever_is_typed_is_answered_and_shown_as_it_was(
    talk: Callable[..., Page], text: str
) -> None:
    page = talk()
    send(page, text)
    assert page.locator(".learner[data-index] .said").text_content() == text
    assert page.get_by_role("alert").count() == 0


def test_clock_is_the_sites_and_not_the_machines(
    context: BrowserContext, talk: Callable[..., Page]
) -> None:
    # This machine's clock is half an hour ahead; nothing is swapped away meanwhile.
    context.add_init_script(
        "const real = Date.now; Date.now = () => real() + 1_800_000;"
    )
    page = talk("observation", "10")
    box(page).press_sequentially(HALF)
    page.wait_for_timeout(4000)
    left = page.locator("[data-deadline]").inner_text()
    assert re.fullmatch(r"9:\d\d|10:00", left), left
    assert box(page).input_value() == HALF


def test_words_that_were_being_typed_when_time_was_up_are_shown(
    site: Site, talk: Callable[..., Page]
) -> None:
    page = talk("observation", "10")
    send(page, WORDS)
    box(page).press_sequentially(HALF)
    code = (
        "from datetime import timedelta;"
        "from web.practice.models import Attempt;"
        "a = Attempt.objects.latest('started_at');"
        "a.started_at -= timedelta(minutes=11); a.save()"
    )
    site.manage("shell", "-c", code)
    page.evaluate("htmx.trigger(document.body, 'time-is-up')")
    page.locator("#over").get_by_text("Time is up.").wait_for()
    assert HALF in page.locator("#unsent").inner_text()
    page.reload()
    assert replies(page) == [WORDS]


FIRST, SECOND = "From the first window.", "From the second window."
REFUSED = "This conversation has moved on"

# Notes each alert that a screen reader would read out, as it comes into the page.
HEAR_ALERTS = """() => {
  window.heard = [];
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (!node.matches) continue;
      const alerts = [node, ...node.querySelectorAll("*")];
      for (const alert of alerts.filter((one) => one.matches("[role=alert]"))) {
        window.heard.push(alert.textContent);
      }
    }
  }).observe(document.body, { childList: true, subtree: true });
}"""


def submit(page: Page, text: str) -> None:
    box(page).fill(text)
    page.evaluate("document.getElementById('reply-form').requestSubmit()")


def test_two_windows_at_once_store_one_reply_and_keep_the_other(
    site: Site, context: BrowserContext, talk: Callable[..., Page]
) -> None:
    first = talk()
    second = context.new_page()
    second.goto(first.url)
    second.evaluate(HEAR_ALERTS)
    with site.held("rasa"):
        submit(first, FIRST)
        while FIRST not in context.request.get(first.url).text():
            first.wait_for_timeout(100)
        submit(second, SECOND)
        second.get_by_role("alert").get_by_text(REFUSED).wait_for()
        # The page asks for the whole talk again meanwhile, and again.
        for _ in range(2):
            with second.expect_response(lambda answer: answer.request.method == "GET"):
                pass
        second.locator("#waiting").wait_for()
        assert second.get_by_text(REFUSED).is_visible()
        assert second.locator("#unsent .said").inner_text() == SECOND
    second.locator(".turns .customer[data-index] >> nth=1").wait_for()
    assert second.get_by_text(REFUSED).is_visible()
    assert box(second).input_value() == SECOND
    assert second.locator("#unsent").count() == 0
    assert len(second.evaluate("heard")) == 1
    box(second).press_sequentially("!")
    assert second.get_by_text(REFUSED).count() == 0
    first.locator(".turns .customer[data-index] >> nth=1").wait_for()
    for page in (first, second):
        page.reload()
        assert replies(page) == [FIRST]


def test_why_a_reply_was_not_taken_can_be_hidden(talk: Callable[..., Page]) -> None:
    page = talk()
    submit(page, "x" * 5001)
    page.get_by_role("alert").get_by_text("5001 characters").wait_for()
    page.get_by_role("button", name="Hide this message").click()
    assert page.get_by_role("alert").count() == 0
    assert page.locator("#id_text:focus").count() == 1


def test_without_javascript_nothing_typed_is_lost(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address)
    sign_in(page, site)
    page.goto(f"{site.address}/practice/split-boots/")
    page.get_by_role("button", name="Start the conversation").click()
    box(page).fill(WORDS)
    page.get_by_role("button", name="Send").click()
    assert replies(page) == [WORDS]
    page.get_by_role("link", name=re.compile("What did this do")).click()
    page.get_by_text("What this reply did").wait_for()
    page.get_by_role("link", name="Back to the conversation").click()
    page.get_by_role("link", name="Hint").click()
    page.get_by_role("link", name="Back to the conversation").click()
    box(page).fill("x" * 5001)
    page.get_by_role("button", name="Send").click()
    assert len(box(page).input_value()) == 5001
    talk = page.url.removesuffix("reply/")
    context.clear_cookies()
    box(page).fill(HALF)
    page.get_by_role("button", name="Send").click()
    assert page.get_by_label(re.compile("Copy your words")).input_value() == HALF
    page.get_by_role("link", name="Go on with the conversation").click()
    sign_in(page, site)
    assert page.url == talk
    page.get_by_role("button", name=re.compile("Take back")).click()
    assert page.url.endswith("/2/")
    page.get_by_role("button", name="Finish and see the marks").click()
    page.get_by_role("heading", name=re.compile("Ready to be observed")).wait_for()
    context.close()


def test_what_changes_is_heard_once_and_in_order(talk: Callable[..., Page]) -> None:
    page = talk()
    log = page.get_by_role("log")
    assert log.inner_text() == ""
    for text in (WORDS, "When did you buy them?"):
        send(page, text)
    page.wait_for_timeout(300)
    heard = log.locator("p").all_inner_texts()
    said = page.locator(".turns .customer[data-index] .said").all_inner_texts()[1:]
    assert len(heard) == len(said) == 2
    for sentence, line in zip(heard, said, strict=True):
        assert line.split()[0] in sentence
        assert " ".join(line.split()) in " ".join(sentence.split())
    # The lines themselves are in no other live region, or they would be read twice.
    assert page.locator("[aria-live] .turns, [role=log] .turns").count() == 0


def test_waiting_is_heard_once_and_the_answer_after_it(
    site: Site, talk: Callable[..., Page]
) -> None:
    page = talk()
    site.kill("rasa")
    send_while_down(page, WORDS)
    heard = page.get_by_role("log").locator("p").all_inner_texts()
    assert sum("Your reply is kept" in sentence for sentence in heard) == 1
    line = page.locator(".turns .customer[data-index] .said").last.inner_text()
    assert line in heard[-1]


def send_while_down(page: Page, text: str) -> None:
    """Until it is answered, which takes Rasa's start."""
    box(page).fill(text)
    box(page).press("Enter")
    page.locator("#waiting").wait_for()
    answer = page.locator(".turns .customer[data-index] >> nth=1")
    answer.wait_for(timeout=240_000)


class Keyboard:
    """Goes from stop to stop with Tab, as somebody without a mouse does."""

    MOST_STOPS = 200

    def __init__(self, page: Page) -> None:
        self._page = page

    def to(self, name: str) -> None:
        """The next stop whose text or label has these words."""
        for _ in range(self.MOST_STOPS):
            self._page.keyboard.press("Tab")
            if re.search(name, self._stop(), re.S):
                return
        pytest.fail(f"Tab never comes to {name}")

    def press(self, name: str) -> None:
        self.to(name)
        self._page.keyboard.press("Enter")

    def type(self, text: str) -> None:
        self._page.keyboard.type(text)

    def _stop(self) -> str:
        """What the stop is called; it must be seen where the focus is."""
        found: str = self._page.evaluate(
            """() => {
              const at = document.activeElement;
              const labels = [...(at.labels || [])].map((label) => label.innerText);
              return [at.innerText, at.ariaLabel, ...labels].join(" ");
            }"""
        )
        return found


def test_whole_journey_by_keyboard_alone(site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(site.address)
    keys = Keyboard(page)
    keys.to("Username")
    keys.type("learner")
    keys.to("Password")
    keys.type(site.password("learner") + "\n")
    page.wait_for_url("**/practice/")
    keys.press("Read the brief")
    page.wait_for_url("**/practice/*/")
    keys.press("Start the conversation")
    page.locator(".turns .customer[data-index]").first.wait_for()
    page.wait_for_load_state()
    keys.to("Your reply")
    for number, text in enumerate((WORDS, "When did you buy them?"), start=1):
        keys.type(text + "\n")
        page.locator(f".turns .customer[data-index] >> nth={number}").wait_for()
        # Ready for the next one without looking for it.
        page.locator("#id_text:focus").wait_for()
    keys.press("^Hint")
    page.get_by_text("Hint:").wait_for()
    page.reload()
    keys.press(r"What did this do\?.*reply 1")
    page.get_by_text("What this reply did").wait_for()
    keys.press("Take back")
    page.wait_for_url("**/2/")
    page.wait_for_load_state()
    keys.press("Finish and see the marks")
    page.wait_for_url("**/2/feedback/")
    keys.press("Dispute a mark")
    page.wait_for_url("**/dispute/")
    keys.to("Why is it not right")
    keys.type("I did ask.")
    keys.press("Send to the tutor")
    page.wait_for_url("**/2/feedback/")
    keys.press("^Hand in")
    page.wait_for_url("**/hand-in/")
    keys.to("I declare")
    keys.type(" ")
    keys.to("full name")
    keys.type("Sam Learner\n")
    page.get_by_text("declared as own work").wait_for()
    keys.press("^Progress")
    page.wait_for_url("**/progress/")
    keys.press("Sign out")
    page.get_by_role("heading", name="Sign in").wait_for()
