"""Counts what an annotated corpus holds, and puts the counts into its card.

In: replies. Out: Markdown tables. The card's part between the two marks is ours.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from training.corpus import (
    LABELS,
    NEAR_LEAST_WORDS,
    Corpus,
    Problem,
    Reply,
    find_duplicates,
    read_corpus,
)

BEGIN = "<!-- counts: python -m training.corpus data/acts -->"
END = "<!-- end of counts -->"

_LENGTHS = ((1, 5), (6, 10), (11, 20), (21, 30), (31, 50), (51, 100), (101, 10_000))
_MOST_ACTS = 6


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints counts; exit status 1 where the corpus has problems."""
    parser = argparse.ArgumentParser(
        prog="python -m training.corpus",
        description="check and count annotated replies",
    )
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument(
        "--card", type=Path, help="put the counts into this file, between its marks"
    )
    parser.add_argument(
        "--apart-from",
        type=Path,
        metavar="EXAM",
        help="report replies that stand in this exam too (skipped where it is not)",
    )
    options = parser.parse_args(arguments)
    corpus = read_corpus(options.corpus)
    problems = [*corpus.problems, *_shared(corpus, options.apart_from)]
    for problem in problems:
        print(problem, file=sys.stderr)
    tables = count(corpus)
    print(tables)
    if options.card:
        card = options.card.read_text("utf-8")
        options.card.write_text(put_into(card, tables), "utf-8")
    return 1 if problems else 0


def _shared(corpus: Corpus, exam: Path | None) -> list[Problem]:
    if exam is None:
        return []
    if not exam.exists():
        print(f"there is no exam at {exam}: not compared with it", file=sys.stderr)
        return []
    lines = exam.read_text("utf-8").splitlines()
    return shared_with_exam(corpus, [json.loads(line)["reply"] for line in lines])


def shared_with_exam(corpus: Corpus, texts: Sequence[str]) -> list[Problem]:
    """The replies whose text stands in an exam, or nearly so.

    Texts of fewer than four words are left out: they may come to anyone's mind.
    """
    exam = [
        (Problem(file="exam", line=n, message=""), Reply(id=f"exam {n}", text=text))
        for n, text in enumerate(texts, 1)
        if len(text.split()) >= NEAR_LEAST_WORDS
    ]
    ours = [
        (Problem(file=reply.id, line=1, message=""), reply) for reply in corpus.replies
    ]
    return [one for one in find_duplicates(exam + ours) if "exam:" in one.message]


def count(corpus: Corpus) -> str:
    """The tables of a corpus, in Markdown."""
    replies = corpus.replies
    parts = [
        _overview(corpus),
        _table(("act", "replies", "contested in"), _rows_by_act(replies)),
        _table(("acts in a reply", "replies"), _rows_by_number(replies)),
        _table(("words in a reply", "replies"), _rows_by_length(replies)),
    ]
    return "\n\n".join(parts)


def put_into(card: str, tables: str) -> str:
    """The card with the tables between its marks; raises ValueError without them."""
    before, begin, rest = card.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the card must hold {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def _overview(corpus: Corpus) -> str:
    replies = corpus.replies
    words = [len(reply.text.split()) for reply in replies] or [0]
    contested = sum(bool(reply.contested()) for reply in replies)
    agreed = sum(reply.meta.get("agreed") is True for reply in replies)
    rows = (
        ("replies", len(replies)),
        ("briefs", len({reply.brief for reply in replies})),
        ("annotated words (spans)", sum(len(reply.spans) for reply in replies)),
        ("replies without an act", sum(not reply.spans for reply in replies)),
        ("replies on which both annotators agreed", agreed),
        ("replies with a contested act", contested),
        ("words in a reply, median", round(statistics.median(words))),
    )
    return _table(("", "number"), rows)


def _rows_by_act(replies: Sequence[Reply]) -> list[tuple[str, int, int]]:
    held = Counter(label for reply in replies for label in reply.labels())
    contested = Counter(label for reply in replies for label in reply.contested())
    order = sorted(LABELS, key=lambda label: -held[label])
    return [(f"`{label}`", held[label], contested[label]) for label in order]


def _rows_by_number(replies: Sequence[Reply]) -> list[tuple[str, int]]:
    numbers = Counter(min(_MOST_ACTS, len(reply.labels())) for reply in replies)
    names = [*map(str, range(_MOST_ACTS)), f"{_MOST_ACTS} or more"]
    return [(name, numbers[number]) for number, name in enumerate(names)]


def _rows_by_length(replies: Sequence[Reply]) -> list[tuple[str, int]]:
    lengths = [len(reply.text.split()) for reply in replies]
    return [
        (
            f"{low} to {high}" if high < 1000 else f"{low} or more",
            sum(low <= length <= high for length in lengths),
        )
        for low, high in _LENGTHS
    ]


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    rule = ["---"] + ["---:"] * (len(heads) - 1)
    lines = [heads, rule, *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
