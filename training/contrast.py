"""Teaches the vectors of clauses to tell what is asked for.

Wordings of one fact are to have like vectors and all other questions of its case unlike
ones; and no vector is to go far from what the frozen base model makes of the words.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from perception.encoding import encode_context, join_input, tokenize
from training.augment import Clothes, disguise
from training.batches import Batch, Example, Lengths, collate, token_range
from training.corpus import LABELS, Reply, Span
from training.questions import Case

# How often a question stands between other words, and after a customer's line.
AMONG_WORDS = 0.4
AFTER_A_LINE = 0.5
# Wordings of a fact, and other questions of its case, in one batch.
WORDINGS = 2
OTHERS = 4
MOST_FACTS = 100
QUESTION = "question"


class QuestionFeed:
    """Batches of questions, each with the number of the fact that it asks for."""

    def __init__(
        self,
        cases: Sequence[Case],
        tokenizer: Tokenizer,
        *,
        beside: Sequence[str],
        lines: Sequence[str],
        lengths: Lengths,
        clothes: Clothes,
        seed: int,
    ) -> None:
        """`beside` are phrases to stand around questions, `lines` customers' lines."""
        self._cases = cases
        self._tokenizer = tokenizer
        self._beside = beside
        self._lines = lines
        self._lengths = lengths
        self._clothes = clothes
        self._rng = random.Random(seed)

    def batch(self, cases: int) -> tuple[Batch, Tensor]:
        """Questions of so many cases, with the numbers of their facts.

        A question that no fact answers has a number of its own, below zero.
        """
        texts: list[str] = []
        numbers: list[int] = []
        for place, case in enumerate(self._rng.sample(self._cases, cases)):
            for fact_place, fact in enumerate(case.facts):
                texts += self._rng.sample(fact.asks, WORDINGS)
                numbers += [place * MOST_FACTS + fact_place] * WORDINGS
            others = self._rng.sample(case.others, min(OTHERS, len(case.others)))
            numbers += range(-len(texts) - len(others), -len(texts))
            texts += others
        return collate([self._example(text) for text in texts]), torch.tensor(numbers)

    def _example(self, text: str) -> Example:
        """The question in other clothes, at times among words and after a line."""
        rng, lengths = self._rng, self._lengths
        before, after = (
            rng.choice(self._beside) if rng.random() < AMONG_WORDS else ""
            for _ in range(2)
        )
        start = len(before) + 2 if before else 0
        plain = Reply(
            id="",
            text=f"{before}. {text} {after}" if before else f"{text} {after}",
            spans=(Span(start_char=start, end_char=start + len(text), label=QUESTION),),
        )
        marked = disguise(plain, self._clothes, rng)
        tokens = tokenize(self._tokenizer, marked.text)
        ids, segments = join_input(tokens.ids[: lengths.reply], self._line())
        first, end = token_range(marked.spans[0], tokens)
        return Example(
            ids=ids,
            segments=segments,
            token_labels=torch.zeros(0, len(LABELS)),
            reply_labels=torch.zeros(len(LABELS)),
            counts=torch.zeros(len(LABELS)),
            clause_ranges=[(first + 1, end + 1)],
            clause_texts=[text],
        )

    def _line(self) -> list[int]:
        if self._rng.random() >= AFTER_A_LINE:
            return []
        return encode_context(
            self._tokenizer,
            self._rng.choice(self._lines),
            "",
            customer_tokens=self._lengths.context,
            brief_tokens=0,
        )


def contrast_loss(vectors: Tensor, numbers: Tensor, *, temperature: float) -> Tensor:
    """How badly wordings of one fact are told from all other questions of the batch.

    `vectors` has a row a question. Cross-entropy of each question's likeness to the
    other wordings of its fact among its likeness to all, as in supervised contrastive
    learning (Khosla and others, 2020), with the wordings' chances summed.
    """
    unit = functional.normalize(vectors, dim=1)
    itself = torch.eye(len(unit), dtype=torch.bool)
    likeness = (unit @ unit.T / temperature).masked_fill(itself, -1e4)
    chances = likeness.log_softmax(dim=1)
    same = (numbers[:, None] == numbers[None]) & ~itself
    right = chances.masked_fill(~same, -1e4).logsumexp(dim=1)
    return -right[same.any(1)].mean()


def hold_loss(vectors: Tensor, wanted: Tensor) -> Tensor:
    """One less the mean cosine: how far vectors have gone from the base model's."""
    return 1 - functional.cosine_similarity(vectors, wanted, dim=1).mean()
