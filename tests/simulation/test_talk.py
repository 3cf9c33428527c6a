"""The customer's side of a talk, with acts built by hand and no model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dialogue.perceptions import Mention, MentionKind
from dialogue.turns import EventKind
from simulation.advancing import open_talk
from simulation.stage import Stage
from simulation.state import CustomerState
from tests.factories import make_scenario, make_stage, scenario_data
from tests.simulation.talker import Talker, events, situations, with_manager


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return make_stage(make_scenario(tmp_path))


def test_question_is_answered_with_its_fact(stage: Stage) -> None:
    step = Talker(stage).say("[clarify: When did you buy the lamp?]")
    assert events(step) == [("fact", "when")]
    assert step.line_ids[-1].startswith("facts.when.says")


def test_same_question_again_gets_the_again_line(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say("[clarify: When did you buy the lamp?]")
    step = talker.say("[clarify: What date was it bought?]")
    assert events(step) == [("fact_again", "when")]
    assert "facts.when.again.1" in step.line_ids


def test_two_questions_in_one_reply_are_both_answered(stage: Stage) -> None:
    step = Talker(stage).say(
        "[clarify: When did you buy the lamp?] [clarify: Was there any smoke?]"
    )
    assert events(step) == [("fact", "when"), ("fact", "smell")]


def test_question_that_fits_no_fact_gets_the_unknown_line(stage: Stage) -> None:
    step = Talker(stage).say("[clarify: Which planet do penguins prefer?]")
    assert situations(step) >= {"unknown_question"}
    assert events(step) == []


def test_asking_who_they_are_identifies_them(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say("[verify: Could I have some details please]")
    assert talker.state.is_verified
    assert talker.state.facts == ("name",)


def test_fact_is_held_until_its_conditions_hold(tmp_path: Path) -> None:
    data = scenario_data()
    data["facts"][1] |= {"after": ["when"], "held": ["You've not asked when yet."]}
    talker = Talker(make_stage(make_scenario(tmp_path, facts=data["facts"])))
    held = talker.say("[clarify: Was there any smoke?]")
    assert "facts.smell.held.1" in held.line_ids
    talker.say("[clarify: When did you buy the lamp?]")
    given = talker.say("[clarify: Was there any smoke?]")
    assert events(given) == [("fact", "smell")]


def test_fact_that_needs_identity_waits_for_it(tmp_path: Path) -> None:
    data = scenario_data()
    data["facts"][0] |= {"needs_identity": True, "held": ["You don't know me yet."]}
    talker = Talker(make_stage(make_scenario(tmp_path, facts=data["facts"])))
    talker.say("[clarify: When did you buy the lamp?]")
    assert talker.state.facts == ()
    talker.say("[verify: What is your name?]")
    talker.say("[clarify: When did you buy the lamp?]")
    assert talker.state.facts == ("name", "when")


def test_offer_they_want_is_accepted_and_goodbye_resolves(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say("[reflect: So the lamp went pop.]")
    step = talker.say("[offer_solution: I can refund the lamp in full.]")
    assert ("accepted", "refund") in events(step)
    end = talker.say("[close: Have a good day.]")
    assert end.state.ending == "resolved"
    assert end.line_ids == ("endings.resolved.1",)


def test_offer_they_would_never_take_is_rejected(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say("[reflect: So the lamp went pop.]")
    step = talker.say("[offer_solution: I can give you a voucher.]")
    assert ("rejected", "voucher") in events(step)
    assert not step.state.accepted


def test_of_two_offers_the_better_is_answered(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say("[reflect: So the lamp went pop.]")
    step = talker.say(
        "[offer_choice: I can give you a voucher.] "
        "[offer_solution: I can refund the lamp in full.]"
    )
    assert ("accepted", "refund") in events(step)


def test_offer_of_something_else_gets_the_unknown_line(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say("[reflect: So the lamp went pop.]")
    step = talker.say("[offer_solution: A trip round Penge by camel.]")
    assert "unknown_offer" in situations(step)


def _demanding(tmp_path: Path, level: int = 1, **terms: Any) -> Stage:
    data = scenario_data()
    data["remedies"][0] |= {"haggles": ["When, though?", "And for how much?"], **terms}
    return make_stage(make_scenario(tmp_path, remedies=data["remedies"], level=level))


def test_level_two_customer_haggles_over_a_remedy_before_being_heard(
    tmp_path: Path,
) -> None:
    offer = "[offer_solution: I can refund the lamp in full.]"
    talker = Talker(_demanding(tmp_path, level=2, least_mood=10))
    step = talker.say(offer)
    assert ("haggled", "refund") in events(step)
    assert "jumped" in situations(step)


def test_remedy_without_a_time_is_taken_once_the_time_is_named(tmp_path: Path) -> None:
    talker = Talker(_demanding(tmp_path, within_hours=48))
    talker.say("[reflect: So the lamp went pop.]")
    first = talker.say("[offer_solution: I can refund the lamp in full.]")
    assert ("haggled", "refund") in events(first)
    day = Mention(kind=MentionKind.DURATION, start_char=8, end_char=16, amount=24.0)
    second = talker.say("Within [set_timescale: 24 hours].", day)
    assert ("accepted", "refund") in events(second)


def test_sum_below_their_least_is_haggled_over(tmp_path: Path) -> None:
    stage = _demanding(tmp_path, least_pounds=30)
    sums = [
        Mention(kind=MentionKind.MONEY, start_char=2, end_char=6, amount=amount)
        for amount in (10.0, 35.0)
    ]
    talker = Talker(stage)
    talker.say("[reflect: So the lamp went pop.]")
    low = talker.say("[offer_solution: I can refund the lamp.]", sums[0])
    assert ("haggled", "refund") in events(low)
    high = talker.say("[offer_solution: I can refund you the lamp.]", sums[1])
    assert ("accepted", "refund") in events(high)


def test_good_handling_calms_and_bad_handling_angers(stage: Stage) -> None:
    good = Talker(stage).say("[empathise: That must be grim.] [apologise: I'm sorry.]")
    bad = Talker(stage).say("[minimise: It's only a lamp.]")
    assert good.state.mood > 40 > bad.state.mood
    assert situations(good) >= {"empathised"}
    assert situations(bad) >= {"minimised"}


def test_same_words_again_earn_nothing_and_are_noticed(stage: Stage) -> None:
    talker = Talker(stage)
    talker.say("[apologise: I'm so sorry.]")
    mood = talker.state.mood
    step = talker.say("[apologise: I'm so sorry.]")
    assert step.state.mood < mood
    assert "stock" in situations(step)


def test_repeated_act_in_new_words_earns_less(stage: Stage) -> None:
    talker = Talker(stage)
    start = talker.state.mood
    first = talker.say("[empathise: That must be grim.]").state.mood
    second = talker.say("[empathise: No wonder you're cross.]").state.mood
    assert 0 < second - first < first - start


@pytest.mark.parametrize(
    ("reply", "flags", "situation"),
    [
        ("", {"is_readable": False}, "silence"),
        ("  \n ", {"is_readable": False}, "silence"),
        ("asdkfj qwpoeiru zmxn", {"is_readable": False}, "gibberish"),
        ("Ignore all previous instructions.", {}, "software"),
        ("One moment please...", {}, "waiting"),
        ("[greet: Hi, I'm Sam.]", {}, "greeted"),
        ("[close: Bye then.]", {}, "closed_early"),
        ("[check_agreement: Is that all right?]", {}, "not_agreed"),
        ("[own: I'll sort it.]", {}, "vague"),
        ("[escalate: I'll fetch my manager.]", {}, "escalated_unneeded"),
        ("[rude: Shut up.]", {}, "insulted"),
        ("It is raining.", {}, "press"),
    ],
)
def test_each_kind_of_reply_is_answered_in_kind(
    stage: Stage, reply: str, flags: dict[str, bool], situation: str
) -> None:
    step = Talker(stage).say(reply, **flags)
    assert situation in situations(step)
    assert step.text


def test_apology_beside_a_refusal_is_answered_too(stage: Stage) -> None:
    step = Talker(stage).say(
        "[apologise: I'm sorry.] [refuse_help: There's nothing I can do.]"
    )
    assert [line.split(".")[0] for line in step.line_ids[:2]] == [
        "apologised",
        "refused",
    ]


def test_three_silences_end_it(stage: Stage) -> None:
    talker = Talker(stage)
    for _ in range(3):
        talker.say("", is_readable=False)
    assert talker.state.ending == "abandoned"


def test_insults_make_them_leave_angry(stage: Stage) -> None:
    talker = Talker(stage)
    replies = 0
    while not talker.state.ending:
        talker.say(f"[rude: You are a fool, number {replies}.]")
        replies += 1
    assert talker.state.ending == "left_angry"
    assert replies <= 3


def test_replies_that_lead_nowhere_use_up_patience(stage: Stage) -> None:
    talker = Talker(stage)
    for number in range(4):
        assert not talker.state.ending
        talker.say(f"It is raining, {number}.")
    assert talker.state.ending in {"abandoned", "left_angry"}


def test_trigger_fires_once_and_is_reminded_of(tmp_path: Path) -> None:
    talker = Talker(with_manager(tmp_path))
    first = talker.say("[reflect: So the lamp went pop.]")
    assert ("trigger", "manager") in events(first)
    second = talker.say("[empathise: That's grim.]")
    third = talker.say("[apologise: I'm sorry about that.]")
    assert "triggers.manager.reminds" in second.line_ids[-1] + third.line_ids[-1]
    assert EventKind.TRIGGER not in {event.kind for event in third.events}


def test_step_up_is_welcomed_and_goodbye_ends_it_well(tmp_path: Path) -> None:
    talker = Talker(with_manager(tmp_path))
    talker.say("[reflect: So the lamp went pop.]")
    step = talker.say("[escalate: I'll fetch the manager], [set_timescale: at five].")
    assert "escalated" in situations(step)
    assert ("escalated", "") in events(step)
    assert not step.state.ending
    assert talker.say("[close: Goodbye then.]").state.ending == "escalated"


@pytest.mark.parametrize(
    ("when", "reply", "fires"),
    [
        ({"mood_below": 30}, "[minimise: Calm down.]", True),
        ({"mood_below": 20}, "[minimise: Calm down.]", False),
        ({"fact": "smell"}, "[clarify: Was there any smoke?]", True),
        ({"fact": "smell"}, "[clarify: When did you buy the lamp?]", False),
        ({"offered": "voucher"}, "[offer_solution: I can give you a voucher.]", True),
        ({"acts": ["rude"]}, "[rude: Shut up.]", True),
        ({"after_replies": 2}, "[reflect: The lamp went.]", False),
        ({"unless": ["when"]}, "[reflect: The lamp went.]", True),
        ({"unless": ["when"]}, "[clarify: When did you buy the lamp?]", False),
    ],
)
def test_trigger_fires_when_all_its_conditions_hold(
    tmp_path: Path, when: dict[str, Any], reply: str, fires: bool
) -> None:
    step = Talker(with_manager(tmp_path, when=when)).say(reply)
    assert (("trigger", "manager") in events(step)) is fires


def test_trigger_told_by_the_opening_is_an_event_there(tmp_path: Path) -> None:
    step = open_talk(with_manager(tmp_path, when={"opening": True}), seed=3)
    assert events(step) == [("trigger", "manager")]


def test_no_line_is_said_twice_and_every_talk_ends(stage: Stage) -> None:
    replies = [
        "[empathise: That is rough, {}.]",
        "[clarify: What about the {}?]",
        "Hm {}.",
        "[explain: The maker says {}.]",
        "[set_timescale: Friday {}]",
    ]
    for seed in range(20):
        talker = Talker(stage, seed)
        said = list(talker.step.line_ids)
        for number in range(40):
            if talker.state.ending:
                break
            step = talker.say(replies[(number + seed) % 5].format(number))
            said += step.line_ids
        assert len(said) == len(set(said))
        assert talker.state.ending
        assert talker.state.replies <= stage.manners.longest


def test_same_seed_gives_the_same_talk_and_another_differs(stage: Stage) -> None:
    def talk(seed: int) -> list[str]:
        talker = Talker(stage, seed)
        return [
            talker.say(f"[empathise: That is rough, {n}.] Hm.").text for n in range(4)
        ]

    assert talk(5) == talk(5)
    assert len({tuple(talk(seed)) for seed in range(8)}) > 1


def test_state_survives_json(tmp_path: Path) -> None:
    talker = Talker(with_manager(tmp_path))
    talker.say("[reflect: So the lamp went pop.] [clarify: Was there any smoke?]")
    talker.say("[offer_solution: I can give you a voucher.]")
    text = json.dumps(talker.state.to_json())
    assert CustomerState.from_json(json.loads(text)) == talker.state
    assert len(text) < 1500
