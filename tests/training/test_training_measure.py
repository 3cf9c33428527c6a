from __future__ import annotations

import numpy as np
import pytest

from training.calibrate import best_threshold, calibrate, logistic
from training.corpus import LABELS
from training.measure import (
    calibration_error,
    macro_f1,
    mean_average_precision,
    tally,
)


def test_tally_counts_right_false_and_missed() -> None:
    found = np.array([[True], [True], [False], [False]])
    gold = np.array([[True], [False], [True], [False]])
    (one,) = tally(found, gold)
    assert (one.right, one.false, one.missed) == (1, 1, 1)
    assert one.f1 == 0.5


def test_macro_f1_leaves_out_rare_acts() -> None:
    gold = np.array([[True, n == 0] for n in range(6)])
    found = np.array([[True, False] for _ in range(6)])
    assert macro_f1(tally(found, gold), least_gold=5) == 1.0


def test_average_precision_is_one_where_the_order_is_right() -> None:
    gold = np.array([[True]] * 5 + [[False]] * 5)
    scores = np.arange(10, 0, -1, dtype=float)[:, None]
    assert mean_average_precision(scores, gold) == 1.0


def test_calibration_error_of_an_honest_and_a_boastful_voice() -> None:
    is_right = np.array([True] * 6 + [False] * 4)
    assert calibration_error(np.full(10, 0.6), is_right) == pytest.approx(0.0)
    assert calibration_error(np.full(10, 0.9), is_right) == pytest.approx(0.3)


def test_calibrate_tempers_scores_that_are_too_sure() -> None:
    rng = np.random.default_rng(1)
    truth = rng.normal(-1.5, 2.0, size=(600, len(LABELS)))
    gold = rng.random(truth.shape) < logistic(truth)
    acts = calibrate(truth * 3, gold)
    assert len(acts) == len(LABELS)
    assert acts[0].scale == pytest.approx(1 / 3, abs=0.03)
    assert all(0.15 <= act.threshold <= 0.71 for act in acts)


def test_threshold_is_that_of_the_best_f1_to_be_expected() -> None:
    chances = np.array([0.02, 0.02, 0.03, 0.9, 0.95, 0.97])
    threshold = best_threshold(chances, chances > 0.5, np.zeros(6, dtype=bool))
    assert threshold == pytest.approx(0.4)


def test_threshold_rises_where_silent_replies_would_be_given_the_act() -> None:
    chances = np.array([0.3, 0.35, 0.4, 0.5, 0.6, 0.9, 0.95, 0.97])
    gold = chances > 0.55
    none = np.zeros(8, dtype=bool)
    silent = np.array([True, True, True, True, False, False, False, False])
    assert best_threshold(chances, gold, silent) > best_threshold(chances, gold, none)


def test_contested_acts_do_not_move_the_settings() -> None:
    rng = np.random.default_rng(2)
    truth = rng.normal(-1.5, 2.0, size=(300, len(LABELS)))
    gold = rng.random(truth.shape) < logistic(truth)
    contested = rng.random(truth.shape) < 0.1
    turned = np.where(contested, ~gold, gold)
    assert calibrate(truth, gold, contested) == calibrate(truth, turned, contested)
