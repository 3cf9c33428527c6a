"""Rasa's own classifier, DIET, on the acts: what it is taught and how it is heard.

DIET knows intents, one a message. An act is taught to it in two ways: `ONE`, as Rasa's
tutorial has it, where a reply's intent is its first act; and `MULTI`, where it is all
acts of the reply, joined with "+", and Rasa is told to take such names apart. Needs no
Rasa: `diet_run` has the work done where Rasa is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from dialogue.acts import Act, ActKind
from dialogue.perceptions import Perception
from evaluation.detection import Question, Result, measure
from training.corpus import Reply

NO_ACT = "none"
JOINT = "+"
SEED = 1
EPOCHS = 100
# Thresholds that MULTI may take: those of the frozen model, and lower and higher ones.
GRID = tuple(number / 20 for number in range(1, 19))

_PLACE = {kind.value: place for place, kind in enumerate(ActKind)}


class Way(str, Enum):
    """How the acts of a reply become the one intent that DIET can learn."""

    ONE = "one"
    MULTI = "multi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What DIET says to one text.

    `chances` are by act: what `act_chances` makes of the whole ranking.
    """

    intent: str
    confidence: float
    chances: Mapping[str, float]
    seconds: float


def pipeline(way: Way, *, epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """The pipeline that Rasa 3.6 itself takes where a project names none.

    It ends with the classifier: nothing after it has anything to learn here, and the
    fallback could only take acts away. What is added is a seed and that the ranking be
    whole; and for MULTI, that intents be taken apart and each reply be learnt from once
    an epoch. By default Rasa repeats rare intents; most combinations are rare, and
    epochs would be some four times as long.
    """
    tokenizer: dict[str, Any] = {"name": "WhitespaceTokenizer"}
    batches: dict[str, Any] = {}
    if way is Way.MULTI:
        tokenizer |= {"intent_tokenization_flag": True, "intent_split_symbol": JOINT}
        batches = {"batch_strategy": "sequence"}
    return [
        tokenizer,
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {
            "name": "CountVectorsFeaturizer",
            "analyzer": "char_wb",
            "min_ngram": 1,
            "max_ngram": 4,
        },
        {
            "name": "DIETClassifier",
            "epochs": epochs,
            "constrain_similarities": True,
            "random_seed": SEED,
            "ranking_length": 0,
            **batches,
        },
    ]


def intent_of(reply: Reply, way: Way) -> str:
    """The intent that a training reply is given; NO_ACT where it holds no act.

    ONE: the act whose words begin first; of those that begin together, the one with
    more words, then the first in the codebook. MULTI: all acts, in the codebook's
    order. Contested acts count as they are annotated, as for the frozen model.
    """
    if not reply.spans:
        return NO_ACT
    if way is Way.MULTI:
        return JOINT.join(sorted(reply.labels(), key=_PLACE.__getitem__))
    first = min(
        reply.spans,
        key=lambda span: (span.start_char, -span.end_char, _PLACE[span.label]),
    )
    return first.label


def acts_of(intent: str) -> tuple[ActKind, ...]:
    """The acts that an intent stands for.

    There are none in NO_ACT, and none in an intent that was never taught: Rasa reads a
    text that begins with a slash as the name of an intent.
    """
    names = intent.split(JOINT)
    if not all(name in _PLACE for name in names):
        return ()
    return tuple(ActKind(name) for name in names)


def act_chances(ranking: Iterable[tuple[str, float]]) -> dict[str, float]:
    """How likely each act is: the confidences of all intents that hold it, summed.

    DIET's confidences add up to 1 over the intents of a whole ranking, so this is what
    it says of the act, whichever others come with it.
    """
    chances: dict[str, float] = {}
    for intent, confidence in ranking:
        for kind in acts_of(intent):
            chances[kind.value] = chances.get(kind.value, 0.0) + confidence
    return {act: min(1.0, chance) for act, chance in chances.items()}


class DietPerceiver:
    """DIET by what it answered to each text.

    With a threshold the acts are those at least as likely, in whatever combination;
    without one they are those of the intent that is ranked first. Neither the
    customer's line nor the brief is seen, and an act's span is the whole reply.
    """

    def __init__(
        self, answers: Mapping[str, Answer], *, threshold: float | None = None
    ) -> None:
        self._answers = answers
        self._threshold = threshold

    def perceive(self, reply: str, *, customer: str, brief: str = "") -> Perception:
        """The acts of a reply that was asked; raises KeyError for any other."""
        del customer, brief
        found = self._found(self._answers[reply])
        return Perception(
            acts=tuple(
                Act(kind=kind, start_char=0, end_char=len(reply), confidence=confidence)
                for kind, confidence in found
            )
        )

    def _found(self, answer: Answer) -> list[tuple[ActKind, float]]:
        if self._threshold is None:
            return [(kind, answer.confidence) for kind in acts_of(answer.intent)]
        return [
            (ActKind(act), chance)
            for act, chance in answer.chances.items()
            if chance >= self._threshold
        ]


def choose_threshold(
    answers: Mapping[str, Answer], questions: Sequence[Question]
) -> float:
    """One threshold for all acts: that of the best macro F1 on these questions."""

    def macro_f1(threshold: float) -> float:
        perceiver = DietPerceiver(answers, threshold=threshold)
        return measure("tuning", perceiver, questions).macro_f1()

    return max(GRID, key=macro_f1)


def measured(
    perceiver: DietPerceiver,
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
) -> Result:
    """The result on these questions, with the times that Rasa took to answer."""
    result = measure("DIET", perceiver, questions)
    result.seconds = [answers[question.reply].seconds for question in questions]
    return result
