"""The `hotseat` command: reads the arguments and hands over to the subcommand.

Exit status: 0 done, 1 found problems, 2 bad use or input. Errors go to stderr.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

from dialogue.errors import HotseatError, InputError
from dialogue.version import CODE_VERSION

DONE, PROBLEMS, BAD_INPUT = 0, 1, 2

# Each is a module of hotseat.commands with `configure(parser)` and `run(options)`.
COMMANDS = {
    "run": "start everything: the web site, and Rasa behind it",
    "play": "play a role-play here, without Rasa",
    "mark": "mark transcripts",
    "detect": "find the acts in replies: JSON Lines in, JSON Lines out",
    "check": "check scenarios and rubrics",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand and returns the exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(given).parse_args(given)
    command = importlib.import_module(f"hotseat.commands.{options.command}")
    try:
        status: int = command.run(options)
        sys.stdout.flush()
    except InputError as error:
        _complain(error)
        return BAD_INPUT
    except HotseatError as error:
        _complain(error)
        return PROBLEMS
    except BrokenPipeError:
        # Whoever read our output has had enough; what is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return PROBLEMS
    return status


def _complain(error: HotseatError) -> None:
    """Says what is wrong, after all that was shown before it."""
    sys.stdout.flush()
    print(error, file=sys.stderr)


def _parser(given: Sequence[str] = tuple(COMMANDS)) -> argparse.ArgumentParser:
    """Knows all commands, and the options of those that are given."""
    parser = argparse.ArgumentParser(
        prog="hotseat",
        description="Practise handling complaints with a difficult customer.",
    )
    parser.add_argument("--version", action="version", version=CODE_VERSION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name in given:
            importlib.import_module(f"hotseat.commands.{name}").configure(command)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
