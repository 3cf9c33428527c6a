"""Turns replies into padded tensors, freshly disguised at every epoch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from tokenizers import Tokenizer
from torch import Tensor

from perception.clauses import split_clauses
from perception.encoding import PAD, Tokens, encode_context, join_input, tokenize
from training.augment import Clothes, disguise
from training.corpus import LABELS, Reply, Span

_CLAUSE = "clause:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """The most tokens read of the reply, of the customer's line and of the brief."""

    reply: int = 192
    overlap: int = 48
    context: int = 48
    brief: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One reply ready for the model, and what it should say of it.

    `counts` is 1 for each act, 0 where annotators could go either way.
    """

    ids: list[int]
    segments: list[int]
    token_labels: Tensor
    reply_labels: Tensor
    counts: Tensor
    clause_ranges: list[tuple[int, int]]
    clause_texts: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Examples padded to the longest of them."""

    ids: Tensor
    segments: Tensor
    mask: Tensor
    token_labels: Tensor
    reply_labels: Tensor
    counts: Tensor
    clause_rows: Tensor
    clause_ranges: Tensor
    clause_texts: list[str]


def make_example(
    tokenizer: Tokenizer,
    reply: Reply,
    lengths: Lengths,
    *,
    clothes: Clothes | None = None,
    rng: random.Random | None = None,
    drop_context: float = 0.0,
) -> Example:
    """The reply as the model reads it, disguised where `clothes` are given."""
    clauses = split_clauses(reply.text)
    texts = [reply.text[start:end] for start, end in clauses]
    marked = _mark_clauses(reply, clauses)
    context, brief = reply.context, reply.brief
    if clothes is not None and rng is not None:
        marked = disguise(marked, clothes, rng)
        if rng.random() < drop_context:
            context = brief = ""
    tokens = tokenize(tokenizer, marked.text)
    tokens = Tokens(
        ids=tokens.ids[: lengths.reply], offsets=tokens.offsets[: lengths.reply]
    )
    beside = encode_context(
        tokenizer,
        context,
        brief,
        customer_tokens=lengths.context,
        brief_tokens=lengths.brief,
    )
    ids, segments = join_input(tokens.ids, beside)
    ranges, kept = _clause_ranges(marked.spans, tokens)
    return Example(
        ids=ids,
        segments=segments,
        token_labels=_token_labels(marked.spans, tokens),
        reply_labels=torch.tensor([float(name in reply.labels()) for name in LABELS]),
        counts=torch.tensor([float(name not in reply.contested()) for name in LABELS]),
        clause_ranges=ranges,
        clause_texts=[texts[number] for number in kept],
    )


def make_batches(
    examples: Sequence[Example], size: int, rng: random.Random | None = None
) -> Iterator[Batch]:
    """Batches of examples of like length; in random order where `rng` is given."""
    order = sorted(
        range(len(examples)),
        key=lambda n: len(examples[n].ids) + (rng.uniform(0, 8) if rng else 0),
    )
    starts = list(range(0, len(order), size))
    if rng:
        rng.shuffle(starts)
    for start in starts:
        yield collate([examples[n] for n in order[start : start + size]])


def collate(examples: Sequence[Example]) -> Batch:
    """One batch; token labels and clause ranges count from [CLS]."""
    longest = max(len(example.ids) for example in examples)
    labels = torch.zeros(len(examples), longest, len(LABELS))
    for row, example in enumerate(examples):
        count = len(example.token_labels)
        labels[row, 1 : count + 1] = example.token_labels
    ranges = [
        (row, *pair) for row, e in enumerate(examples) for pair in e.clause_ranges
    ]
    places = torch.tensor(ranges, dtype=torch.long).reshape(-1, 3)
    return Batch(
        ids=_pad([example.ids for example in examples], longest, PAD),
        segments=_pad([example.segments for example in examples], longest, 0),
        mask=_pad([[1] * len(example.ids) for example in examples], longest, 0),
        token_labels=labels,
        reply_labels=torch.stack([example.reply_labels for example in examples]),
        counts=torch.stack([example.counts for example in examples]),
        clause_rows=places[:, 0],
        clause_ranges=places[:, 1:],
        clause_texts=[text for example in examples for text in example.clause_texts],
    )


def _pad(rows: Sequence[Sequence[int]], length: int, filler: int) -> Tensor:
    return torch.tensor([[*row, *[filler] * (length - len(row))] for row in rows])


def _mark_clauses(reply: Reply, clauses: Sequence[tuple[int, int]]) -> Reply:
    """The reply with its clauses as spans of their own, to be carried along."""
    marks = tuple(
        Span(start_char=start, end_char=end, label=f"{_CLAUSE}{number}")
        for number, (start, end) in enumerate(clauses)
    )
    return replace(reply, spans=reply.spans + marks)


def token_range(span: Span, tokens: Tokens) -> tuple[int, int]:
    """The half-open range of tokens that share a character with the span."""
    touched = [
        number
        for number, (start, end) in enumerate(tokens.offsets)
        if start < span.end_char and end > span.start_char
    ]
    return (touched[0], touched[-1] + 1) if touched else (0, 0)


def _token_labels(spans: Sequence[Span], tokens: Tokens) -> Tensor:
    labels = torch.zeros(len(tokens), len(LABELS))
    for span in spans:
        if span.label in LABELS:
            start, end = token_range(span, tokens)
            labels[start:end, LABELS.index(span.label)] = 1.0
    return labels


def _clause_ranges(
    spans: Sequence[Span], tokens: Tokens
) -> tuple[list[tuple[int, int]], list[int]]:
    """Token ranges of the clauses, counted from [CLS], and their numbers."""
    ranges, numbers = [], []
    for span in spans:
        if span.label.startswith(_CLAUSE):
            start, end = token_range(span, tokens)
            if end > start:
                ranges.append((start + 1, end + 1))
                numbers.append(int(span.label.removeprefix(_CLAUSE)))
    return ranges, numbers
