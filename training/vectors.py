"""Fits the vectors of clauses to what the frozen base model makes of them.

Fine-tuning turns the encoder to the acts, and what a text is about fades from its last
layers. The layers in between keep it: a linear map from a few of them, fitted by ridge
regression once the acts are learnt, says nearly what the base model says of a clause
alone. (A loss that held the vectors in place during training cost both sides more.)
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.augment import Clothes
from training.batches import Batch, Lengths, make_batches, make_example
from training.corpus import Reply
from training.model import ActModel, pool_ranges, vector_input
from training.teacher import Teacher

BATCH_SIZE = 32


def fit_vectors(
    model: ActModel,
    replies: Sequence[Reply],
    tokenizer: Tokenizer,
    *,
    lengths: Lengths,
    clothes: Clothes,
    ridge: float,
    seed: int,
) -> None:
    """Sets the model's projection.

    It learns from the clauses of the replies as they are and in other clothes, and from
    the customers' lines. `ridge` is the weight of the squared map beside squared errors
    summed over all clauses.
    """
    rng = random.Random(seed)
    lines = sorted({reply.context for reply in replies if reply.context})
    alone = [Reply(id=line, text=line) for line in lines]
    examples = [
        *(make_example(tokenizer, reply, lengths) for reply in (*replies, *alone)),
        *(
            make_example(tokenizer, reply, lengths, clothes=clothes, rng=rng)
            for reply in replies
        ),
    ]
    teacher = Teacher(tokenizer)
    teacher.learn(text for one in examples for text in one.clause_texts)
    size = model.project.in_features + 1
    gram, cross = (
        torch.zeros(size, width, dtype=torch.float64)
        for width in (size, model.project.out_features)
    )
    for pooled, wanted in _pairs(model, teacher, make_batches(examples, BATCH_SIZE)):
        gram += pooled.T @ pooled
        cross += pooled.T @ wanted
    gram += ridge * torch.eye(size, dtype=torch.float64)
    solved = torch.linalg.solve(gram, cross).float()
    model.project.weight.copy_(solved[:-1].T)
    model.project.bias.copy_(solved[-1])


@torch.no_grad()
def _pairs(
    model: ActModel, teacher: Teacher, batches: Iterator[Batch]
) -> Iterator[tuple[Tensor, Tensor]]:
    """Of each batch's clauses: the layers with a 1 beside them, and the teacher's."""
    for batch in batches:
        if batch.clause_texts:
            layers = model.encoder(batch.ids, batch.segments, batch.mask)
            pooled = pool_ranges(
                vector_input(layers), batch.clause_rows, batch.clause_ranges
            )
            ones = torch.ones(len(pooled), 1)
            yield (
                torch.cat([pooled, ones], dim=1).double(),
                teacher.vectors(batch.clause_texts).double(),
            )
