"""Holds a document against a JSON Schema and words what is wrong for an author."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from scenario.documents import Document, Path_
from scenario.problems import Code, Problem

_FOLDER = Path(__file__).parent / "schemas"
_CODES = {"required": Code.MISSING, "additionalProperties": Code.UNKNOWN_KEY}


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema `name`: scenario, rubric or transcript."""
    loaded: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return loaded


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(name))


@dataclass(frozen=True, slots=True)
class _Fault:
    """One departure from a schema, with the part of the schema it departs from."""

    rule: str
    wanted: Any
    value: Any
    schema: dict[str, Any]
    path: Path_

    @property
    def extra_keys(self) -> list[str]:
        known = self.schema.get("properties", {})
        return [str(key) for key in self.value if key not in known]

    @property
    def meaning(self) -> str:
        return str(self.schema.get("description", ""))


def schema_problems(document: Document, name: str) -> list[Problem]:
    """Everything in which the document departs from schema `name`, in file order."""
    problems = []
    for error in _validator(name).iter_errors(document.data):
        fault = _fault(_innermost(error))
        place = fault.path
        if fault.rule == "additionalProperties":
            place = (*place, fault.extra_keys[0])
        problems.append(
            Problem(
                code=_CODES.get(fault.rule, Code.WRONG_VALUE),
                message=f"{_place(fault.path)}: {_words(fault)}",
                file=document.file,
                line=document.line(place),
            )
        )
    return sorted(problems, key=lambda problem: (problem.line, problem.message))


def _innermost(error: jsonschema.ValidationError) -> jsonschema.ValidationError:
    """For a choice of forms, what is wrong with the form that the author chose."""
    if error.validator not in {"oneOf", "anyOf"} or not error.context:
        return error
    fitting = [item for item in error.context if item.validator != "type"]
    return _innermost(fitting[0]) if fitting else error


def _fault(error: jsonschema.ValidationError) -> _Fault:
    schema: Any = error.schema
    return _Fault(
        rule=str(error.validator),
        wanted=error.validator_value,
        value=error.instance,
        schema=schema if isinstance(schema, dict) else {},
        path=tuple(error.absolute_path),
    )


def _place(path: tuple[str | int, ...]) -> str:
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return words.lstrip(".") or "the file"


def _words(fault: _Fault) -> str:
    wanted, value = fault.wanted, fault.value
    match fault.rule:
        case "required":
            missing = [key for key in wanted if key not in value]
            about = fault.schema.get("properties", {}).get(missing[0], {})
            hint = about.get("description", "")
            listed = ", ".join(missing)
            return f"{listed} is missing" + (f". {missing[0]}: {hint}" if hint else "")
        case "additionalProperties":
            known = ", ".join(fault.schema.get("properties", {}))
            return f"unknown key {fault.extra_keys[0]!r}; the keys here are: {known}"
        case "enum":
            return f"{value!r} must be one of: {', '.join(map(str, wanted))}"
        case "const":
            return f"{value!r} must be {wanted!r}"
        case "type":
            return f"{_short(value)} must be {_kind(wanted)}"
        case "minItems":
            return f"has {len(value)} entries; at least {wanted} are needed"
        case "maxItems":
            return f"has {len(value)} entries; at most {wanted} are taken"
        case "minLength":
            return f"{value!r} is too short; at least {wanted} characters"
        case "maxLength":
            return f"{_short(value)} has {len(value)} characters; at most {wanted}"
        case "minimum":
            return f"{value!r} must be at least {wanted}"
        case "maximum":
            return f"{value!r} must be at most {wanted}"
        case _:
            return f"{_short(value)} does not fit. {fault.meaning}".strip()


def _short(value: object) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


_KINDS = {
    "object": "a group of keys",
    "array": "a list",
    "string": "text (put it in quotes)",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}


def _kind(wanted: str | list[str]) -> str:
    names = [wanted] if isinstance(wanted, str) else wanted
    return " or ".join(_KINDS.get(name, name) for name in names)
