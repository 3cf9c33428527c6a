"""Real Rasa and a real action server, started once for all tests here."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hotseat import places, rasa_model
from hotseat.desk import Desk
from hotseat.services import Services
from hotseat.supervising import Server
from scenario.types import Scenario
from tests.rasa.rest_talk import RasaTalk
from web.practice.rasa import RestChannel

if TYPE_CHECKING:
    from tests.browser.site import Site

SECONDS = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Servers:
    """Both servers, each of which can be stopped and started by itself."""

    def __init__(self, folder: Path) -> None:
        self.services = Services(
            port=free_port(),
            rasa_port=free_port(),
            action_port=free_port(),
            tracker_url=f"sqlite:///{folder / 'talks.db'}",
            logs=folder,
        )
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def post(self) -> RestChannel:
        return RestChannel(address=self.services.rasa_address)

    def start(self, *servers: Server) -> None:
        """Starts these, or both, and waits until both answer."""
        for server in servers or (self.services.rasa(), self.services.actions()):
            with self.log(server.name).open("ab") as log:
                self._processes[server.name] = subprocess.Popen(
                    server.command,
                    cwd=places.ROOT,
                    env={**os.environ, **self.services.env()},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
        self.wait()

    def wait(self) -> None:
        """Until both answer."""
        deadline = time.monotonic() + SECONDS
        while not self.services.are_ready():
            for name, process in self._processes.items():
                if process.poll() is not None or time.monotonic() > deadline:
                    text = self.log(name).read_text(errors="replace")
                    raise RuntimeError(f"{name} has not started:\n{text[-3000:]}")
            time.sleep(0.2)

    def stop(self, *names: str) -> None:
        for name in names or tuple(self._processes):
            process = self._processes.pop(name)
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def log(self, name: str) -> Path:
        return self.services.logs / f"{name}.log"

    def talk(
        self, desk: Desk, scenario: Scenario, *, seed: int = 1, talk_id: str = ""
    ) -> RasaTalk:
        return RasaTalk(
            post=self.post,
            scenario=scenario,
            rubric=desk.rubric(scenario.rubric),
            seed=seed,
            id=talk_id or f"{scenario.id}-{secrets.token_hex(4)}",
        )


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Rasa's model: the one that `hotseat run` uses, trained if need be."""
    if not rasa_model.is_trained():
        rasa_model.train(tmp_path_factory.mktemp("training") / "training.log")


@pytest.fixture(scope="session")
def servers(
    trained: None,  # noqa: ARG001
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Servers]:
    servers = Servers(tmp_path_factory.mktemp("servers"))
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()


@pytest.fixture(scope="session")
def site(
    trained: None,  # noqa: ARG001
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """A whole Hotseat, for all tests that leave it as whole as they found it."""
    # It takes the free ports from here.
    from tests.browser.site import Site

    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.stop()


@pytest.fixture(scope="session")
def desk() -> Desk:
    return Desk()
