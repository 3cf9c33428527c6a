"""Reads questions that are grouped by what they ask for.

In: `data/questions/*.yml`, cases with facts, each asked for in several wordings, and
questions that none of the facts answers. Within a case the facts are near to each
other, as they are in a scenario. Out: cases, and phrases that ask, for the acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dialogue.acts import ActKind
from training.corpus import Span
from training.plain import Phrase

LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A fact and the questions that ask for it."""

    about: str
    asks: tuple[str, ...]
    is_identity: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What can be asked of one customer."""

    about: str
    sector: str
    facts: tuple[Asked, ...]
    others: tuple[str, ...]

    def texts(self) -> tuple[str, ...]:
        """All its questions."""
        return (*(text for fact in self.facts for text in fact.asks), *self.others)


def read_cases(folder: Path) -> list[Case]:
    """The cases of the folder's files, in order.

    Raises ValueError where a case has not two facts, or a fact not two wordings.
    """
    return [
        _read_case(row, path)
        for path in sorted(folder.glob("*.yml"))
        for row in yaml.safe_load(path.read_text("utf-8"))
    ]


def _read_case(row: dict[str, Any], path: Path) -> Case:
    case = Case(
        about=row["case"],
        sector=row["sector"],
        facts=tuple(
            Asked(
                about=fact["about"],
                asks=tuple(fact["asks"]),
                is_identity=fact.get("identity", False),
            )
            for fact in row["facts"]
        ),
        others=tuple(row["others"]),
    )
    if len(case.facts) < LEAST or any(len(fact.asks) < LEAST for fact in case.facts):
        raise ValueError(
            f"{path}: {case.about!r} must have two facts or more, and each of them "
            f"{LEAST} wordings or more"
        )
    return case


def question_phrases(cases: Sequence[Case]) -> list[Phrase]:
    """Every wording as a phrase that asks: for identity, or for the matter."""
    return [
        Phrase(text=text, spans=(_whole(text, _act(fact)),))
        for case in cases
        for fact in case.facts
        for text in fact.asks
    ]


def _act(fact: Asked) -> str:
    kind = ActKind.VERIFY if fact.is_identity else ActKind.CLARIFY
    return str(kind)


def _whole(text: str, label: str) -> Span:
    return Span(start_char=0, end_char=len(text.rstrip(".?!")), label=label)
