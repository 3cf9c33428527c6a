"""Reads what is typed, a reply at a time: from a terminal, or line by line.

At a terminal a reply may hold several lines, as when it is pasted: it is sent when the
learner presses Enter, not at each line's end.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import TextIO

# Shows a prompt and gives what was typed, or None where there is no more to come.
Ask = Callable[[str], str | None]


def asker(source: TextIO, shown: TextIO) -> Ask:
    """Asks at the terminal if `source` is one; else reads lines and shows them."""
    is_terminal = source is sys.stdin and source.isatty()
    # Rasa brings it along. Without it, each line of a pasted text is a reply.
    if is_terminal and find_spec("prompt_toolkit"):
        return _at_terminal(shown)
    if isinstance(source, io.TextIOWrapper):
        # Whatever bytes come, none of them is lost and none stops the talk.
        source.reconfigure(errors="surrogateescape")

    def ask(prompt: str) -> str | None:
        if is_terminal:
            shown.write(prompt)
            shown.flush()
        line = source.readline()
        if not line:
            return None
        text = line.removesuffix("\n")
        if not is_terminal:
            shown.write(f"{prompt}{printable(text)}\n")
        return text

    return ask


def printable(text: str) -> str:
    """The text with control characters as signs, so that it can't steer a terminal."""
    shown = "".join(_sign(char) for char in text)
    return shown.encode("utf-8", "backslashreplace").decode()


def _sign(char: str) -> str:
    if char < " " and char not in "\n\t":
        return chr(0x2400 + ord(char))
    # Delete, the second set of control characters, and marks that turn text around.
    if "\x7f" <= char < "\xa0" or char in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068":
        return f"\\x{ord(char):02x}"
    return char


def _at_terminal(shown: TextIO) -> Ask:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.output import create_output

    session: PromptSession[str] = PromptSession(output=create_output(stdout=shown))

    def ask(prompt: str) -> str | None:
        try:
            return session.prompt(prompt)
        except EOFError:
            return None

    return ask
