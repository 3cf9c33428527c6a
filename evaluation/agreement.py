"""How far the machine's marks agree with those of people, over whole role-plays.

`data/marked/*.jsonl` holds role-plays that two assessors marked by the rubric, each
without seeing the other's marks or the machine's. Here the machine marks them from the
bare words, and agreement is told as Cohen's kappa with quadratic weights: 1 is perfect
agreement, 0 what chance would give; a difference of two marks weighs four times one.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from dialogue.errors import InputError
from dialogue.forms import transcript_from_json
from dialogue.turns import Transcript
from hotseat.commands.mark import perceive_turns
from hotseat.desk import Desk
from scoring.marking import mark
from scoring.sheet import Readiness, Verdict

MARKED = Path("data/marked")
STEPS = ("hear", "empathise", "apologise", "own")
READINESS = tuple(
    str(one) for one in (Readiness.NOT_YET, Readiness.NEARLY, Readiness.READY)
)
# What the rubric gives for a verdict; a verdict that is not here has no marks.
VERDICTS = {
    str(Verdict.HANDLED_WELL): 3,
    str(Verdict.HANDLED): 2,
    str(Verdict.LATE): 1,
    str(Verdict.MISSED): 0,
    str(Verdict.UNNECESSARY): 0,
}
NOT_APPLICABLE = str(Verdict.NOT_APPLICABLE)
SAMPLES, SEED = 1000, 1

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """One assessor's marks of a role-play: steps 0 to 3, verdict and readiness."""

    steps: dict[str, int]
    verdict: str
    readiness: str

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Marks:
        """Raises ValueError naming the value that no assessor may give."""
        marks = cls(
            steps={step: data["heat"][step] for step in STEPS},
            verdict=_as_hands_say(data["escalation"]),
            readiness=data["readiness"],
        )
        if wrong := set(marks.steps.values()) - set(range(4)):
            raise ValueError(f"a step's mark is 0 to 3, not {wrong.pop()!r}")
        if marks.verdict not in (*VERDICTS, NOT_APPLICABLE):
            raise ValueError(f"unknown verdict {marks.verdict!r}")
        if marks.readiness not in READINESS:
            raise ValueError(f"unknown readiness {marks.readiness!r}")
        return marks


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedTalk:
    """A role-play with the marks of its two assessors."""

    transcript: Transcript
    hands: tuple[Marks, Marks]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is compared: a name, the values it may have, and how to read it.

    `read` gives None where a role-play has no value, which leaves the pair out.
    """

    name: str
    values: tuple[int, ...]
    read: Callable[[Marks], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Weighted kappa of one measure, hand against hand and machine against hands.

    `machine` is the mean over the two hands, `low` and `high` its 95% bootstrap
    interval over role-plays; `same` the share of marks that the machine and a hand
    gave alike, `hands_same` that of the hands.
    """

    name: str
    talks: int
    hands: float
    machine: float
    low: float
    high: float
    hands_same: float
    same: float


def read_marked(folder: Path = MARKED) -> list[MarkedTalk]:
    """All marked role-plays. Raises InputError with the place of a faulty line."""
    talks = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                talks.append(_read_line(line))
            except (InputError, ValueError, LookupError, TypeError) as error:
                raise InputError(f"{path}:{number}: {error}") from error
    return talks


def _read_line(line: str) -> MarkedTalk:
    data = json.loads(line)
    first, second = data.pop("hands")
    return MarkedTalk(
        transcript=transcript_from_json(data),
        hands=(Marks.from_json(first), Marks.from_json(second)),
    )


def machine_marks(talks: Iterable[MarkedTalk], desk: Desk) -> list[Marks]:
    """The machine's marks of each, perceived and marked from the bare words."""
    return [_machine_marks(talk.transcript, desk) for talk in talks]


def _machine_marks(transcript: Transcript, desk: Desk) -> Marks:
    scenario = desk.library.get(transcript.scenario_id)
    sheet = mark(
        perceive_turns(desk, transcript), scenario, desk.rubric(scenario.rubric)
    )
    return Marks(
        steps={step.step: step.marks for step in sheet.steps},
        verdict=_as_hands_say(str(sheet.escalation.verdict)),
        readiness=str(sheet.readiness),
    )


def _as_hands_say(verdict: str) -> str:
    """The rubric gives one line, and no marks, to missed and refused."""
    return str(Verdict.MISSED) if verdict == str(Verdict.REFUSED) else verdict


def measures() -> list[Measure]:
    """The four steps, escalation by its marks, and readiness."""
    return [
        *(
            Measure(name=step, values=(0, 1, 2, 3), read=partial(_step, step=step))
            for step in STEPS
        ),
        Measure(
            name="escalation",
            values=(0, 1, 2, 3),
            read=lambda marks: VERDICTS.get(marks.verdict),
        ),
        Measure(
            name="readiness",
            values=(0, 1, 2),
            read=lambda marks: READINESS.index(marks.readiness),
        ),
    ]


def _step(marks: Marks, *, step: str) -> int:
    return marks.steps[step]


def compare(talks: Sequence[MarkedTalk], machine: Sequence[Marks]) -> list[Agreement]:
    """The agreement of every measure."""
    return [_compare(measure, talks, machine) for measure in measures()]


def _compare(
    measure: Measure, talks: Sequence[MarkedTalk], machine: Sequence[Marks]
) -> Agreement:
    rows = [
        (*map(measure.read, talk.hands), measure.read(ours))
        for talk, ours in zip(talks, machine, strict=True)
    ]
    kappa = partial(machine_kappa, values=measure.values)
    rng = random.Random(SEED)
    samples = sorted(kappa(rng.choices(rows, k=len(rows))) for _ in range(SAMPLES))
    hands = _pairs((row[0], row[1]) for row in rows)
    both = [pair for n in (0, 1) for pair in _pairs((row[n], row[2]) for row in rows)]
    return Agreement(
        name=measure.name,
        talks=len(hands),
        hands=weighted_kappa(hands, measure.values),
        machine=kappa(rows),
        low=samples[SAMPLES * 25 // 1000],
        high=samples[SAMPLES * 975 // 1000 - 1],
        hands_same=_share_same(hands),
        same=_share_same(both),
    )


def machine_kappa(rows: Sequence[Sequence[int | None]], values: Sequence[int]) -> float:
    """The machine's kappa with either hand, meaned; rows are hand, hand, machine."""
    return (
        sum(
            weighted_kappa(_pairs((row[n], row[2]) for row in rows), values)
            for n in (0, 1)
        )
        / 2
    )


def weighted_kappa(pairs: Sequence[Pair], values: Sequence[int]) -> float:
    """Cohen's kappa with quadratic weights; 1.0 where all pairs are of one value."""
    from sklearn.metrics import cohen_kappa_score

    if len({value for pair in pairs for value in pair}) < 2:
        return 1.0
    first, second = zip(*pairs, strict=True)
    kappa = cohen_kappa_score(first, second, labels=list(values), weights="quadratic")
    return float(kappa)


def _pairs(rows: Iterable[tuple[int | None, int | None]]) -> list[Pair]:
    """The pairs in which both have a value."""
    return [(a, b) for a, b in rows if a is not None and b is not None]


def _share_same(pairs: Sequence[Pair]) -> float:
    return sum(a == b for a, b in pairs) / max(1, len(pairs))


def same_verdicts(
    talks: Sequence[MarkedTalk], machine: Sequence[Marks]
) -> tuple[float, float]:
    """How often verdicts are alike, "not applicable" too: the hands', the machine's."""
    hands = [talk.hands[0].verdict == talk.hands[1].verdict for talk in talks]
    ours = [
        one.verdict == hand.verdict
        for talk, one in zip(talks, machine, strict=True)
        for hand in talk.hands
    ]
    return sum(hands) / max(1, len(hands)), sum(ours) / max(1, len(ours))
