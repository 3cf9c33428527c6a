"""The pages for tutors and authors name what there is, and the template is sound."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dialogue.acts import ActKind
from hotseat.__main__ import COMMANDS, _parser
from scenario.library import read_scenario
from scenario.problems import Code
from scenario.rubrics import Predicate
from scenario.schema import schema
from scenario.situations import NEEDS, Band
from scoring.sheet import Verdict
from tests.test_dialogues import KEYS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
TEMPLATE = DOCS / "examples" / "scenario-template.yml"
PAGES = (
    "authoring",
    "codebook",
    "commands",
    "rubrics",
    "site",
    "testing",
    "transcripts",
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _text(page: str) -> str:
    return (DOCS / f"{page}.md").read_text("utf-8")


def _named(page: str) -> set[str]:
    """All words that stand in code on the page, each on its own."""
    code = re.findall(r"```.*?```|`[^`\n]+`", _text(page), re.DOTALL)
    return set(re.findall(r"[a-z_]+", " ".join(code)))


def _keys(part: Any) -> Iterator[str]:
    """Every key that a schema names, at any depth, but for acts."""
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict):
            yield from part["properties"]
        for inner in part.values():
            yield from _keys(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _keys(inner)


def _choices(part: Any) -> Iterator[str]:
    """Every value that a schema lets an author choose."""
    if isinstance(part, dict):
        yield from (value for value in part.get("enum", ()) if isinstance(value, str))
        for inner in part.values():
            yield from _choices(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _choices(inner)


def test_template_has_no_problems() -> None:
    scenario, problems = read_scenario(TEMPLATE)
    assert problems == []
    assert scenario is not None


def test_template_names_the_schema_by_a_path_that_fits_scenarios_too() -> None:
    first = TEMPLATE.read_text("utf-8").splitlines()[0]
    path = first.removeprefix("# yaml-language-server: $schema=")
    for folder in (TEMPLATE.parent, ROOT / "data" / "scenarios"):
        assert (folder / path).resolve() == ROOT / "scenario/schemas/scenario.json"


def test_authoring_tells_how_many_lines_each_situation_needs() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", _text("authoring"), re.MULTILINE)
    assert {name: int(least) for name, least in rows} == {
        str(situation): need.least for situation, need in NEEDS.items()
    }


def test_authoring_names_every_key_and_choice_of_a_scenario() -> None:
    acts = {str(act) for act in ActKind}
    wanted = {*_keys(schema("scenario")), *_choices(schema("scenario"))}
    wanted |= {str(band) for band in Band}
    assert wanted - acts - _named("authoring") == set()


def test_rubrics_names_every_key_of_a_rubric() -> None:
    acts = {str(act) for act in ActKind}
    wanted = set(_keys(schema("rubric"))) | {str(kind) for kind in Predicate}
    wanted |= {str(verdict) for verdict in Verdict}
    assert wanted - acts - _named("rubrics") == set()


def test_rubrics_has_an_example_of_every_predicate_and_filter() -> None:
    condition = schema("rubric")["$defs"]["condition"]["properties"]
    names = {*condition, *condition["act"]["properties"]} - {"lacking"}
    examples = re.findall(r"^\| `(\w+)` \|.*\| `(.+)` \|$", _text("rubrics"), re.M)
    shown = {name for name, example in examples if f"{name}:" in example}
    assert names - shown == set()


def test_rubrics_lists_every_criterion_and_point_of_the_mark_scheme() -> None:
    data = yaml.safe_load((ROOT / "data" / "rubrics" / "heat.yml").read_text("utf-8"))
    marks = [*data["steps"], *data["process"], *data["conduct"], *data["mistakes"]]
    marks.append(data["escalation"])
    listed = set(re.findall(r"^\| (AC\d\d) \|", _text("rubrics"), re.MULTILINE))
    assert {name for mark in marks for name in mark["criteria"]} <= listed
    assert {point["id"] for point in data["process"]} <= _named("rubrics")
    assert {point["id"] for point in data["process"]} <= _named("authoring")


def test_codebook_defines_every_act_once_and_no_other() -> None:
    text = _text("codebook").split("## The borders")[0]
    defined = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert defined == [str(act) for act in ActKind]


def test_transcripts_names_every_key_of_a_transcript() -> None:
    assert set(_keys(schema("transcript"))) - _named("transcripts") == set()


def _subcommands() -> dict[str, argparse.ArgumentParser]:
    actions = _parser()._actions
    found = next(a for a in actions if isinstance(a, argparse._SubParsersAction))
    return dict(found.choices)


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_describes_every_subcommand_with_its_options(name: str) -> None:
    section = _text("commands").split(f"\n## hotseat {name}\n")[1].split("\n## ")[0]
    for action in _subcommands()[name]._actions:
        options = [text for text in action.option_strings if text.startswith("--")]
        for option in set(options) - {"--help"}:
            assert f"| `{option}" in section, option


def test_site_describes_every_setting() -> None:
    read: set[str] = set()
    for path in (ROOT / "web" / "site").glob("*.py"):
        read |= set(re.findall(r'"(HOTSEAT_[A-Z_]+)"', path.read_text("utf-8")))
    described = set(re.findall(r"^\| `(HOTSEAT_[A-Z_]+)`", _text("site"), re.MULTILINE))
    assert read == described


def test_testing_names_every_key_of_a_played_dialogue() -> None:
    assert KEYS - _named("testing") == set()


def test_problems_explains_every_code() -> None:
    headings = re.findall(r"^## (\w+)$", _text("problems"), re.MULTILINE)
    assert sorted(headings) == sorted(str(code) for code in Code)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for link in _LINK.findall(_text(page)):
        if link.startswith("http"):
            continue
        name, _, anchor = link.partition("#")
        target = (DOCS / name).resolve() if name else DOCS / f"{page}.md"
        assert target.exists(), link
        if anchor:
            assert anchor in _anchors(target), link


def _anchors(path: Path) -> set[str]:
    """The names that GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}
