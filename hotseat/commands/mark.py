"""`hotseat mark FILE...`: marks transcripts, played here or written elsewhere.

A learner's turn that comes without acts is perceived first; one that has them is marked
by those, so that a stored transcript gets the same marks for ever.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialogue.errors import InputError, TranscriptError
from dialogue.forms import transcript_from_json
from dialogue.turns import Speaker, Transcript, Turn
from dialogue.version import CODE_VERSION

if TYPE_CHECKING:
    from hotseat.desk import Desk


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="transcripts: .json holds one, .jsonl one a line; - is stdin, as .jsonl",
    )
    parser.add_argument(
        "--rubric",
        metavar="R",
        help="another rubric than the scenario's own: an id, or a file's path",
    )
    parser.add_argument(
        "--json", action="store_true", help="print the marks as JSON Lines"
    )


def run(options: argparse.Namespace) -> int:
    """Marks what can be marked and reports the rest; 2 where anything could not."""
    from hotseat.desk import Desk

    desk, failed = Desk(), False
    for place, data in _transcripts(options.files):
        try:
            if isinstance(data, InputError):
                raise data
            print(_marked(desk, data, options))
        except InputError as error:
            failed = True
            print(f"{place}: {error}", file=sys.stderr)
    return 2 if failed else 0


def _transcripts(names: list[str]) -> Iterator[tuple[str, Any]]:
    """Each transcript's place and data; an InputError in place of data not JSON."""
    for name in names:
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            yield name, InputError(f"can't be read as UTF-8 text ({error})")
            continue
        if Path(name).suffix == ".json":
            yield name, _parsed(text)
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield f"{name}:{number}", _parsed(line)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        return InputError(f"this is not JSON ({error})")


def _marked(desk: Desk, data: Any, options: argparse.Namespace) -> str:
    from scoring.marking import mark
    from scoring.outputs import marks_to_json
    from scoring.plain_text import transcript_text

    transcript = transcript_from_json(data)
    scenario = desk.library.get(transcript.scenario_id)
    perceived = perceive_turns(desk, transcript)
    sheet = mark(perceived, scenario, desk.rubric(options.rubric or scenario.rubric))
    if options.json:
        return json.dumps(marks_to_json(transcript.id, sheet), ensure_ascii=False)
    return transcript_text(perceived, sheet, scenario)


def perceive_turns(desk: Desk, transcript: Transcript) -> Transcript:
    """The transcript with every learner's turn perceived.

    Raises TranscriptError where no turn is a learner's.
    """
    if not transcript.replies():
        raise TranscriptError("there is no learner's turn to mark")
    brief = desk.library.get(transcript.scenario_id).brief.text()
    turns: list[Turn] = []
    for turn in transcript.turns:
        if turn.speaker is Speaker.LEARNER and turn.perception is None:
            perception = desk.detector.perceive(
                turn.text, customer=transcript.customer_before(turn.index), brief=brief
            )
            turn = replace(turn, perception=replace(perception, clauses=()))
        turns.append(turn)
    versions = {"code": CODE_VERSION, **transcript.versions}
    versions.setdefault("detector", desk.detector.version)
    return replace(transcript, turns=tuple(turns), versions=versions)
