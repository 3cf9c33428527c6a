"""The JSON form of a whole mark sheet, and the way back, with nothing lost.

For whoever stores marks: a sheet that is read back is the sheet that was made.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dialogue.acts import ActKind
from dialogue.turns import Quote
from scoring.sheet import (
    Better,
    ConductMark,
    EscalationMark,
    MarkSheet,
    MistakeMark,
    PointMark,
    Readiness,
    Status,
    StepMark,
    Verdict,
)

Json = dict[str, Any]


def sheet_to_json(sheet: MarkSheet) -> Json:
    return {key: _plain(value) for key, value in asdict(sheet).items()}


def _plain(value: Any) -> Any:
    """Enumerations as their words and tuples as lists, all the way down."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value


def sheet_from_json(data: Json) -> MarkSheet:
    """Raises KeyError, TypeError or ValueError for what `sheet_to_json` never made."""
    return MarkSheet(
        group=data["group"],
        steps=tuple(StepMark(**_parts(item)) for item in data["steps"]),
        escalation=_escalation(data["escalation"]),
        process=tuple(_point(item) for item in data["process"]),
        conduct=tuple(ConductMark(**_parts(item)) for item in data["conduct"]),
        mistakes=tuple(MistakeMark(**_parts(item)) for item in data["mistakes"]),
        readiness=Readiness(data["readiness"]),
        readiness_says=data["readiness_says"],
        missing=tuple(data["missing"]),
        unsure=tuple(data["unsure"]),
        versions=dict(data["versions"]),
    )


def _escalation(item: Json) -> EscalationMark:
    parts = _parts(item) | {"triggers": tuple(item["triggers"])}
    return EscalationMark(**parts | {"verdict": Verdict(item["verdict"])})


def _point(item: Json) -> PointMark:
    return PointMark(**_parts(item) | {"status": Status(item["status"])})


def _parts(item: Json) -> Json:
    """The parts that all kinds of marks share, as their types."""
    parts = dict(item)
    parts["criteria"] = tuple(item["criteria"])
    parts["quotes"] = tuple(_quote(quote) for quote in item["quotes"])
    if isinstance(item.get("lacking"), list):
        parts["lacking"] = tuple(item["lacking"])
    if item.get("better") is not None:
        parts["better"] = Better(**item["better"])
    return parts


def _quote(item: Json) -> Quote:
    act = ActKind(item["act"]) if item["act"] else None
    return Quote(**{**item, "act": act})
