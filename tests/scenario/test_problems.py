"""Each code that an author may see, with the smallest change that provokes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hotseat.__main__ import main
from scenario.documents import MAX_BYTES, parse_document, read_document
from scenario.library import load_library, read_scenario
from scenario.problems import Code, Problem
from scenario.rubric_loading import read_rubric
from tests.factories import MANAGER, scenario_data, write_scenario

Data = dict[str, Any]


def _problems(folder: Path, data: Data) -> list[Problem]:
    return read_scenario(write_scenario(folder, data))[1]


def test_small_scenario_has_no_problems(tmp_path: Path) -> None:
    scenario, problems = read_scenario(write_scenario(tmp_path, scenario_data()))
    assert problems == []
    assert scenario is not None
    assert scenario.fact("when").says[1].id == "facts.when.says.2"


def _without_title(data: Data) -> None:
    del data["title"]


def _with_colour(data: Data) -> None:
    data["customer"]["colour"] = "red"


def _level_four(data: Data) -> None:
    data["level"] = 4


def _calms_and_angers(data: Data) -> None:
    data["customer"]["temperament"]["angers"]["empathise"] = 3


def _same_fact_twice(data: Data) -> None:
    data["facts"][1]["id"] = "when"


def _fact_named_like_situation(data: Data) -> None:
    data["facts"][1]["id"] = "heard"


def _after_unknown(data: Data) -> None:
    data["facts"][0] |= {"after": ["birthday"], "held": ["Not yet."]}


def _trigger_on_unknown_fact(data: Data) -> None:
    data["triggers"] = [{**MANAGER, "when": {"fact": "birthday"}}]
    data["model_replies"].append({"earns": ["escalate"], "text": "I'll pass it on."})


def _model_reply_after_unknown(data: Data) -> None:
    data["model_replies"][0]["after"] = ["birthday"]


def _same_line_twice(data: Data) -> None:
    data["facts"][0]["says"][0] = "Press LINE 1!"


def _two_press_lines(data: Data) -> None:
    data["lines"]["press"] = ["Well?", "So?"]


def _only_angry_lines(data: Data) -> None:
    data["lines"]["heard"] = {"angry": ["One.", "Two.", "Three."]}


def _one_acceptance(data: Data) -> None:
    data["remedies"][0]["accepts"] = ["Fine."]


def _terms_without_haggling(data: Data) -> None:
    data["remedies"][0]["within_hours"] = 48


def _calm_fact_without_held(data: Data) -> None:
    data["facts"][0]["least_mood"] = 60


def _nothing_accepted(data: Data) -> None:
    data["remedies"][0] |= {"answer": "reject", "rejects": ["No.", "No way."]}


def _wants_more_than_limit(data: Data) -> None:
    data["remedies"][0] |= {"least_pounds": 60, "haggles": ["More.", "Higher."]}


def _facts_wait_for_each_other(data: Data) -> None:
    data["facts"][0] |= {"after": ["smell"], "held": ["Not yet."]}
    data["facts"][1] |= {"after": ["when"], "held": ["Later."]}


def _identity_without_fact(data: Data) -> None:
    data["brief"]["identity_first"] = True
    data["facts"][2]["identity"] = False


def _trigger_waits_for_joy(data: Data) -> None:
    data["triggers"] = [{**MANAGER, "when": {"mood_below": 1}}]
    data["model_replies"].append({"earns": ["escalate"], "text": "I'll pass it on."})


def _no_model_reply_for_hear(data: Data) -> None:
    data["model_replies"] = [
        reply for reply in data["model_replies"] if reply["earns"] != ["hear"]
    ]


def _no_abandoned_ending(data: Data) -> None:
    data["endings"][2]["kind"] = "resolved"


def _escalated_ending_without_trigger(data: Data) -> None:
    data["endings"][2]["kind"] = "escalated"


def _same_question_for_two_facts(data: Data) -> None:
    data["facts"][1]["asks"][0] = "how old is the LAMP"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_without_title, Code.MISSING),
        (_with_colour, Code.UNKNOWN_KEY),
        (_level_four, Code.WRONG_VALUE),
        (_calms_and_angers, Code.WRONG_VALUE),
        (_same_fact_twice, Code.DUPLICATE_ID),
        (_fact_named_like_situation, Code.DUPLICATE_ID),
        (_after_unknown, Code.UNKNOWN_REFERENCE),
        (_trigger_on_unknown_fact, Code.UNKNOWN_REFERENCE),
        (_model_reply_after_unknown, Code.UNKNOWN_REFERENCE),
        (_same_line_twice, Code.SAME_LINE_TWICE),
        (_two_press_lines, Code.TOO_FEW_LINES),
        (_only_angry_lines, Code.TOO_FEW_LINES),
        (_one_acceptance, Code.TOO_FEW_LINES),
        (_terms_without_haggling, Code.TOO_FEW_LINES),
        (_calm_fact_without_held, Code.TOO_FEW_LINES),
        (_nothing_accepted, Code.NO_ACCEPTED_REMEDY),
        (_wants_more_than_limit, Code.BEYOND_AUTHORITY),
        (_facts_wait_for_each_other, Code.FACT_OUT_OF_REACH),
        (_identity_without_fact, Code.IDENTITY_WITHOUT_FACT),
        (_trigger_waits_for_joy, Code.TRIGGER_NEVER_FIRES),
        (_no_model_reply_for_hear, Code.MISSING_MODEL_REPLY),
        (_no_abandoned_ending, Code.ENDING_MISSING),
        (_escalated_ending_without_trigger, Code.ENDING_MISSING),
        (_same_question_for_two_facts, Code.SAME_QUESTION_TWICE),
    ],
)
def test_fault_is_found_with_its_line(
    tmp_path: Path, change: Callable[[Data], None], code: Code
) -> None:
    data = scenario_data()
    change(data)
    problems = _problems(tmp_path, data)
    assert code in {problem.code for problem in problems}
    assert all(problem.line > 0 for problem in problems)


def test_all_faults_are_reported_together_in_file_order(tmp_path: Path) -> None:
    data = scenario_data()
    _with_colour(data)
    _level_four(data)
    _same_fact_twice(data)
    problems = _problems(tmp_path, data)
    assert [p.code for p in problems] == [Code.WRONG_VALUE, Code.UNKNOWN_KEY]
    data = scenario_data()
    _same_fact_twice(data)
    _two_press_lines(data)
    codes = [problem.code for problem in _problems(tmp_path, data)]
    assert codes == [Code.DUPLICATE_ID, Code.TOO_FEW_LINES]


def test_message_names_the_key_and_what_would_be_right(tmp_path: Path) -> None:
    data = scenario_data()
    data["remedies"][0]["kind"] = "refnud"
    (problem,) = _problems(tmp_path, data)
    assert "remedies[1].kind" in problem.message
    assert "refund" in problem.message
    assert problem.line == 1 + (tmp_path / "small.yml").read_text().split("\n").index(
        "  kind: refnud"
    )


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"title: caf\xe9\n", Code.UNREADABLE, 1),
        (b"a: 1\nb: [1, 2\n", Code.NOT_YAML, 3),
        (b"", Code.NOT_YAML, 0),
        (b"a: &x 1\nb: *x\n", Code.ALIAS_OR_TAG, 1),
        (b"a: !!python/object/apply:os.system ['true']\n", Code.ALIAS_OR_TAG, 1),
        (b"[" * 40 + b"]" * 40, Code.ALIAS_OR_TAG, 1),
        (b"a: 1\na: 2\n", Code.DUPLICATE_KEY, 2),
        (b"a:\n  rules: []\n", Code.RASA_KEY, 2),
        (b"a: \x00\n", Code.NOT_YAML, 0),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_broken_file_is_a_problem_and_no_traceback(
    content: bytes, code: Code, line: int
) -> None:
    _, problems = parse_document(content, file="x.yml")
    assert (code, line) in {(problem.code, problem.line) for problem in problems}


def test_file_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yml"
    path.write_bytes(b"# " + b"x" * MAX_BYTES)
    assert [p.code for p in read_document(path)[1]] == [Code.TOO_LARGE]


def test_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert [p.code for p in read_document(tmp_path / "no.yml")[1]] == [Code.UNREADABLE]


def test_broken_scenario_does_not_stop_the_others(tmp_path: Path) -> None:
    write_scenario(tmp_path, scenario_data(id="good"), "good")
    write_scenario(tmp_path, scenario_data(level=9), "bad")
    (tmp_path / "worse.yml").write_bytes(b"\xff\xfe: [")
    library = load_library(tmp_path)
    assert set(library.scenarios) == {"good"}
    assert len({problem.file for problem in library.problems}) == 2


def test_second_file_of_an_id_is_refused(tmp_path: Path) -> None:
    write_scenario(tmp_path, scenario_data(), "a")
    write_scenario(tmp_path, scenario_data(), "b")
    library = load_library(tmp_path)
    assert [problem.code for problem in library.problems] == [Code.DUPLICATE_ID]
    assert library.get("small").file.endswith("a.yml")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("wording: first_person", "wording: third_person", Code.RUBRIC_REFERENCE),
        (
            "marks: 3\n        rule: hear.3",
            "marks: 1\n        rule: hear.3",
            Code.RUBRIC_MARKS,
        ),
        ("act: {of: [thank]}", "act: {of: [thanks]}", Code.WRONG_VALUE),
    ],
)
def test_fault_in_a_rubric_is_found(
    tmp_path: Path, old: str, new: str, code: Code
) -> None:
    text = Path("data/rubrics/heat.yml").read_text("utf-8")
    assert old in text
    path = tmp_path / "mine.yml"
    path.write_text(text.replace(old, new), "utf-8")
    rubric, problems = read_rubric(path)
    assert rubric is None
    assert code in {problem.code for problem in problems}


def test_unknown_rubric_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_scenario(tmp_path, scenario_data(rubric="chill"))
    assert main(["check", str(path)]) == 1
    printed = capsys.readouterr().out
    assert f"{Code.UNKNOWN_RUBRIC.value}: " in printed
    assert "heat" in printed


def test_model_reply_that_earns_nothing_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = scenario_data()
    data["model_replies"][5]["earns"] = ["heer"]
    path = write_scenario(tmp_path, data)
    assert main(["check", str(path)]) == 1
    (line,) = [n for n in capsys.readouterr().out.splitlines() if "heer" in n]
    assert f"{Code.UNKNOWN_MARK.value}: " in line


def test_every_code_is_provoked_here_and_documented() -> None:
    here = Path(__file__).read_text("utf-8")
    docs = Path("docs/problems.md").read_text("utf-8")
    for code in Code:
        assert f"Code.{code.name}" in here, f"{code.name} has no test"
        assert f"## {code}" in docs, f"{code} is not in docs/problems.md"
