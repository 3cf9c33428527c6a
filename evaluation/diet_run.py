"""Has Rasa train DIET and answer texts, in Rasa's own environment.

In: for each DIET its pipeline, its training replies and the texts to be asked. Out: the
answers with their times, and the memory. Training takes hours, so models are kept below
`build/diet/`, each under a hash of all that it is made of: pipeline, training replies,
and the versions of Rasa and of what it computes with. Answers are not kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dialogue.errors import ServiceError
from evaluation.diet import EPOCHS, Answer, Way, intent_of, pipeline
from evaluation.process import stay_on_one_core
from training.corpus import Reply

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
KEPT = ROOT / "build" / "diet"
MODEL_FILES = ("model.tar.gz", "training.json")

# What the numbers of a model hang on, of all that .venv holds.
_PINS = re.compile(
    r"^(?:rasa|tensorflow|keras|scikit-learn|numpy|scipy)==[\w.]+", re.MULTILINE
)
# Nothing is sent to Rasa's makers, no graphics card is used, and TensorFlow keeps its
# greetings to itself.
_SETTINGS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "LOG_LEVEL": "INFO",
}
_THREAD_SETTINGS = (
    "TF_INTRA_OP_PARALLELISM_THREADS",
    "TF_INTER_OP_PARALLELISM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One DIET: the content of the files that Rasa is given, and the texts to ask."""

    way: Way
    config: dict[str, Any]
    nlu: dict[str, Any]
    texts: tuple[str, ...]

    def name(self) -> str:
        """The way and a hash of everything that the model is made of."""
        pins = _PINS.findall((ROOT / "requirements" / "app.txt").read_text("utf-8"))
        content = json.dumps([self.config, self.nlu, pins], sort_keys=True)
        return f"{self.way.value}-{hashlib.sha256(content.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What one DIET said to each text.

    `memory_mb` is the most memory of the process that answered, `before_mb` what of it
    Rasa held before a model was loaded. Training ran in a process apart;
    `training_seconds` are those of a processor, which other work does not lengthen.
    """

    by_text: dict[str, Answer]
    before_mb: float
    memory_mb: float
    training_seconds: float


def make_job(
    way: Way, replies: Sequence[Reply], texts: Iterable[str], *, epochs: int = EPOCHS
) -> Job:
    """What Rasa is given to learn from these replies; each text is asked once."""
    examples: dict[str, list[dict[str, str]]] = defaultdict(list)
    for reply in replies:
        examples[intent_of(reply, way)].append({"text": reply.text})
    nlu = [{"intent": name, "examples": examples[name]} for name in sorted(examples)]
    return Job(
        way=way,
        config={
            "recipe": "default.v1",
            "assistant_id": "hotseat-diet",
            "language": "en",
            "pipeline": pipeline(way, epochs=epochs),
        },
        nlu={"version": "3.1", "nlu": nlu},
        texts=tuple(dict.fromkeys(texts)),
    )


def run(
    jobs: Sequence[Job], *, python: Path = PYTHON, kept: Path = KEPT, threads: int = 1
) -> list[Answers]:
    """The answers to each job.

    Models that are not kept yet are trained, all at once, with so many threads each.
    Only then are the texts asked, one job after the other on one core, so that nothing
    of ours disturbs the times. Raises ServiceError where Rasa's environment is missing
    or Rasa fails.
    """
    check_environment(python)
    folders = [kept / job.name() for job in jobs]
    _train(jobs, folders, python, threads)
    return [
        _answers(job, folder, python) for job, folder in zip(jobs, folders, strict=True)
    ]


def check_environment(python: Path = PYTHON) -> None:
    """Raises ServiceError, saying what to run, where there is no Rasa."""
    if not python.is_file():
        raise ServiceError(
            f"DIET needs Rasa's environment, and there is no {python}: run "
            "`make report`, which makes it, or `scripts/setup app`"
        )


def read_answers(
    texts: Sequence[str], found: dict[str, Any], training: dict[str, Any]
) -> Answers:
    """The answers in the form in which `diet_rasa` writes them."""
    answers = [Answer(**one) for one in found["answers"]]
    return Answers(
        by_text=dict(zip(texts, answers, strict=True)),
        before_mb=found["before_mb"],
        memory_mb=found["memory_mb"],
        training_seconds=training["cpu_seconds"],
    )


def _is_trained(folder: Path) -> bool:
    return all((folder / name).is_file() for name in MODEL_FILES)


def _train(
    jobs: Sequence[Job], folders: Sequence[Path], python: Path, threads: int
) -> None:
    """Trains all at once; if one fails, the others are stopped."""
    with ExitStack() as stack:
        begun = []
        for job, folder in zip(jobs, folders, strict=True):
            if _is_trained(folder):
                continue
            work = _work_folder(stack)
            _write_yaml(work / "config.yml", job.config)
            _write_yaml(work / "nlu.yml", job.nlu)
            step = _Step(name="train", python=python, work=work, log=_log(folder))
            print(f"training DIET, for hours: see {step.log}", file=sys.stderr)
            begun.append((step, step.start(stack, threads=threads), folder))
        for step, process, folder in begun:
            step.end(process)
            _keep(step.work, folder)


def _answers(job: Job, folder: Path, python: Path) -> Answers:
    with ExitStack() as stack:
        work = _work_folder(stack)
        (work / "model.tar.gz").symlink_to(folder / "model.tar.gz")
        (work / "texts.json").write_text(json.dumps(job.texts), "utf-8")
        log = _log(folder, ".answers.log")
        step = _Step(name="answer", python=python, work=work, log=log)
        step.end(step.start(stack, threads=1, before=stay_on_one_core))
        found = json.loads((work / "answers.json").read_text("utf-8"))
    training = json.loads((folder / "training.json").read_text("utf-8"))
    return read_answers(job.texts, found, training)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One run of `diet_rasa`; the log gets all that Rasa says."""

    name: str
    python: Path
    work: Path
    log: Path

    def start(
        self,
        stack: ExitStack,
        *,
        threads: int,
        before: Callable[[], None] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Starts it; it is stopped where the stack is left before it has ended."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        counts = dict.fromkeys(_THREAD_SETTINGS, str(threads))
        process = subprocess.Popen(
            [str(self.python), "-m", "evaluation.diet_rasa", self.name, str(self.work)],
            cwd=ROOT,
            env={**os.environ, **_SETTINGS, **counts},
            preexec_fn=before,
            stdin=subprocess.DEVNULL,
            stdout=stack.enter_context(self.log.open("wb")),
            stderr=subprocess.STDOUT,
        )
        stack.enter_context(process)
        stack.callback(process.terminate)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """Waits for the end. Raises ServiceError where it was no good one."""
        if process.wait():
            raise ServiceError(f"Rasa failed to {self.name} DIET; {self.log} says why")


def _log(folder: Path, suffix: str = ".log") -> Path:
    return folder.with_suffix(suffix)


def _work_folder(stack: ExitStack) -> Path:
    """A folder of its own, gone afterwards: no other file can be taken for data."""
    place = tempfile.TemporaryDirectory(prefix="hotseat-diet-")
    return Path(stack.enter_context(place))


def _write_yaml(file: Path, content: dict[str, Any]) -> None:
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    file.write_text(text, "utf-8")


def _keep(work: Path, folder: Path) -> None:
    """Puts the model where it is found again, the last file last."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in MODEL_FILES:
        shutil.move(work / name, folder / name)
