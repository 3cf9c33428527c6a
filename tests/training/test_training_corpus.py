from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training.corpus import Reply, read_corpus, split_by_brief

ROW: dict[str, Any] = {
    "id": "a-1",
    "text": "I'm sorry about the wait",
    "context": "Hello?",
    "brief": "A shop.",
    "spans": [{"start": 0, "end": 9, "label": "apologise"}],
    "meta": {},
}


def span(
    start: object, end: object, label: str = "apologise"
) -> list[dict[str, object]]:
    return [{"start": start, "end": end, "label": label}]


BAD_ROWS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown act": ({"spans": span(0, 9, "grovel")}, "unknown act 'grovel'"),
    "end too far": ({"spans": span(0, 99)}, "does not fit a text of 24"),
    "start at end": ({"spans": span(4, 4)}, "does not fit"),
    "negative start": ({"spans": span(-1, 4)}, "does not fit"),
    "offset no number": ({"spans": span("0", 4)}, "whole numbers"),
    "outer space": ({"spans": span(0, 4)}, "white space"),
    "same span twice": ({"spans": span(0, 9) * 2}, "stands twice"),
    "spans no list": ({"spans": None}, "must be a list"),
    "text missing": ({"text": None}, "'text' must be text"),
    "unknown key": ({"label": "x"}, "must be an object with the keys"),
}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_read_corpus_reads_what_is_right(tmp_path: Path) -> None:
    corpus = read_corpus([write(tmp_path / "a.jsonl", ROW)])
    assert corpus.problems == ()
    assert corpus.replies[0].labels() == {"apologise"}


@pytest.mark.parametrize(("change", "message"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_read_corpus_names_file_line_and_problem(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    other = {**ROW, "id": "a-2", "text": "Quite another text, as you can see"}
    path = write(tmp_path / "a.jsonl", other, {**ROW, **change})
    corpus = read_corpus([path])
    assert [(p.line, message in p.message) for p in corpus.problems] == [(2, True)]
    assert len(corpus.replies) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "a-1", "text": "Quite another text, as you can see"}, "id 'a-1' again"),
        ({"id": "a-2", "text": "i'm SORRY about the wait!"}, "duplicate text"),
        (
            {"id": "a-2", "text": "Well I'm sorry about the wait"},
            "near-duplicate text",
        ),
    ],
)
def test_read_corpus_finds_duplicates_over_files(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    write(tmp_path / "a.jsonl", ROW)
    write(tmp_path / "b.jsonl", {**ROW, **change, "spans": []})
    (problem,) = read_corpus([tmp_path]).problems
    assert message in problem.message
    assert "a.jsonl:1" in problem.message
    assert "b.jsonl:1" in str(problem)


def test_split_puts_no_brief_on_two_sides() -> None:
    replies = [Reply(id=str(n), text=str(n), brief=str(n % 20)) for n in range(200)]
    split = split_by_brief(replies, seed=3, tune_share=0.2, test_share=0.2)
    sides = [{r.brief for r in side} for side in (split.train, split.tune, split.test)]
    assert [len(side) for side in sides] == [13, 3, 4]
    assert len(set.union(*sides)) == 20
    assert split == split_by_brief(replies, seed=3, tune_share=0.2, test_share=0.2)


def test_contested_acts_must_be_acts(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {**ROW, "meta": {"contested": ["grovel"]}})
    (problem,) = read_corpus([path]).problems
    assert "'contested' is ['grovel']" in problem.message
