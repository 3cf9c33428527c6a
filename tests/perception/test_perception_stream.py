from __future__ import annotations

import io
import json

import pytest

from dialogue.errors import InputError
from perception.detector import Detector
from perception.stream import detect

ROW = {
    "id": "r1",
    "brief": "Parcels. Up to £10 goodwill.",
    "customer": "Where is my parcel?",
    "reply": "I'm so sorry about the delay 😀, could I take your order number?",
}

BAD_LINES = {
    "not JSON": ("{", "is not JSON"),
    "a list": ("[]", "must be an object"),
    "no reply": (json.dumps({**ROW, "reply": None}), "'reply' is None, must be text"),
    "no brief": (
        json.dumps({k: v for k, v in ROW.items() if k != "brief"}),
        "no 'brief'",
    ),
    "number for id": (json.dumps({**ROW, "id": 7}), "'id' is 7, must be text"),
}


def run(detector: Detector, *lines: str) -> list[dict[str, object]]:
    out = io.StringIO()
    detect(lines, out, detector)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_detect_answers_each_line_in_order(detector: Detector) -> None:
    lines = [json.dumps({**ROW, "id": str(n)}) + "\n" for n in range(3)]
    assert [row["id"] for row in run(detector, *lines)] == ["0", "1", "2"]


def test_detect_gives_acts_where_their_words_stand(detector: Detector) -> None:
    (row,) = run(detector, json.dumps(ROW))
    assert row.keys() == {"id", "acts", "unsure"}
    acts = {act["act"]: act for act in row["acts"]}  # type: ignore[attr-defined]
    verify = acts["verify"]
    assert "order number" in ROW["reply"][verify["start"] : verify["end"]]
    assert 0 < verify["confidence"] <= 1


def test_detect_gives_each_act_once(detector: Detector) -> None:
    reply = "I'm so sorry about the delay. " + "It went to the wrong depot. " * 4
    reply += "I really do apologise for the trouble it caused you."
    (row,) = run(detector, json.dumps({**ROW, "reply": reply}))
    kinds = [act["act"] for act in row["acts"]]  # type: ignore[attr-defined]
    assert "apologise" in kinds
    assert len(kinds) == len(set(kinds))


def test_detect_passes_over_empty_lines(detector: Detector) -> None:
    assert run(detector, "\n", "  ") == []


@pytest.mark.parametrize(("line", "message"), BAD_LINES.values(), ids=BAD_LINES.keys())
def test_detect_names_the_bad_line_and_what_would_be_right(
    detector: Detector, line: str, message: str
) -> None:
    with pytest.raises(InputError, match=f"line 2.*{message}"):
        run(detector, json.dumps(ROW), line)
