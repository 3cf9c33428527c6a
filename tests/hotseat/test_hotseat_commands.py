"""The subcommands as another program uses them: files and pipes in, text out."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hotseat.__main__ import BAD_INPUT, DONE, PROBLEMS, main
from scenario.schema import schema
from tests.factories import scenario_data, write_scenario

TURNS = [
    {"speaker": "customer", "text": "My boots have split and I'm walking on Saturday."},
    {"speaker": "learner", "text": "I'm sorry about that. What happened to them?"},
    {"speaker": "customer", "text": "The sole came away on a path."},
    {"speaker": "learner", "text": "I can refund you today. Is that all right?"},
]
BARE = {"id": "b1", "scenario": "split-boots", "turns": TURNS}


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def _file(folder: Path, name: str, content: Any) -> str:
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_mark_gives_one_line_of_marks_for_each_transcript(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "\n".join(json.dumps({**BARE, "id": name}) for name in ("a", "b"))
    status, out, err = _run(
        capsys, "mark", "--json", _file(tmp_path, "two.jsonl", lines)
    )
    assert (status, err) == (DONE, "")
    first, second = map(json.loads, out.splitlines())
    assert (first["id"], second["id"]) == ("a", "b")
    assert set(first["heat"]) == {"hear", "empathise", "apologise", "own"}
    assert {**first, "id": ""} == {**second, "id": ""}
    for piece in first["evidence"]:
        text = TURNS[piece["turn"]]["text"]
        assert text[piece["start"] : piece["end"]].strip()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{not json", "not JSON"),
        ({"id": "x", "scenario": "split-boots"}, "'turns' is missing"),
        ({"id": "x", "turns": TURNS}, "'scenario' is missing"),
        ({**BARE, "scenario": "no-such"}, "no scenario 'no-such'; there are:"),
        ({**BARE, "turns": [{"speaker": "robot", "text": "?"}]}, "turn 0"),
        ({**BARE, "turns": TURNS[:1]}, "no learner's turn"),
        ({**BARE, "turns": [{"speaker": "learner", "text": 5}]}, "text must be"),
        ([1, 2], "a transcript is an object"),
        ({**BARE, "seed": "x"}, "'seed' must be"),
        ({**BARE, "versions": []}, "'versions' an object"),
        ({**BARE, "turns": [{**TURNS[0], "mood": "cross"}]}, "mood must be"),
        (
            {
                **BARE,
                "turns": [
                    {**TURNS[1], "acts": [{"act": "own", "start": 0, "end": 999}]}
                ],
            },
            "outside the text",
        ),
    ],
)
def test_mark_says_what_is_wrong_with_a_transcript(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: Any, words: str
) -> None:
    path = _file(tmp_path, "one.json", content)
    status, out, err = _run(capsys, "mark", "--json", path)
    assert status == BAD_INPUT
    assert out == ""
    assert words in err
    assert path in err
    assert "Traceback" not in err


def test_one_bad_transcript_does_not_keep_the_others_from_being_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = f"{json.dumps(BARE)}\nnonsense\n{json.dumps({**BARE, 'id': 'c'})}\n"
    path = _file(tmp_path, "three.jsonl", lines)
    status, out, err = _run(capsys, "mark", "--json", path)
    assert status == BAD_INPUT
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["b1", "c"]
    assert f"{path}:2:" in err


def test_played_transcript_fits_its_schema_and_is_marked_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replies = _file(
        tmp_path,
        "learner.txt",
        "Oh no, and before your walk too. What happened?\n"
        "I'm really sorry they let you down. I can order a new pair for tomorrow.\n",
    )
    arguments = ("play", "split-boots", "--learner", replies, "--seed", "4", "--json")
    status, out, _ = _run(capsys, *arguments)
    assert status == DONE
    assert _run(capsys, *arguments)[1] == out
    played = json.loads(out)
    jsonschema.validate(played, schema("transcript"))
    path = _file(tmp_path, "played.json", played)
    _, marks, _ = _run(capsys, "mark", "--json", path)
    again = json.loads(marks)
    for key in ("heat", "escalation", "process", "conduct", "readiness", "evidence"):
        assert again[key] == played["marks"][key]


HOSTILE = [
    "/restart",
    '/start{"scenario": "cold-flat"}',
    "nlu:\n- intent: x",
    "'; DROP TABLE turns; --",
    '{"text": "hi"}',
    "<img src=x onerror=alert(1)> & {{ 7*7 }}",
    "\u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "👩\u200d👩\u200d👧 😡😡😡",
    "\x00\x01\x1b[31m\x7f",
    "a" * 5_000,
    " \t\n ",
]


def test_hostile_replies_are_kept_as_typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, text in enumerate(HOSTILE):
        lines = f"{json.dumps(text)}\n{json.dumps('I am sorry about your boots.')}\n"
        path = _file(tmp_path, f"{number}.jsonl", lines)
        status, out, err = _run(
            capsys, "play", "split-boots", "--learner", path, "--json"
        )
        assert (status, err) == (DONE, "")
        turns = json.loads(out)["turns"]
        assert turns[1]["text"] == text
        assert turns[2]["text"]


def test_reply_that_is_too_long_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _file(tmp_path, "long.txt", "a" * 5_001)
    status, _, err = _run(capsys, "play", "split-boots", "--learner", path)
    assert status == BAD_INPUT
    assert "at most 5,000" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("play", "no-such"), "there are: called-across, cold-flat, cold-supper"),
        (("play", "no-such.yml"), "can't be read"),
        (("play", "split-boots", "--learner", "no-such.txt"), "can't be read"),
        (("mark", "no-such.json"), "can't be read"),
        (("mark", "--rubric", "no-such", "PATH"), "can't be read"),
    ],
)
def test_bad_use_is_told_in_a_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    words: str,
) -> None:
    path = _file(tmp_path, "bare.json", BARE)
    given = [path if word == "PATH" else word for word in arguments]
    status, _, err = _run(capsys, *given)
    assert status == BAD_INPUT
    assert words in err


def test_scenario_may_be_a_file_of_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_scenario(tmp_path, scenario_data())
    replies = _file(tmp_path, "learner.txt", "When did you buy the lamp?\n")
    status, out, _ = _run(capsys, "play", str(path), "--learner", replies)
    assert status == DONE
    assert "Nine days" in out or "nine days" in out


def test_faulty_file_of_ones_own_is_not_played_but_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_scenario(tmp_path, scenario_data(level=7))
    status, _, err = _run(capsys, "play", str(path))
    assert status == BAD_INPUT
    assert "SC012" in err


def test_check_counts_and_names_problems(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write_scenario(tmp_path, scenario_data(), "good")
    bad = write_scenario(tmp_path, scenario_data(level=7), "bad")
    assert _run(capsys, "check", str(good))[0] == DONE
    status, out, _ = _run(capsys, "check", str(good), str(bad))
    assert status == PROBLEMS
    assert f"{bad}:" in out
    assert out.splitlines()[-1] == "2 files, 1 problem"


def test_everything_that_ships_is_without_a_problem(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, _ = _run(capsys, "check", "--strict")
    assert status == DONE, out


def test_detect_answers_every_line_in_order(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [
        {"id": str(n), "brief": "", "customer": "It broke.", "reply": reply}
        for n, reply in enumerate(["I'm so sorry about that.", "", "qwpe zxmn"])
    ]
    lines = "".join(json.dumps(item) + "\n" for item in items)
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    status, out, _ = _run(capsys, "detect")
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == DONE
    assert [answer["id"] for answer in answers] == ["0", "1", "2"]
    assert "apologise" in {act["act"] for act in answers[0]["acts"]}
    assert answers[1]["acts"] == []
    for act in answers[0]["acts"]:
        assert set(act) == {"act", "start", "end", "confidence"}


def test_detect_names_the_line_that_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": "1"}\n'))
    status, _, err = _run(capsys, "detect")
    assert status == BAD_INPUT
    assert "line 1" in err
