"""Measures of detection on scores and labels: F1, average precision, calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Right, false and missed findings of one act."""

    right: int
    false: int
    missed: int

    @property
    def gold(self) -> int:
        return self.right + self.missed

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.gold)

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.false + self.missed
        return 2 * self.right / total if total else 1.0


def tally(found: Flags, gold: Flags) -> list[Tally]:
    """One tally an act; rows are replies, columns acts."""
    return [
        Tally(
            right=int((f & g).sum()),
            false=int((f & ~g).sum()),
            missed=int((~f & g).sum()),
        )
        for f, g in zip(found.T, gold.T, strict=True)
    ]


def macro_f1(tallies: list[Tally], *, least_gold: int = 5) -> float:
    """Mean F1 over the acts that the gold holds often enough."""
    counted = [t.f1 for t in tallies if t.gold >= least_gold]
    return float(np.mean(counted)) if counted else 0.0


def mean_average_precision(
    scores: Scores, gold: Flags, *, least_gold: int = 5
) -> float:
    """The mean over acts of average precision: what no threshold can improve on."""
    kept = [n for n in range(gold.shape[1]) if gold[:, n].sum() >= least_gold]
    return float(np.mean([_average_precision(scores[:, n], gold[:, n]) for n in kept]))


def _average_precision(scores: Scores, gold: Flags) -> float:
    hits = gold[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def calibration_error(confidences: Scores, is_right: Flags, *, bins: int = 10) -> float:
    """Expected calibration error: the mean gap of confidence and share of right."""
    places = np.minimum((confidences * bins).astype(int), bins - 1)
    error = 0.0
    for place in range(bins):
        inside = places == place
        if inside.any():
            gap = confidences[inside].mean() - is_right[inside].mean()
            error += abs(gap) * inside.mean()
    return float(error)
