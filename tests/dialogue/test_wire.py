from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.wire import unwrap, wrap

# Half surrogates too: what cannot be written as UTF-8 may still be typed.
ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t ",
        " outer space ",
        "ends with a line\n",
        "/start",
        '/reply{"apologise": "x"}',
        "/",
        '="/start"',
        "=",
        "NUL \x00 inside",
        "half \ud83d of a pair",
        "\u00a0no-break space",
    ],
)
def test_fragile_text_is_wrapped_and_comes_back(text: str) -> None:
    message = wrap(text)
    assert message != text
    assert unwrap(message) == text


@pytest.mark.parametrize(
    "text", ["Hello", "EXTERNAL: start", "a/b", "1 = 1", "'£5' 🙂"]
)
def test_ordinary_text_travels_as_it_is(text: str) -> None:
    assert wrap(text) == text == unwrap(text)


@pytest.mark.parametrize("message", ["=", "=x", "=1", '={"a": 1}', '="unfinished'])
def test_message_that_nobody_wrapped_is_its_own_text(message: str) -> None:
    assert unwrap(message) == message


@given(ANY_TEXT)
def test_any_text_comes_back_from_a_message_that_is_safe(text: str) -> None:
    message = wrap(text)
    assert unwrap(message) == text
    assert message == message.strip() != ""
    assert not message.startswith("/")
    assert b"\x00" not in message.encode("utf-8")
