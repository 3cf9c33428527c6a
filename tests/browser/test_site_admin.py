"""The admin in a real browser: an administrator and a tutor go about their work.

The site runs without Rasa, which nothing here needs. What the content security policy
refuses, the browser says in its console; nothing may be refused.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from hotseat import places
from tests.rasa.conftest import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

pytestmark = pytest.mark.slow

PASSWORD = "plum tree 47 walking"
SECONDS = 60
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class SiteAlone:
    """Django behind gunicorn, in a run folder of its own, with the demo accounts."""

    def __init__(self, folder: Path) -> None:
        self.address = f"http://127.0.0.1:{free_port()}"
        self._env = {
            **os.environ,
            "HOTSEAT_RUN_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "web.site.settings",
        }
        self._shown = self.manage("prepare")
        bind = self.address.removeprefix("http://")
        with (folder / "site.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "web.site.wsgi", "--bind", bind],
                cwd=places.ROOT,
                env=self._env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def password(self, name: str) -> str:
        found = re.search(rf"\n  {name} +(\S+)", self._shown)
        assert found is not None, self._shown
        return found[1]

    def manage(self, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=places.ROOT,
            env=self._env,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(SECONDS)

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                httpx.get(f"{self.address}/health").raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.2)
        raise RuntimeError("the site has not started")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteAlone]:
    site = SiteAlone(tmp_path_factory.mktemp("admin"))
    yield site
    site.stop()


@pytest.fixture
def open_admin(site: SiteAlone, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Signs in on the way to the admin; what the browser complains of is a fault."""
    complaints: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        # A page that is refused on purpose is no fault; axe-core, whose script comes
        # from no address, tries styles that the policy refuses.
        is_loud = message.type in {"error", "warning"} and message.location["url"]
        if is_loud and "status of 403" not in message.text:
            complaints.append(f"{message.text} {message.location}")

    def open_it(name: str, password: str = "") -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note)
        page.goto(f"{site.address}/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(password or site.password(name))
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Site administration").wait_for()
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def add_account(page: Page, name: str, role: str, password: str) -> None:
    page.goto(re.sub(r"/admin/.*", "/admin/accounts/user/add/", page.url))
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password:", exact=True).fill(password)
    page.get_by_label("Password confirmation").fill(password)
    page.get_by_label("First name").fill(name.title())
    page.get_by_label("Role").select_option(role)
    page.get_by_role("button", name="Save", exact=True).click()


def look(page: Page) -> None:
    """No fault for axe-core."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    results = Axe().run(page, options=options)
    assert not results.violations_count, (page.url, results.generate_report())


def go(page: Page, *links: str) -> None:
    page.goto(re.sub(r"/admin/.*", "/admin/", page.url))
    for link in links:
        page.get_by_role("link", name=link, exact=True).first.click()


def test_administrator_makes_accounts_a_class_and_work_and_erases(
    open_admin: Callable[..., Page],
) -> None:
    page = open_admin("admin")
    add_account(page, "tess", "Tutor", "password123")
    page.get_by_text("This password is too common.").wait_for()
    add_account(page, "tess", "Tutor", PASSWORD)
    page.get_by_text("was added successfully").wait_for()
    add_account(page, "lee", "Learner", PASSWORD)

    go(page, "Classes", "Demo class")
    page.get_by_label("Add learners").fill("lee")
    page.locator("#id_tutors_from").select_option(label="Tess")
    page.locator("#id_tutors_add").click()
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Lee").wait_for()
    assert page.locator("#id_tutors_to option").count() == 2

    go(page, "Assignments", "Add assignment")
    page.get_by_label("Class").select_option(label="Demo class")
    page.get_by_label("Scenario").select_option(index=1)
    page.get_by_label("Mode").select_option("practice")
    page.get_by_role("link", name="Today").click()
    page.get_by_role("link", name="Now").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was added successfully").wait_for()

    go(page, "Users")
    page.locator("tr", has_text="lee").locator("input[type=checkbox]").check()
    page.locator("tr", has_text="author").locator("input[type=checkbox]").check()
    page.get_by_label("Action:").select_option(label="Erase with all their work")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("heading", name="Erase for good?").wait_for()
    assert page.get_by_role("listitem").filter(has_text="lee").count() == 1
    page.get_by_text("1 other account that you chose").wait_for()
    page.get_by_role("button", name="Yes, erase them for good").click()
    page.get_by_text("1 learner was erased.").wait_for()
    assert page.locator("tr", has_text="lee").count() == 0
    assert page.locator("tr", has_text="author").count() == 1

    go(page, "Audit log")
    look(page)
    page.get_by_role("link", name=re.compile(r"\d{4}")).first.click()
    assert page.get_by_role("button", name=re.compile("Save|Delete")).count() == 0


def test_administrator_sets_the_retention_time_and_erases_from_a_learners_page(
    open_admin: Callable[..., Page],
) -> None:
    page = open_admin("admin")
    go(page, "Retention time")
    page.get_by_text("Nothing is old enough").wait_for()
    look(page)
    page.get_by_label("Days that tries are kept").fill("2000")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("at least as long as other tries").wait_for()
    page.get_by_label("Days that tries are kept").fill("400")
    page.get_by_label("Days that handed-in work is kept").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Keep work for this long?").wait_for()
    page.get_by_text("Handed-in work is kept for ever.").wait_for()
    look(page)
    page.get_by_role("button", name="Yes, save it").click()
    page.get_by_text("was changed successfully").wait_for()
    assert page.get_by_label("Days that tries are kept").input_value() == "400"

    add_account(page, "mel", "Learner", PASSWORD)
    page.get_by_text("was added successfully").wait_for()
    look(page)
    page.get_by_role("button", name="Erase with all their work").click()
    page.get_by_role("heading", name="Erase for good?").wait_for()
    look(page)
    page.get_by_role("button", name="Yes, erase them for good").click()
    page.get_by_text("1 learner was erased.").wait_for()


def test_tutor_manages_own_classes_alone(open_admin: Callable[..., Page]) -> None:
    page = open_admin("tutor")
    names = page.locator("#content-main tbody th a").all_inner_texts()
    assert sorted(names) == ["Assignments", "Classes"]
    look(page)
    go(page, "Assignments", "Add assignment")
    look(page)
    go(page, "Classes", "Add class")
    look(page)
    page.get_by_label("Name").fill("Evening")
    page.get_by_label("Add learners").fill("nobody")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_text("There is no learner called nobody.").wait_for()
    page.get_by_label("Add learners").fill("learner")
    page.get_by_role("button", name="Save and continue editing").click()
    page.locator("#enrolments-group").get_by_text("Demo learner").wait_for()
    look(page)
    assert page.get_by_label("Tutors").count() == 0
    page.locator("#enrolments-group input[type=checkbox]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    answer = page.goto(re.sub(r"/admin/.*", "/admin/accounts/user/", page.url))
    assert answer is not None
    assert answer.status == 403


def test_learner_is_kept_out(site: SiteAlone, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site.address}/admin/")
    page.get_by_label("Username").fill("learner")
    page.get_by_label("Password").fill(site.password("learner"))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    assert page.get_by_text("Site administration").count() == 0
    assert page.request.get(f"{site.address}/admin/").status == 403
    page.close()
