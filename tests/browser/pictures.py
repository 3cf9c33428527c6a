"""Makes the pictures of the site in docs/images; `make pictures` runs it.

It starts a whole Hotseat in a folder of its own, lets the demo learner play some talks
in a real browser, so that the pages have something to show, and takes the pictures.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from hotseat import places, rasa_model
from tests.browser.conftest import launched
from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

IMAGES = places.ROOT / "docs" / "images"
DIALOGUES = places.ROOT / "tests" / "dialogues"
WIDE, TALL, PHONE = (1280, 860), (1280, 960), (390, 860)
MOST_BYTES = 150_000
COLOURS = 256
# For a chart to be drawn and a long talk to be scrolled to where it stands.
SETTLE_MS = 400

# What the learner says: a dialogue of tests/dialogues, or replies of their own.
SHARP = [
    "Hello, what seems to be the problem?",
    "I can give you a refund.",
    "Well, those are the rules. You can have your money back.",
]
BETTER = [
    "Hello, Sam here. Oh no, that sounds stressful just before a walk. What happened?",
    "I'm sorry that they split so soon. Could I take your name and order number?",
    "I can order you a new pair today, or refund you. Which would you prefer?",
]
TALK = [
    "Good morning, Lewis from repairs. Eight days without heating and two visits "
    "called off: I'm so sorry, you must be frozen. Is anyone there with you?",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A talk of the learner's: with whom, what was said, how many days ago."""

    scenario: str
    replies: list[str]
    days_ago: int


def said_in(dialogue: str) -> list[str]:
    text = (DIALOGUES / f"{dialogue}.yml").read_text("utf-8")
    replies: list[str] = yaml.safe_load(text)["replies"]
    return replies


def played() -> list[Played]:
    return [
        Played(scenario="split-boots", replies=SHARP, days_ago=19),
        Played(scenario="split-boots", replies=BETTER, days_ago=12),
        Played(scenario="no-engineer", replies=said_in("engineer-good"), days_ago=6),
        Played(scenario="split-boots", replies=said_in("boots-good"), days_ago=2),
    ]


# Runs in the site: a class, work set for it, and talks put back to when they were.
CLASS = """
from datetime import timedelta
from django.utils import timezone
from web.accounts.models import User
from web.practice.models import Assignment, ClassGroup, ScenarioVersion
group = ClassGroup.objects.create(name="Customer Service, Tuesday")
group.tutors.add(User.objects.get(username="tutor"))
group.enrolments.create(learner=User.objects.get(username="learner"))
def task(slug, days, **more):
    scenario = ScenarioVersion.objects.get(slug=slug, is_current=True)
    due = timezone.localtime().replace(hour=17, minute=0) + timedelta(days=days)
    Assignment.objects.create(group=group, scenario=scenario, due=due, **more)
task("cold-flat", 4, mode="practice")
task("no-engineer", 11, mode="observation", limit_minutes=20)
"""
AGO = """
from datetime import timedelta
from web.practice.models import Attempt
days = {days}
for attempt, ago in zip(Attempt.objects.order_by("started_at"), days):
    at = attempt.started_at - timedelta(days=ago)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=at)
"""


def sign_in(page: Page, address: str, password: str) -> None:
    page.goto(address)
    page.get_by_label("Username").fill("learner")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Progress").wait_for()


def start(page: Page, address: str, scenario: str) -> None:
    page.goto(f"{address}/practice/{scenario}/")
    page.get_by_role("button", name="Start the conversation").click()
    page.locator(".turns .customer").first.wait_for()


def say(page: Page, text: str) -> bool:
    """Whether the talk goes on after it."""
    before = page.locator(".turns .customer").count()
    page.get_by_label("Your reply").fill(text)
    page.get_by_label("Your reply").press("Enter")
    page.locator(f".turns .customer >> nth={before}").wait_for()
    return page.get_by_label("Your reply").count() > 0


def play(page: Page, address: str, talk: Played) -> str:
    """To its end; gives the address of its feedback."""
    start(page, address, talk.scenario)
    is_open = all(say(page, reply) for reply in talk.replies)
    if is_open:
        page.get_by_role("button", name="Finish and see the marks").click()
    else:
        page.get_by_role("link", name="See your feedback").click()
    page.get_by_role("heading", name=re.compile("Ready to be observed")).wait_for()
    return page.url


def fill(page: Page, site: Site) -> dict[str, str]:
    """Plays everything; gives the addresses of the pages to show."""
    site.manage("shell", "--verbosity", "0", "-c", CLASS)
    talks = played()
    ends = [play(page, site.address, talk) for talk in talks]
    days = [talk.days_ago for talk in talks]
    site.manage("shell", "--verbosity", "0", "-c", AGO.format(days=days))
    start(page, site.address, "cold-flat")
    for reply in TALK:
        say(page, reply)
    return {
        "choose": f"{site.address}/practice/",
        "talk": page.url,
        "feedback": ends[1],
        "progress": f"{site.address}/progress/",
    }


def take(page: Page, name: str, address: str, size: tuple[int, int]) -> None:
    """A picture of what is seen first, small enough for a repository."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(SETTLE_MS)
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    shrink(path)
    print(f"{path.relative_to(places.ROOT)}: {path.stat().st_size // 1000} kB")


def shrink(path: Path) -> None:
    """To 256 colours, which is all that these pages have."""
    from PIL import Image

    with Image.open(path) as image:
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path} has more than {MOST_BYTES} bytes")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        if not rasa_model.is_trained():
            rasa_model.train(Path(folder) / "training.log")
        site = Site(Path(folder))
        try:
            with launched() as browser:
                context = browser.new_context(reduced_motion="reduce")
                context.set_default_timeout(60_000)
                page = context.new_page()
                sign_in(page, site.address, site.password("learner"))
                pages = fill(page, site)
                for name, address in pages.items():
                    take(page, name, address, TALL if name == "talk" else WIDE)
                page.emulate_media(color_scheme="dark", reduced_motion="reduce")
                take(page, "talk-phone", pages["talk"], PHONE)
        finally:
            site.stop()


if __name__ == "__main__":
    main()
