"""What is typed and pasted at a terminal, with a pseudo-terminal in its place."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time

import pytest

from hotseat import places

pytest.importorskip("prompt_toolkit", reason="comes with Rasa; pipes do without it")

CODE = """
import sys
from hotseat.typing_in import asker
ask = asker(sys.stdin, sys.stdout)
print("GOT", ascii(ask("You> ")), flush=True)
"""
PASTE, END_OF_PASTE, ENTER, CTRL_D = "\x1b[200~", "\x1b[201~", "\r", "\x04"
SECONDS = 20


def _got(*keys: str) -> str:
    """What one question got for these keys, as Python shows it."""
    keyboard, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", CODE],
        cwd=places.ROOT,
        # A pseudo-terminal does not say where its cursor is.
        env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    try:
        _read_until(keyboard, "You>")
        for key in keys:
            os.write(keyboard, key.encode())
        found: str = re.findall(r"GOT (.*?)\r", _read_until(keyboard, "GOT .*\r"))[0]
        return found
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
        os.close(keyboard)


def _read_until(keyboard: int, pattern: str) -> str:
    shown, deadline = "", time.monotonic() + SECONDS
    while not re.search(pattern, shown):
        assert time.monotonic() < deadline, shown
        if select.select([keyboard], [], [], 0.1)[0]:
            shown += os.read(keyboard, 65536).decode(errors="replace")
    return shown


def test_pasted_lines_are_one_reply_sent_by_enter() -> None:
    keys = (f"{PASTE}I'm sorry.\nWhat happened?{END_OF_PASTE}", ENTER)
    assert _got(*keys) == ascii("I'm sorry.\nWhat happened?")


def test_reply_may_be_longer_than_a_terminals_line() -> None:
    assert _got("x" * 4_999, ENTER) == ascii("x" * 4_999)


def test_end_of_input_is_none() -> None:
    assert _got(CTRL_D) == "None"
