"""`python -m evaluation.report`: writes evaluation/report.md, from one run of it all.

The keyword list, Rasa's DIET taught in two ways, a frozen base model with a linear head
and our detector answer the same replies: those of the corpus's test part, which no
training run saw, also in other clothes. Needs the environment of training, and Rasa's
for DIET. Each is measured on one core, in a process of its own, so that its memory is
its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dialogue.errors import HotseatError
from dialogue.perceptions import Perceiver
from evaluation.agreement import compare, machine_marks, read_marked, same_verdicts
from evaluation.detection import LEAST_GOLD, Question, figures, measure
from evaluation.diet_rows import AS_TYPED, about_diet, diet_rows
from evaluation.keywords import KeywordPerceiver
from evaluation.process import most_memory_mb, stay_on_one_core
from hotseat.desk import Desk
from perception.detector import Detector
from training.augment import Clothes, disguise
from training.corpus import Reply, Split, read_corpus, split_by_brief

HERE = Path(__file__).parent
SYSTEMS = {
    "keywords": "keyword list",
    "diet_one": "DIET, one intent",
    "diet_multi": "DIET, multi-intents",
    "frozen": "frozen MiniLM, linear head",
    "ours": "ours",
}
SEED, TUNE_SHARE, TEST_SHARE = 1, 0.10, 0.08
_BARE = {
    "lower": 0.0,
    "upper": 0.0,
    "bare": 0.0,
    "no_apostrophe": 0.0,
    "typos": 0.0,
    "text_speak": 0.0,
}
# Typos fall on words of four letters and more: so many that one word in eight has one.
VARIANTS = {
    AS_TYPED: Clothes(**_BARE),
    "lower case": Clothes(**{**_BARE, "lower": 1.0}),
    "no punctuation": Clothes(**{**_BARE, "bare": 1.0}),
    "one typo in eight words": Clothes(**{**_BARE, "typos": 1.0, "typo_share": 0.23}),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.report")
    parser.add_argument("--corpus", type=Path, default=Path("data/acts"))
    parser.add_argument("--detector", type=Path, default=Path("models/detector"))
    parser.add_argument("--out", type=Path, default=HERE / "report.md")
    parser.add_argument(
        "--threads",
        type=int,
        default=max(1, (os.cpu_count() or 1) // 2),
        help="threads for each of the two trainings of DIET, which run at once",
    )
    parser.add_argument(
        "--without-diet", action="store_true", help="leave DIET out: it takes hours"
    )
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    split = split_by_brief(
        read_corpus([options.corpus]).replies,
        seed=SEED,
        tune_share=TUNE_SHARE,
        test_share=TEST_SHARE,
    )
    if options.only:
        stay_on_one_core()
        print(json.dumps(_run(options.only, split, options.detector)))
        return 0
    try:
        rows = _all_rows(split, options)
    except HotseatError as error:
        print(error, file=sys.stderr)
        return 1
    options.out.write_text(write(rows, split, options.detector), "utf-8")
    return 0


def _all_rows(split: Split, options: argparse.Namespace) -> dict[str, Any]:
    """Each system's row. Raises ServiceError where Rasa can't be run for DIET."""
    if options.without_diet:
        names = [name for name in SYSTEMS if not name.startswith("diet")]
        return {name: _run_apart(name, options) for name in names}
    diets = _run_diets(split, threads=options.threads)
    return {name: diets.get(name) or _run_apart(name, options) for name in SYSTEMS}


def _run_apart(name: str, options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "evaluation.report", "--only", name]
    command += ["--corpus", str(options.corpus), "--detector", str(options.detector)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def _run(name: str, split: Split, detector: Path) -> dict[str, Any]:
    """The figures of one system on every form of the test part."""
    perceiver = _load(name, split, detector)
    rows = {
        variant: figures(measure(name, perceiver, _questions(split.test, clothes)))
        for variant, clothes in VARIANTS.items()
    }
    return {"variants": rows, "memory_mb": most_memory_mb()}


def _run_diets(split: Split, *, threads: int) -> dict[str, dict[str, Any]]:
    """The same figures of DIET, whose answers come from Rasa's environment."""
    variants = {
        variant: _questions(split.test, clothes)
        for variant, clothes in VARIANTS.items()
    }
    tuning = [as_question(reply) for reply in split.tune]
    return diet_rows(split.train, tuning, variants, threads=threads)


def _load(name: str, split: Split, detector: Path) -> Perceiver:
    if name == "keywords":
        return KeywordPerceiver()
    if name == "ours":
        return Detector.load(detector)
    from training.frozen import FrozenPerceiver

    return FrozenPerceiver(split.train, split.tune)


def _questions(replies: Sequence[Reply], clothes: Clothes) -> list[Question]:
    rng = random.Random(SEED)
    return [as_question(disguise(reply, clothes, rng)) for reply in replies]


def as_question(reply: Reply) -> Question:
    """A reply of the corpus in exam form; each act by its first span."""
    quotes: dict[str, str] = {}
    for span in sorted(reply.spans, key=lambda span: span.start_char):
        if span.label not in reply.contested():
            quotes.setdefault(span.label, reply.text[span.start_char : span.end_char])
    return Question(
        id=reply.id,
        brief=reply.brief,
        customer=reply.context,
        reply=reply.text,
        quotes=quotes,
        contested=reply.contested(),
    )


def write(rows: dict[str, dict[str, Any]], split: Split, detector: Path) -> str:
    """The report, in Markdown."""
    typed = {name: row["variants"][AS_TYPED] for name, row in rows.items()}
    settings = json.loads((detector / "settings.json").read_text("utf-8"))
    parts = {
        "about": (
            f"The test part has {len(split.test)} replies, the tuning part "
            f"{len(split.tune)}, the training part {len(split.train)}; no brief stands "
            f"in two of them. Detector `{settings['sha256']['model.onnx'][:12]}`. "
            f"Macro F1 counts acts that the test part holds {LEAST_GOLD} times or more."
        ),
        "systems": _systems(rows, typed),
        "acts": _acts(typed),
        "variants": _variants(rows),
        "diet": about_diet(rows, split),
        **_marks(detector),
        "tried": (HERE / "tried.md").read_text("utf-8").strip(),
    }
    return (HERE / "report.tmpl.md").read_text("utf-8").format(**parts)


def _systems(rows: dict[str, dict[str, Any]], typed: dict[str, dict[str, Any]]) -> str:
    lines = [
        (
            SYSTEMS[name],
            f"{one['macro_f1']:.3f}",
            f"{one['micro_f1']:.3f}",
            f"{one['on_quote']:.3f}",
            f"{one['overlap']:.3f}",
            f"{one['invented']} of {one['silent']}",
            f"{one['calibration_error']:.3f}" if name != "keywords" else "",
            f"{one['p50_ms']:.1f}",
            f"{rows[name]['memory_mb']:.0f}",
        )
        for name, one in typed.items()
    ]
    heads = (
        "", "macro F1", "micro F1", "on quote", "overlap", "acts invented",
        "calibration error", "ms, p50", "MB",
    )  # fmt: skip
    return table(heads, lines)


def _acts(typed: dict[str, dict[str, Any]]) -> str:
    gold = typed["ours"]["gold"]
    lines = [
        (f"`{act}`", gold[act], *(f"{one['f1'][act]:.2f}" for one in typed.values()))
        for act in sorted(gold, key=lambda act: -gold[act])
    ]
    return table(("act", "replies", *(SYSTEMS[name] for name in typed)), lines)


def _variants(rows: dict[str, dict[str, Any]]) -> str:
    lines = [
        (
            variant,
            *(f"{row['variants'][variant]['macro_f1']:.3f}" for row in rows.values()),
        )
        for variant in VARIANTS
    ]
    return table(("replies", *(SYSTEMS[name] for name in rows)), lines)


def _marks(detector: Path) -> dict[str, Any]:
    """What the template says of marks: the machine's beside those of two hands."""
    desk = Desk(detector_folder=detector)
    talks = read_marked()
    machine = machine_marks(talks, desk)
    hands_same, machine_same = same_verdicts(talks, machine)
    lines = [
        (
            one.name,
            one.talks,
            f"{one.hands:.2f}",
            f"{one.machine:.2f}",
            f"{one.low:.2f} to {one.high:.2f}",
            f"{one.hands_same:.0%}",
            f"{one.same:.0%}",
        )
        for one in compare(talks, machine)
    ]
    heads = (
        "", "talks", "hand and hand", "machine and hand", "95%", "hands the same",
        "machine the same",
    )  # fmt: skip
    return {
        "talks": len(talks),
        "marks": table(heads, lines),
        "hands_same": f"{hands_same:.0%}",
        "machine_same": f"{machine_same:.0%}",
    }


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table, its first column left and the others right."""
    rule = ["---"] + ["---:"] * (len(heads) - 1)
    lines = [heads, rule, *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
