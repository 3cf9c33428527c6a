"""The role-play at the terminal, over a talk that is written down."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dialogue.errors import InputError
from dialogue.turns import Speaker, Turn
from hotseat.talks import Outcome, Said
from hotseat.terminal import brief_lines, converse
from hotseat.typing_in import asker, printable
from scenario.types import Scenario
from tests.factories import make_scenario, scenario_data


class WrittenTalk:
    """Answers each reply with its number; the third is the last."""

    def __init__(self, **opened: Any) -> None:
        self.replies: list[str] = []
        self.is_finished = False
        self._opened = opened

    def open(self) -> Said:
        return Said(text="Hello there.", mood=40, is_over=False, **self._opened)

    def reply(self, text: str) -> Said:
        if text == "too long":
            raise InputError("that reply is too long")
        self.replies.append(text)
        number = len(self.replies)
        return Said(text=f"Answer {number}.", mood=40, is_over=number == 3)

    def hint(self) -> str:
        return "Ask what happened."

    def finish(self) -> Outcome:
        self.is_finished = True
        return "the outcome"  # type: ignore[return-value]


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return make_scenario(tmp_path)


@pytest.fixture
def play(scenario: Scenario) -> Callable[..., tuple[WrittenTalk, str]]:
    def run(typed: str, **opened: Any) -> tuple[WrittenTalk, str]:
        talk, shown = WrittenTalk(**opened), io.StringIO()
        converse(talk, scenario, source=io.StringIO(typed), shown=shown)
        return talk, shown.getvalue()

    return run


def test_brief_comes_first_then_the_customer(play: Any) -> None:
    _, shown = play("")
    assert shown.index("A lamp shop.") < shown.index("Pat Lowe: Hello there.")


def test_brief_holds_all_that_the_learner_is_told(tmp_path: Path) -> None:
    brief = scenario_data()["brief"] | {
        "history": [{"date": "May", "event": "A first lamp."}],
        "rights": [
            {"says": "It must work.", "source": "An Act", "as_of": "2026-11-22"}
        ],
        "pattern": "repeated",
    }
    text = "\n".join(brief_lines(make_scenario(tmp_path, brief=brief)))
    for words in ("Refund within 30", "up to £40", "Order: One lamp", "May: A first"):
        assert words in text
    assert "It must work. (An Act)" in text


def test_replies_are_sent_as_typed(play: Any) -> None:
    talk, _ = play("  so sorry \nfinish line\n/start\n")
    assert talk.replies == ["  so sorry ", "finish line", "/start"]


def test_end_of_the_talk_ends_it_and_marks(play: Any) -> None:
    talk, shown = play("one\ntwo\nthree\nfour\n")
    assert talk.replies == ["one", "two", "three"]
    assert talk.is_finished
    assert "Answer 3." in shown


@pytest.mark.parametrize("typed", ["one\nfinish\ntwo\n", "one\n FINISH \n", "one\n"])
def test_finish_and_the_end_of_input_mark(play: Any, typed: str) -> None:
    talk, _ = play(typed)
    assert talk.replies == ["one"]
    assert talk.is_finished


def test_quit_leaves_without_marks(scenario: Scenario) -> None:
    talk = WrittenTalk()
    source, shown = io.StringIO("one\nquit\ntwo\n"), io.StringIO()
    assert converse(talk, scenario, source=source, shown=shown) is None
    assert talk.replies == ["one"]
    assert not talk.is_finished


def test_hint_is_shown_and_not_sent(play: Any) -> None:
    talk, shown = play("hint\n")
    assert "Hint: Ask what happened." in shown
    assert talk.replies == []


def test_empty_line_is_not_sent(play: Any) -> None:
    talk, _ = play("\n   \n")
    assert talk.replies == []


def test_refused_reply_is_explained_and_the_talk_goes_on(play: Any) -> None:
    talk, shown = play("too long\nshorter\n")
    assert "that reply is too long" in shown
    assert talk.replies == ["shorter"]


def test_talk_taken_up_again_shows_what_was_said(play: Any) -> None:
    earlier = (
        Turn(index=0, speaker=Speaker.CUSTOMER, text="My lamp!"),
        Turn(index=1, speaker=Speaker.LEARNER, text="What about it?"),
    )
    talk, shown = play("", earlier=earlier)
    assert shown.index("Pat Lowe: My lamp!") < shown.index("You: What about it?")
    assert shown.index("You: What about it?") < shown.index("Pat Lowe: Hello there.")
    assert talk.replies == []


def test_reply_that_was_not_answered_is_sent_again(play: Any) -> None:
    talk, shown = play("", unanswered="Is it plugged in?")
    assert talk.replies == ["Is it plugged in?"]
    assert "sent again" in shown


def test_what_is_shown_cannot_steer_the_terminal(play: Any) -> None:
    _, shown = play("\x1b[2J \x07 \u202e\n")
    assert "\x1b" not in shown
    assert "␛[2J ␇ \\x202e" in shown


def test_half_surrogates_can_be_shown() -> None:
    printable("\ud83d").encode("utf-8")


def test_bytes_that_are_no_text_are_taken_as_they_come() -> None:
    source = io.TextIOWrapper(io.BytesIO(b"caf\xe9\n"), encoding="utf-8")
    assert asker(source, io.StringIO())("> ") == "caf\udce9"
