"""What one gets without fine-tuning: the frozen base model and a linear head.

A reply's sentence vector is read by one logistic regression an act. It sees neither the
customer's line nor the brief, and shows no words: an act's span is the whole reply.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional

from dialogue.acts import Act, ActKind
from dialogue.perceptions import Perception
from perception.encoding import load_tokenizer
from training.corpus import LABELS, Reply
from training.encoder import base_folder
from training.fit import gold_flags
from training.measure import Flags, Scores, macro_f1, tally
from training.teacher import Teacher

STEPS = 300
RATE = 0.05
DECAY = 1e-4
GRID = np.arange(0.1, 0.6, 0.05)


class FrozenPerceiver:
    """The baseline, fitted to the replies of a training part."""

    def __init__(self, train: Sequence[Reply], tune: Sequence[Reply]) -> None:
        self._teacher = Teacher(load_tokenizer(base_folder() / "tokenizer.json"))
        torch.manual_seed(1)
        self._head = torch.nn.Linear(384, len(LABELS))
        self._fit(self._vectors([r.text for r in train]), gold_flags(train))
        self._threshold = self._choose(tune)

    def perceive(self, reply: str, *, customer: str, brief: str = "") -> Perception:
        """The acts of the reply, each shown by all of it."""
        del customer, brief
        if not reply.strip():
            return Perception()
        (chances,) = self._chances([reply])
        return Perception(
            acts=tuple(
                Act(
                    kind=ActKind(label),
                    start_char=0,
                    end_char=len(reply),
                    confidence=float(chance),
                )
                for label, chance in zip(LABELS, chances, strict=True)
                if chance >= self._threshold
            )
        )

    def _vectors(self, texts: Sequence[str]) -> torch.Tensor:
        self._teacher.learn(texts)
        return self._teacher.vectors(texts)

    def _fit(self, vectors: torch.Tensor, gold: Flags) -> None:
        target = torch.from_numpy(gold).float()
        rule = torch.optim.AdamW(self._head.parameters(), lr=RATE, weight_decay=DECAY)
        for _ in range(STEPS):
            loss = functional.binary_cross_entropy_with_logits(
                self._head(vectors), target
            )
            rule.zero_grad()
            torch.autograd.backward(loss)
            rule.step()

    @torch.inference_mode()
    def _chances(self, texts: Sequence[str]) -> Scores:
        scores = self._head(self._vectors(texts))
        return np.asarray(torch.sigmoid(scores).numpy(), dtype=np.float64)

    def _choose(self, tune: Sequence[Reply]) -> float:
        """One threshold for all acts: that of the best macro F1 on the tuning part."""
        chances = self._chances([reply.text for reply in tune])
        gold = gold_flags(tune)
        return float(max(GRID, key=lambda t: macro_f1(tally(chances >= t, gold))))
