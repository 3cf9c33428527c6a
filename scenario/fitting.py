"""Whether a scenario fits the rubric it is marked by."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.acts import ActKind
from scenario.problems import Code, Problem
from scenario.rubrics import Rubric
from scenario.types import Scenario


def fitting_problems(scenario: Scenario, rubric: Rubric) -> Iterator[Problem]:
    """Model replies that earn what the rubric does not mark."""
    known = marked_names(rubric)
    for reply in scenario.model_replies:
        for name in reply.earns:
            if name not in known:
                listed = ", ".join(sorted(known))
                yield Problem(
                    code=Code.UNKNOWN_MARK,
                    message=f"{name!r} earns nothing; it must be one of: {listed}",
                    file=scenario.file,
                    line=reply.file_line,
                )


def marked_names(rubric: Rubric) -> frozenset[str]:
    """All that a model reply may earn or mend: steps, points, conduct and acts."""
    return frozenset(
        {
            *(step.id for step in rubric.steps),
            *(point.id for point in rubric.process),
            *(rule.id for rule in rubric.conduct),
            *map(str, ActKind),
        }
    )
