"""The words of a text, and where its clauses and sentences part.

In: the learner's text as typed. Out: words as half-open character ranges, each with the
number of the clause and of the sentence that it stands in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from perception.clauses import Range, split_clauses

_WORD = re.compile(r"[£$€#]?\w+(?:['’.,:/@&-]\w+)*%?")
# Stricter than the ends that clauses know: an act may well go on after ";" or ":".
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[\r\n]+")
_ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|st|no|ref|approx|e\.g|i\.e)$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of a text in order; `clauses` and `sentences` never fall."""

    words: tuple[Range, ...]
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)


def lay_out(text: str) -> Wording:
    """The words of any text."""
    words = tuple(match.span() for match in _WORD.finditer(text))
    clause_starts = [start for start, _ in split_clauses(text)]
    sentence_starts = [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text, max(0, match.start() - 8), match.start())
    ]
    return Wording(
        words=words,
        clauses=_numbers(words, sorted({*clause_starts, *sentence_starts})),
        sentences=_numbers(words, sentence_starts),
    )


def _numbers(words: Sequence[Range], starts: Sequence[int]) -> tuple[int, ...]:
    """For each word, how many parts have begun before it ends."""
    return tuple(bisect_right(starts, end - 1) for _, end in words)
