"""`python -m evaluation.diet_rasa train|answer FOLDER`: the part that needs Rasa.

Runs in `.venv`, started by `diet_run`. `train` reads `config.yml` and `nlu.yml` of the
folder and writes `model.tar.gz` and, in `training.json`, how long that took. `answer`
reads `texts.json` and writes `answers.json`: what the model says to each text, how long
that took, and the most memory of the process.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
)
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog
from rasa.utils.tensorflow.environment import setup_tf_environment

from evaluation.diet import act_chances
from evaluation.process import most_memory_mb

MODEL = "model"
# The first texts are asked twice: TensorFlow builds its graph while they wait.
WARM_UP = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Does one of the two steps; what Rasa raises ends it with a traceback."""
    step, name = sys.argv[1:] if arguments is None else arguments
    # What Rasa's own command does before anything else.
    configure_logging_and_warnings()
    configure_structlog()
    setup_tf_environment()
    {"train": train, "answer": answer}[step](Path(name))
    return 0


def train(folder: Path) -> None:
    """Trains with Rasa's own call; raises FileNotFoundError where Rasa gave up."""
    # Rasa keeps parts of what it trains, by default in the working directory.
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    started, used = time.perf_counter(), time.process_time()
    train_nlu(
        config=str(folder / "config.yml"),
        nlu_data=str(folder / "nlu.yml"),
        output=str(folder),
        fixed_model_name=MODEL,
    )
    if not _model(folder).is_file():
        raise FileNotFoundError(f"Rasa wrote no {_model(folder)}")
    took = {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - used,
    }
    (folder / "training.json").write_text(json.dumps(took), "utf-8")


def answer(folder: Path) -> None:
    """Asks the model every text, one after the other."""
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    before = most_memory_mb()
    agent = Agent.load(_model(folder))
    answers = asyncio.run(_ask(agent, texts))
    found = {"answers": answers, "before_mb": before, "memory_mb": most_memory_mb()}
    (folder / "answers.json").write_text(json.dumps(found), "utf-8")


async def _ask(agent: Agent, texts: Sequence[str]) -> list[dict[str, Any]]:
    for text in texts[:WARM_UP]:
        await agent.parse_message(text)
    return [await _ask_one(agent, text) for text in texts]


async def _ask_one(agent: Agent, text: str) -> dict[str, Any]:
    started = time.perf_counter()
    said = await agent.parse_message(text)
    seconds = time.perf_counter() - started
    return {
        "intent": said[INTENT][INTENT_NAME_KEY] or "",
        "confidence": said[INTENT][PREDICTED_CONFIDENCE_KEY],
        "chances": act_chances(_pairs(said[INTENT_RANKING_KEY])),
        "seconds": seconds,
    }


def _pairs(ranking: Iterable[dict[str, Any]]) -> Iterator[tuple[str, float]]:
    return ((one[INTENT_NAME_KEY], one[PREDICTED_CONFIDENCE_KEY]) for one in ranking)


def _model(folder: Path) -> Path:
    return folder / f"{MODEL}.tar.gz"


if __name__ == "__main__":
    sys.exit(main())
