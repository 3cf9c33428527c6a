"""Writes what belongs beside a trained model, and tests the whole."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from dialogue.perceptions import Perception
from perception.detector import Detector, Exchange
from perception.settings import (
    FORMAT,
    MODEL_FILE,
    SETTINGS_FILE,
    TOKENIZER_FILE,
    ActSettings,
)
from perception.stream import main_acts
from training.calibrate import GATE
from training.corpus import LABELS, Corpus, Reply, Split
from training.encoder import BASE_SHA256
from training.fit import Recipe, contested_flags, gold_flags
from training.measure import macro_f1, tally

STATED_CONFIDENCE = 0.55
PACKAGES = ("torch", "numpy", "onnx", "onnxruntime", "tokenizers", "safetensors")
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What a training run settled and from what."""

    acts: list[ActSettings]
    recipe: Recipe
    corpus: Corpus
    split: Split


def publish(folder: Path, trained: Trained) -> None:
    """Writes settings, tests the detector with them, then writes results and card."""
    row = settings_row(folder, trained)
    _write_json(folder / SETTINGS_FILE, row)
    row["results"] = test_results(folder, trained)
    _write_json(folder / SETTINGS_FILE, row)
    shutil.copyfile(HERE / "LICENSE-weights", folder / "LICENSE")
    (folder / "CARD.md").write_text(card(row), "utf-8")


def settings_row(folder: Path, trained: Trained) -> dict[str, Any]:
    """The JSON form of the settings."""
    recipe = asdict(trained.recipe)
    lengths = recipe.pop("lengths")
    return {
        "format": FORMAT,
        "acts": [
            {
                "act": act.kind.value,
                "scale": act.scale,
                "offset": act.offset,
                "threshold": act.threshold,
            }
            for act in trained.acts
        ],
        "lengths": lengths,
        "gate": GATE,
        "stated_confidence": STATED_CONFIDENCE,
        "sha256": {
            name: _sha256(folder / name) for name in (MODEL_FILE, TOKENIZER_FILE)
        },
        "training": {
            "base_sha256": BASE_SHA256,
            "corpus_sha256": trained.corpus.sha256,
            "replies": {
                "train": len(trained.split.train),
                "tune": len(trained.split.tune),
                "test": len(trained.split.test),
            },
            "recipe": recipe,
            "versions": {
                "python": platform.python_version(),
                **{name: metadata.version(name) for name in PACKAGES},
            },
        },
    }


def test_results(folder: Path, trained: Trained) -> dict[str, Any]:
    """What the finished detector does on the test part: F1 per act and in the mean."""
    replies = trained.split.test
    if not replies:
        return {}
    detector = Detector.load(folder)
    perceived = detector.perceive_many(_exchange(reply) for reply in replies)
    found = np.array(
        [[name in {k.value for k in p.kinds()} for name in LABELS] for p in perceived]
    )
    contested = contested_flags(replies)
    tallies = tally(found & ~contested, gold_flags(replies) & ~contested)
    return {
        "replies": len(replies),
        "macro_f1": round(macro_f1(tallies), 3),
        "spans_on_quote": round(_spans_on_quote(replies, perceived), 3),
        "unsure": round(float(np.mean([p.is_unsure for p in perceived])), 3),
        "f1": {
            name: round(one.f1, 3)
            for name, one in zip(LABELS, tallies, strict=True)
            if one.gold
        },
    }


def card(row: dict[str, Any]) -> str:
    """The model card, in Markdown, from the settings."""
    results, training = row["results"], row["training"]
    lines = (HERE / "card.md").read_text("utf-8")
    table = "\n".join(f"| `{act}` | {f1:.2f} |" for act, f1 in results["f1"].items())
    return lines.format(
        macro_f1=results["macro_f1"],
        spans=results["spans_on_quote"],
        unsure=results["unsure"],
        tested=results["replies"],
        train=training["replies"]["train"],
        tune=training["replies"]["tune"],
        table=table,
        sha256=row["sha256"][MODEL_FILE],
        base=training["base_sha256"],
        corpus=training["corpus_sha256"],
        seed=training["recipe"]["seed"],
        stated=row["stated_confidence"],
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _exchange(reply: Reply) -> Exchange:
    return Exchange(reply=reply.text, customer=reply.context, brief=reply.brief)


def _spans_on_quote(replies: tuple[Reply, ...], perceived: list[Perception]) -> float:
    """Of the acts rightly found, the share that lies on the annotated words."""
    hits = total = 0
    for reply, perception in zip(replies, perceived, strict=True):
        for kind in perception.kinds():
            gold = [span for span in reply.spans if span.label == kind.value]
            if gold:
                total += 1
                (act,) = (one for one in main_acts(perception) if one.kind is kind)
                hits += any(
                    act.start_char < span.end_char and span.start_char < act.end_char
                    for span in gold
                )
    return hits / max(1, total)


def _write_json(path: Path, row: dict[str, Any]) -> None:
    text = json.dumps(row, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", "utf-8")
