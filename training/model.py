"""The detector as a torch module: the encoder with its three heads.

For every token: how strongly it speaks for each act (the evidence) and a vector for
clause embeddings; for the whole reply: a score for each act, pooled over the tokens
that are its evidence.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from perception.encoding import CLS, SEP
from training.encoder import Encoder

# The layers, counted from 1, of which a token's vector is made. The last ones have
# turned to the acts; those in the middle still tell what a text is about.
VECTOR_LAYERS = (2, 3, 4, 6)


class Output(NamedTuple):
    """Scores (logits) of tokens and replies, and each token's part in an embedding."""

    token_scores: Tensor
    reply_scores: Tensor
    vectors: Tensor


class ActModel(nn.Module):
    """Encoder and heads."""

    def __init__(self, encoder: Encoder, acts: int, *, dropout: float = 0.1) -> None:
        super().__init__()
        width = encoder.size.width
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.inner = nn.Linear(width, width)
        self.evidence = nn.Linear(width, acts)
        self.weight = nn.Linear(width, acts)
        # At first the last layer alone, which is what the base model's vectors are.
        self.project = nn.Linear(width * len(VECTOR_LAYERS), width)
        nn.init.zeros_(self.project.weight)
        nn.init.zeros_(self.project.bias)
        nn.init.eye_(self.project.weight[:, -width:])
        nn.init.constant_(self.evidence.bias, -3.0)
        nn.init.constant_(self.weight.bias, -2.0)

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> Output:
        layers = self.encoder(ids, segments, mask)
        inner = functional.gelu(self.inner(self.dropout(layers[-1])))
        inner = self.dropout(inner)
        evidence = self.evidence(inner)
        outside = ~reply_tokens(ids, segments, mask)
        masked = evidence.masked_fill(outside[:, :, None], -1e4)
        pooled = (masked.softmax(1) * self.weight(inner)).sum(1)
        return Output(evidence, pooled, self.project(vector_input(layers)))


def vector_input(layers: list[Tensor]) -> Tensor:
    """What a token's vector is projected from: the layers for it, side by side."""
    return torch.cat([layers[number - 1] for number in VECTOR_LAYERS], dim=-1)


def reply_tokens(ids: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
    """True at the tokens of the reply itself; at [CLS] where the reply has none."""
    inside = (segments == 0) & (mask > 0) & (ids != CLS) & (ids != SEP)
    empty = ~inside.any(1, keepdim=True)
    return inside | (empty & (ids == CLS))


def pool_ranges(vectors: Tensor, rows: Tensor, ranges: Tensor) -> Tensor:
    """Means of `vectors[row, start:end]` for each row and range."""
    sums = functional.pad(vectors.float().cumsum(1), (0, 0, 1, 0))
    total = sums[rows, ranges[:, 1]] - sums[rows, ranges[:, 0]]
    return total / (ranges[:, 1] - ranges[:, 0])[:, None]


def mean_pool(hidden: Tensor, mask: Tensor) -> Tensor:
    """Unit means over all tokens, as the base model's own embeddings are made."""
    weights = mask.to(hidden.dtype)[:, :, None]
    return functional.normalize((hidden * weights).sum(1), dim=-1)


def seed_everything(seed: int) -> None:
    """Makes a run repeatable on the same machine and versions."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
