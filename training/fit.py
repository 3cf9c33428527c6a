"""The training loop: the loss of acts on tokens and on replies."""

from __future__ import annotations

import logging
import math
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from perception.clauses import split_clauses
from training.augment import Clothes
from training.batches import Batch, Lengths, make_batches, make_example
from training.contrast import QuestionFeed, contrast_loss, hold_loss
from training.corpus import LABELS, Reply
from training.encoder import load_base
from training.model import (
    ActModel,
    Output,
    pool_ranges,
    reply_tokens,
    seed_everything,
)
from training.questions import Case
from training.teacher import Teacher

log = logging.getLogger(__name__)

# Replies of fewer characters may stand beside a question.
SHORT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything that decides how a model is trained."""

    seed: int = 7
    epochs: int = 10
    batch_size: int = 16
    trunk_rate: float = 2e-4
    head_rate: float = 1e-3
    warm_up: float = 0.1
    weight_decay: float = 0.01
    dropout: float = 0.1
    token_weight: float = 1.0
    rare_weight: float = 0.3
    label_smoothing: float = 0.01
    drop_context: float = 0.15
    average: float = 0.99
    silent_weight: float = 2.0
    layer_decay: float = 0.9
    plain: int = 1500
    plain_questions: int = 1200
    freeze_words: bool = True
    # Every so many steps a batch of questions, of so many cases.
    question_every: int = 4
    question_cases: int = 2
    question_weight: float = 1.0
    hold_weight: float = 1.0
    temperature: float = 0.07
    bf16: bool = True
    lengths: Lengths = field(default_factory=Lengths)
    clothes: Clothes = field(default_factory=Clothes)


def train(
    replies: Sequence[Reply],
    tokenizer: Tokenizer,
    recipe: Recipe,
    *,
    cases: Sequence[Case] = (),
) -> ActModel:
    """A model trained on the replies and the questions, in evaluation mode."""
    seed_everything(recipe.seed)
    model = ActModel(load_base(dropout=recipe.dropout), len(LABELS))
    model.encoder.words.weight.requires_grad_(not recipe.freeze_words)
    feed = Feed(replies, tokenizer, recipe)
    meaning = Meaning(replies, cases, tokenizer, recipe)
    trainer = Trainer(model, feed, meaning, recipe)
    for epoch in range(recipe.epochs):
        started = time.perf_counter()
        loss = trainer.run_epoch()
        seconds = time.perf_counter() - started
        log.info(
            "epoch %d of %d: loss %.3f, %.0f s",
            epoch + 1,
            recipe.epochs,
            loss,
            seconds,
        )
    trainer.finish()
    model.eval()
    return model


class Feed:
    """The batches of each epoch: replies, freshly disguised, in random order."""

    def __init__(
        self, replies: Sequence[Reply], tokenizer: Tokenizer, recipe: Recipe
    ) -> None:
        self.replies = replies
        self.steps = math.ceil(len(replies) / recipe.batch_size)
        self._tokenizer = tokenizer
        self._recipe = recipe
        self._rng = random.Random(recipe.seed)

    def reply_batches(self) -> Iterator[Batch]:
        """One epoch."""
        recipe = self._recipe
        examples = [
            make_example(
                self._tokenizer,
                reply,
                recipe.lengths,
                clothes=recipe.clothes,
                rng=self._rng,
                drop_context=recipe.drop_context,
            )
            for reply in self.replies
        ]
        return make_batches(examples, recipe.batch_size, self._rng)


class Meaning:
    """What the vectors of clauses are to be like: the losses beside those of the acts.

    Wordings of one question come together and other questions go apart; all else stays
    near to what the frozen base model makes of a clause alone.
    """

    def __init__(
        self,
        replies: Sequence[Reply],
        cases: Sequence[Case],
        tokenizer: Tokenizer,
        recipe: Recipe,
    ) -> None:
        self._recipe = recipe
        self._questions = QuestionFeed(
            cases,
            tokenizer,
            beside=[reply.text for reply in replies if len(reply.text) < SHORT],
            lines=sorted({reply.context for reply in replies}),
            lengths=recipe.lengths,
            clothes=recipe.clothes,
            seed=recipe.seed,
        )
        self._teacher = Teacher(tokenizer)
        self._teacher.learn(text for case in cases for text in case.texts())
        self._teacher.learn(
            reply.text[start:end]
            for reply in replies
            for start, end in split_clauses(reply.text)
        )

    def loss(self, model: ActModel, batch: Batch, out: Output) -> Tensor:
        """Of the clauses of a batch that the model has read, and of fresh questions."""
        recipe = self._recipe
        total = recipe.hold_weight * self._hold(batch, out)
        questions, numbers = self._questions.batch(recipe.question_cases)
        read = model(questions.ids, questions.segments, questions.mask)
        vectors = _clause_vectors(questions, read)
        contrast = contrast_loss(vectors, numbers, temperature=recipe.temperature)
        return (
            total
            + recipe.question_weight * contrast
            + recipe.hold_weight * self._hold(questions, read)
        )

    def _hold(self, batch: Batch, out: Output) -> Tensor:
        if not batch.clause_texts:
            return torch.zeros(())
        wanted = self._teacher.vectors(batch.clause_texts)
        return hold_loss(_clause_vectors(batch, out), wanted)


def _clause_vectors(batch: Batch, out: Output) -> Tensor:
    return pool_ranges(out.vectors, batch.clause_rows, batch.clause_ranges)


class Trainer:
    """A model with its optimiser, schedule and running average."""

    def __init__(
        self, model: ActModel, feed: Feed, meaning: Meaning, recipe: Recipe
    ) -> None:
        self._model = model
        self._feed = feed
        self._meaning = meaning
        self._steps = 0
        self._recipe = recipe
        self._optimiser = _make_optimiser(model, recipe)
        steps = recipe.epochs * feed.steps
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda step: _rate(step / steps, recipe.warm_up)
        )
        self._average = Average(model, recipe.average) if recipe.average else None
        self._weights = _act_weights(feed.replies, recipe.rare_weight)

    def run_epoch(self) -> float:
        """One pass over the replies; gives the mean loss."""
        self._model.train()
        losses = [self._step(batch) for batch in self._feed.reply_batches()]
        return sum(losses) / max(1, len(losses))

    def finish(self) -> None:
        """Puts the averaged weights in place, where they are kept."""
        if self._average:
            self._average.copy_to(self._model)

    def _step(self, batch: Batch) -> float:
        with torch.autocast("cpu", torch.bfloat16, enabled=self._recipe.bf16):
            loss = self._loss(batch)
        self._optimiser.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimiser.step()
        self._schedule.step()
        if self._average:
            self._average.update(self._model)
        return float(loss.detach())

    def _loss(self, batch: Batch) -> Tensor:
        out = self._model(batch.ids, batch.segments, batch.mask)
        loss = _act_loss(out, batch, self._recipe, self._weights)
        self._steps += 1
        if self._steps % self._recipe.question_every:
            return loss
        return loss + self._meaning.loss(self._model, batch, out)


class Average:
    """A running mean of the weights, which generalises better than the last step's."""

    def __init__(self, model: ActModel, decay: float) -> None:
        self._decay = decay
        self._steps = 0
        self._state = {k: v.detach().clone() for k, v in _trained(model)}

    @torch.no_grad()
    def update(self, model: ActModel) -> None:
        self._steps += 1
        decay = min(self._decay, self._steps / (self._steps + 10))
        for name, value in _trained(model):
            self._state[name].lerp_(value, 1 - decay)

    def copy_to(self, model: ActModel) -> None:
        model.load_state_dict(self._state, strict=False)


def _trained(model: ActModel) -> list[tuple[str, Tensor]]:
    """The weights that training changes, by name."""
    return [(k, v) for k, v in model.named_parameters() if v.requires_grad]


def score(
    model: ActModel,
    replies: Sequence[Reply],
    tokenizer: Tokenizer,
    lengths: Lengths,
) -> NDArray[np.float64]:
    """The reply scores (logits), one row a reply in the order given."""
    examples = [make_example(tokenizer, reply, lengths) for reply in replies]
    order = sorted(range(len(examples)), key=lambda n: len(examples[n].ids))
    scores = np.zeros((len(examples), len(LABELS)))
    with torch.inference_mode():
        batches = make_batches([examples[n] for n in order], 32)
        at = 0
        for batch in batches:
            out = model(batch.ids, batch.segments, batch.mask)
            rows = order[at : at + len(batch.ids)]
            scores[rows] = out.reply_scores.float().numpy()
            at += len(rows)
    return scores


def gold_flags(replies: Sequence[Reply]) -> NDArray[np.bool_]:
    """Which acts each reply holds."""
    return np.array([[name in r.labels() for name in LABELS] for r in replies])


def contested_flags(replies: Sequence[Reply]) -> NDArray[np.bool_]:
    """Which acts of each reply could be marked either way."""
    return np.array([[name in r.contested() for name in LABELS] for r in replies])


def _make_optimiser(model: ActModel, recipe: Recipe) -> torch.optim.Optimizer:
    """AdamW; each layer of the trunk learns slower than the one above it."""
    encoder = model.encoder
    depth = len(encoder.layers)
    groups: dict[float, list[nn.Parameter]] = defaultdict(list)
    for name, parameter in encoder.named_parameters():
        level = int(name.split(".")[1]) + 1 if name.startswith("layers.") else 0
        rate = recipe.trunk_rate * recipe.layer_decay ** (depth - level)
        if parameter.requires_grad:
            groups[rate].append(parameter)
    known = {id(parameter) for parameter in encoder.parameters()}
    groups[recipe.head_rate] += [
        parameter
        for parameter in model.parameters()
        if id(parameter) not in known and parameter.requires_grad
    ]
    return torch.optim.AdamW(
        [{"params": params, "lr": rate} for rate, params in groups.items()],
        weight_decay=recipe.weight_decay,
        fused=True,
    )


def _rate(progress: float, warm_up: float) -> float:
    if progress < warm_up:
        return progress / warm_up
    return max(0.0, (1 - progress) / (1 - warm_up))


def _act_weights(replies: Sequence[Reply], power: float) -> Tensor:
    """More weight for the acts that are rarer than the mean, by a power."""
    counts = torch.from_numpy(gold_flags(replies).sum(0)).float().clamp(min=1)
    weights: Tensor = (counts.mean() / counts) ** power
    return weights


def _act_loss(out: Output, batch: Batch, recipe: Recipe, weights: Tensor) -> Tensor:
    """Binary cross-entropy, summed over acts, of replies and of their tokens."""
    inside = reply_tokens(batch.ids, batch.segments, batch.mask)
    smooth = recipe.label_smoothing
    target = batch.reply_labels * (1 - smooth) + smooth / 20
    silent = (batch.reply_labels.sum(1, keepdim=True) == 0).float()
    counts = batch.counts * weights * (1 + (recipe.silent_weight - 1) * silent)
    replies = _cross_entropy(out.reply_scores, target) * counts
    tokens = _cross_entropy(out.token_scores[inside], batch.token_labels[inside])
    tokens = tokens * counts[inside.nonzero()[:, 0]]
    return replies.sum(1).mean() + recipe.token_weight * tokens.sum(1).mean()


def _cross_entropy(scores: Tensor, target: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(
        scores.float(), target, reduction="none"
    )
