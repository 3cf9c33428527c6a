"""The rubric's rules, one behaviour each, over acts built by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dialogue.turns import Event, EventKind, Transcript
from scenario.types import Scenario
from scoring.marking import mark
from scoring.sheet import MarkSheet, Readiness, Status, Verdict
from tests.factories import MANAGER, heat, make_scenario, make_transcript, scenario_data

LINE = "My reading lamp has gone pop and my grandson's visiting."
SMOKE = "There was smoke all over the ceiling."


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return make_scenario(tmp_path)


def _sheet(scenario: Scenario, *turns: Any) -> MarkSheet:
    return mark(make_transcript(*turns), scenario, heat())


def _talk(*replies: str) -> list[str]:
    """The replies, each after a line of the customer's."""
    lines = [LINE, SMOKE, "Well?", "And now?", "Hm.", "Right."]
    return [text for pair in zip(lines, replies, strict=False) for text in pair]


@pytest.mark.parametrize(
    ("replies", "marks"),
    [
        (("[own: I'll sort it]",), 0),
        (("[acknowledge: I hear you]",), 1),
        (("[offer_solution: Have a refund]", "[clarify: What happened?]"), 1),
        (("[clarify: What happened?]", "[offer_solution: Have a refund]"), 2),
        (("[reflect: So it popped] and [offer_solution: here's a refund]",), 2),
        (("[offer_solution: Here's a refund], [reflect: so it popped]",), 1),
        (("[clarify: What happened?] [reflect: So the lamp popped]",), 2),
        (
            (
                "[clarify: What happened?] [reflect: So the lamp popped]",
                "[empathise: Smoke on the ceiling must be scary]",
            ),
            3,
        ),
    ],
)
def test_hear(scenario: Scenario, replies: tuple[str, ...], marks: int) -> None:
    assert _sheet(scenario, *_talk(*replies)).step("hear").marks == marks


def test_asking_again_what_was_answered_costs_the_third_mark_of_hear(
    scenario: Scenario,
) -> None:
    again = (Event(kind=EventKind.FACT_AGAIN, ref="when"),)
    sheet = _sheet(
        scenario,
        (LINE, 40),
        "[clarify: When was it?] [reflect: So the lamp popped]",
        (SMOKE, 45),
        "[reflect: Smoke, oh dear.] [clarify: When was it?]",
        ("I told you.", 40, again),
        "[clarify: And when was that?]",
        ("I told you twice.", 35, again),
    )
    step = sheet.step("hear")
    assert step.marks == 2
    assert any("already told you" in text for text in step.lacking)


@pytest.mark.parametrize(
    ("replies", "marks"),
    [
        (("[clarify: What happened?]",), 0),
        (("[empathise: I understand your frustration]",), 1),
        (("Hm.", "Hm.", "Hm.", "[empathise: That must be grim for you]"), 1),
        (("Hm.", "[empathise: That must be so worrying]"), 2),
        (("[empathise: No light to read to your grandson by, how grim]",), 3),
        (("[empathise: That must be grim].", "[minimise: It's only a lamp]"), 0),
        (
            (
                "[minimise: It's only a lamp]",
                "[empathise: Sorry, that must be a worry]",
            ),
            2,
        ),
    ],
)
def test_empathise(scenario: Scenario, replies: tuple[str, ...], marks: int) -> None:
    assert _sheet(scenario, *_talk(*replies)).step("empathise").marks == marks


def test_rising_anger_left_unanswered_costs_the_third_mark_of_empathise(
    scenario: Scenario,
) -> None:
    first = "[empathise: No light to read to your grandson by, how grim]"

    def marks(second: str) -> int:
        turns = ((LINE, 40), first, ("Stop it!", 25), second, ("Hm.", 25))
        return _sheet(scenario, *turns).step("empathise").marks

    assert marks("[explain: It is the fuse]") == 2
    assert marks("[empathise: I can tell how cross you are]") == 3


@pytest.mark.parametrize(
    ("replies", "marks"),
    [
        (("[clarify: What happened?]",), 0),
        (("[non_apology: Sorry you feel that way]",), 0),
        (("[apologise: Sorry]",), 1),
        (("Hm.", "Hm.", "Hm.", "[apologise: I'm sorry for the broken lamp]"), 1),
        (
            ("[apologise: I'm sorry for it] but [blame_customer: you bent it]",),
            1,
        ),
        (("[apologise: Sorry about that]",), 1),
        (("[apologise: Sorry, I was rambling on there]",), 1),
        (("[apologise: I'm really very sorry]",), 2),
        (("[reflect: So the lamp went pop.] [apologise: I'm so sorry]",), 3),
        (("[apologise: I apologise for any inconvenience caused]",), 2),
        (("[apologise: I'm sorry that the lamp went pop]",), 3),
        (
            (
                "[apologise: I'm sorry that the lamp went pop]",
                "[defend: We did nothing wrong]",
            ),
            2,
        ),
    ],
)
def test_apologise(scenario: Scenario, replies: tuple[str, ...], marks: int) -> None:
    assert _sheet(scenario, *_talk(*replies)).step("apologise").marks == marks


@pytest.mark.parametrize(
    ("replies", "marks"),
    [
        (("[empathise: Oh dear]",), 0),
        (("[refuse_help: Nothing I can do]",), 0),
        (("[own: I'll sort it]", "[pass_buck: Ring the maker]"), 0),
        (("[own: I'll get that sorted]",), 1),
        (("[own: Leave it with me], [offer_solution: I can refund it]",), 2),
        (("[offer_solution: I'll refund the lamp]",), 2),
        (
            (
                "[offer_solution: I'll refund the lamp] [set_timescale: today], "
                "[check_agreement: is that all right?]",
            ),
            3,
        ),
        (
            (
                "[offer_solution: I'll refund the lamp] [set_timescale: today]",
                "[follow_up: I'll ring you on Monday]",
            ),
            3,
        ),
    ],
)
def test_own(scenario: Scenario, replies: tuple[str, ...], marks: int) -> None:
    assert _sheet(scenario, *_talk(*replies)).step("own").marks == marks


def _with_manager(tmp_path: Path, **changes: Any) -> Scenario:
    data = scenario_data()
    reply = {"earns": ["escalate"], "text": "I'll pass it on."}
    return make_scenario(
        tmp_path,
        triggers=[MANAGER],
        model_replies=[*data["model_replies"], reply],
        **changes,
    )


FIRED = (Event(kind=EventKind.TRIGGER, ref="manager"),)
FULL = (
    "[escalate: I'll bring in the shop manager], because I can't decide that, and "
    "[follow_up: she'll ring you] [set_timescale: at five]"
)


@pytest.mark.parametrize(
    ("replies", "verdict"),
    [
        ((FULL,), Verdict.HANDLED_WELL),
        (("Hm.", FULL), Verdict.HANDLED_WELL),
        (("[escalate: I'll pass it up]",), Verdict.HANDLED),
        (("Hm.", "Hm.", FULL), Verdict.LATE),
        (("Hm.", "Hm."), Verdict.MISSED),
        (("[refuse_escalation: She'll say the same]", "Hm."), Verdict.REFUSED),
        (("[refuse_escalation: She'll say the same]", FULL), Verdict.HANDLED_WELL),
    ],
)
def test_escalation_after_a_trigger(
    tmp_path: Path, replies: tuple[str, ...], verdict: Verdict
) -> None:
    turns: list[Any] = [(LINE, 40), "Hm.", ("Get me the manager.", 30, FIRED)]
    for reply in replies:
        turns += [reply, ("Well?", 30)]
    sheet = _sheet(_with_manager(tmp_path), *turns)
    assert sheet.escalation.verdict is verdict


def test_trigger_to_which_no_reply_followed_is_not_held_against_anyone(
    tmp_path: Path,
) -> None:
    turns = [(LINE, 40), "Hm.", ("Get me the manager.", 30, FIRED)]
    sheet = _sheet(_with_manager(tmp_path), *turns)
    assert sheet.escalation.verdict is Verdict.NOT_APPLICABLE


FIRE = {
    **MANAGER,
    "id": "smoke",
    "kind": "injury_or_danger",
    "to": ["fire safety team"],
    "when": {"after_replies": 2},
    "why": "there was smoke",
    "says": ["There is smoke."],
    "reminds": ["What of the smoke?"],
}
SMOKED = (Event(kind=EventKind.TRIGGER, ref="smoke"),)


def _two_triggers(tmp_path: Path, *turns: Any) -> MarkSheet:
    replies = scenario_data()["model_replies"]
    replies.append({"earns": ["escalate"], "text": "I'll pass it on."})
    scenario = make_scenario(tmp_path, triggers=[MANAGER, FIRE], model_replies=replies)
    return _sheet(scenario, (LINE, 40), "Hm.", ("Manager!", 30, FIRED), *turns)


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (FULL, "Hm.", Verdict.MISSED),
        (FULL, "[escalate: I'll pass that on too]", Verdict.HANDLED),
        ("[escalate: Our fire safety team will know]", "Hm.", Verdict.HANDLED),
        ("Hm.", "[escalate: I'll pass it on]", Verdict.LATE),
        (FULL, "[escalate: The fire safety team will], because " + FULL, None),
    ],
)
def test_step_up_before_a_trigger_counts_for_it_only_if_it_names_its_people(
    tmp_path: Path, first: str, second: str, verdict: Verdict | None
) -> None:
    turns = (first, ("So?", 30), "Hm.", ("And smoke.", 30, SMOKED), second, LINE)
    sheet = _two_triggers(tmp_path, *turns)
    assert sheet.escalation.verdict is (verdict or Verdict.HANDLED_WELL)
    assert sheet.escalation.triggers == ("manager", "smoke")


def test_reason_given_is_that_of_the_trigger_judged_worst(tmp_path: Path) -> None:
    turns = (FULL, LINE, "Hm.", ("And smoke.", 30, SMOKED), "Hm.", LINE)
    sheet = _two_triggers(tmp_path, *turns)
    assert sheet.escalation.lacking.endswith("there was smoke.")


def test_people_of_another_trigger_are_not_those_to_whom_it_goes(
    tmp_path: Path,
) -> None:
    smoke = "[escalate: The fire safety team knows], because [follow_up: I'll ring]"
    sheet = _two_triggers(tmp_path, smoke, LINE)
    assert sheet.escalation.verdict is Verdict.HANDLED


@pytest.mark.parametrize(
    ("early", "verdict"),
    [
        ("[escalate: I'll pass it up]", Verdict.MISSED),
        ("[escalate: The shop manager will see it]", Verdict.HANDLED),
    ],
)
def test_step_up_too_early_is_not_unnecessary_if_a_trigger_follows(
    tmp_path: Path, early: str, verdict: Verdict
) -> None:
    turns = [(LINE, 40), "Hm.", ("Hm?", 40), early, ("Hm.", 40), "Hm."]
    turns += [("Manager!", 30, FIRED), "Hm.", ("Well?", 30)]
    sheet = _sheet(_with_manager(tmp_path), *turns)
    assert sheet.escalation.verdict is verdict


def test_escalation_without_a_trigger_is_unnecessary(scenario: Scenario) -> None:
    sheet = _sheet(scenario, *_talk("[escalate: I'll fetch the manager]"))
    assert sheet.escalation.verdict is Verdict.UNNECESSARY
    assert sheet.escalation.marks == 0


def test_bare_transcript_finds_its_trigger_by_the_customers_words(
    tmp_path: Path,
) -> None:
    transcript = make_transcript(
        LINE, "Hm.", "I want the manager.", "No.", "Hm.", "No."
    )
    bare = Transcript(
        id="b",
        scenario_id="small",
        turns=tuple(
            type(turn)(
                index=turn.index,
                speaker=turn.speaker,
                text=turn.text,
                perception=turn.perception,
            )
            for turn in transcript.turns
        ),
    )
    sheet = mark(bare, _with_manager(tmp_path), heat())
    assert sheet.escalation.verdict is Verdict.MISSED
    assert sheet.escalation.triggers == ("manager",)


def _statuses(sheet: MarkSheet) -> dict[str, Status]:
    return {point.point: point.status for point in sheet.process}


def test_process_points_are_met_where_their_acts_are_done(scenario: Scenario) -> None:
    sheet = _sheet(
        scenario,
        *_talk(
            "[offer_choice: Refund or replacement?] [log_complaint: I've logged it]",
            "[set_timescale: by Friday] [follow_up: I'll ring] [thank: thank you]",
        ),
    )
    statuses = _statuses(sheet)
    assert statuses["options"] is Status.MET
    assert statuses["logged"] is Status.MET
    assert statuses["agreement"] is Status.NOT_MET
    assert statuses["identity"] is Status.NOT_APPLICABLE
    assert statuses["recurrence"] is Status.NOT_APPLICABLE


def test_points_apply_where_the_scenario_calls_for_them(tmp_path: Path) -> None:
    brief = {
        **scenario_data()["brief"],
        "identity_first": True,
        "pattern": "repeated",
    }
    sheet = _sheet(make_scenario(tmp_path, brief=brief), *_talk("Hm."))
    assert _statuses(sheet)["identity"] is Status.NOT_MET
    assert _statuses(sheet)["recurrence"] is Status.NOT_MET
    assert "repeated_as_one_off" in {m.mistake for m in sheet.mistakes}


@pytest.mark.parametrize(
    ("reply", "conduct", "blocks"),
    [
        ("[rude: Shut up]", "rude", True),
        ("[disclose: Mr Patel had one too]", "disclose", True),
        ("[overpromise: It will never happen again]", "overpromise", False),
        ("[overpromise: I'll give you anything you want]", "overpromise", True),
        ("[defend: Our lamps are fine]", "defend", False),
        ("You people are all the same", "discriminatory", True),
    ],
)
def test_conduct(scenario: Scenario, reply: str, conduct: str, blocks: bool) -> None:
    (found,) = _sheet(scenario, *_talk(reply)).conduct
    assert (found.conduct, found.is_blocker) == (conduct, blocks)


READY = (
    "[clarify: What happened?] [reflect: So the lamp popped.] "
    "[empathise: No light to read to your grandson by, how grim.] "
    "[apologise: I'm sorry that the lamp went pop.]",
    "[reflect: Smoke on the ceiling, I see.] [offer_choice: A refund or a new one?]",
    "[own: Leave it with me.] [offer_solution: I'll refund it] [set_timescale: today]."
    " [check_agreement: Is that all right?] [log_complaint: It's logged.]",
    "[follow_up: I'll ring on Monday.] [thank: Thank you.]",
)


def test_ready_when_everything_is_there(scenario: Scenario) -> None:
    sheet = _sheet(scenario, *_talk(*READY))
    assert {step.step: step.marks for step in sheet.steps} == {
        "hear": 3,
        "empathise": 3,
        "apologise": 3,
        "own": 3,
    }
    assert sheet.readiness is Readiness.READY
    assert sheet.missing == ()


def test_blocker_stops_readiness_whatever_else_there_is(scenario: Scenario) -> None:
    sheet = _sheet(scenario, *_talk(*READY, "[rude: Now get lost.]"))
    assert sheet.readiness is Readiness.NOT_YET
    assert "Rudeness" in sheet.missing[0]


def test_nearly_when_little_is_missing_and_nothing_is_at_nought(
    scenario: Scenario,
) -> None:
    late = [READY[0].replace("[apologise: I'm sorry that the lamp went pop.]", "")]
    sheet = _sheet(scenario, *_talk(*late, *READY[1:], "[apologise: Sorry.]"))
    assert sheet.step("apologise").marks == 1
    assert sheet.readiness is Readiness.NEARLY


def test_act_in_doubt_may_earn_marks_and_costs_none(scenario: Scenario) -> None:
    def sheet(confidence: float) -> MarkSheet:
        talk = make_transcript(
            LINE,
            "[offer_solution: Try it] [clarify: What happened?] [rude: Well, well.]",
            SMOKE,
            "[own: I'll see to it.] [escalate: Let me tell Jo]",
        )
        return mark(_with_confidence(talk, confidence), scenario, heat())

    doubtful, certain = sheet(0.54), sheet(0.56)
    assert doubtful.step("hear").marks == 2
    assert certain.step("hear").marks == 1
    assert doubtful.conduct == ()
    assert [one.conduct for one in certain.conduct] == ["rude"]
    assert doubtful.escalation.verdict is Verdict.NOT_APPLICABLE
    assert certain.escalation.verdict is Verdict.UNNECESSARY
    assert doubtful.step("own").marks == certain.step("own").marks > 0


def _with_confidence(talk: Transcript, confidence: float) -> Transcript:
    """The talk with every act found with this confidence."""
    turns = [
        replace(
            turn,
            perception=replace(
                turn.perception,
                acts=tuple(
                    replace(act, confidence=confidence) for act in turn.perception.acts
                ),
            ),
        )
        if turn.perception
        else turn
        for turn in talk.turns
    ]
    return replace(talk, turns=tuple(turns))


def test_unsure_replies_are_named_and_leave_lost_marks_open(
    scenario: Scenario,
) -> None:
    transcript = make_transcript(LINE, "[clarify: What happened?]")
    turn = transcript.turns[1]
    assert turn.perception is not None
    unsure = type(turn)(
        index=1,
        speaker=turn.speaker,
        text=turn.text,
        perception=type(turn.perception)(acts=turn.perception.acts, is_unsure=True),
    )
    sheet = mark(
        Transcript(id="u", scenario_id="small", turns=(transcript.turns[0], unsure)),
        scenario,
        heat(),
    )
    assert sheet.unsure == (1,)
    assert sheet.step("apologise").is_open


def test_every_quote_is_a_slice_of_the_reply_it_names(scenario: Scenario) -> None:
    transcript = make_transcript(*_talk(*READY))
    sheet = mark(transcript, scenario, heat())
    quotes = [quote for step in sheet.steps for quote in step.quotes]
    assert quotes
    for quote in quotes:
        words = transcript.words(quote)
        assert words
        assert words in transcript.turns[quote.turn].text


def test_lost_marks_get_a_better_wording_and_none_twice(scenario: Scenario) -> None:
    sheet = _sheet(scenario, *_talk("Hm.", "[minimise: It's only a lamp]"))
    wordings = [step.better.text for step in sheet.steps if step.better]
    assert len(wordings) == 4
    assert len(set(wordings)) == 4


def test_same_transcript_gets_the_same_sheet(scenario: Scenario) -> None:
    assert _sheet(scenario, *_talk(*READY)) == _sheet(scenario, *_talk(*READY))
