"""`python -m training.train`: annotated replies in, the folder of a detector out.

Steps: read and check the corpus, split it by brief, train, write 8-bit ONNX, calibrate
and set thresholds with the 8-bit model on the tuning part, test it on the test part,
and write settings and model card.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from perception.encoding import encode_context, load_tokenizer, tokenize
from perception.runtime import Model
from perception.settings import MODEL_FILE, TOKENIZER_FILE
from training.calibrate import calibrate
from training.corpus import Reply, Split, read_corpus, split_by_brief
from training.encoder import base_folder
from training.export import export
from training.fit import Recipe, contested_flags, gold_flags, train
from training.measure import Scores
from training.plain import FILE as PLAIN_FILE
from training.plain import make_replies, make_singles, part_phrases, read_phrases
from training.publish import Trained, publish, test_results
from training.questions import Case, question_phrases, read_cases

log = logging.getLogger(__name__)

TUNE_SHARE = 0.10
TEST_SHARE = 0.08


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; the exit status is 1 where the corpus has problems."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    torch.set_num_threads(options.threads)
    corpus = read_corpus(options.corpus)
    for problem in corpus.problems:
        log.error("%s", problem)
    if corpus.problems or not corpus.replies:
        log.error("%d problems, nothing was trained", len(corpus.problems))
        return 1
    recipe = change(Recipe(), dict(pair.split("=", 1) for pair in options.set))
    split = split_by_brief(
        corpus.replies,
        seed=options.split_seed,
        tune_share=TUNE_SHARE,
        test_share=TEST_SHARE,
    )
    cases = read_cases(options.questions)
    split = add_plain(split, options.corpus, cases, recipe, seed=options.split_seed)
    log.info(
        "train %d, tune %d, test %d", *map(len, (split.train, split.tune, split.test))
    )
    tokenizer = load_tokenizer(base_folder() / "tokenizer.json")
    model = train(split.train, tokenizer, recipe, cases=cases)
    if options.keep:
        torch.save(model.state_dict(), options.keep)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(options.out / TOKENIZER_FILE))
    export(model, options.out / MODEL_FILE)
    tune = split.tune
    scores = onnx_scores(options.out, tune, recipe)
    trained = Trained(
        acts=calibrate(scores, gold_flags(tune), contested_flags(tune)),
        recipe=recipe,
        corpus=corpus,
        split=split,
    )
    publish(options.out, trained)
    log.info("%s", test_results(options.out, trained))
    return 0


def add_plain(
    split: Split,
    folders: Sequence[Path],
    cases: Sequence[Case],
    recipe: Recipe,
    *,
    seed: int,
) -> Split:
    """The split with plain replies to learn from and to tune on, where phrases are.

    Questions of the cases are only learnt from: they'd crowd out the rest of a tuning.
    """
    phrases = [
        phrase
        for folder in folders
        if (folder / PLAIN_FILE).exists()
        for phrase in read_phrases(folder / PLAIN_FILE)
    ]
    if not (phrases and recipe.plain):
        return split
    learn, tune, _ = part_phrases(
        phrases, seed=seed, tune_share=TUNE_SHARE, test_share=TEST_SHARE
    )
    rng = random.Random(recipe.seed)
    asking = question_phrases(cases)
    learn += rng.sample(asking, min(recipe.plain_questions, len(asking)))
    made = make_replies(learn, _contexts(split.train), recipe.plain, rng)
    singles = make_singles(tune, _contexts(split.tune), rng)
    return replace(split, train=(*split.train, *made), tune=(*split.tune, *singles))


def _contexts(replies: Sequence[Reply]) -> list[str]:
    return sorted({reply.context for reply in replies if reply.context})


def onnx_scores(folder: Path, replies: Sequence[Reply], recipe: Recipe) -> Scores:
    """The reply scores of the 8-bit model, one row a reply."""
    tokenizer = load_tokenizer(folder / TOKENIZER_FILE)
    model = Model(folder / MODEL_FILE)
    lengths = recipe.lengths
    rows = []
    for reply in replies:
        beside = encode_context(
            tokenizer,
            reply.context,
            reply.brief,
            customer_tokens=lengths.context,
            brief_tokens=lengths.brief,
        )
        ids = tokenize(tokenizer, reply.text).ids
        reading = model.read(ids, beside, window=lengths.reply, overlap=lengths.overlap)
        rows.append(reading.reply_scores)
    return np.array(rows, dtype=np.float64)


def change(value: Any, changes: dict[str, str]) -> Any:
    """The recipe with settings replaced, each named by its path ("clothes.lower")."""
    for name, text in changes.items():
        head, _, rest = name.partition(".")
        if head not in {one.name for one in fields(value)}:
            known = ", ".join(one.name for one in fields(value))
            raise SystemExit(f"unknown setting {name!r}, must be one of: {known}")
        old = getattr(value, head)
        if is_dataclass(old):
            value = replace(value, **{head: change(old, {rest: text})})
        else:
            value = replace(value, **{head: type(old)(float(text))})
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.train", description=__doc__
    )
    parser.add_argument("--corpus", type=Path, nargs="+", default=[Path("data/acts")])
    parser.add_argument("--questions", type=Path, default=Path("data/questions"))
    parser.add_argument("--out", type=Path, default=Path("models/detector"))
    parser.add_argument("--keep", type=Path, help="keep the torch weights here")
    parser.add_argument("--split-seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        nargs="*",
        default=[],
        help="change the recipe, for experiments (bf16=1, clothes.lower=0.5)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
