"""DIET's rows of the report: its figures, and what there is to say of them.

In: the training replies and the questions of the report. Out: rows in the form of the
other systems' rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.detection import Question, figures
from evaluation.diet import (
    JOINT,
    DietPerceiver,
    Way,
    choose_threshold,
    intent_of,
    measured,
)
from evaluation.diet_run import Answers, make_job, run
from training.corpus import Reply, Split

AS_TYPED = "as typed"
HERE = Path(__file__).parent
LEFT_OUT = (
    "DIET was left out of this run: to train it takes hours. `make report` has both "
    "ways in."
)

Row = dict[str, Any]


def diet_rows(
    train: Sequence[Reply],
    tuning: Sequence[Question],
    variants: Mapping[str, Sequence[Question]],
    *,
    threads: int,
) -> dict[str, Row]:
    """`diet_one` and `diet_multi`; the first time it takes hours.

    Raises ServiceError where Rasa's environment is missing or Rasa fails.
    """
    asked = [*tuning, *(one for questions in variants.values() for one in questions)]
    texts = [question.reply for question in asked]
    jobs = [make_job(way, train, texts) for way in Way]
    said = run(jobs, threads=threads)
    return {
        f"diet_{job.way.value}": row(job.way, answers, tuning, variants)
        for job, answers in zip(jobs, said, strict=True)
    }


def row(
    way: Way,
    answers: Answers,
    tuning: Sequence[Question],
    variants: Mapping[str, Sequence[Question]],
) -> Row:
    """ONE is heard by the intent that is ranked first, MULTI by its whole ranking.

    `first` has the figures of the intent ranked first, for both.
    """
    said = answers.by_text
    threshold = choose_threshold(said, tuning) if way is Way.MULTI else None
    perceiver = DietPerceiver(said, threshold=threshold)
    first = measured(DietPerceiver(said), variants[AS_TYPED], said)
    return {
        "variants": {
            variant: figures(measured(perceiver, questions, said))
            for variant, questions in variants.items()
        },
        "memory_mb": answers.memory_mb,
        "before_mb": answers.before_mb,
        "training_seconds": answers.training_seconds,
        "threshold": threshold,
        "first": figures(first),
    }


def about_diet(rows: Mapping[str, Row], split: Split) -> str:
    """What the report says of how DIET was taught and heard."""
    if "diet_one" not in rows:
        return LEFT_OUT
    one, multi = rows["diet_one"], rows["diet_multi"]
    taught = {
        way: Counter(intent_of(reply, way) for reply in split.train) for way in Way
    }
    combinations = taught[Way.MULTI]
    held = [intent_of(reply, Way.MULTI) for reply in split.test]
    first = multi["first"]
    told = {
        "replies": str(len(split.train)),
        "intents": str(len(taught[Way.ONE])),
        "several": f"{sum(JOINT in name for name in held)} of {len(held)}",
        "combinations": str(len(combinations)),
        "single": str(sum(count == 1 for count in combinations.values())),
        "untaught": f"{sum(name not in combinations for name in held)}",
        "threshold": f"{multi['threshold']:.2f}",
        "first": (
            f"macro F1 {first['macro_f1']:.3f}, micro F1 {first['micro_f1']:.3f}, "
            f"acts invented in {first['invented']} of {first['silent']}"
        ),
        "before": f"{multi['before_mb']:.0f} MB",
        "minutes": (
            f"{one['training_seconds'] / 60:.0f} and "
            f"{multi['training_seconds'] / 60:.0f} minutes"
        ),
    }
    return (HERE / "diet.tmpl.md").read_text("utf-8").strip().format(**told)
