"""Fits calibration and thresholds on replies that the model was not trained on.

Each act has few examples there, so what is fitted per act is held near what fits all
acts together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dialogue.acts import ActKind
from perception.settings import ActSettings
from training.corpus import LABELS
from training.measure import Flags, Scores

OFFSET_PRIOR = 4.0
GRID = np.arange(0.15, 0.81, 0.01)
# A label counts so much as seen; the rest is what the calibrated score expects.
SEEN_SHARE = 0.05
# An act given to a reply that has none costs as much as so many others.
SILENT_COST = 3.0
# The least likelihood of its likeliest act from which a reply holds any.
GATE = 0.5
UNCOUNTED = -30.0


def calibrate(
    scores: Scores, gold: Flags, contested: Flags | None = None
) -> list[ActSettings]:
    """Settings for every act, in the codebook's order, from scores (logits).

    What is contested counts neither way.
    """
    if contested is None:
        contested = np.zeros_like(gold)
    gold = gold & ~contested
    silent = ~(gold | contested).any(1)
    scale = _fit_scale(np.where(contested, UNCOUNTED, scores), gold)
    settings = []
    for place, label in enumerate(LABELS):
        counted = ~contested[:, place]
        flags = gold[counted, place]
        offset = _fit_offset(scores[counted, place] * scale, flags)
        chances = logistic(scores[counted, place] * scale + offset)
        threshold = best_threshold(chances, flags, silent[counted])
        settings.append(
            ActSettings(
                kind=ActKind(label),
                scale=round(scale, 4),
                offset=round(offset, 4),
                threshold=round(threshold, 4),
            )
        )
    return settings


def best_threshold(chances: Scores, gold: Flags, silent: Flags) -> float:
    """The threshold of the best F1, with labels mostly as the chances expect them.

    An act has few examples here: its own best threshold would be that of chance. Where
    F1 is the same the threshold nearest to 0.4 is taken.
    """
    soft = gold * SEEN_SHARE + chances * (1 - SEEN_SHARE)
    values = []
    for threshold in GRID:
        found = chances >= threshold
        wrong = SILENT_COST * float((found & silent).sum())
        right = float(soft[found].sum())
        total = float(found.sum() + soft.sum()) + wrong
        values.append(2 * right / max(1e-9, total))
    order = sorted(
        range(len(GRID)), key=lambda n: (-round(values[n], 6), abs(GRID[n] - 0.4))
    )
    return float(GRID[order[0]])


def logistic(values: Scores) -> NDArray[np.float64]:
    """Scores to probabilities."""
    return 1.0 / (1.0 + np.exp(-np.clip(values, -40.0, 40.0)))


def _fit_scale(scores: Scores, gold: Flags) -> float:
    """One scale for all acts: that of the greatest likelihood, by halving steps."""
    best, step = 1.0, 0.5
    while step > 1e-3:
        options = [max(0.05, best - step), best, best + step]
        losses = [_loss(scores * option, gold) for option in options]
        place = int(np.argmin(losses))
        best = options[place]
        step = step if place != 1 else step / 2
    return best


def _fit_offset(scores: Scores, gold: Flags) -> float:
    """The offset of one act, held near 0 by a Gaussian prior, by Newton's method."""
    offset = 0.0
    for _ in range(50):
        chances = logistic(scores + offset)
        slope = float((chances - gold).sum()) + OFFSET_PRIOR * offset
        curve = float((chances * (1 - chances)).sum()) + OFFSET_PRIOR
        offset -= slope / curve
    return offset


def _loss(scores: Scores, gold: Flags) -> float:
    return float(
        np.where(gold, np.logaddexp(0, -scores), np.logaddexp(0, scores)).mean()
    )
