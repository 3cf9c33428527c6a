"""What a customer takes a reply to ask, to offer and to promise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dialogue.perceptions import Clause, Mention, MentionKind, Perception
from simulation.advancing import advance
from simulation.stage import Stage
from tests.factories import WordEmbedder, make_scenario, make_stage, scenario_data
from tests.simulation.talker import Talker, events, situations

HEARD = "[reflect: So the lamp went pop.]"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return make_stage(make_scenario(tmp_path))


@pytest.mark.parametrize(
    ("reply", "fact"),
    [
        ("And how old is the lamp", "when"),
        ("ok so was there any smoke", "smell"),
        (
            "Tell me about the burning smell, and any smoke, did it smell of burning",
            "smell",
        ),
        ("[close: Did you notice a smell?]", "smell"),
        ("[reflect: It was bought on what date?]", "when"),
        ("[empathise: How awful.] [check_agreement: Did you notice a smell?]", "smell"),
        ("[rude@0.4: Did you notice a smell?]", "smell"),
    ],
)
def test_question_is_heard_whatever_it_is_taken_for(
    stage: Stage, reply: str, fact: str
) -> None:
    step = Talker(stage).say(reply)
    assert events(step) == [("fact", fact)]
    assert not {"closed_early", "not_agreed"} & situations(step)


def test_saying_back_what_was_told_does_not_ask_for_it_again(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say("[clarify: Did you notice a smell?]")
    assert events(talker.say("[reflect: Did you notice a smell?]")) == []


@pytest.mark.parametrize(
    "reply",
    [
        "[own: I'll sort it.] [check_agreement: Did you notice a smell?]",
        "[close: Did you notice a smell I can help with?]",
    ],
)
def test_check_or_offer_of_help_asks_for_no_fact(stage: Stage, reply: str) -> None:
    assert events(Talker(stage).say(reply)) == []


def test_words_in_mid_sentence_state_what_was_told(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say("[clarify: Was there any smoke?]")
    text = "I wrote it down because it was there any smoke"
    start = text.index("was")
    vector = WordEmbedder().embed([text[start:]])[0]
    clause = Clause(start_char=start, end_char=len(text), vector=vector)
    step = advance(stage, talker.state, Perception(clauses=(clause,)), text)
    assert events(step) == []


def test_request_to_identify_that_asks_for_a_fact_adds_no_identity(
    stage: Stage,
) -> None:
    step = Talker(stage).say("[verify: When did you buy the lamp?]")
    assert events(step) == [("fact", "when")]


def test_known_customer_is_not_asked_again_who_they_are(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say("[verify: What is your name?]")
    assert events(talker.say("[verify: Could I have an email please?]")) == []


@pytest.mark.parametrize(
    ("reply", "offered"),
    [
        ("[own: I can refund the lamp in full.]", "refund"),
        ("[set_timescale: Full refund to your card today.]", "refund"),
        ("[offer_solution@0.4: I can give you a voucher.]", "voucher"),
        ("[explain: I cant refund the lamp in full.]", ""),
        ("[follow_up: I can refund the lamp in full.]", ""),
        ("[offer_solution@0.4: I can give her something nice.]", ""),
        ("[own: I can look at the lamp.]", ""),
    ],
)
def test_undertaking_very_like_a_remedy_offers_it(
    stage: Stage, reply: str, offered: str
) -> None:
    talker = Talker(stage)
    talker.say(HEARD)
    step = talker.say(reply)
    assert step.state.offered == ((offered,) if offered else ())
    assert "unknown_offer" not in situations(step)


def test_promise_far_from_every_remedy_is_only_a_promise(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say(HEARD)
    step = talker.say(
        "[overpromise: No lamp of ours will ever fail you, I swear, nor a voucher.]"
    )
    assert "overpromised" in situations(step)
    assert "unknown_offer" not in situations(step)
    assert step.state.offered == ()


def test_choice_in_one_breath_is_of_both_remedies(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say(HEARD)
    reply = "[offer_choice: Gift voucher for the shop or full refund to your card?]"
    step = talker.say(reply)
    assert set(step.state.offered) == {"refund", "voucher"}
    assert ("accepted", "refund") in events(step)


def test_sum_decides_between_remedies_that_are_near(tmp_path: Path) -> None:
    remedies = scenario_data()["remedies"]
    part = {**remedies[1], "id": "part", "kind": "part_refund"}
    part["wording"] = ["I can refund £12 of it", "£12 back", "a refund of £12.00 now"]
    remedies[0]["wording"].append("I can refund £40 of it")
    part["rejects"] = ["Not a part of it.", "All or nothing."]
    stage = make_stage(make_scenario(tmp_path, remedies=[*remedies, part]))
    for pounds, name in ((12.0, "part"), (40.0, "refund")):
        talker = Talker(stage)
        talker.say(HEARD)
        money = Mention(
            kind=MentionKind.MONEY, start_char=18, end_char=21, amount=pounds
        )
        step = talker.say(f"[offer_solution: I can refund you £{pounds:.0f}.]", money)
        assert step.state.offered == (name,)


def _pending(tmp_path: Path) -> Talker:
    remedies = scenario_data()["remedies"]
    remedies[0] |= {"haggles": ["When, though?", "And for how much?"]}
    remedies[0] |= {"least_mood": 60}
    talker = Talker(make_stage(make_scenario(tmp_path, remedies=remedies)))
    talker.say("[offer_solution: I can refund the lamp in full.]")
    assert talker.state.pending == "refund"
    return talker


@pytest.mark.parametrize(
    ("reply", "accepted"),
    [
        ("[empathise: How grim.] [apologise: I'm so sorry for it.]", True),
        ("[empathise: How grim.] [own+check_agreement: Would that be ok?]", True),
        ("[empathise+apologise: How grim.] [verify: Your name?]", False),
        ("[empathise+apologise: How grim.] [clarify: Was there smoke?]", False),
        ("[empathise+apologise: How grim.] [follow_up: I'll ring.]", False),
        ("[empathise+apologise: How grim.] [escalate: My boss knows.]", False),
    ],
)
def test_pending_offer_is_taken_only_by_a_reply_that_comes_back_to_it(
    tmp_path: Path, reply: str, accepted: bool
) -> None:
    talker = _pending(tmp_path)
    talker.say("[reflect: So the lamp went pop.] [clarify: How old is the lamp?]")
    assert bool(talker.say(reply).state.accepted) is accepted


@pytest.mark.parametrize(
    ("now", "accepted"), [("2026-11-24 10:00", True), ("2026-11-24 09:00", False)]
)
def test_clock_time_is_held_against_the_limit_in_hours(
    tmp_path: Path, now: str, accepted: bool
) -> None:
    data: dict[str, Any] = scenario_data()
    data["brief"]["now"] = now
    data["remedies"][0] |= {"haggles": ["When?", "By when?"], "within_hours": 3}
    changes = {"brief": data["brief"], "remedies": data["remedies"]}
    talker = Talker(make_stage(make_scenario(tmp_path, **changes)))
    talker.say(HEARD)
    time = Mention(kind=MentionKind.TIME, start_char=33, end_char=37)
    step = talker.say("[offer_solution: I can refund the lamp in full by 1 pm.]", time)
    assert bool(step.state.accepted) is accepted


def test_act_in_doubt_calms_and_neither_angers_nor_blocks(stage: Stage) -> None:
    talker = Talker(stage)
    step = talker.say("[rude@0.5: Have you] [empathise@0.5: had a grim day.]")
    assert step.state.mood == 50
    assert step.state.patience == stage.scenario.customer.temperament.patience
    assert situations(step) == {"empathised"} | situations(step) - {"insulted"}


def test_fresh_kindness_is_never_stock_however_often(stage: Stage) -> None:
    talker = Talker(stage)
    for words in ("a", "b", "c", "d", "e"):
        reply = f"[empathise: No wonder, with {words} grandson waiting by {words} lamp]"
        assert "stock" not in situations(talker.say(reply))


def test_stock_phrase_said_once_more_is_stock(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say("[empathise: That must have spoilt the evening for you both.]")
    talker.say("[empathise: No wonder, with your grandson waiting.]")
    talker.say("[empathise: How dark that must be.]")
    step = talker.say("[empathise: I understand your frustration.]")
    assert "stock" in situations(step)


@pytest.mark.parametrize(
    ("reply", "vague"),
    [
        ("[own: I'll sort it.]", True),
        ("[own: That was our mistake.]", False),
        ("[own: We'll sort it.] [explain: The batch was bad.]", False),
        ("[own: I'll do a gift voucher for the shop.]", False),
    ],
)
def test_only_a_promise_without_a_step_is_vague(
    stage: Stage, reply: str, vague: bool
) -> None:
    assert ("vague" in situations(Talker(stage).say(reply))) is vague
