"""Rasa and the action server as one group, kept by honcho: if one stops, all stop.

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
from typing import Any

from honcho.manager import Manager

from dialogue.errors import ServiceError
from hotseat import places

# How long a group may take to stop by itself. honcho kills what is left after 5 s.
STOP_SECONDS = 15

# What honcho calls itself, and what it says of the servers.
SYSTEM = "system"
_PID = re.compile(r"started \(pid=(\d+)\)")
_STOPPED = re.compile(r"^(\S+) stopped", re.MULTILINE)


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

    @classmethod
    def start(
        cls, servers: tuple[Server, ...], *, env: Mapping[str, str], logs: Path
    ) -> Group:
        """Starts the servers; `env` comes on top of this process's environment."""
        logs.mkdir(parents=True, exist_ok=True)
        for name in (SYSTEM, *(server.name for server in servers)):
            _put_aside(logs / f"{name}.log")
        parts = [p for s in servers for p in (s.name, shlex.join(s.command))]
        # A session of its own: Ctrl-C reaches the starter alone, which closes the pipe.
        with (logs / "supervisor.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "hotseat.supervising", str(logs), *parts],
                cwd=places.ROOT,
                env={**os.environ, **env},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(process, logs)

    def check(self, *, wait_seconds: float = 0) -> None:
        """Raises ServiceError, naming the server, if one stops within that time."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(wait_seconds)
            name = self._first_stopped()
            raise ServiceError(f"{name} has stopped; {self._logs / name}.log says why")

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

    def _first_stopped(self) -> str:
        stopped = _STOPPED.search(self._system_log())
        return stopped.group(1) if stopped else SYSTEM

    def _system_log(self) -> str:
        try:
            return (self._logs / f"{SYSTEM}.log").read_text("utf-8")
        except FileNotFoundError:
            return ""


class LogPrinter:
    """Where honcho prints to: a file for each server, and one for itself."""

    def __init__(self, logs: Path, servers: int) -> None:
        self.width = 0  # honcho sets it, to print in columns
        self.are_started = threading.Event()
        self._logs = logs
        self._awaited = servers

    def write(self, message: Any) -> None:
        line = message.data
        data = line if isinstance(line, bytes) else line.encode()
        with (self._logs / f"{message.name}.log").open("ab") as log:
            log.write(data)
        if message.name == SYSTEM and _PID.search(data.decode()):
            self._awaited -= 1
            if self._awaited == 0:
                self.are_started.set()


def main(arguments: Sequence[str]) -> int:
    """Runs the group until one server stops or stdin is closed.

    The arguments are the folder for logs, then a name and a command for each server.
    """
    logs, names, commands = Path(arguments[0]), arguments[1::2], arguments[2::2]
    printer = LogPrinter(logs, len(names))
    manager = Manager(printer)
    for name, command in zip(names, commands, strict=True):
        manager.add_process(name, f"exec {command}")
    threading.Thread(target=_stop_with_stdin, args=(printer,), daemon=True).start()
    manager.loop()
    return int(bool(manager.returncode))


def _stop_with_stdin(printer: LogPrinter) -> None:
    """Asks honcho to stop when the pipe is closed, by the signal that it listens to."""
    while os.read(0, 1024):
        pass
    # honcho can only stop what has started.
    printer.are_started.wait()
    os.kill(os.getpid(), signal.SIGTERM)


def _put_aside(log: Path) -> None:
    """Keeps the log of the run before this one, in which something may have failed."""
    with contextlib.suppress(FileNotFoundError):
        log.replace(log.with_suffix(".previous.log"))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
