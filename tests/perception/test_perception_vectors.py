from __future__ import annotations

import numpy as np
import pytest

from perception.vectors import pack_vector, similarity


def test_packed_vectors_keep_their_cosine() -> None:
    one, other = np.random.default_rng(1).normal(size=(2, 384)).astype(np.float32)
    other = other + one
    exact = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
    assert similarity(pack_vector(one), pack_vector(other)) == pytest.approx(
        exact, abs=0.01
    )


def test_packed_vector_is_as_long_as_its_scale() -> None:
    vector = np.random.default_rng(2).normal(size=384).astype(np.float32)
    packed = np.frombuffer(pack_vector(vector), dtype=np.int8).astype(float)
    assert np.linalg.norm(packed) == pytest.approx(127, rel=0.02)


def test_similarity_to_nothing_is_nought() -> None:
    assert similarity(bytes(384), bytes(384)) == 0.0
