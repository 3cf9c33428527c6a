"""The detector: a learner's reply in, all that can be perceived in it out.

One model call a reply gives the acts, their words and the clauses' vectors; spaCy
Matcher rules give the mentions. The same text gives the same answer, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from dialogue.acts import Act
from dialogue.perceptions import VECTOR_WIDTH, Clause, Mention, Perception
from perception.clauses import split_clauses
from perception.encoding import Tokens, encode_context, load_tokenizer, tokenize
from perception.mentions import MentionFinder
from perception.readable import is_readable
from perception.runtime import Model, Reading
from perception.settings import (
    MODEL_FILE,
    TOKENIZER_FILE,
    Settings,
    load_settings,
)
from perception.spans import decode_acts, is_unsure, probabilities
from perception.vectors import Floats, pack_vector

# A talk's store keeps them all; nobody says more than so many things in one reply.
MOST_CLAUSES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A learner's reply with what it answers."""

    reply: str
    customer: str
    brief: str = ""


class Detector:
    """A trained model, ready; make it once with `load` and keep it."""

    def __init__(
        self,
        *,
        settings: Settings,
        tokenizer: Tokenizer,
        model: Model,
        mentions: MentionFinder,
    ) -> None:
        self._settings = settings
        self._tokenizer = tokenizer
        self._model = model
        self._mentions = mentions

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> Detector:
        """The detector in a folder that training wrote.

        Raises DetectorError where its files are missing or not the ones meant.
        """
        return cls(
            settings=load_settings(folder),
            tokenizer=load_tokenizer(folder / TOKENIZER_FILE),
            model=Model(folder / MODEL_FILE, threads=threads),
            mentions=MentionFinder(),
        )

    @property
    def version(self) -> str:
        """Names the trained model; goes into every transcript."""
        return self._settings.version

    def perceive(self, reply: str, *, customer: str, brief: str = "") -> Perception:
        """All that is perceived in a reply of any length and content."""
        tokens = tokenize(self._tokenizer, reply)
        if not tokens.ids:
            return Perception(is_readable=False)
        reading = self._read(tokens, self._context_ids(customer, brief))
        chances = probabilities(reading.reply_scores, self._settings)
        readable = is_readable(reply, tokens)
        acts: tuple[Act, ...] = ()
        if readable:
            acts = decode_acts(
                reply, tokens, reading.token_scores, chances, self._settings
            )
        return Perception(
            acts=acts,
            mentions=self.mentions(reply),
            clauses=_clauses(reply, tokens, reading.vectors),
            is_unsure=is_unsure(chances, self._settings),
            is_readable=readable,
        )

    def perceive_many(self, exchanges: Iterable[Exchange]) -> list[Perception]:
        """As `perceive`, one after the other.

        Replies do not share a model call: 8-bit sums depend on all that is in a call,
        and a reply's marks must not depend on its neighbours.
        """
        return [
            self.perceive(one.reply, customer=one.customer, brief=one.brief)
            for one in exchanges
        ]

    def embed(self, texts: Sequence[str]) -> list[bytes]:
        """One vector a text, to be compared with those of clauses; zeros if empty."""
        return [self._embed_one(text) for text in texts]

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The sums, times, references and personal data that any text names."""
        return self._mentions.find(text)

    def _embed_one(self, text: str) -> bytes:
        tokens = tokenize(self._tokenizer, text)
        if not tokens.ids:
            return bytes(VECTOR_WIDTH)
        return pack_vector(_mean(self._read(tokens, ()).vectors))

    def _read(self, tokens: Tokens, context_ids: Sequence[int]) -> Reading:
        return self._model.read(
            tokens.ids,
            context_ids,
            window=self._settings.window,
            overlap=self._settings.overlap,
        )

    def _context_ids(self, customer: str, brief: str) -> list[int]:
        return encode_context(
            self._tokenizer,
            customer,
            brief,
            customer_tokens=self._settings.context,
            brief_tokens=self._settings.brief,
        )


def _clauses(text: str, tokens: Tokens, vectors: Floats) -> tuple[Clause, ...]:
    """The first clauses of a reply, each with the mean of its tokens' vectors."""
    starts = np.array([start for start, _ in tokens.offsets])
    ends = np.array([end for _, end in tokens.offsets])
    clauses = []
    for start, end in split_clauses(text)[:MOST_CLAUSES]:
        inside = (starts < end) & (ends > start)
        if inside.any():
            vector = pack_vector(_mean(vectors[inside]))
            clauses.append(Clause(start_char=start, end_char=end, vector=vector))
    return tuple(clauses)


def _mean(vectors: Floats) -> Floats:
    mean: Floats = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean
