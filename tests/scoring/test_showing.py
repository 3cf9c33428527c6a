"""What people are shown of quotes, replies, moods and feedback, apart from any form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dialogue.perceptions import Perception
from dialogue.turns import Event, EventKind, Quote
from scenario.types import Scenario
from scoring.feedback import give_feedback
from scoring.feedback_view import show_feedback
from scoring.labels import ACTS, FAMILIES, MEANINGS, short_name
from scoring.marking import mark
from scoring.mood_chart import MOST_LABELS, mood_points, mood_sentence
from scoring.quoting import MOST_CHARS, show_quote, show_quotes
from scoring.reply_view import MOST_LANES, shown_turns
from scoring.sheet import MarkSheet
from scoring.summary import back_links, summarise
from scoring.visible import clipped, visible, visible_in_terminal
from tests.factories import MANAGER, heat, make_scenario, make_transcript, scenario_data

LINE = "My reading lamp has gone pop."


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return make_scenario(tmp_path)


def _sheet(scenario: Scenario, *turns: Any) -> MarkSheet:
    return mark(make_transcript(*turns), scenario, heat())


# --- text


def test_visible_keeps_every_place() -> None:
    text = "a\x00b\tc\n\x7f\ud83d\x9b😀\u202e"
    assert len(visible(text)) == len(text)
    assert visible(text) == "a␀b\tc\n␡\ufffd\ufffd😀\u202e"


def test_terminal_text_cannot_turn_the_line() -> None:
    assert "\u202e" not in visible_in_terminal("\u202eabc")


@pytest.mark.parametrize(
    ("text", "most", "tail", "shown"),
    [
        ("short", 10, 0, "short"),
        ("one two three four", 10, 0, "one two…"),
        ("one two three four", 14, 5, "one two … four"),
        ("x" * 30, 10, 0, "x" * 10 + "…"),
        ("several\n\n lines", 20, 0, "several lines"),
    ],
)
def test_clipped(text: str, most: int, tail: int, shown: str) -> None:
    assert clipped(text, most, tail=tail) == shown


@pytest.mark.parametrize(
    ("name", "short"),
    [("Pat Lowe", "Pat"), ("Mrs Ada Lowe", "Mrs Ada Lowe"), ("Dr. No", "Dr. No")],
)
def test_short_name(name: str, short: str) -> None:
    assert short_name(name) == short


def test_every_act_has_a_label_a_family_and_a_meaning() -> None:
    assert ACTS.keys() == FAMILIES.keys() == MEANINGS.keys()


# --- quotes


def test_quote_of_few_words_is_shown_in_its_sentence() -> None:
    transcript = make_transcript(LINE, "Sorry. Sorry. You [rude: should of] read it.")
    act = transcript.turns[1].perception.acts[0]  # type: ignore[union-attr]
    quote = Quote(turn=1, start_char=act.start_char, end_char=act.end_char)
    shown = show_quote(transcript, quote)
    assert (shown.before, shown.words, shown.after) == (
        "You ",
        "should of",
        " read it.",
    )


def test_long_quote_is_cut_and_keeps_its_end() -> None:
    text = "I will " + "really " * 200 + "do it on Monday"
    transcript = make_transcript(LINE, text)
    shown = show_quote(transcript, Quote(turn=1, start_char=0, end_char=len(text)))
    assert len(shown.words) <= MOST_CHARS + 3
    assert shown.words.startswith("I will")
    assert shown.words.endswith("do it on Monday")


def test_quotes_show_each_kind_of_act_once() -> None:
    transcript = make_transcript(
        LINE,
        "[own: Leave that with me now.] [offer_solution: I can send you a lamp]"
        " or [offer_solution: I can send you a bulb] [set_timescale: by noon].",
    )
    quotes = [
        Quote(turn=1, start_char=a.start_char, end_char=a.end_char, act=a.kind)
        for a in transcript.turns[1].perception.acts  # type: ignore[union-attr]
    ]
    assert [q.label for q in show_quotes(transcript, quotes)] == [
        "Took ownership",
        "Offered a remedy",
        "Said by when",
    ]


# --- replies


def test_runs_of_a_reply_are_the_reply_as_typed() -> None:
    transcript = make_transcript(
        LINE, "\n  [empathise+apologise: So sorry  about it],\t[own: I'll] <b>go</b>\n"
    )
    turn = shown_turns(transcript)[1]
    assert "".join(run.held + run.rest for run in turn.runs) == turn.text
    assert turn.text == transcript.turns[1].text


def test_acts_over_the_same_words_have_lanes_and_numbers_of_their_own() -> None:
    transcript = make_transcript(LINE, "[empathise+apologise: So sorry] [own: I'll do]")
    turn = shown_turns(transcript)[1]
    assert [(note.number, note.label) for note in turn.notes] == [
        (1, "Empathised"),
        (2, "Apologised"),
        (3, "Took ownership"),
    ]
    assert [[lane.level for lane in run.lanes] for run in turn.runs] == [
        [0, 1],
        [],
        [0],
    ]
    assert turn.depth == 2


def test_one_kind_has_one_number_however_often_it_is_there() -> None:
    transcript = make_transcript(LINE, "[own: I will] go, [own: leave it with me]")
    turn = shown_turns(transcript)[1]
    assert [note.words for note in turn.notes] == [("I will", "leave it with me")]
    assert [run.numbers for run in turn.runs if run.numbers] == [((1, "own"),)] * 2


def test_many_acts_over_the_same_words_share_the_last_lane() -> None:
    kinds = "empathise+apologise+own+clarify+reflect+offer_solution"
    turn = shown_turns(make_transcript(LINE, f"[{kinds}: All at once]"))[1]
    assert turn.depth == MOST_LANES
    assert len(turn.notes) == 6


def test_what_costs_marks_gives_the_tint() -> None:
    turn = shown_turns(make_transcript(LINE, "[explain+defend: It was the courier]"))[1]
    assert turn.runs[0].family == "conduct"


# --- moods


def test_mood_sentence_names_the_turning_points() -> None:
    transcript = make_transcript(
        (LINE, 40), "a", ("x", 12), "b", ("y", 80), "c", ("z", 70)
    )
    says = mood_sentence(mood_points(transcript), "Pat")
    assert says == (
        "Pat was upset (40) to begin with, angriest after reply 1 (12), "
        "calmest after reply 2 (80) and calm (70) at the end."
    )


def test_one_mood_makes_no_curve() -> None:
    assert mood_points(make_transcript((LINE, 40), "a")) == []


def test_long_talk_does_not_crowd_the_chart() -> None:
    turns: list[Any] = [(LINE, 40)]
    for _ in range(40):
        turns += ["a", ("b", 40)]
    points = mood_points(make_transcript(*turns))
    assert len(points) == 41
    assert sum(bool(point.label) for point in points) <= MOST_LABELS


# --- marks and feedback


def test_blocker_comes_first_and_low_marks_before_conduct(scenario: Scenario) -> None:
    sheet = _sheet(scenario, LINE, "[rude: Get lost.] [blame_customer: You broke it.]")
    feedback = give_feedback(sheet)
    titles = [change.title for change in (*feedback.changes, *feedback.later)]
    assert titles[0] == "Rudeness"
    assert titles[1:5] == ["Hear", "Empathise", "Apologise", "Take ownership"]
    assert titles[5] == "Blaming the customer"


def test_missed_step_up_comes_before_steps_with_as_few_marks(tmp_path: Path) -> None:
    replies = scenario_data()["model_replies"]
    replies.append({"earns": ["escalate"], "text": "I'll pass it on."})
    scenario = make_scenario(tmp_path, triggers=[MANAGER], model_replies=replies)
    event = Event(kind=EventKind.TRIGGER, ref="manager")
    sheet = _sheet(scenario, (LINE, 40), "ok", ("Manager!", 30, (event,)), "ok", "Hm")
    titles = [change.title for change in give_feedback(sheet).changes]
    assert titles == ["Escalation", "Hear", "Empathise"]


def test_process_comes_before_polish_until_ready(scenario: Scenario) -> None:
    sheet = _sheet(
        scenario,
        LINE,
        "[clarify: What happened?] [empathise: What a scare for you with that smoke.]"
        " [apologise: I'm so sorry that it popped.] [own: I'll do this myself]"
        " [offer_solution: I can refund you]",
    )
    assert min(step.marks for step in sheet.steps) >= 2
    changes = give_feedback(sheet)
    parts = [str(change.part) for change in (*changes.changes, *changes.later)]
    assert str(sheet.readiness) != "ready"
    assert "process" not in parts[parts.index("step") :]
    assert parts[0] == "process"


def test_words_that_rule_out_a_pass_are_not_praised(scenario: Scenario) -> None:
    sheet = _sheet(scenario, LINE, "[clarify+rude: what do you want]")
    assert sheet.step("hear").marks == 2
    assert give_feedback(sheet).well == ()


def test_nothing_is_advised_before_a_reply_is_sent(scenario: Scenario) -> None:
    transcript = make_transcript((LINE, 40))
    shown = show_feedback(transcript, mark(transcript, scenario, heat()))
    assert (shown.changes, shown.later, shown.well, shown.points) == ((), (), (), ())


def test_no_sentence_is_said_twice_in_feedback(scenario: Scenario) -> None:
    feedback = give_feedback(_sheet(scenario, LINE, "ok"))
    says = [change.says for change in (*feedback.changes, *feedback.later)]
    assert len(says) == len(set(says))


def test_change_without_a_better_wording_has_no_moment(scenario: Scenario) -> None:
    transcript = make_transcript(LINE, "ok")
    shown = show_feedback(transcript, mark(transcript, scenario, heat()))
    by_title = {change.title: change for change in (*shown.changes, *shown.later)}
    assert by_title["Not met: customer thanked"].moment is None
    assert by_title["Hear"].moment is not None


def test_silence_is_not_called_unsure(scenario: Scenario) -> None:
    made = make_transcript(LINE, "   ")
    silent = replace(made.turns[1], perception=Perception(is_unsure=True))
    transcript = replace(made, turns=(made.turns[0], silent))
    summary = summarise(transcript, mark(transcript, scenario, heat()), scenario)
    assert summary.unsure == ()
    assert not any(row.is_open for row in summary.rows)


def test_reply_links_back_to_the_marks_it_counts_for(scenario: Scenario) -> None:
    sheet = _sheet(scenario, LINE, "[clarify: What happened?] [rude: You fool.]")
    assert [link.id for link in back_links(sheet)[1]] == [
        "mark-hear",
        "conduct-rude",
    ]


def test_readiness_says_what_is_needed_in_sentences(scenario: Scenario) -> None:
    sheet = _sheet(scenario, LINE, "[clarify: What happened?] [rude: You fool.]")
    assert sheet.missing == (
        "Rudeness rules out a pass, however good the rest is.",
        "Empathise, Apologise and Take ownership need at least 2 marks each.",
        "You met none of the 5 process points. You need 3.",
    )
