"""`python -m evaluation.speed`: how fast Hotseat detects, talks and marks, how large.

Every figure is printed beside what it is held to, as a ratio where one was measured
against the other in the same run. Exit status 1 where a limit does not hold.
"""

from __future__ import annotations

import itertools
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.keywords import KeywordPerceiver
from hotseat import places
from hotseat.desk import Desk
from hotseat.talks import Outcome
from scoring.marking import mark

REPLIES = 1_000
DETECT_SECONDS, DETECT_MEGABYTES = 30, 500
MARKED_A_SECOND = 1_000
SCRIPT = (
    "Hello, I'm sorry to hear that. What happened, and when?",
    "So it has let you down twice. I apologise for that. May I take your name?",
    "Thank you. I can put that right today, or refund you. Which would you rather?",
    "I've logged it, and I'll ring you tomorrow to check. Is that all right?",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measurement; `limit` is what it may be at most, or at least, or None."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    is_least: bool = False

    @property
    def holds(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.is_least else self.value <= self.limit

    def __str__(self) -> str:
        if self.limit is None:
            return f"{self.name:46} {self.value:10.2f} {self.unit}"
        edge = "at least" if self.is_least else "at most"
        held = f"({edge} {self.limit:g}{'' if self.holds else ': DOES NOT HOLD'})"
        return f"{self.name:46} {self.value:10.2f} {self.unit} {held}"


def main() -> int:
    figures = []
    for figure in itertools.chain(_detection(), _talking()):
        print(figure, flush=True)
        figures.append(figure)
    return int(not all(figure.holds for figure in figures))


def _detection() -> Iterator[Figure]:
    """`hotseat detect` as a whole process, and the detector against keywords."""
    lines = "".join(_replies())
    seconds, megabytes = _detect_process(lines)
    yield Figure(
        name=f"hotseat detect, {REPLIES:,} replies",
        value=seconds,
        unit="s",
        limit=DETECT_SECONDS,
    )
    yield Figure(
        name="hotseat detect, largest memory",
        value=megabytes,
        unit="MB",
        limit=DETECT_MEGABYTES,
    )
    items = [json.loads(line) for line in lines.splitlines()[:200]]
    detector, keywords = Desk().detector, KeywordPerceiver()
    ours = _median_ms(
        lambda item: detector.perceive(item["reply"], customer=item["customer"]), items
    )
    theirs = _median_ms(
        lambda item: keywords.perceive(item["reply"], customer=item["customer"]), items
    )
    yield Figure(name="one reply, median", value=ours, unit="ms")
    yield Figure(
        name="one reply, against a keyword list", value=ours / theirs, unit="×"
    )


def _replies() -> Iterator[str]:
    """Annotated replies, again from the start where there are too few, as input."""
    rows = [
        json.loads(line)
        for path in sorted(Path(places.ROOT / "data" / "acts").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    for number, row in zip(range(REPLIES), itertools.cycle(rows), strict=False):
        item = {
            "id": str(number),
            "brief": row["brief"],
            "customer": row["context"],
            "reply": row["text"],
        }
        yield json.dumps(item, ensure_ascii=False) + "\n"


def _detect_process(lines: str) -> tuple[float, float]:
    """Seconds and largest memory in MB of one run of the command."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "hotseat", "detect"],
        input=lines.encode(),
        stdout=subprocess.DEVNULL,
        cwd=places.ROOT,
        check=True,
    )
    seconds = time.perf_counter() - started
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return seconds, kilobytes / 1024


def _talking() -> Iterator[Figure]:
    """A talk through the core, and marking from stored acts."""
    desk = Desk()
    scenario = next(iter(desk.library.scenarios.values()))
    started = time.perf_counter()
    desk.stage(scenario)
    yield Figure(
        name="making a scenario ready, once",
        value=time.perf_counter() - started,
        unit="s",
    )
    outcomes: list[Outcome] = []

    def play(seed: int) -> None:
        talk = desk.talk(scenario, seed=seed, transcript_id="bench")
        outcomes.append(talk.play(SCRIPT))

    talk_ms = _median_ms(play, range(20))
    yield Figure(
        name="a turn through the core, median", value=talk_ms / len(SCRIPT), unit="ms"
    )
    rubric, transcript = desk.rubric(scenario.rubric), outcomes[0].transcript
    mark_ms = _median_ms(lambda _: mark(transcript, scenario, rubric), range(200))
    yield Figure(
        name="transcripts marked a second from stored acts",
        value=1000 / mark_ms,
        unit="/s",
        limit=MARKED_A_SECOND,
        is_least=True,
    )


def _median_ms(call: Callable[[Any], object], items: Iterable[Any]) -> float:
    times = []
    for item in items:
        started = time.perf_counter()
        call(item)
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
