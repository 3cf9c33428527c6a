"""Text → the numbers that the encoder reads, with the way back to the characters.

The input is [CLS] reply [SEP] customer's last line [SEP]: the reply stands first, so
that a text without context looks as it did when the base model was made. A reply that
is longer than a window is read in several that overlap. Training uses this module too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

PAD, UNKNOWN, CLS, SEP = 0, 100, 101, 102
_SURROGATES = dict.fromkeys(range(55296, 57344), "�")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The word pieces of a text and the half-open character range of each."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of a reply's tokens that is read at once.

    Tokens `start` to `end` are read; of these, `keep_start` to `keep_end` are taken
    from this window and the others from its neighbours, which see more around them.
    """

    start: int
    end: int
    keep_start: int
    keep_end: int


def load_tokenizer(path: Path) -> Tokenizer:
    """A tokenizer that neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def tokenize(tokenizer: Tokenizer, text: str) -> Tokens:
    """The word pieces of any text; half surrogates read as an unknown sign."""
    encoding = tokenizer.encode(text.translate(_SURROGATES), add_special_tokens=False)
    return Tokens(ids=tuple(encoding.ids), offsets=tuple(encoding.offsets))


def encode_context(
    tokenizer: Tokenizer,
    customer: str,
    brief: str,
    *,
    customer_tokens: int,
    brief_tokens: int,
) -> list[int]:
    """The end of the customer's line, then the start of the brief, as far as read."""
    ids = (
        tokenize(tokenizer, customer).ids[-customer_tokens:] if customer_tokens else ()
    )
    if not brief_tokens:
        return list(ids)
    return [*ids, *tokenize(tokenizer, brief).ids[:brief_tokens]]


def join_input(
    reply_ids: Sequence[int], context_ids: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Token ids and segment numbers (0 for the reply, 1 for its context)."""
    ids = [CLS, *reply_ids, SEP]
    segments = [0] * len(ids)
    if context_ids:
        ids += [*context_ids, SEP]
        segments += [1] * (len(context_ids) + 1)
    return ids, segments


def split_windows(count: int, *, size: int, overlap: int) -> Iterator[Window]:
    """Windows over `count` tokens, at least one; their kept parts meet."""
    step = size - overlap
    start = 0
    while True:
        end = min(start + size, count)
        is_last = end == count
        yield Window(
            start=start,
            end=end,
            keep_start=start + overlap // 2 if start else 0,
            keep_end=end if is_last else start + step + overlap // 2,
        )
        if is_last:
            return
        start += step
