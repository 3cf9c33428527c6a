"""DIET's rows in the report, and what its template says of them."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter
from typing import Any

from evaluation.detection import Question
from evaluation.diet import Answer, Way
from evaluation.diet_rows import AS_TYPED, LEFT_OUT, about_diet, row
from evaluation.diet_run import Answers
from evaluation.report import HERE, SYSTEMS, VARIANTS
from training.corpus import Reply, Span, Split

GREETING = Span(start_char=0, end_char=5, label="greet")
REPLIES = [
    Reply(
        id=f"r{n}",
        text=f"Sorry about that, number {n}",
        spans=(Span(start_char=0, end_char=16, label="apologise"),),
    )
    for n in range(6)
]
QUESTIONS = [
    Question(
        id=reply.id,
        brief="",
        customer="",
        reply=reply.text,
        quotes={"apologise": "Sorry about that"},
    )
    for reply in REPLIES
]
ANSWERS = Answers(
    by_text={
        reply.text: Answer(
            intent="thank",
            confidence=0.4,
            chances={"thank": 0.4, "apologise": 0.6},
            seconds=0.02,
        )
        for reply in REPLIES
    },
    before_mb=500.0,
    memory_mb=800.0,
    training_seconds=120.0,
)


def diet_row(way: Way) -> dict[str, Any]:
    return row(way, ANSWERS, QUESTIONS, dict.fromkeys(VARIANTS, QUESTIONS))


def test_one_intent_is_heard_by_what_is_ranked_first_and_multi_by_the_whole() -> None:
    one, multi = diet_row(Way.ONE), diet_row(Way.MULTI)
    assert one["variants"][AS_TYPED]["f1"]["apologise"] == 0.0
    assert multi["variants"][AS_TYPED]["f1"]["apologise"] == 1.0
    assert multi["first"] == one["first"] == one["variants"][AS_TYPED]
    assert one["variants"][AS_TYPED]["p50_ms"] == 20.0


def test_template_names_what_the_report_has_to_say() -> None:
    template = (HERE / "report.tmpl.md").read_text("utf-8")
    fields = {name for _, name, _, _ in Formatter().parse(template) if name}
    assert {"about", "systems", "acts", "variants", "marks", "diet"} <= fields
    assert {f"diet_{way.value}" for way in Way} <= set(SYSTEMS)


def test_report_says_where_diet_was_left_out() -> None:
    split = Split(train=tuple(REPLIES), tune=(), test=tuple(REPLIES))
    assert about_diet({}, split) == LEFT_OUT


def test_report_tells_what_combinations_were_taught() -> None:
    split = Split(
        train=(REPLIES[0], REPLIES[1], replace(REPLIES[2], spans=())),
        tune=(),
        test=(REPLIES[3], replace(REPLIES[4], spans=(*REPLIES[4].spans, GREETING))),
    )
    said = about_diet({f"diet_{way.value}": diet_row(way) for way in Way}, split)
    assert "It learns from the training part, 3 replies" in said
    assert "It ranks only combinations that it was taught: 2, of which 1" in said
    assert "1 of 2 test replies hold more" in said
    assert "1 test replies hold a combination that was never taught" in said
    assert "Training took 2 and 2 minutes" in said
