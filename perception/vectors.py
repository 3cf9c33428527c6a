"""Unit vectors as signed 8-bit integers: small, and alike on every machine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SCALE = 127


def pack_vector(vector: Floats) -> bytes:
    """The vector's direction in one signed byte a component; zeros stay zeros."""
    length = float(np.sqrt(np.square(vector.astype(np.float64)).sum()))
    unit = vector.astype(np.float64) / (length or 1.0)
    whole: NDArray[np.int8] = np.rint(unit * SCALE).astype(np.int8)
    return whole.tobytes()


def similarity(one: bytes, other: bytes) -> float:
    """The cosine of two packed vectors, -1 to 1; 0 where either is all zeros."""
    a = np.frombuffer(one, dtype=np.int8).astype(np.int64)
    b = np.frombuffer(other, dtype=np.int8).astype(np.int64)
    lengths = float(np.sqrt(float((a * a).sum()) * float((b * b).sum())))
    return float((a * b).sum()) / lengths if lengths else 0.0
