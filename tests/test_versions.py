"""The version of the code stands in several places that must agree."""

from __future__ import annotations

import re
from pathlib import Path

from dialogue.version import CODE_VERSION


def test_pyproject_has_the_version_of_the_code() -> None:
    text = Path("pyproject.toml").read_text("utf-8")
    assert f'version = "{CODE_VERSION}"' in text


def test_changelog_is_about_this_version_or_what_comes_next() -> None:
    headings = re.findall(
        r"^## \[(.+?)\]", Path("CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert headings
    assert headings[0] in {"Unreleased", CODE_VERSION}
