from __future__ import annotations

import pytest

from perception.encoding import CLS, SEP, join_input, split_windows


@pytest.mark.parametrize("count", [1, 5, 10, 11, 16, 17, 22, 23, 100, 1000])
def test_windows_keep_every_token_once(count: int) -> None:
    windows = list(split_windows(count, size=10, overlap=4))
    kept = [n for window in windows for n in range(window.keep_start, window.keep_end)]
    assert kept == list(range(count))
    assert all(w.start <= w.keep_start < w.keep_end <= w.end for w in windows)
    assert all(w.end - w.start <= 10 for w in windows)


def test_input_puts_the_reply_first_and_marks_its_context() -> None:
    ids, segments = join_input([7, 8], [9])
    assert ids == [CLS, 7, 8, SEP, 9, SEP]
    assert segments == [0, 0, 0, 0, 1, 1]


def test_input_without_context_is_the_text_alone() -> None:
    assert join_input([7], []) == ([CLS, 7, SEP], [0, 0, 0])
