from __future__ import annotations

import importlib
import subprocess
import sys
import types
from pathlib import Path

import pytest

from perception.spacy_alone import UNUSED, without

ROOT = Path(__file__).parents[2]
LOADED = f"""
import sys
import perception.mentions
print(*[name for name in {UNUSED!r} if name in sys.modules])
"""


def test_mentions_bring_no_deep_learning_framework_along() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""


def test_import_fails_inside_and_works_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with without(("colorsys",)), pytest.raises(ModuleNotFoundError):
        importlib.import_module("colorsys")
    assert importlib.import_module("colorsys").__name__ == "colorsys"


def test_what_is_imported_already_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded = types.ModuleType("made_up_framework")
    monkeypatch.setitem(sys.modules, "made_up_framework", loaded)
    with without(("made_up_framework",)):
        assert sys.modules["made_up_framework"] is loaded
    assert sys.modules["made_up_framework"] is loaded
