"""Writes a trained model as 8-bit ONNX.

The word embeddings are kept as 8-bit rows with a scale each, which loses less than one
scale for the table; the matrix products are quantised by onnxruntime, dynamically.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, cast

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.model import ActModel

OPSET = 17


class QuantisedTable(nn.Module):
    """An embedding table of signed 8-bit rows, each with its own scale."""

    def __init__(self, table: nn.Embedding) -> None:
        super().__init__()
        weights = table.weight.detach()
        scale = weights.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", (weights / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        rows, scale = self.get_buffer("rows"), self.get_buffer("scale")
        return rows[ids].float() * scale[ids]


def export(model: ActModel, path: Path, *, reduce_range: bool = True) -> None:
    """Writes the model to `path`; the model itself is left with its 8-bit embeddings.

    `reduce_range` keeps weights to 7 bits, so that processors without 8-bit dot
    products cannot overflow and give the same answers.
    """
    model.eval()
    model.encoder.words = cast(Any, QuantisedTable(model.encoder.words))
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        _write_full(model, full)
        quantize_dynamic(
            full,
            path,
            op_types_to_quantize=["MatMul", "Gemm"],
            per_channel=True,
            reduce_range=reduce_range,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )
    _clean(path)


def _write_full(model: ActModel, path: Path) -> None:
    ids = torch.tensor([[101, 2054, 3047, 102, 2339, 102]])
    segments = torch.tensor([[0, 0, 0, 0, 1, 1]])
    inputs = (ids.repeat(2, 1), segments.repeat(2, 1), torch.ones(2, 6).long())
    names = ["ids", "segments", "mask"]
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        model,
        inputs,
        str(path),
        dynamo=False,
        opset_version=OPSET,
        input_names=names,
        output_names=["token_scores", "reply_scores", "vectors"],
        dynamic_axes={
            **dict.fromkeys([*names, "token_scores", "vectors"], axes),
            "reply_scores": {0: "batch"},
        },
    )


def _clean(path: Path) -> None:
    """Takes out what differs between two runs or names the machine."""
    model = onnx.load(path)
    model.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
    del model.metadata_props[:]
    path.write_bytes(model.SerializeToString(deterministic=True))
