from __future__ import annotations

from pathlib import Path

import pytest

from dialogue.forms import perception_from_json
from dialogue.perceptions import Perception
from nlu.message_data import COMPARED, entities, perception_data
from simulation.advancing import open_talk
from simulation.asking import ASKING
from simulation.offering import OFFERING, UNDERTAKING
from simulation.reading import read_reply
from tests.factories import make_scenario, make_stage, perceived

MANY = (
    "[apologise: I'm so sorry.] [clarify: When did you buy the lamp?] "
    "[empathise: That must be grim.] Did it smell of burning? "
    "[offer_solution: I can refund the lamp in full.] [explain: It is our policy.] "
    "How old is it [verify: and your name please?] [check_agreement: Is that ok?]"
)


def test_entity_stands_where_its_words_stand_in_the_learners_text() -> None:
    text, perception = perceived(MANY)
    found = entities(text, perception, extractor="ActDetector")
    assert [item["entity"] for item in found] == [str(a.kind) for a in perception.acts]
    for item in found:
        assert text[item["start"] : item["end"]] == item["value"]
        assert item["extractor"] == "ActDetector"


@pytest.mark.parametrize(
    "marked",
    [
        MANY,
        "[clarify: When did you buy the lamp?]",
        "When did you buy the lamp",
        "[empathise: How awful] that is. [reflect: So it went pop?]",
        "[offer_choice: A voucher, or a full refund to your card?]",
        "[overpromise: You can have your money back ten times.]",
        "Hello.",
        "",
    ],
)
def test_customer_reads_a_reply_the_same_from_what_is_kept(
    tmp_path: Path, marked: str
) -> None:
    stage = make_stage(make_scenario(tmp_path))
    text, perception = perceived(marked)
    kept = perception_from_json(perception_data(text, perception))
    state = open_talk(stage, seed=1).state
    first = read_reply(text, perception, stage, state)
    assert read_reply(text, kept, stage, state) == first


def test_vectors_that_nothing_is_compared_with_are_not_kept() -> None:
    text, perception = perceived(
        "[apologise: I'm so sorry.] [clarify: When did you buy it?]"
    )
    assert len(perception.clauses) == 2
    assert len(perception_data(text, perception)["clauses"]) == 1


def test_acts_whose_words_are_compared_are_those_of_the_simulation() -> None:
    assert COMPARED == ASKING | OFFERING | UNDERTAKING


def test_flags_are_kept() -> None:
    data = perception_data("?", Perception(is_unsure=True, is_readable=False))
    assert perception_from_json(data) == Perception(is_unsure=True, is_readable=False)
