"""`python -m evaluation.detection FILE`: how well acts are found, how fast, how large.

FILE is in exam form, `{"id", "brief", "customer", "reply", "acts": [{"act", "quote"}],
"contested": [act]}`. The detector and the keyword list are run on it, and per act
precision, recall and F1 are printed with macro F1, time and memory.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialogue.acts import Act, ActKind
from dialogue.errors import HotseatError, InputError
from dialogue.perceptions import Perceiver, Perception
from evaluation.keywords import KeywordPerceiver
from evaluation.process import most_memory_mb
from perception.detector import Detector
from perception.stream import main_acts

LEAST_GOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One reply of an exam with the acts that its assessors marked."""

    id: str
    brief: str
    customer: str
    reply: str
    quotes: dict[str, str]
    contested: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Result:
    """What one perceiver did on an exam; counts are by act."""

    name: str
    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    on_quote: int = 0
    overlap: float = 0.0
    silent: int = 0
    invented: int = 0
    unsure: int = 0
    seconds: list[float] = field(default_factory=list)
    sureness: list[tuple[float, bool]] = field(default_factory=list)

    def gold(self, act: str) -> int:
        return self.right[act] + self.missed[act]

    def precision(self, act: str) -> float:
        return self.right[act] / max(1, self.right[act] + self.false[act])

    def recall(self, act: str) -> float:
        return self.right[act] / max(1, self.gold(act))

    def f1(self, act: str) -> float:
        total = 2 * self.right[act] + self.false[act] + self.missed[act]
        return 2 * self.right[act] / total if total else 1.0

    def macro_f1(self) -> float:
        """The mean over the acts that the exam holds often enough."""
        counted = [self.f1(k) for k in ActKind if self.gold(k) >= LEAST_GOLD]
        return statistics.fmean(counted) if counted else 0.0

    def calibration_error(self, bins: int = 10) -> float:
        """The mean gap of the confidence in acts found and the share that are right."""
        groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        for confidence, is_right in self.sureness:
            groups[min(int(confidence * bins), bins - 1)].append((confidence, is_right))
        gaps = (abs(sum(c - right for c, right in g)) for g in groups.values())
        return sum(gaps) / max(1, len(self.sureness))

    def micro_f1(self) -> float:
        right, false = self.right.total(), self.false.total()
        return 2 * right / max(1, 2 * right + false + self.missed.total())


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; exit status 2 where the file or the detector is not usable."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.detection")
    parser.add_argument("file", type=Path)
    parser.add_argument("--detector", type=Path, default=Path("models/detector"))
    options = parser.parse_args(arguments)
    try:
        questions = read_questions(options.file)
        perceivers: dict[str, Perceiver] = {"keywords": KeywordPerceiver()}
        before = most_memory_mb()
        perceivers["detector"] = Detector.load(options.detector)
    except (HotseatError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    results = [measure(name, one, questions) for name, one in perceivers.items()]
    print(format_results(results))
    most = most_memory_mb()
    print(f"detector's memory {most - before:.0f} MB of {most:.0f} MB")
    return 0


def read_questions(path: Path) -> list[Question]:
    """The questions of a file in exam form; raises InputError naming a bad line."""
    questions = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            questions.append(
                Question(
                    id=row["id"],
                    brief=row["brief"],
                    customer=row["customer"],
                    reply=row["reply"],
                    quotes={act["act"]: act["quote"] for act in row["acts"]},
                    contested=frozenset(row.get("contested", ())),
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path}:{number}: not in exam form ({error!r})"
            ) from error
    return questions


def measure(name: str, perceiver: Perceiver, questions: Sequence[Question]) -> Result:
    """Runs a perceiver over all questions."""
    result = Result(name=name)
    for question in questions:
        started = time.perf_counter()
        perception = perceiver.perceive(
            question.reply, customer=question.customer, brief=question.brief
        )
        result.seconds.append(time.perf_counter() - started)
        _count(result, question, perception)
    return result


def _count(result: Result, question: Question, perception: Perception) -> None:
    found = {kind.value for kind in perception.kinds()} - question.contested
    gold = set(question.quotes)
    result.right.update(found & gold)
    result.false.update(found - gold)
    result.missed.update(gold - found)
    for act in main_acts(perception):
        if act.kind.value in found:
            result.sureness.append((act.confidence, act.kind.value in gold))
        if act.kind.value in found & gold:
            share = _overlap(question, act)
            result.on_quote += share > 0
            result.overlap += share
    result.unsure += perception.is_unsure
    if not gold and not question.contested:
        result.silent += 1
        result.invented += bool(found)


def _overlap(question: Question, act: Act) -> float:
    """The characters that act and quote share, of all that either has (0 to 1)."""
    quote = question.quotes[act.kind.value]
    start = question.reply.find(quote)
    end = start + len(quote)
    shared = min(act.end_char, end) - max(act.start_char, start)
    return max(0, shared) / (max(act.end_char, end) - min(act.start_char, start))


def figures(result: Result) -> dict[str, Any]:
    """The numbers of the report, in a form that JSON can hold."""
    right = max(1, result.right.total())
    return {
        "macro_f1": result.macro_f1(),
        "micro_f1": result.micro_f1(),
        "on_quote": result.on_quote / right,
        "overlap": result.overlap / right,
        "calibration_error": result.calibration_error(),
        "silent": result.silent,
        "invented": result.invented,
        "unsure": result.unsure / max(1, len(result.seconds)),
        "p50_ms": 1000 * statistics.median(result.seconds),
        "f1": {kind.value: result.f1(kind) for kind in ActKind},
        "gold": {kind.value: result.gold(kind) for kind in ActKind},
    }


def format_results(results: Sequence[Result]) -> str:
    """A table with the acts down and the perceivers across."""
    heads = "".join(f"   {one.name + ' P':>10} {'R':>5} {'F1':>5}" for one in results)
    lines = [f"{'act':20} {'gold':>4}{heads}"]
    for act in sorted(ActKind, key=lambda kind: -results[0].gold(kind)):
        cells = "".join(
            f"   {one.precision(act):10.2f} {one.recall(act):5.2f} {one.f1(act):5.2f}"
            for one in results
        )
        lines.append(f"{act.value:20} {results[0].gold(act):4d}{cells}")
    return "\n".join(lines + [_summary(one) for one in results])


def _summary(one: Result) -> str:
    milliseconds = sorted(1000 * seconds for seconds in one.seconds)
    middle = statistics.median(milliseconds) if milliseconds else 0.0
    return (
        f"{one.name}: macro F1 {one.macro_f1():.3f}, micro F1 {one.micro_f1():.3f}, "
        f"spans on the quote {one.on_quote / max(1, one.right.total()):.3f}, "
        f"acts seen in {one.invented} of {one.silent} replies that hold none, "
        f"unsure {one.unsure} of {len(milliseconds)}, p50 {middle:.1f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
