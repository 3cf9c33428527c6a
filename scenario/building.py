"""Builds a Scenario from a document that has passed its schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dialogue.acts import ActKind
from scenario.documents import Document
from scenario.situations import Band, Situation
from scenario.types import (
    Answer,
    Brief,
    Condition,
    Customer,
    Ending,
    EndingKind,
    Fact,
    Line,
    ModelReply,
    PastContact,
    Pattern,
    Record,
    Remedy,
    RemedyKind,
    Right,
    Scenario,
    Temperament,
    Trigger,
    TriggerKind,
)

Place = tuple[str | int, ...]


def build_scenario(document: Document, *, sha256: str) -> Scenario:
    """The scenario of a document; `sha256` is the hash of the file it was read from."""
    data = document.data
    lines = _Lines(document)
    return Scenario(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        sector=data["sector"],
        level=data["level"],
        practises=tuple(data["practises"]),
        rubric=data.get("rubric", "heat"),
        brief=_brief(data["brief"]),
        customer=_customer(data["customer"]),
        opening=lines.at(("opening",), "opening"),
        facts=tuple(_fact(item, i, lines) for i, item in enumerate(data["facts"])),
        remedies=tuple(
            _remedy(item, i, lines) for i, item in enumerate(data["remedies"])
        ),
        triggers=tuple(
            _trigger(item, i, lines) for i, item in enumerate(data["triggers"])
        ),
        endings=tuple(
            Ending(
                id=item["id"],
                kind=EndingKind(item["kind"]),
                says=lines.at(("endings", i, "says"), f"endings.{item['id']}"),
            )
            for i, item in enumerate(data["endings"])
        ),
        lines={Situation(name): lines.by_mood(name) for name in data["lines"]},
        model_replies=tuple(
            ModelReply(
                earns=tuple(item["earns"]),
                after=tuple(item.get("after", ())),
                text=item["text"],
                file_line=document.line(("model_replies", i)),
            )
            for i, item in enumerate(data["model_replies"])
        ),
        file=document.file,
        sha256=sha256,
    )


class _Lines:
    """Makes lines with ids such as `heard.angry.2`, numbered from 1."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def at(self, place: Place, name: str) -> tuple[Line, ...]:
        value: Any = self._document.data
        for part in place:
            value = value.get(part, ()) if isinstance(value, dict) else value[part]
        return self._numbered(value or (), place, name)

    def by_mood(self, situation: str) -> dict[Band | None, tuple[Line, ...]]:
        place: Place = ("lines", situation)
        value = self._document.data["lines"][situation]
        if isinstance(value, list):
            return {None: self._numbered(value, place, situation)}
        return {
            None if band == "any" else Band(band): self._numbered(
                texts, (*place, band), f"{situation}.{band}"
            )
            for band, texts in value.items()
        }

    def _numbered(
        self, texts: Sequence[str], place: Place, name: str
    ) -> tuple[Line, ...]:
        return tuple(
            Line(
                id=f"{name}.{i + 1}",
                text=" ".join(text.split()),
                file_line=self._document.line((*place, i)),
            )
            for i, text in enumerate(texts)
        )


def _moment(text: str | None) -> datetime | None:
    """None also for a day that no calendar has; the checks report it."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _brief(data: dict[str, Any]) -> Brief:
    return Brief(
        organisation=data["organisation"],
        role=data["role"],
        situation=data["situation"],
        now=_moment(data.get("now")),
        policy=tuple(data["policy"]),
        authority=data["authority"],
        limit_pounds=data["limit_pounds"],
        identity_first=data["identity_first"],
        systems=tuple(Record(**item) for item in data["systems"]),
        history=tuple(PastContact(**item) for item in data["history"]),
        pattern=Pattern(data["pattern"]),
        rights=tuple(Right(**item) for item in data.get("rights", ())),
    )


def _customer(data: dict[str, Any]) -> Customer:
    temperament = data["temperament"]
    return Customer(
        name=data["name"],
        age=data["age"],
        circumstances=data["circumstances"],
        manner=data["manner"],
        temperament=Temperament(
            mood=temperament["mood"],
            patience=temperament["patience"],
            repeat_pct=temperament["repeat_pct"],
            calms={ActKind(act): n for act, n in temperament["calms"].items()},
            angers={ActKind(act): n for act, n in temperament["angers"].items()},
        ),
        particulars=tuple(data["particulars"]),
    )


def _fact(data: dict[str, Any], index: int, lines: _Lines) -> Fact:
    place, name = ("facts", index), f"facts.{data['id']}"
    return Fact(
        id=data["id"],
        asks=tuple(data["asks"]),
        says=lines.at((*place, "says"), f"{name}.says"),
        again=lines.at((*place, "again"), f"{name}.again"),
        held=lines.at((*place, "held"), f"{name}.held"),
        is_identity=data.get("identity", False),
        after=tuple(data.get("after", ())),
        least_mood=data.get("least_mood", 0),
        needs_identity=data.get("needs_identity", False),
    )


def _remedy(data: dict[str, Any], index: int, lines: _Lines) -> Remedy:
    place, name = ("remedies", index), f"remedies.{data['id']}"
    return Remedy(
        id=data["id"],
        kind=RemedyKind(data["kind"]),
        wording=tuple(data["wording"]),
        in_authority=data["in_authority"],
        answer=Answer(data["answer"]),
        least_pounds=data.get("least_pounds"),
        within_hours=data.get("within_hours"),
        least_mood=data.get("least_mood", 0),
        accepts=lines.at((*place, "accepts"), f"{name}.accepts"),
        haggles=lines.at((*place, "haggles"), f"{name}.haggles"),
        rejects=lines.at((*place, "rejects"), f"{name}.rejects"),
    )


def _trigger(data: dict[str, Any], index: int, lines: _Lines) -> Trigger:
    when, place = data["when"], ("triggers", index)
    return Trigger(
        id=data["id"],
        kind=TriggerKind(data["kind"]),
        when=Condition(
            opening=when.get("opening", False),
            mood_below=when.get("mood_below"),
            after_replies=when.get("after_replies", 0),
            fact=when.get("fact", ""),
            offered=when.get("offered", ""),
            acts=tuple(ActKind(act) for act in when.get("acts", ())),
            unless=tuple(when.get("unless", ())),
        ),
        to=tuple(data["to"]),
        why=data["why"],
        insists=data.get("insists", False),
        says=lines.at((*place, "says"), f"triggers.{data['id']}.says"),
        reminds=lines.at((*place, "reminds"), f"triggers.{data['id']}.reminds"),
    )
