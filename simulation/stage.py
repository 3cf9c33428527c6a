"""A scenario made ready to be played: its example questions and offers as vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dialogue.perceptions import VECTOR_WIDTH, Embedder
from scenario.manners import Manners
from scenario.types import Scenario

Vectors = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Example texts by the id they stand for; row i of `vectors` is of `ids[i]`."""

    ids: tuple[str, ...]
    vectors: Vectors

    def likeness(self, vectors: Sequence[bytes]) -> dict[str, float]:
        """For each id, the greatest cosine of any example with any of the vectors."""
        if not vectors or not self.ids:
            return {}
        given = as_vectors(vectors)
        lengths = np.outer(_lengths(self.vectors), _lengths(given))
        cosines = ((self.vectors @ given.T) / lengths).max(axis=1)
        best: dict[str, float] = {}
        for name, cosine in zip(self.ids, cosines.tolist(), strict=True):
            best[name] = max(best.get(name, -1.0), round(cosine, 6))
        return best

    def near(self, vector: bytes, *, least: float, within: float) -> tuple[str, ...]:
        """The ids that are like enough and not far behind the likest, likest first."""
        ranked = sorted(self.likeness([vector]).items(), key=lambda item: -item[1])
        return tuple(
            name
            for name, likeness in ranked
            if likeness >= least and ranked[0][1] - likeness < within
        )

    def best(self, vector: bytes, *, least: float, margin: float) -> str:
        """The likest id; empty where none is like enough or two are alike."""
        alike = self.near(vector, least=-1.0, within=margin)
        enough = self.near(vector, least=least, within=margin)
        return enough[0] if enough and len(alike) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    scenario: Scenario
    manners: Manners
    questions: Examples
    offers: Examples


def as_vectors(vectors: Sequence[bytes]) -> Vectors:
    """Signed 8-bit vectors as rows of integers, so that products are exact."""
    joined = np.frombuffer(b"".join(vectors), dtype=np.int8)
    return joined.reshape(-1, VECTOR_WIDTH).astype(np.int32)


def _lengths(vectors: Vectors) -> NDArray[np.float64]:
    squares = np.maximum(1, (vectors**2).sum(axis=1)).astype(np.float64)
    lengths: NDArray[np.float64] = np.sqrt(squares)
    return lengths


def prepare(scenario: Scenario, *, manners: Manners, embedder: Embedder) -> Stage:
    """Embeds the scenario's examples; the one slow step, done once a scenario."""
    return Stage(
        scenario=scenario,
        manners=manners,
        questions=_examples(((f.id, f.asks) for f in scenario.facts), embedder),
        offers=_examples(((r.id, r.wording) for r in scenario.remedies), embedder),
    )


def _examples(
    groups: Iterable[tuple[str, Sequence[str]]], embedder: Embedder
) -> Examples:
    pairs = [(name, text) for name, texts in groups for text in texts]
    vectors = embedder.embed([text for _, text in pairs])
    return Examples(
        ids=tuple(name for name, _ in pairs), vectors=as_vectors(tuple(vectors))
    )
