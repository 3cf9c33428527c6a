"""Runs the ONNX model over one text: scores and vectors for each of its tokens.

One thread and no padding between replies, so that a reply's numbers depend on that
reply alone and are the same on every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from dialogue.errors import DetectorError
from perception.encoding import Window, join_input, split_windows

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Scores (logits) for tokens × acts and for acts, and one vector a token."""

    token_scores: Floats
    reply_scores: Floats
    vectors: Floats


class Model:
    """The loaded model."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no public base of its errors
            raise DetectorError(f"{path} cannot be run as a model: {error}") from error

    def read(
        self,
        reply_ids: Sequence[int],
        context_ids: Sequence[int],
        *,
        window: int,
        overlap: int,
    ) -> Reading:
        """Reads a text of at least one token; a long one in overlapping windows."""
        windows = split_windows(len(reply_ids), size=window, overlap=overlap)
        parts = [self._read_window(one, reply_ids, context_ids) for one in windows]
        if len(parts) == 1:
            return parts[0]
        return Reading(
            token_scores=np.concatenate([part.token_scores for part in parts]),
            reply_scores=np.stack([part.reply_scores for part in parts]).max(axis=0),
            vectors=np.concatenate([part.vectors for part in parts]),
        )

    def _read_window(
        self, window: Window, reply_ids: Sequence[int], context_ids: Sequence[int]
    ) -> Reading:
        ids, segments = join_input(reply_ids[window.start : window.end], context_ids)
        token_scores, reply_scores, vectors = self._session.run(
            ["token_scores", "reply_scores", "vectors"],
            {
                "ids": np.array([ids], dtype=np.int64),
                "segments": np.array([segments], dtype=np.int64),
                "mask": np.ones((1, len(ids)), dtype=np.int64),
            },
        )
        # The first row is that of [CLS].
        kept = slice(
            window.keep_start - window.start + 1, window.keep_end - window.start + 1
        )
        return Reading(
            token_scores=token_scores[0, kept],
            reply_scores=reply_scores[0],
            vectors=vectors[0, kept],
        )
