"""The version of the code, as in pyproject.toml; every mark sheet records it."""

from __future__ import annotations

CODE_VERSION = "0.1.0"
