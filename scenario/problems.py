"""Problems in an author's file: each with a code, a place and a way out.

Codes are stable: docs/problems.md lists each with an example that provokes it. A
problem is an error (the file is not used) or a warning (it is used, but a learner may
notice).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(str, Enum):
    ERROR = "error"
    WARNING = "warning"

    def __str__(self) -> str:
        return self.value


class Code(str, Enum):
    """What can be wrong with a file. SC: any file or a scenario. RB: a rubric."""

    UNREADABLE = "SC001"
    TOO_LARGE = "SC002"
    NOT_YAML = "SC003"
    ALIAS_OR_TAG = "SC004"
    DUPLICATE_KEY = "SC005"
    RASA_KEY = "SC006"
    MISSING = "SC010"
    UNKNOWN_KEY = "SC011"
    WRONG_VALUE = "SC012"
    DUPLICATE_ID = "SC020"
    UNKNOWN_REFERENCE = "SC021"
    SAME_LINE_TWICE = "SC022"
    TOO_FEW_LINES = "SC023"
    NO_ACCEPTED_REMEDY = "SC030"
    BEYOND_AUTHORITY = "SC031"
    FACT_OUT_OF_REACH = "SC032"
    IDENTITY_WITHOUT_FACT = "SC033"
    TRIGGER_NEVER_FIRES = "SC034"
    MISSING_MODEL_REPLY = "SC035"
    ENDING_MISSING = "SC036"
    SAME_QUESTION_TWICE = "SC037"
    UNKNOWN_RUBRIC = "SC038"
    UNKNOWN_MARK = "SC039"
    RUBRIC_MARKS = "RB001"
    RUBRIC_REFERENCE = "RB002"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a file. `line` counts from 1; 0 is the file as a whole."""

    code: Code
    message: str
    file: str
    line: int = 0
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity} {self.code}: {self.message}"


def has_errors(problems: tuple[Problem, ...] | list[Problem]) -> bool:
    """Whether any of the problems keeps the file from being used."""
    return any(problem.severity is Severity.ERROR for problem in problems)
