"""`hotseat run` as somebody at a terminal uses it: started, hurt, stopped."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from hotseat import places
from tests.browser.site import Site
from tests.rasa.conftest import SECONDS, free_port

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("trained")]


class Hotseat:
    """A running `hotseat run`, in a session of its own as in a terminal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run_folder = folder / "run"
        self.screen = folder / "screen.txt"
        options = ("--port", "--rasa-port", "--action-port")
        ports = [part for name in options for part in (name, str(free_port()))]
        with self.screen.open("wb") as screen:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hotseat", "run", *ports],
                cwd=places.ROOT,
                env={**os.environ, "HOTSEAT_RUN_DIR": str(self.run_folder)},
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def shown(self) -> str:
        return self.screen.read_text("utf-8")

    def wait_for(self, pattern: str) -> str:
        """The first group of what is shown at last."""
        deadline = time.monotonic() + SECONDS
        while not (found := re.search(pattern, self.shown())):
            assert time.monotonic() < deadline, self.shown()
            assert self.process.poll() is None, self.shown()
            time.sleep(0.1)
        return found[found.lastindex or 0]

    def press_ctrl_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)

    def left_over(self) -> list[str]:
        """Processes that this run has started and that are still there."""
        mark = f"HOTSEAT_RUN_DIR={self.run_folder}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append((entry / "cmdline").read_text())
            except (OSError, UnicodeDecodeError):
                continue
        return found


@pytest.fixture
def run(tmp_path: Path) -> Iterator[type[Hotseat]]:
    started: list[Hotseat] = []

    class Run(Hotseat):
        def __init__(self) -> None:
            super().__init__(tmp_path)
            started.append(self)

    yield Run
    for hotseat in started:
        hotseat.process.kill()
        hotseat.process.wait()
        deadline = time.monotonic() + 30
        while hotseat.left_over() and time.monotonic() < deadline:
            time.sleep(0.2)


def test_first_start_shows_accounts_and_neither_ctrl_c_nor_a_kill_leaves_anything(
    run: type[Hotseat],
) -> None:
    hotseat = run()
    address = hotseat.wait_for(r"Hotseat is at (http://\S+)")
    for name in ("learner", "tutor", "author", "admin"):
        assert hotseat.wait_for(rf"\n  {name} +(\S+)")
    page = httpx.get(address, follow_redirects=True)
    assert page.status_code == 200
    assert "Sign in" in page.text
    assert len(hotseat.left_over()) >= 4
    hotseat.press_ctrl_c()
    assert hotseat.process.wait(40) == 1
    assert hotseat.shown().endswith("Stopped.\n")
    assert hotseat.left_over() == []

    again = run()
    again.wait_for(r"Hotseat is at (http://\S+)")
    assert "passwords" not in again.shown()
    # Killed, it can stop nothing by itself, and yet leaves nothing.
    again.process.kill()
    again.process.wait()
    _wait_until(lambda: not again.left_over())


def test_server_that_dies_is_named_and_started_again(site: Site) -> None:
    for name in ("actions", "site"):
        sentence = f"{name} has stopped and is started again"
        before = site.shown().count(sentence)
        site.kill(name)
        _wait_until(lambda s=sentence, n=before: site.shown().count(s) > n)
    _wait_until(lambda: _is_up(site.address))


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _is_up(address: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{address}/health").text == "up"
    return False
