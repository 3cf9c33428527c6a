# ruff: noqa: E501  A row of a table reads best on one line.

from __future__ import annotations

import numpy as np
import pytest

from dialogue.acts import ActKind
from perception.encoding import Tokens
from perception.settings import ActSettings, Settings
from perception.spans import decode_acts, is_unsure, probabilities


def make_settings(
    *, threshold: float = 0.5, stated_confidence: float = 0.6, gate: float = 0.0
) -> Settings:
    act = ActSettings(
        kind=ActKind.APOLOGISE, scale=1.0, offset=0.0, threshold=threshold
    )
    return Settings(
        acts=(act,),
        window=10,
        overlap=4,
        context=4,
        brief=0,
        stated_confidence=stated_confidence,
        gate=gate,
        model_sha256="0" * 64,
        tokenizer_sha256="0" * 64,
    )


def make_tokens(text: str) -> Tokens:
    offsets, at = [], 0
    for word in text.split(" "):
        offsets.append((at, at + len(word)))
        at += len(word) + 1
    return Tokens(ids=tuple(range(len(offsets))), offsets=tuple(offsets))


def decode(text: str, scores: list[float], chance: float, **more: float) -> list[str]:
    acts = decode_acts(
        text,
        make_tokens(text),
        np.array(scores, dtype=np.float32)[:, None],
        np.array([chance]),
        make_settings(**more),
    )
    return [text[act.start_char : act.end_char] for act in acts]


def test_act_is_found_from_its_threshold_on() -> None:
    scores = [3.0, 3.0, -5.0]
    assert decode("so sorry. Mate", scores, 0.5, threshold=0.5) == ["so sorry"]
    assert decode("so sorry mate", scores, 0.49, threshold=0.5) == []


def test_no_act_is_found_below_the_gate() -> None:
    assert decode("so sorry", [3.0, 3.0], 0.49, threshold=0.3, gate=0.5) == []
    assert decode("so sorry", [3.0, 3.0], 0.5, threshold=0.3, gate=0.5) == ["so sorry"]


# Text, the words that speak for the act ("*" strongly, "+" rather), what is shown.
STRETCHES = [
    ("signs around the words", '"so sorry!" he said', "** --", ["so sorry"]),
    ("sign of a sum", "£20 off", "*-", ["£20 off"]),
    ("one word is the act", "Sorry. We close at five on Sundays.", "*------", ["Sorry"]),
    ("never within a word", "we can re-send it", "--*-", ["we can re-send it"]),
    ("short gap", "my most sincere apologies to you", "*--*--", ["my most sincere apologies to you"]),
    ("edge of the clause", "I will ring you on Friday at noon", "-*****--", ["I will ring you on Friday at noon"]),
    ("no joining word", "and I will ring you", "-****", ["I will ring you"]),
    ("lone word grows to its clause", "get your nephew to pay it then", "*------", ["get your nephew to pay it then"]),
    ("does not hang", "I felt sick when I read it over", "****----", ["I felt sick when I read it over"]),
    ("not across a sentence", "A refund. I'll order you the same boots from the warehouse", "-+*********", ["I'll order you the same boots from the warehouse"]),
    ("two sentences that both speak", "We got it wrong. It is all our doing", "*********", ["We got it wrong. It is all our doing"]),
    ("second stretch", "I do apologise. Here is your new order number. My apologies again", "***------***", ["I do apologise", "My apologies again"]),
    ("no short second stretch", "I do apologise. Here is your new order number. Sorry", "***------*", ["I do apologise"]),
    ("no unsure second stretch", "I do apologise. Here is your new order number. It went missing", "***------+--", ["I do apologise"]),
    ("two at most", "I do apologise. It broke. My apologies. It fell. Really very sorry", "***--**--***", ["I do apologise", "My apologies"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [row[1:] for row in STRETCHES],
    ids=[row[0] for row in STRETCHES],
)
def test_act_is_shown_by_its_natural_words(
    text: str, marks: str, expected: list[str]
) -> None:
    strength = {"*": 4.0, "+": 0.3, "-": -6.0}
    scores = [strength[mark] for mark in marks.replace(" ", "")]
    assert sorted(decode(text, scores, 0.9)) == sorted(expected)


def test_first_stretch_is_as_sure_as_the_act_and_the_second_less() -> None:
    text = "I do apologise. Here is your new order number. My apologies again"
    acts = decode_acts(
        text,
        make_tokens(text),
        np.array([4, 4, 4, -6, -6, -6, -6, -6, -6, 2, 2, 2], dtype=np.float32)[:, None],
        np.array([0.9]),
        make_settings(),
    )
    assert acts[0].confidence == 0.9
    assert 0.7 < acts[1].confidence < 0.9


def test_text_without_a_word_shows_no_act() -> None:
    assert decode("!!! ...", [4.0, 4.0], 0.9) == []


@pytest.mark.parametrize(
    ("chance", "expected"),
    [(0.5, True), (0.41, True), (0.59, True), (0.4, False), (0.95, False)],
)
def test_reply_is_unsure_below_the_stated_confidence(
    chance: float, expected: bool
) -> None:
    assert is_unsure(np.array([0.01, chance]), make_settings()) is expected


def test_probability_is_a_half_at_a_score_of_nought() -> None:
    assert probabilities(np.zeros(1, dtype=np.float32), make_settings()) == [0.5]
