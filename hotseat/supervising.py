"""The servers as one group, kept by supervisor: whatever dies is started again.

The group is a process of its own, held by a pipe. It ends when the pipe is closed, so
also when whoever started it is killed: no server is ever left behind.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dialogue.errors import ServiceError
from hotseat import places

# Longer than supervisor gives its servers before it kills them.
STOP_SECONDS = 25
SERVER_STOP_SECONDS = 12
# A server that ends sooner than this has not started. After so many of those it is
# given up; each is waited for a second longer than the one before.
START_SECONDS, START_TRIES = 3, 8

# What supervisor says of the servers in its own log, and the name of that log.
SYSTEM = "system"
_PID = re.compile(r"spawned: '\S+' with pid (\d+)")
_ENDED = re.compile(r"(?:exited|gave up): (\S+) (.*)")
_GIVEN_UP = re.compile(r"gave up: (\S+) entered FATAL state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A process of the group; what it prints goes to `<name>.log`."""

    name: str
    command: tuple[str, ...]


class Group:
    """The running group, as its starter sees it."""

    def __init__(self, process: subprocess.Popen[bytes], logs: Path) -> None:
        self._process = process
        self._logs = logs
        self._read_chars = 0

    @classmethod
    def start(
        cls, servers: tuple[Server, ...], *, env: Mapping[str, str], logs: Path
    ) -> Group:
        """Starts the servers; `env` comes on top of this process's environment."""
        logs.mkdir(parents=True, exist_ok=True)
        for name in (SYSTEM, *(server.name for server in servers)):
            _put_aside(logs / f"{name}.log")
        settings = logs / "supervisor.conf"
        settings.write_text(_settings(servers, logs), "utf-8")
        # A session of its own: Ctrl-C reaches the starter alone, which closes the pipe.
        with (logs / "supervisor.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "hotseat.supervising", str(settings)],
                cwd=places.ROOT,
                env={**os.environ, **env},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(process, logs)

    def check(self, *, wait_seconds: float = 0) -> None:
        """Raises ServiceError if a server was given up, or the group has ended.

        Returns after `wait_seconds` if neither happens.
        """
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(wait_seconds)
            log = self._logs / "supervisor.log"
            raise ServiceError(f"the supervisor has stopped; {log} says why")
        if given_up := _GIVEN_UP.search(self._system_log()):
            name = given_up[1]
            raise ServiceError(
                f"{name} can't be kept running; {self._logs / name}.log says why"
            )

    def ended(self) -> list[str]:
        """The names of servers that have ended since this was last asked."""
        text = self._system_log()
        fresh, self._read_chars = text[self._read_chars :], len(text)
        return [found[1] for found in _ENDED.finditer(fresh)]

    def stop(self) -> None:
        """Stops all servers and returns when they have gone."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        if self._process.wait() < 0:
            # The supervisor was killed, so it could not stop its servers.
            for pid in _PID.findall(self._system_log()):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(int(pid), signal.SIGKILL)

    def _system_log(self) -> str:
        try:
            return (self._logs / f"{SYSTEM}.log").read_text("utf-8", "replace")
        except FileNotFoundError:
            return ""


def _settings(servers: Sequence[Server], logs: Path) -> str:
    """Supervisor's own file. It takes `%` for the start of a variable."""
    parts = [
        "[supervisord]",
        "nodaemon = true",
        f"logfile = {_plain(logs / SYSTEM)}.log",
        f"pidfile = {_plain(logs / 'supervisor.pid')}",
        "silent = true",
    ]
    for server in servers:
        parts += [
            f"[program:{server.name}]",
            f"command = {_plain(shlex.join(server.command))}",
            "autorestart = true",
            f"startsecs = {START_SECONDS}",
            f"startretries = {START_TRIES}",
            "stopasgroup = true",
            "killasgroup = true",
            f"stopwaitsecs = {SERVER_STOP_SECONDS}",
            "redirect_stderr = true",
            # This one is read twice.
            f"stdout_logfile = {_plain(_plain(logs / server.name))}.log",
            "stdout_logfile_maxbytes = 10MB",
            "stdout_logfile_backups = 3",
        ]
    return "\n".join(parts) + "\n"


def _plain(text: object) -> str:
    return str(text).replace("%", "%%")


def main(arguments: Sequence[str]) -> int:
    """Runs the group until stdin is closed. The argument is supervisor's file."""
    from supervisor import supervisord

    threading.Thread(target=_stop_with_stdin, daemon=True).start()
    supervisord.main(["--configuration", arguments[0]])
    return 0


def _stop_with_stdin() -> None:
    """Asks supervisor to stop when the pipe is closed, by the signal it listens to."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _put_aside(log: Path) -> None:
    """Keeps the log of the run before this one, in which something may have failed."""
    with contextlib.suppress(FileNotFoundError):
        log.replace(log.with_suffix(".previous.log"))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
