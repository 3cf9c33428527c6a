"""Words compared as people compare them: without case, apostrophes or signs."""

from __future__ import annotations

import re


def plain(text: str) -> str:
    """Lower case, no apostrophes, other signs as single spaces."""
    return re.sub(r"[\W_]+", " ", re.sub(r"['’`]", "", text.casefold())).strip()
