"""Makes what tests need, with defaults for all that a test is not about."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from dialogue.acts import Act, ActKind
from dialogue.perceptions import VECTOR_WIDTH, Clause, Mention, Perception
from dialogue.turns import Event, Speaker, Transcript, Turn
from hotseat import places
from scenario.library import read_scenario
from scenario.manners import Manners, load_manners
from scenario.rubric_loading import load_rubric
from scenario.rubrics import Rubric
from scenario.situations import NEEDS
from scenario.types import Scenario
from simulation.stage import Stage, prepare

_MARKED = re.compile(r"\[(?P<acts>[a-z_+]+)(?:@(?P<sure>[\d.]+))?: (?P<words>[^\]]*)\]")
_CLAUSE = re.compile(r"[^.!?]+[.!?]*")


def scenario_data(**changes: Any) -> dict[str, Any]:
    """The data of a small scenario without faults; `changes` replace whole keys."""
    lines = {
        str(situation): [f"{situation} line {n}" for n in range(1, need.least + 4)]
        for situation, need in NEEDS.items()
    }
    data: dict[str, Any] = {
        "format": 1,
        "id": "small",
        "version": "1.0.0",
        "title": "A small case",
        "sector": "Testing",
        "level": 1,
        "practises": ["Everything"],
        "rubric": "heat",
        "brief": {
            "organisation": "A lamp shop.",
            "role": "You are on the desk.",
            "situation": "A lamp is broken.",
            "policy": ["Refund within 30 days."],
            "authority": "You may refund up to £40.",
            "limit_pounds": 40,
            "identity_first": False,
            "systems": [{"label": "Order", "shows": "One lamp."}],
            "history": [],
            "pattern": "one_off",
        },
        "customer": {
            "name": "Pat Lowe",
            "age": 40,
            "circumstances": "Reads at night.",
            "manner": "Dry.",
            "temperament": {
                "mood": 40,
                "patience": 4,
                "repeat_pct": 40,
                "calms": {"empathise": 10, "apologise": 8, "reflect": 8, "own": 6},
                "angers": {"rude": 25, "minimise": 15, "refuse_help": 12},
            },
            "particulars": ["reading lamp", "night shifts", "grandson"],
        },
        "opening": ["My reading lamp has gone pop."],
        "facts": [
            {
                "id": "when",
                "asks": [
                    "When did you buy the lamp?",
                    "What date was it bought?",
                    "How old is the lamp?",
                ],
                "says": ["Nine days ago.", "It was nine days back."],
                "again": ["Nine days, as I told you."],
            },
            {
                "id": "smell",
                "asks": [
                    "Did it smell of burning?",
                    "Was there any smoke?",
                    "Did you notice a smell?",
                ],
                "says": ["It smelt like toast."],
                "again": ["Toast, I said toast."],
            },
            {
                "id": "name",
                "identity": True,
                "asks": ["What is your name?", "Who am I speaking to?", "Your name?"],
                "says": ["Pat Lowe."],
                "again": ["Still Pat Lowe."],
            },
        ],
        "remedies": [
            {
                "id": "refund",
                "kind": "refund",
                "wording": [
                    "I can refund the lamp in full",
                    "you can have your money back",
                    "full refund to your card",
                ],
                "in_authority": True,
                "answer": "accept",
                "accepts": ["That will do nicely.", "Money back suits me."],
            },
            {
                "id": "voucher",
                "kind": "credit",
                "wording": [
                    "I can give you a voucher",
                    "a gift voucher for the shop",
                    "voucher to spend here",
                ],
                "in_authority": True,
                "answer": "reject",
                "rejects": ["I can't read by a voucher.", "No vouchers, thank you."],
            },
        ],
        "triggers": [],
        "endings": [
            {"id": kind, "kind": kind, "says": [f"{kind} farewell"]}
            for kind in ("resolved", "left_angry", "abandoned")
        ],
        "lines": lines,
        "model_replies": [
            {"earns": [step], "text": f"A better way to {step}, number {n}."}
            for n in (1, 2)
            for step in ("hear", "empathise", "apologise", "own")
        ],
    }
    data |= changes
    if data["triggers"] and "endings" not in changes:
        ending = {"id": "escalated", "kind": "escalated", "says": ["passed on"]}
        data["endings"] = [*data["endings"], ending]
    return copy.deepcopy(data)


MANAGER = {
    "id": "manager",
    "kind": "insists_on_manager",
    "when": {"after_replies": 1},
    "to": ["shop manager"],
    "why": "the customer asks for it",
    "says": ["I want the manager."],
    "reminds": ["Where is that manager?", "Manager, please."],
}


def write_scenario(folder: Path, data: dict[str, Any], name: str = "small") -> Path:
    path = folder / f"{name}.yml"
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


def make_scenario(folder: Path, **changes: Any) -> Scenario:
    scenario, problems = read_scenario(write_scenario(folder, scenario_data(**changes)))
    if scenario is None:
        raise ValueError("\n".join(map(str, problems)))
    return scenario


@cache
def manners() -> Manners:
    return load_manners(places.MANNERS)


@cache
def heat() -> Rubric:
    return load_rubric(places.rubric("heat"))


class WordEmbedder:
    """Vectors by shared words: alike in words is alike in meaning, without a model."""

    def embed(self, texts: Sequence[str]) -> list[bytes]:
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> bytes:
        vector = np.zeros(VECTOR_WIDTH)
        for word in re.findall(r"[a-z£0-9]+", text.casefold()):
            digest = hashlib.sha256(word.encode()).digest()
            vector[int.from_bytes(digest[:2], "big") % VECTOR_WIDTH] += 1
        length = np.sqrt((vector**2).sum()) or 1.0
        return np.round(vector / length * 127).astype(np.int8).tobytes()


def make_stage(scenario: Scenario) -> Stage:
    return prepare(scenario, manners=manners(), embedder=WordEmbedder())


def perceived(
    marked: str, mentions: tuple[Mention, ...] = (), **flags: Any
) -> tuple[str, Perception]:
    """A reply and its perception from words with their acts marked.

    `[apologise: I'm so sorry] about that` is the reply "I'm so sorry about that", in
    which the first three words are an apology; `[own+follow_up: …]` marks two acts, and
    `[rude@0.4: …]` one of which the detector is not sure.
    """
    text, acts, rest = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[rest : match.start()]
        start = len(text)
        text += match["words"]
        acts += [
            Act(
                kind=ActKind(name),
                start_char=start,
                end_char=len(text),
                confidence=float(match["sure"] or 1),
            )
            for name in match["acts"].split("+")
        ]
        rest = match.end()
    text += marked[rest:]
    spans = [m.span() for m in _CLAUSE.finditer(text)]
    vectors = WordEmbedder().embed([text[start:end] for start, end in spans])
    clauses = tuple(
        Clause(start_char=start, end_char=end, vector=vector)
        for (start, end), vector in zip(spans, vectors, strict=True)
    )
    return text, Perception(
        acts=tuple(acts), mentions=mentions, clauses=clauses, **flags
    )


def make_transcript(
    *turns: str | tuple[str, int] | tuple[str, int, tuple[Event, ...]],
    scenario_id: str = "small",
) -> Transcript:
    """Turns in order, the customer's first: their lines plain (or with mood and
    events), the learner's with acts marked as for `perceived`.
    """
    made = []
    for index, given in enumerate(turns):
        text, mood, events = (
            (given, None, ()) if isinstance(given, str) else (*given, ())[:3]
        )
        if index % 2 == 0:
            made.append(
                Turn(
                    index=index,
                    speaker=Speaker.CUSTOMER,
                    text=text,
                    mood=mood,
                    events=events,
                    line_ids=("opening.1",),
                )
            )
            continue
        words, perception = perceived(text)
        made.append(
            Turn(
                index=index,
                speaker=Speaker.LEARNER,
                text=words,
                perception=perception,
            )
        )
    return Transcript(id="t", scenario_id=scenario_id, turns=tuple(made))
