"""The servers that `hotseat run` starts: their commands, addresses and readiness."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import httpx

from dialogue import wire
from dialogue.errors import ServiceError
from hotseat.rasa_model import MODEL, QUIET
from hotseat.supervising import Group, Server

# Nothing but this machine can reach the servers: they ask nobody who they are.
LOOPBACK = "127.0.0.1"
READY_SECONDS = 180
WARM_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Rasa and the action server. `tracker_url` names the database of talks."""

    port: int
    action_port: int
    tracker_url: str
    logs: Path

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def action_address(self) -> str:
        return f"http://{LOOPBACK}:{self.action_port}"

    def rasa(self) -> Server:
        return Server(
            name="rasa",
            command=(
                *(sys.executable, "-m", "rasa", "run", "--model", str(MODEL)),
                *("--interface", LOOPBACK, "--port", str(self.port)),
                *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
            ),
        )

    def actions(self, python: str = sys.executable) -> Server:
        port = str(self.action_port)
        command = (python, "-m", "rasa_sdk", "--actions", "actions", "--port", port)
        return Server(name="actions", command=command)

    def env(self) -> Mapping[str, str]:
        """What the servers' environment needs besides this process's own."""
        return {
            **QUIET,
            "HOTSEAT_ACTION_URL": f"{self.action_address}/webhook",
            "HOTSEAT_TRACKER_URL": self.tracker_url,
            # rasa-sdk takes no option for this, and listens to the world by default.
            "SANIC_HOST": LOOPBACK,
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        }

    def check_ports(self) -> None:
        """Raises ServiceError for a port that another program has taken."""
        for port, option in (
            (self.port, "--port"),
            (self.action_port, "--action-port"),
        ):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((LOOPBACK, port))
                except OSError as error:
                    raise ServiceError(
                        f"port {port} is taken, perhaps by another Hotseat. Stop that "
                        f"program, or choose another port with {option}"
                    ) from error

    @contextmanager
    def running(self) -> Iterator[Group]:
        """Starts both and stops both, whatever happens in between."""
        servers = (self.rasa(), self.actions())
        group = Group.start(servers, env=self.env(), logs=self.logs)
        try:
            yield group
        finally:
            group.stop()

    def wait_until_ready(self, group: Group, show_progress: Callable[[], None]) -> None:
        """Raises ServiceError if a server stops or does not answer in time."""
        deadline = time.monotonic() + READY_SECONDS
        while not self.are_ready():
            show_progress()
            group.check(wait_seconds=1)
            if time.monotonic() > deadline:
                raise ServiceError(
                    f"Rasa is not ready after {READY_SECONDS} seconds; {self.logs} "
                    "holds what it says"
                )

    def are_ready(self) -> bool:
        places = (f"{self.address}/webhooks/rest/", f"{self.action_address}/health")
        return all(map(_answers, places))

    def warm_up(self, scenario_id: str) -> None:
        """Has the action server load its detector before a learner waits for it.

        The talk that this starts is in no tracker: the action server keeps nothing.
        """
        tracker = {
            "sender_id": "warm-up",
            "slots": {},
            "latest_message": {"metadata": {wire.SCENARIO: scenario_id}},
            "events": [],
        }
        call = {
            "next_action": "action_start",
            "sender_id": "warm-up",
            "tracker": tracker,
            "domain": {},
            "version": version("rasa"),
        }
        # A real start will say what is wrong, if anything is.
        with suppress(httpx.HTTPError):
            httpx.post(
                f"{self.action_address}/webhook",
                json=call,
                timeout=WARM_SECONDS,
                trust_env=False,
            )


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False
