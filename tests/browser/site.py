"""A whole Hotseat for tests in a browser: site, Rasa, action server, one learner."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hotseat import places
from tests.rasa.conftest import SECONDS, free_port


class Site:
    """A running `hotseat run` with its demo accounts."""

    def __init__(self, folder: Path) -> None:
        self.run_folder = folder / "run"
        self._screen = folder / "screen.txt"
        port, rasa_port, action_port = (str(free_port()) for _ in range(3))
        self.rasa_address = f"http://127.0.0.1:{rasa_port}"
        ports = ["--port", port, "--rasa-port", rasa_port, "--action-port", action_port]
        with self._screen.open("wb") as screen:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hotseat", "run", *ports],
                cwd=places.ROOT,
                env={
                    **os.environ,
                    "HOTSEAT_RUN_DIR": str(self.run_folder),
                    "DJANGO_SETTINGS_MODULE": "web.site.settings",
                },
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.address = self._wait_for(r"Hotseat is at (http://\S+)")

    def password(self, name: str) -> str:
        return self._wait_for(rf"\n  {name} +(\S+)")

    def kill(self, name: str) -> None:
        """Kills a server as if the machine had; it is started again by itself."""
        try:
            os.killpg(self._pid(name), signal.SIGKILL)
        except ProcessLookupError:
            # It has been killed a moment ago and is not up again.
            return

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Stops a server's clock, as it were: it hears, and answers only afterwards."""
        pid = self._pid(name)
        os.killpg(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(pid, signal.SIGCONT)

    def _pid(self, name: str) -> int:
        log = (self.run_folder / "system.log").read_text()
        return int(re.findall(rf"spawned: '{name}' with pid (\d+)", log)[-1])

    def manage(self, *arguments: str) -> str:
        """What a command of manage.py prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=places.ROOT,
            env={
                **os.environ,
                "HOTSEAT_RUN_DIR": str(self.run_folder),
                "DJANGO_SETTINGS_MODULE": "web.site.settings",
            },
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(40)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def shown(self) -> str:
        """What has come on the screen so far."""
        return self._screen.read_text("utf-8")

    def _wait_for(self, pattern: str) -> str:
        deadline = time.monotonic() + SECONDS
        while not (found := re.search(pattern, self._screen.read_text("utf-8"))):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(self._screen.read_text("utf-8"))
            time.sleep(0.2)
        return found[1]
