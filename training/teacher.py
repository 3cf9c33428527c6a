"""The frozen base model's sentence vectors, which clause vectors are fitted to."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from tokenizers import Tokenizer
from torch import Tensor

from perception.encoding import PAD, join_input, tokenize
from training.encoder import Encoder, load_base
from training.model import mean_pool

MOST_TOKENS = 128


class Teacher:
    """Unit vectors of texts, each worked out once."""

    def __init__(self, tokenizer: Tokenizer, *, batch_size: int = 64) -> None:
        self._tokenizer = tokenizer
        self._batch_size = batch_size
        self._encoder: Encoder | None = None
        self._known: dict[str, Tensor] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Works out the vectors of the texts that are not known yet."""
        fresh = sorted(
            set(texts) - self._known.keys(), key=lambda text: (len(text), text)
        )
        if not fresh:
            return
        if self._encoder is None:
            self._encoder = load_base().eval()
        for start in range(0, len(fresh), self._batch_size):
            chunk = fresh[start : start + self._batch_size]
            vectors = self._embed(self._encoder, chunk)
            self._known.update(zip(chunk, vectors, strict=True))

    def vectors(self, texts: Iterable[str]) -> Tensor:
        """One row a text; every text must have been learnt."""
        return torch.stack([self._known[text] for text in texts])

    @torch.inference_mode()
    def _embed(self, encoder: Encoder, texts: list[str]) -> Tensor:
        rows = [
            join_input(tokenize(self._tokenizer, text).ids[:MOST_TOKENS], ())[0]
            for text in texts
        ]
        longest = max(map(len, rows))
        ids = torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])
        mask = (
            torch.arange(longest) < torch.tensor([[len(row)] for row in rows])
        ).long()
        return mean_pool(encoder(ids, torch.zeros_like(ids), mask)[-1], mask).clone()
