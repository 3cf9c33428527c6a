"""The group of servers, with small programs in the servers' place."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue.errors import ServiceError
from hotseat import places, supervising
from hotseat.supervising import Group, Server

SLEEP = (sys.executable, "-c", "print('up', flush=True); import time; time.sleep(600)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('up', flush=True); time.sleep(600)",
)
PID = r"spawned: '\S+' with pid (\d+)"
FAIL = (sys.executable, "-c", "raise SystemExit('it went wrong')")


def _wait_for(path: Path, pattern: str, count: int = 1) -> list[str]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        text = path.read_text() if path.exists() else ""
        found = re.findall(pattern, text)
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{pattern} is not in {path}")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A dead process that nobody has asked after yet counts as gone.
    return ") Z" not in Path(f"/proc/{pid}/stat").read_text()


def _wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 20
    while any(map(_is_alive, pids)):
        assert time.monotonic() < deadline, "a process was left behind"
        time.sleep(0.05)


class Run:
    """A running group of two and what it writes."""

    def __init__(self, logs: Path, one: tuple[str, ...], two: tuple[str, ...]) -> None:
        self.logs = logs
        servers = (Server(name="one", command=one), Server(name="two", command=two))
        self.group = Group.start(servers, env={"HOTSEAT_TEST": "x"}, logs=logs)

    def pids(self) -> list[int]:
        found = _wait_for(self.logs / "system.log", PID, 2)
        return [int(pid) for pid in found]


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    return tmp_path / "logs"


@pytest.fixture
def run(logs: Path) -> Iterator[Run]:
    run = Run(logs, SLEEP, SLEEP)
    yield run
    run.group.stop()


def test_stop_leaves_no_process(run: Run) -> None:
    pids = run.pids()
    run.group.check()
    run.group.stop()
    _wait_until_gone(pids)


def test_stop_right_after_the_start_leaves_no_process(run: Run) -> None:
    run.group.stop()
    log = run.logs / "system.log"
    # It may have been too soon for any server.
    _wait_until_gone(
        [int(pid) for pid in re.findall(PID, log.read_text() if log.exists() else "")]
    )


def test_each_server_has_its_log_and_the_last_one_is_kept(run: Run) -> None:
    _wait_for(run.logs / "one.log", "up")
    run.group.stop()
    again = Run(run.logs, SLEEP, SLEEP)
    again.pids()
    again.group.stop()
    assert "up" in (run.logs / "one.previous.log").read_text()


def test_server_that_is_killed_is_named_and_started_again(run: Run) -> None:
    one, two = run.pids()
    os.kill(one, signal.SIGKILL)
    pids = [int(pid) for pid in _wait_for(run.logs / "system.log", PID, 3)]
    assert run.group.ended() == ["one"]
    assert run.group.ended() == []
    run.group.check()
    assert [_is_alive(pid) for pid in (two, pids[2])] == [True, True]
    run.group.stop()
    _wait_until_gone(pids)


def test_server_that_never_starts_is_given_up_and_named(
    logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "START_TRIES", 1)
    run = Run(logs, SLEEP, FAIL)
    _wait_for(logs / "system.log", "gave up: two")
    with pytest.raises(ServiceError, match=r"two can't be kept running; .*two\.log"):
        run.group.check()
    assert "it went wrong" in (logs / "two.log").read_text()
    run.group.stop()
    _wait_until_gone(run.pids())


def test_command_and_path_with_signs_of_the_settings_file(tmp_path: Path) -> None:
    code = (
        "print(__import__('sys').argv[1:], flush=True), __import__('time').sleep(600)"
    )
    odd = (sys.executable, "-c", code, "100% %(x)s 'quoted'")
    run = Run(tmp_path / "50%", odd, SLEEP)
    (shown,) = _wait_for(run.logs / "one.log", r"\[.*\]")
    run.group.stop()
    assert shown == str([odd[3]])


@pytest.mark.slow
def test_server_that_will_not_stop_is_killed(logs: Path) -> None:
    run = Run(logs, STUBBORN, SLEEP)
    _wait_for(logs / "one.log", "up")
    pids = run.pids()
    run.group.stop()
    _wait_until_gone(pids)


def test_killed_supervisor_leaves_no_process(run: Run) -> None:
    pids = run.pids()
    os.kill(run.group._process.pid, signal.SIGKILL)
    with pytest.raises(ServiceError):
        run.group.check(wait_seconds=10)
    run.group.stop()
    _wait_until_gone(pids)


def test_killed_starter_leaves_no_process(logs: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; "
        "from hotseat.supervising import Group, Server; "
        f"one, two = Server(name='one', command={SLEEP!r}), "
        f"Server(name='two', command={SLEEP!r}); "
        f"Group.start((one, two), env={{}}, logs=Path({str(logs)!r})); "
        "time.sleep(600)"
    )
    starter = subprocess.Popen([sys.executable, "-c", code], cwd=places.ROOT)
    found = _wait_for(logs / "system.log", PID, 2)
    starter.kill()
    starter.wait()
    _wait_until_gone([int(pid) for pid in found])
