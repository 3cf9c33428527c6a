"""The manners all customers share: thresholds and phrases of data/manners.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dialogue.acts import ActKind
from dialogue.errors import ScenarioError
from scenario.documents import read_document

_WORDS = ("question_words", "openers", "waiting")
_PHRASES = (
    "question_phrases",
    "helping",
    "anything_else",
    "denying",
    "promising",
    "stock",
    "software",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a customer reads a reply; data/manners.yml says what each value means.

    Likenesses are cosines, `least_sure` is a probability, moods are points out of 100.
    Words and phrases are plain: lower case, without apostrophes.
    """

    version: str
    fact_likeness: float
    remedy_likeness: float
    doubtful_likeness: float
    sure_likeness: float
    promise_likeness: float
    margin: float
    near: float
    least_sure: float
    listening: frozenset[ActKind]
    leaves_below: int
    longest: int
    silences: int
    idle_mood: int
    unread_mood: int
    question_words: frozenset[str]
    question_phrases: tuple[str, ...]
    openers: frozenset[str]
    helping: tuple[str, ...]
    anything_else: tuple[str, ...]
    denying: tuple[str, ...]
    promising: tuple[str, ...]
    stock: tuple[str, ...]
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
        values |= {key: frozenset(values[key]) for key in _WORDS}
        values |= {key: tuple(values[key]) for key in _PHRASES}
        return Manners(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise ScenarioError(f"{path}: {error}") from error
