"""`hotseat play SCENARIO`: a role-play through the core alone, typed or from a file."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from dialogue.errors import InputError
from hotseat.talks import Outcome


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", help="a scenario's id, or the path of its file")
    parser.add_argument(
        "--learner",
        type=Path,
        metavar="FILE",
        help="the learner's replies, one a line; in a .jsonl file, a JSON string each",
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="chooses among the customer's lines"
    )
    parser.add_argument(
        "--json", action="store_true", help="print the transcript as JSON"
    )


def run(options: argparse.Namespace) -> int:
    """Plays, marks, and prints the transcript with its marks."""
    from hotseat.desk import Desk
    from hotseat.terminal import converse

    desk = Desk()
    scenario = desk.scenario(options.scenario)
    name = f"{scenario.id}-seed-{options.seed}"
    talk = desk.talk(scenario, seed=options.seed, transcript_id=name)
    if options.learner:
        outcome: Outcome | None = talk.play(read_replies(options.learner))
    else:
        # With --json only the transcript goes to stdout.
        shown = sys.stderr if options.json else sys.stdout
        outcome = converse(talk, scenario, source=sys.stdin, shown=shown)
    if outcome is not None:
        print(_form(outcome, as_json=options.json))
    return 0


def read_replies(path: Path) -> list[str]:
    """The replies of a file. Raises InputError where it can't be read as one."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: can't be read as UTF-8 text ({error})") from error
    if path.suffix != ".jsonl":
        return text.splitlines()
    return [
        _json_reply(path, number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    ]


def _json_reply(path: Path, number: int, line: str) -> str:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputError(f"{path}:{number}: this is not JSON ({error})") from error
    if isinstance(value, dict):
        value = value.get("text")
    if not isinstance(value, str):
        raise InputError(
            f'{path}:{number}: a reply must be a JSON string, or {{"text": "…"}}'
        )
    return value


def _form(outcome: Outcome, *, as_json: bool) -> str:
    from scoring.outputs import transcript_file
    from scoring.plain_text import transcript_text

    if as_json:
        data = transcript_file(outcome.transcript, outcome.sheet)
        return json.dumps(data, ensure_ascii=False, indent=2)
    return transcript_text(outcome.transcript, outcome.sheet, outcome.scenario)
