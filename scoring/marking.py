"""Marks a transcript: one pass from record to mark sheet, the same every time.

Order: steps, escalation, process, conduct, mistakes, then readiness, which is drawn
from the marks alone. Better wordings are handed out in the same order, to lost marks
only.
"""

from __future__ import annotations

from dialogue.turns import Quote, Speaker, Transcript
from scenario.rubrics import Blocks, ConductRule, ProcessPoint, Rubric, RubricStep
from scenario.types import Scenario
from scoring.advising import Adviser
from scoring.conditions import Finding, evaluate
from scoring.escalation import mark_escalation
from scoring.readiness import judge_readiness
from scoring.record import Record
from scoring.recovering import recover
from scoring.sheet import (
    ConductMark,
    EscalationMark,
    MarkSheet,
    MistakeMark,
    PointMark,
    Status,
    StepMark,
)
from scoring.wording import holds
from scoring.words import ENGLISH, Words


def mark(
    transcript: Transcript,
    scenario: Scenario,
    rubric: Rubric,
    *,
    words: Words = ENGLISH,
) -> MarkSheet:
    """Marks a transcript whose learner's turns have been perceived.

    The sheet holds sentences, and is kept in the language that it was made in.
    """
    record = Record(recover(transcript, scenario, rubric), scenario, rubric)
    adviser = Adviser(record)
    unsure = _unsure(transcript)
    steps = tuple(_mark_step(step, record, adviser) for step in rubric.steps)
    escalation = _advised(mark_escalation(record, words), adviser)
    process = tuple(_mark_point(point, record, adviser) for point in rubric.process)
    conduct = tuple(
        mark
        for rule in rubric.conduct
        if (mark := _mark_conduct(rule, record, adviser)) is not None
    )
    readiness, missing = judge_readiness(
        rubric, steps, escalation, process, conduct, words
    )
    return MarkSheet(
        group=rubric.group,
        steps=steps,
        escalation=escalation,
        process=process,
        conduct=conduct,
        mistakes=_mark_mistakes(record),
        readiness=readiness,
        readiness_says=rubric.readiness.says[readiness.value],
        missing=missing,
        unsure=unsure,
        versions=_versions(transcript, scenario, rubric),
    )


def _versions(
    transcript: Transcript, scenario: Scenario, rubric: Rubric
) -> dict[str, str]:
    """What made the talk, which stays, and what marked it."""
    versions = {"scenario": scenario.version, **transcript.versions}
    versions["rubric"] = f"{rubric.id} {rubric.version}"
    if versions["scenario"] != scenario.version:
        versions["marked with scenario"] = scenario.version
    return versions


def _unsure(transcript: Transcript) -> tuple[int, ...]:
    """The turns that the detector could not judge: unsure of, or unreadable."""
    return tuple(
        turn.index
        for turn in transcript.replies()
        if turn.perception
        and turn.text.strip()
        and (turn.perception.is_unsure or not turn.perception.is_readable)
    )


def _mark_step(step: RubricStep, record: Record, adviser: Adviser) -> StepMark:
    marks, rule, says = 0, step.none_rule, step.none_says
    quotes = tuple(deed.quote for deed in record.held_against(step.costs))
    above: Finding | None = None
    for level in step.levels:
        finding = evaluate(level.when, record)
        if finding.holds:
            marks, rule, says, quotes = (
                level.marks,
                level.rule,
                level.says,
                finding.quotes,
            )
            break
        above = finding
    lacking = tuple(dict.fromkeys(above.lacking)) if above else ()
    turns = tuple(quote.turn for quote in (*quotes, *(above.quotes if above else ())))
    return StepMark(
        step=step.id,
        title=step.title,
        marks=marks,
        most=step.levels[0].marks,
        rule=rule,
        criteria=step.criteria,
        says=says,
        quotes=quotes,
        lacking=lacking,
        better=adviser.better([step.id], turns) if above else None,
        is_open=above is not None and bool(_unsure(record.transcript)),
    )


def _advised(found: EscalationMark, adviser: Adviser) -> EscalationMark:
    if not found.lacking:
        return found
    turns = [quote.turn for quote in found.quotes]
    wanted = "own" if found.verdict.value == "unnecessary" else "escalate"
    return EscalationMark(
        verdict=found.verdict,
        marks=found.marks,
        criteria=found.criteria,
        says=found.says,
        quotes=found.quotes,
        triggers=found.triggers,
        lacking=found.lacking,
        better=adviser.better([wanted], turns),
    )


def _mark_point(point: ProcessPoint, record: Record, adviser: Adviser) -> PointMark:
    applies = point.applies is None or evaluate(point.applies, record).holds
    finding = evaluate(point.when, record) if applies else Finding(holds=False)
    status = Status.MET if finding.holds else Status.NOT_MET
    lost = applies and not finding.holds
    return PointMark(
        point=point.id,
        title=point.title,
        status=status if applies else Status.NOT_APPLICABLE,
        criteria=point.criteria,
        quotes=finding.quotes,
        lacking=point.lacking if lost else "",
        better=adviser.better([point.id]) if lost else None,
    )


def _mark_conduct(
    rule: ConductRule, record: Record, adviser: Adviser
) -> ConductMark | None:
    quotes = _conduct_quotes(rule, record)
    if not quotes:
        return None
    blocks = rule.blocks is Blocks.ALWAYS or (
        rule.blocks is Blocks.BEYOND_AUTHORITY and bool(record.excesses)
    )
    return ConductMark(
        conduct=rule.id,
        title=rule.title,
        is_blocker=blocks,
        criteria=rule.criteria,
        quotes=quotes,
        advice=rule.advice,
        better=adviser.better([rule.id], [quote.turn for quote in quotes]),
    )


def _conduct_quotes(rule: ConductRule, record: Record) -> tuple[Quote, ...]:
    if rule.act is not None:
        quotes = tuple(deed.quote for deed in record.held_against({rule.act}))
        if rule.blocks is Blocks.BEYOND_AUTHORITY:
            quotes = tuple(dict.fromkeys((*quotes, *record.excesses)))
        return quotes
    return tuple(
        Quote(turn=turn.index, start_char=0, end_char=len(turn.text))
        for turn in record.transcript.turns
        if turn.speaker is Speaker.LEARNER
        and holds(turn.text, record.rubric.wordings[rule.wording])
    )


def _mark_mistakes(record: Record) -> tuple[MistakeMark, ...]:
    found = [(item, evaluate(item.when, record)) for item in record.rubric.mistakes]
    return tuple(
        MistakeMark(
            mistake=item.id,
            title=item.title,
            criteria=item.criteria,
            says=item.says,
            quotes=finding.quotes,
        )
        for item, finding in found
        if finding.holds
    )
