"""A real Chromium for the tests of pages, driven by Playwright.

The machine's own Chromium is used and no browser is downloaded. Where there is none,
the tests are skipped; in CI, where .ci/run installs it, they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from hotseat import rasa_model
from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def program(*names: str) -> str:
    """The path of the first of these programs that the machine has."""
    for name in names:
        if path := shutil.which(name):
            return path
    message = f"{names[0]} is not installed (Debian: chromium, poppler-utils)"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def launched() -> Iterator[Browser]:
    path = program(*CHROMIUM)
    from playwright.sync_api import sync_playwright

    # Chromium's sandbox can't be made by root, as whom containers often run.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            chromium_sandbox=not is_root,
            args=["--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One Hotseat for all modules that leave its servers alone."""
    if not rasa_model.is_trained():
        rasa_model.train(tmp_path_factory.mktemp("training") / "training.log")
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.stop()


@pytest.fixture(scope="session")
def pdftotext() -> str:
    return program("pdftotext")
