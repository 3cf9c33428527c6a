"""The JSON forms of marks: the line of `hotseat mark`, and the transcript file.

Both hold the same marks; the transcript file has the talk and the feedback besides.
docs/transcripts.md describes them, scenario/schemas/transcript.json is their form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dialogue.forms import transcript_to_json
from dialogue.turns import Quote, Transcript
from scoring.feedback import Change, Feedback, give_feedback
from scoring.sheet import Better, MarkSheet

Json = dict[str, Any]


def marks_to_json(transcript_id: str, sheet: MarkSheet) -> Json:
    """The line of `hotseat mark`; the interface that other programs rely on."""
    return {
        "id": transcript_id,
        sheet.group: {step.step: step.marks for step in sheet.steps},
        "escalation": {
            "verdict": str(sheet.escalation.verdict),
            "marks": sheet.escalation.marks,
        },
        "process": {point.point: str(point.status) for point in sheet.process},
        "conduct": [mark.conduct for mark in sheet.conduct],
        "readiness": str(sheet.readiness),
        "evidence": list(_evidence(sheet)),
        "unsure": list(sheet.unsure),
    }


def transcript_file(transcript: Transcript, sheet: MarkSheet) -> Json:
    """The whole feedback transcript: talk, marks, reasons and feedback."""
    data = transcript_to_json(transcript)
    data["versions"] = dict(sheet.versions)
    data["marks"] = {
        key: value
        for key, value in marks_to_json(transcript.id, sheet).items()
        if key != "id"
    }
    data["marks"]["reasons"] = _reasons(sheet)
    data["feedback"] = _feedback(give_feedback(sheet), sheet)
    return data


def _evidence(sheet: MarkSheet) -> Iterator[Json]:
    for step in sheet.steps:
        yield from _pieces(step.criteria, step.rule, step.quotes)
    rule = f"escalation.{sheet.escalation.verdict}"
    yield from _pieces(sheet.escalation.criteria, rule, sheet.escalation.quotes)
    for point in sheet.process:
        rule = f"process.{point.point}.{point.status}"
        yield from _pieces(point.criteria, rule, point.quotes)
    for conduct in sheet.conduct:
        rule = f"conduct.{conduct.conduct}"
        yield from _pieces(conduct.criteria, rule, conduct.quotes)
    for mistake in sheet.mistakes:
        rule = f"mistake.{mistake.mistake}"
        yield from _pieces(mistake.criteria, rule, mistake.quotes)


def _pieces(
    criteria: tuple[str, ...], rule: str, quotes: tuple[Quote, ...]
) -> Iterator[Json]:
    for criterion in criteria:
        for quote in quotes:
            yield {"criterion": criterion, "rule": rule, **_quote(quote)}


def _quote(quote: Quote) -> Json:
    return {"turn": quote.turn, "start": quote.start_char, "end": quote.end_char}


def _better(better: Better | None) -> Json | None:
    return None if better is None else {"turn": better.turn, "text": better.text}


def _reasons(sheet: MarkSheet) -> list[Json]:
    """For each mark: its rule, why it was given, and what would have earned more."""
    reasons = [
        {
            "mark": step.step,
            "rule": step.rule,
            "marks": step.marks,
            "most": step.most,
            "says": step.says,
            "lacking": list(step.lacking),
            "better": _better(step.better),
            "open": step.is_open,
        }
        for step in sheet.steps
    ]
    escalation = sheet.escalation
    reasons.append(
        {
            "mark": "escalation",
            "rule": f"escalation.{escalation.verdict}",
            "marks": escalation.marks,
            "says": escalation.says,
            "lacking": [escalation.lacking] if escalation.lacking else [],
            "better": _better(escalation.better),
            "triggers": list(escalation.triggers),
        }
    )
    return reasons


def _feedback(feedback: Feedback, sheet: MarkSheet) -> Json:
    return {
        "readiness": sheet.readiness_says,
        "missing": list(sheet.missing),
        "well": [
            {"title": p.title, "says": p.says, "quotes": [_quote(q) for q in p.quotes]}
            for p in feedback.well
        ],
        "changes": [_change(change) for change in feedback.changes],
        "later": [_change(change) for change in feedback.later],
        "mistakes": [
            {"id": m.mistake, "title": m.title, "says": m.says} for m in sheet.mistakes
        ],
    }


def _change(change: Change) -> Json:
    return {
        "title": change.title,
        "says": change.says,
        "quote": _quote(change.quote) if change.quote else None,
        "better": _better(change.better),
    }
