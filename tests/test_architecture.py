"""Holds the shape of the project: who imports whom, and what the core keeps out.

The rules are read off the syntax tree, so nothing is imported or run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CORE = ("dialogue", "scenario", "perception", "simulation", "scoring")

# Which packages of ours each package may import, itself apart. Adapters of different
# programs (nlu in Rasa, actions in the action server, web) never import each other.
MAY_IMPORT: dict[str, set[str]] = {
    "dialogue": set(),
    "scenario": {"dialogue"},
    "perception": {"dialogue"},
    "simulation": {"dialogue", "scenario"},
    "scoring": {"dialogue", "scenario"},
    "nlu": {"dialogue", "perception"},
    "actions": set(CORE),
    "web": {"dialogue", "scenario", "scoring"},
    "training": {"dialogue", "perception"},
    "evaluation": {*CORE, "nlu", "actions", "web", "training", "hotseat"},
    "hotseat": {*CORE, "actions", "evaluation", "training"},
}

# Who alone may import these libraries. They do not run on the same Python, or are not
# installed with the product, or would tie the core to something that it must outlive.
ONLY_IN: dict[str, set[str]] = {
    "rasa": {"nlu", "evaluation.diet_rasa"},
    "rasa_sdk": {"actions"},
    # evaluation fills a database and opens the pages that it measures.
    "django": {"web", "evaluation"},
    "tensorflow": set(),
    "torch": {"training"},
}

CLOCK = {
    "time",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
}
CHANCE = {"secrets", "uuid.uuid1", "uuid.uuid4", "os.urandom", "numpy.random", "random"}
NETWORK = {
    "aiohttp",
    "asyncio",
    "ftplib",
    "http.client",
    "http.server",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "urllib.request",
    "urllib3",
}
SURROUNDINGS = {"os.environ", "os.environb", "os.getenv", "subprocess"}
# These take a seed, and are let through where one is given.
SEEDED = {"random.Random", "numpy.random.default_rng"}


@dataclass(frozen=True)
class Module:
    """One source file of ours, parsed."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]


def read_modules() -> tuple[Module, ...]:
    """Every module of the packages that exist, tests apart."""
    paths = (path for name in MAY_IMPORT for path in (ROOT / name).rglob("*.py"))
    return tuple(
        module_of(path.read_text(encoding="utf-8"), path.relative_to(ROOT))
        for path in sorted(paths)
        if "tests" not in path.parts
    )


def module_of(source: str, path: Path) -> Module:
    """Parses a module; its path, from the root, gives its name."""
    parts = path.with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name=name, path=path, tree=ast.parse(source, filename=str(path)))


def imported_names(module: Module) -> Iterator[tuple[int, str]]:
    """The line and full dotted name of everything that the module imports.

    `from a import b` gives `a.b`, because b may be a module.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = source_of(node, module)
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)


def source_of(node: ast.ImportFrom, module: Module) -> str:
    """The full name of what a `from ... import` takes from."""
    if not node.level:
        return node.module or ""
    # From a package's __init__, one dot means the package itself.
    up = node.level - (module.path.name == "__init__.py")
    parents = module.name.split(".")[: -up or None]
    return ".".join([*parents, *([node.module] if node.module else [])])


def used_names(module: Module) -> Iterator[tuple[int, str]]:
    """The line and full name of what the module imports or reaches through imports.

    With `import numpy as np`, the expression `np.random.rand` gives
    `numpy.random.rand`. A seeded generator is left out.
    """
    names = local_names(module)
    # `np` and `np.random` are only steps towards `np.random.rand`.
    steps = {id(node.value) for node in attributes(module.tree)}
    seeded = {id(call.func) for call in seeded_calls(module.tree, names)}
    types = {
        id(part)
        for annotation in annotations(module.tree)
        for part in ast.walk(annotation)
    }
    for line, name in imported_names(module):
        if name not in {*SEEDED, "random"}:
            yield line, name
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = dotted(node, names) or ""
            if name and id(node) not in steps | seeded | types:
                yield node.lineno, name


def local_names(module: Module) -> dict[str, str]:
    """What each imported name stands for: `np` for numpy, `now` for time.time."""
    names = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            source = source_of(node, module)
            for alias in node.names:
                names[alias.asname or alias.name] = f"{source}.{alias.name}"
    return names


def attributes(tree: ast.AST) -> Iterator[ast.Attribute]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def seeded_calls(tree: ast.AST, names: dict[str, str]) -> Iterator[ast.Call]:
    """Calls such as `random.Random(seed)`, with something in the brackets."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and (node.args or node.keywords)
            and dotted(node.func, names) in SEEDED
        ):
            yield node


def annotations(tree: ast.AST) -> Iterator[ast.expr]:
    """The annotations in the module, such as the type in `dice: random.Random`."""
    for node in ast.walk(tree):
        for field in ("annotation", "returns"):
            annotation = getattr(node, field, None)
            if annotation:
                yield annotation


def dotted(node: ast.expr, names: dict[str, str]) -> str | None:
    """The full name of an expression like `np.random.rand`, None for any other."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else None
    return None


def is_below(name: str, forbidden: set[str]) -> bool:
    """Says whether the name is one of these or something inside one of them."""
    return any(name == top or name.startswith(f"{top}.") for top in forbidden)


def import_faults(module: Module) -> list[str]:
    """Imports of ours, or of a library kept to one package, that are not allowed."""
    allowed = MAY_IMPORT[module.package] | {module.package}
    faults = []
    for line, name in imported_names(module):
        top = name.partition(".")[0]
        foreign = top in MAY_IMPORT and top not in allowed
        misplaced = top in ONLY_IN and not is_below(module.name, ONLY_IN[top])
        if foreign or misplaced:
            faults.append(f"{module.path}:{line} imports {name}")
    return faults


def surprise_faults(module: Module) -> list[str]:
    """Reads of the clock, the network, the environment or unseeded chance."""
    forbidden = CLOCK | CHANCE | NETWORK | SURROUNDINGS
    return [
        f"{module.path}:{line} uses {name}"
        for line, name in used_names(module)
        if is_below(name, forbidden)
    ]


MODULES = read_modules()
CORE_MODULES = [module for module in MODULES if module.package in CORE]


def by_name(module: Module) -> str:
    return module.name


def test_modules_are_found() -> None:
    assert {module.package for module in CORE_MODULES} >= {"dialogue", "scenario"}


@pytest.mark.parametrize("module", MODULES, ids=by_name)
def test_module_imports_only_what_its_package_may(module: Module) -> None:
    assert import_faults(module) == []


@pytest.mark.parametrize("module", CORE_MODULES, ids=by_name)
def test_core_reads_no_clock_network_or_environment(module: Module) -> None:
    assert surprise_faults(module) == []


@pytest.mark.parametrize("module", MODULES, ids=by_name)
def test_module_has_a_docstring(module: Module) -> None:
    assert ast.get_docstring(module.tree), f"{module.path} does not say what it is for"


@pytest.mark.parametrize("module", MODULES, ids=by_name)
def test_module_asserts_nothing(module: Module) -> None:
    # Asserts vanish under python -O; mistakes are raised as errors with a message.
    lines = [
        node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.Assert)
    ]
    assert lines == []


def test_every_package_of_the_project_has_a_rule() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - {"tests"} <= set(MAY_IMPORT)


# --- the rules themselves, on sources made for the purpose


def core_module(source: str) -> Module:
    return module_of(source, Path("scoring/sample.py"))


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from time import monotonic",
        "import datetime\ndatetime.datetime.now()",
        "import datetime as dt\ntoday = dt.date.today",
        "from datetime import datetime\ndatetime.utcnow()",
        "import random\nrandom.shuffle(lines)",
        "import random\ndice = random.Random()",
        "from random import choice",
        "from random import Random\ndice = Random()",
        "import numpy as np\nnp.random.rand(3)",
        "import numpy as np\nnp.random.default_rng()",
        "from numpy import random",
        "import uuid\nuuid.uuid4()",
        "from os import environ",
        "import os\nos.environ['HOME']",
        "import os as system\nsystem.getenv('HOME')",
        "import socket",
        "import urllib.request",
        "from urllib import request",
        "from http import client",
        "def call():\n    import httpx",
    ],
)
def test_surprises_are_noticed(source: str) -> None:
    assert surprise_faults(core_module(source))


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date, datetime, timedelta\nlater = date(2026, 1, 1)",
        "import random\ndice = random.Random(seed)",
        "from random import Random\ndice = Random(x=seed)",
        "import random\ndef choose(dice: random.Random) -> random.Random: return dice",
        "from random import Random\ndef choose(dice: Random | None): ...",
        "import numpy as np\ndice = np.random.default_rng(seed)",
        "import os\nos.path.join('a', 'b')",
        "from urllib.parse import quote",
        "time = 3\nrandom = time",
    ],
)
def test_seeded_chance_and_given_times_are_let_through(source: str) -> None:
    assert surprise_faults(core_module(source)) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("dialogue/turns.py", "from scenario.types import Scenario"),
        ("scoring/sample.py", "import simulation"),
        ("scoring/sample.py", "from perception import detector"),
        ("scoring/sample.py", "from django.db import models"),
        ("perception/sample.py", "import tensorflow as tf"),
        ("perception/sample.py", "def train():\n    import torch"),
        ("actions/sample.py", "from rasa.shared import constants"),
        ("hotseat/sample.py", "import nlu"),
        ("hotseat/sample.py", "from rasa.core.agent import Agent"),
        ("evaluation/sample.py", "from rasa.core.agent import Agent"),
        ("web/sample.py", "from perception import detector"),
    ],
)
def test_forbidden_imports_are_noticed(path: str, source: str) -> None:
    assert import_faults(module_of(source, Path(path)))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("scoring/sample.py", "from . import heat\nfrom .heat import mark"),
        ("scoring/__init__.py", "from .heat import mark"),
        (
            "scoring/parts/sample.py",
            "from ..heat import mark\nfrom dialogue import acts",
        ),
        ("nlu/sample.py", "from rasa.engine.graph import GraphComponent"),
        ("evaluation/diet_rasa.py", "from rasa.core.agent import Agent"),
        ("actions/sample.py", "from rasa_sdk import Action\nimport scoring"),
        ("training/sample.py", "import torch\nfrom perception import encoding"),
    ],
)
def test_allowed_imports_are_let_through(path: str, source: str) -> None:
    assert import_faults(module_of(source, Path(path))) == []
