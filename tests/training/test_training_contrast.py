"""Batches of questions and the losses made of them; needs torch."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

# ruff: noqa: E402  These import torch too.
from dialogue.plain import plain
from perception.encoding import load_tokenizer
from training.augment import Clothes
from training.batches import Lengths
from training.contrast import QuestionFeed, contrast_loss, hold_loss
from training.questions import read_cases

ROOT = Path(__file__).parents[2]


def test_batch_holds_wordings_of_each_fact_and_their_words() -> None:
    tokenizer = load_tokenizer(ROOT / "models" / "detector" / "tokenizer.json")
    still = Clothes(lower=0, upper=0, bare=0, no_apostrophe=0, typos=0, text_speak=0)
    feed = QuestionFeed(
        read_cases(ROOT / "data" / "questions"),
        tokenizer,
        beside=["I'm sorry about that"],
        lines=["It's broken."],
        lengths=Lengths(),
        clothes=still,
        seed=3,
    )
    batch, numbers = feed.batch(2)
    kinds = [number for number in numbers.tolist() if number >= 0]
    assert all(kinds.count(number) == 2 for number in set(kinds))
    strangers = [number for number in numbers.tolist() if number < 0]
    assert len(set(strangers)) == len(strangers) == 8
    for row, (start, end), text in zip(
        batch.clause_rows, batch.clause_ranges, batch.clause_texts, strict=True
    ):
        words = tokenizer.decode(batch.ids[row, start:end].tolist())
        assert plain(words).replace(" ", "") == plain(text).replace(" ", "")


def test_contrast_is_least_where_wordings_of_a_fact_are_alike() -> None:
    numbers = torch.tensor([0, 0, 1, 1, -1])
    apart = torch.eye(3)[[0, 0, 1, 1, 2]]
    mixed = torch.eye(3)[[0, 1, 0, 1, 2]]
    near, far = (
        float(contrast_loss(vectors, numbers, temperature=0.1))
        for vectors in (apart, mixed)
    )
    assert near < 0.01 < 5 < far


def test_hold_is_nothing_for_the_same_directions() -> None:
    vectors = torch.tensor([[1.0, 2.0], [0.0, -1.0]])
    assert float(hold_loss(vectors * 3, vectors)) == pytest.approx(0, abs=1e-6)
    assert float(hold_loss(-vectors, vectors)) == pytest.approx(2)
