"""The manners all customers share: thresholds and phrases of data/manners.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dialogue.acts import ActKind
from dialogue.errors import ScenarioError
from scenario.documents import read_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a customer reads a reply. Likenesses are cosines, moods points out of 100."""

    version: str
    fact_likeness: float
    remedy_likeness: float
    margin: float
    listening: frozenset[ActKind]
    leaves_below: int
    longest: int
    silences: int
    idle_mood: int
    unread_mood: int
    question_words: frozenset[str]
    waiting: frozenset[str]
    software: tuple[str, ...]


def load_manners(path: Path) -> Manners:
    """Raises ScenarioError where the file is not as it should be."""
    document, problems = read_document(path)
    if document is None or problems:
        raise ScenarioError("\n".join(map(str, problems)))
    values = {
        key: value
        for key, value in document.data.items()
        if key not in {"format", "id"}
    }
    try:
        values["listening"] = frozenset(ActKind(act) for act in values["listening"])
        values["question_words"] = frozenset(values["question_words"])
        values["waiting"] = frozenset(values["waiting"])
        values["software"] = tuple(values["software"])
        return Manners(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise ScenarioError(f"{path}: {error}") from error
