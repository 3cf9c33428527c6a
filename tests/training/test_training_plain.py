from __future__ import annotations

import random
from pathlib import Path

import pytest

from training.corpus import LABELS
from training.plain import make_replies, make_singles, part_phrases, read_phrases

PLAIN = Path(__file__).parents[2] / "data" / "acts" / "plain.yml"


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_phrases_mark_inner_words_and_the_whole(tmp_path: Path) -> None:
    path = write(
        tmp_path / "p.yml", "follow_up:\n- I'll ring {set_timescale|at two}.\n"
    )
    (phrase,) = read_phrases(path)
    assert phrase.text == "I'll ring at two."
    quotes = {s.label: phrase.text[s.start_char : s.end_char] for s in phrase.spans}
    assert quotes == {"set_timescale": "at two", "follow_up": "I'll ring at two"}


def test_unknown_act_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="grovel"):
        read_phrases(write(tmp_path / "p.yml", "grovel:\n- Oh please\n"))


def test_every_act_has_phrases_and_none_stands_twice() -> None:
    phrases = read_phrases(PLAIN)
    assert {span.label for one in phrases for span in one.spans} == set(LABELS)
    texts = [one.text.lower() for one in phrases]
    assert len(set(texts)) == len(texts)


def test_replies_keep_each_span_on_its_words() -> None:
    phrases = read_phrases(PLAIN)
    quotes = {
        (span.label, one.text[span.start_char : span.end_char])
        for one in phrases
        for span in one.spans
    }
    replies = make_replies(phrases, ["Well?"], 300, random.Random(1))
    assert len(replies) == 300
    assert all(
        (span.label, reply.text[span.start_char : span.end_char]) in quotes
        for reply in replies
        for span in reply.spans
    )
    assert replies == make_replies(phrases, ["Well?"], 300, random.Random(1))


def test_phrases_stand_on_one_side_only() -> None:
    phrases = read_phrases(PLAIN)
    sides = part_phrases(phrases, seed=1, tune_share=0.1, test_share=0.08)
    assert sum(map(len, sides)) == len(phrases)
    assert len(sides[0]) > len(sides[1]) > 0
    singles = make_singles(sides[1], [], random.Random(1))
    assert [reply.text.rstrip(".") for reply in singles] == [
        phrase.text for phrase in sides[1]
    ]
