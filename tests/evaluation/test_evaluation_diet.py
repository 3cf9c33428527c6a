"""What DIET is taught, how its ranking is heard, and that Rasa is asked as meant."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from dialogue.acts import ActKind
from dialogue.errors import ServiceError
from evaluation import diet_run
from evaluation.detection import Question
from evaluation.diet import (
    NO_ACT,
    Answer,
    DietPerceiver,
    Way,
    act_chances,
    acts_of,
    choose_threshold,
    intent_of,
    measured,
    pipeline,
)
from training.corpus import Reply, Span

TEXT = "Hello, I'm sorry, I'll call you today."


def make_reply(*spans: tuple[int, int, str], text: str = TEXT) -> Reply:
    return Reply(
        id="r1",
        text=text,
        spans=tuple(
            Span(start_char=start, end_char=end, label=label)
            for start, end, label in spans
        ),
    )


def make_answer(
    ranking: Sequence[tuple[str, float]], *, seconds: float = 0.01
) -> Answer:
    intent, confidence = ranking[0]
    return Answer(
        intent=intent,
        confidence=confidence,
        chances=act_chances(ranking),
        seconds=seconds,
    )


def make_question(reply: str, *acts: str) -> Question:
    return Question(
        id=reply, brief="", customer="", reply=reply, quotes=dict.fromkeys(acts, reply)
    )


# --- what is taught


@pytest.mark.parametrize(
    ("spans", "intent"),
    [
        pytest.param([], NO_ACT, id="no act"),
        pytest.param([(18, 37, "own"), (0, 5, "greet")], "greet", id="first in text"),
        pytest.param([(7, 16, "own"), (7, 37, "rude")], "rude", id="more words"),
        pytest.param([(7, 16, "own"), (7, 16, "clarify")], "clarify", id="codebook"),
    ],
)
def test_one_intent_is_the_first_act(
    spans: list[tuple[int, int, str]], intent: str
) -> None:
    assert intent_of(make_reply(*spans), Way.ONE) == intent


@pytest.mark.parametrize(
    ("spans", "intent"),
    [
        pytest.param([], NO_ACT, id="no act"),
        pytest.param([(0, 5, "greet")], "greet", id="one act"),
        pytest.param(
            [(0, 5, "greet"), (7, 16, "apologise"), (18, 37, "follow_up")],
            "apologise+follow_up+greet",
            id="codebook's order",
        ),
        pytest.param([(0, 5, "own"), (7, 16, "own")], "own", id="each act once"),
    ],
)
def test_multi_intent_joins_all_acts(
    spans: list[tuple[int, int, str]], intent: str
) -> None:
    assert intent_of(make_reply(*spans), Way.MULTI) == intent


def test_acts_of_an_intent_are_those_it_was_joined_of() -> None:
    assert acts_of("apologise+greet") == (ActKind.APOLOGISE, ActKind.GREET)


@pytest.mark.parametrize("intent", ["", NO_ACT, "restart", "greet+restart"])
def test_intent_that_was_not_taught_holds_no_act(intent: str) -> None:
    assert acts_of(intent) == ()


@pytest.mark.parametrize("way", Way)
def test_pipeline_is_that_of_rasa_up_to_the_classifier(way: Way) -> None:
    spec = importlib.util.find_spec("rasa")
    if spec is None or spec.origin is None:
        pytest.skip("Rasa is not installed here")
    folder = Path(spec.origin).parent / "engine" / "recipes" / "config_files"
    default = yaml.safe_load((folder / "default_config.yml").read_text("utf-8"))
    ours = pipeline(way)
    added = {
        "WhitespaceTokenizer": {"intent_tokenization_flag", "intent_split_symbol"},
        "DIETClassifier": {"random_seed", "ranking_length", "batch_strategy"},
    }
    for component in ours:
        for key in added.get(component["name"], set()):
            component.pop(key, None)
    assert ours == default["pipeline"][: len(ours)]
    assert ours[-1]["name"] == "DIETClassifier"


def test_only_multi_intents_are_taken_apart() -> None:
    one, multi = pipeline(Way.ONE), pipeline(Way.MULTI)
    assert one[0] == {"name": "WhitespaceTokenizer"}
    assert multi[0]["intent_tokenization_flag"] is True
    assert multi[0]["intent_split_symbol"] == "+"
    assert one[1:-1] == multi[1:-1]
    assert multi[-1] == {**one[-1], "batch_strategy": "sequence"}


# --- how the ranking is heard

RANKING = [("own+greet", 0.4), (NO_ACT, 0.3), ("own+thank", 0.2), ("rude", 0.1)]


def test_chance_of_an_act_is_that_of_all_combinations_that_hold_it() -> None:
    chances = act_chances(RANKING)
    assert chances == pytest.approx(
        {"own": 0.6, "greet": 0.4, "thank": 0.2, "rude": 0.1}
    )


def test_chance_is_never_more_than_one() -> None:
    assert act_chances([("own", 0.7), ("own+greet", 0.3000001)])["own"] == 1.0


def test_without_a_threshold_the_first_intent_is_heard() -> None:
    perceiver = DietPerceiver({TEXT: make_answer(RANKING)})
    acts = perceiver.perceive(TEXT, customer="").acts
    assert {act.kind for act in acts} == {ActKind.OWN, ActKind.GREET}
    assert {act.confidence for act in acts} == {0.4}


def test_with_a_threshold_a_combination_that_was_not_taught_can_be_found() -> None:
    perceiver = DietPerceiver({TEXT: make_answer(RANKING)}, threshold=0.2)
    kinds = perceiver.perceive(TEXT, customer="").kinds()
    assert kinds == {ActKind.OWN, ActKind.GREET, ActKind.THANK}


def test_span_of_an_act_is_the_whole_reply() -> None:
    (act,) = (
        DietPerceiver({TEXT: make_answer([("own", 1.0)])})
        .perceive(TEXT, customer="")
        .acts
    )
    assert (act.start_char, act.end_char) == (0, len(TEXT))


def test_threshold_is_that_of_the_best_macro_f1() -> None:
    held = {f"yes {n}": make_answer([("own", 0.62), (NO_ACT, 0.38)]) for n in range(6)}
    without = {f"no {n}": make_answer([("own", 0.52)]) for n in range(6)}
    questions = [make_question(text, "own") for text in held]
    questions += [make_question(text) for text in without]
    assert choose_threshold({**held, **without}, questions) == pytest.approx(0.55)


def test_times_are_those_that_rasa_took() -> None:
    answers = {"a": make_answer([("own", 1.0)], seconds=7.0)}
    result = measured(DietPerceiver(answers), [make_question("a", "own")], answers)
    assert result.seconds == [7.0]
    assert result.right["own"] == 1


# --- what Rasa is given, and what is kept


def make_job(
    replies: Sequence[Reply] = (make_reply((0, 5, "greet")),),
    texts: Sequence[str] = ("a", "b", "a"),
    *,
    way: Way = Way.ONE,
    epochs: int = 1,
) -> diet_run.Job:
    return diet_run.make_job(way, replies, texts, epochs=epochs)


def test_examples_stand_under_their_intents_and_texts_are_asked_once() -> None:
    job = make_job([make_reply((0, 5, "greet")), make_reply(text="Right.")])
    assert job.nlu["nlu"] == [
        {"intent": "greet", "examples": [{"text": TEXT}]},
        {"intent": NO_ACT, "examples": [{"text": "Right."}]},
    ]
    assert job.texts == ("a", "b")


def test_model_is_another_with_other_replies_or_another_pipeline() -> None:
    names = {
        make_job().name(),
        make_job([make_reply((0, 5, "thank"))]).name(),
        make_job([make_reply((0, 5, "greet"), text=TEXT + "!")]).name(),
        make_job(epochs=2).name(),
        make_job(way=Way.MULTI).name(),
    }
    assert len(names) == 5


def test_model_is_the_same_with_other_texts_to_ask() -> None:
    assert make_job(texts=["a"]).name() == make_job(texts=["b"]).name()


def test_missing_environment_is_told_with_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="scripts/setup app"):
        diet_run.run([make_job()], python=tmp_path / "python", kept=tmp_path)


SAID = {
    "intent": "greet",
    "confidence": 0.5,
    "chances": {"greet": 0.5},
    "seconds": 0.01,
}
FOUND = {"answers": [SAID, SAID], "before_mb": 500.0, "memory_mb": 800.0}


def make_rasa(folder: Path, *, train: str = "") -> Path:
    """A program in the place of .venv's Python; `steps` lists what it was asked for."""
    found = json.dumps(FOUND)
    program = folder / "python"
    program.write_text(
        f"""#!/bin/sh
echo "$3" >> {folder}/steps
cd "$4"
if [ "$3" = train ]; then
    {train or "echo model > model.tar.gz"}
    echo '{{"cpu_seconds": 60.0}}' > training.json
else
    grep -q model model.tar.gz && echo '{found}' > answers.json
fi
""",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return program


def steps(folder: Path) -> list[str]:
    return (folder / "steps").read_text("utf-8").split()


def test_model_is_trained_once_and_asked_each_time(tmp_path: Path) -> None:
    rasa, kept = make_rasa(tmp_path), tmp_path / "kept"
    first, second = (
        diet_run.run([make_job()], python=rasa, kept=kept) for _ in range(2)
    )
    assert steps(tmp_path) == ["train", "answer", "answer"]
    assert first == second
    assert first[0].by_text == {"a": Answer(**SAID), "b": Answer(**SAID)}
    assert (first[0].memory_mb, first[0].training_seconds) == (800.0, 60.0)


def test_texts_are_asked_after_all_trainings(tmp_path: Path) -> None:
    jobs = [make_job(way=way) for way in Way]
    diet_run.run(jobs, python=make_rasa(tmp_path), kept=tmp_path / "kept")
    assert steps(tmp_path) == ["train", "train", "answer", "answer"]


def test_failed_training_names_its_log_and_keeps_nothing(tmp_path: Path) -> None:
    rasa, kept = make_rasa(tmp_path, train="echo no memory; exit 1"), tmp_path / "kept"
    job = make_job()
    with pytest.raises(ServiceError, match=rf"{job.name()}\.log"):
        diet_run.run([job], python=rasa, kept=kept)
    assert (kept / f"{job.name()}.log").read_text("utf-8") == "no memory\n"
    assert not (kept / job.name()).exists()


@pytest.mark.slow
def test_rasa_learns_combinations_and_answers(tmp_path: Path) -> None:
    if not diet_run.PYTHON.is_file():
        pytest.skip("Rasa's environment is not there")
    kinds = [
        make_reply((0, 5, "greet"), text="Hello there, how are you?"),
        make_reply((0, 9, "apologise"), text="I'm sorry about the boots."),
        make_reply((0, 5, "greet"), (7, 16, "apologise"), text="Hello, I'm sorry."),
        make_reply(text="- nlu: 'yes' - \"no\" # {y}"),
    ]
    replies = [
        replace(reply, text=f"{reply.text} {word}")
        for reply in kinds
        for word in ("one", "two", "three")
    ]
    texts = ["Hello, so sorry about this", "/restart", "zzz"]
    job = diet_run.make_job(Way.MULTI, replies, texts, epochs=1)

    (answers,) = diet_run.run([job], kept=tmp_path)

    assert list(answers.by_text) == texts
    answer = answers.by_text[texts[0]]
    assert answer.intent in {"greet", "apologise", "apologise+greet", NO_ACT}
    assert set(answer.chances) == {"greet", "apologise"}
    assert 0 < max(answer.chances.values()) <= 1
    assert all(one.seconds > 0 for one in answers.by_text.values())
    # Rasa takes it for the name of an intent, and there is none of that name.
    assert acts_of(answers.by_text["/restart"].intent) == ()
    assert 0 < answers.before_mb < answers.memory_mb
    assert answers.training_seconds > 0
