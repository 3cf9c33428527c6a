"""The servers that `hotseat run` starts: their commands, addresses and readiness.

Rasa and the action server are reached from this machine alone: the site is the door.
"""

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
ANYWHERE = ("0.0.0.0", "::")
READY_SECONDS = 180
WARM_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Rasa, the action server and the site.

    `listen` is where the site may be reached; `tracker_url` names Rasa's database.
    """

    rasa_port: int
    action_port: int
    port: int
    listen: str = LOOPBACK
    tracker_url: str
    logs: Path

    @property
    def address(self) -> str:
        """The site's, as a browser on this machine takes it."""
        host = LOOPBACK if self.listen in ANYWHERE else self.listen
        return f"http://{host}:{self.port}"

    @property
    def rasa_address(self) -> str:
        return f"http://{LOOPBACK}:{self.rasa_port}"

    @property
    def action_address(self) -> str:
        return f"http://{LOOPBACK}:{self.action_port}"

    def rasa(self) -> Server:
        return Server(
            name="rasa",
            command=(
                *(sys.executable, "-m", "rasa", "run", "--model", str(MODEL)),
                *("--interface", LOOPBACK, "--port", str(self.rasa_port)),
                *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
            ),
        )

    def actions(self, python: str = sys.executable) -> Server:
        port = str(self.action_port)
        command = (python, "-m", "rasa_sdk", "--actions", "actions", "--port", port)
        return Server(name="actions", command=command)

    def site(self, python: str = sys.executable) -> Server:
        return Server(
            name="site",
            command=(
                *(python, "-m", "gunicorn", "web.site.wsgi:application"),
                *("--bind", f"{self.listen}:{self.port}", "--no-control-socket"),
                *("--worker-class", "gthread", "--workers", "2", "--threads", "8"),
                *("--timeout", "60", "--graceful-timeout", "8"),
            ),
        )

    def tending(self, python: str = sys.executable) -> Server:
        """What the site has to do whether anybody looks at a page or not."""
        return Server(name="tending", command=(python, "manage.py", "tend"))

    def env(self) -> Mapping[str, str]:
        """What the servers' environment needs besides this process's own."""
        return {
            **QUIET,
            "HOTSEAT_ACTION_URL": f"{self.action_address}/webhook",
            "HOTSEAT_TRACKER_URL": self.tracker_url,
            "HOTSEAT_RUN_DIR": str(self.logs),
            "HOTSEAT_RASA_URL": self.rasa_address,
            # Scenarios as they were published, which a talk goes on with.
            "HOTSEAT_PUBLISHED": str(self.logs / "published"),
            # rasa-sdk takes no option for this, and listens to the world by default.
            "SANIC_HOST": LOOPBACK,
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        }

    def check_ports(self) -> None:
        """Raises ServiceError for a port that another program has taken."""
        for host, port, option in (
            (self.listen, self.port, "--port"),
            (LOOPBACK, self.rasa_port, "--rasa-port"),
            (LOOPBACK, self.action_port, "--action-port"),
        ):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((host, port))
                except OSError as error:
                    raise ServiceError(
                        f"port {port} is taken, perhaps by another Hotseat. Stop that "
                        f"program, or choose another port with {option}"
                    ) from error

    @contextmanager
    def running(self) -> Iterator[Group]:
        """Starts all and stops all, whatever happens in between."""
        servers = (self.rasa(), self.actions(), self.site(), self.tending())
        group = Group.start(servers, env=self.env(), logs=self.logs)
        try:
            yield group
        finally:
            group.stop()

    def wait_until_ready(self, group: Group, show_progress: Callable[[], None]) -> None:
        """Raises ServiceError if a server stops or does not answer in time."""
        deadline = time.monotonic() + READY_SECONDS
        while not (self.are_ready() and self.site_is_ready()):
            show_progress()
            group.check(wait_seconds=1)
            if ended := group.ended():
                raise ServiceError(
                    f"{ended[0]} has stopped; {self.logs / ended[0]}.log says why"
                )
            if time.monotonic() > deadline:
                raise ServiceError(
                    f"the servers are not ready after {READY_SECONDS} seconds; "
                    f"{self.logs} holds what they say"
                )

    def are_ready(self) -> bool:
        """Whether Rasa and the action server answer."""
        rasa = f"{self.rasa_address}/webhooks/rest/"
        return all(map(_answers, (rasa, f"{self.action_address}/health")))

    def site_is_ready(self) -> bool:
        return _answers(f"{self.address}/health")

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
