"""The language in which marks and transcripts are told.

Whatever makes a sentence for people takes `words` and looks it up there. Without one it
is English, which the texts are written in. Who has another hands in its translation: an
object of Python's own gettext, or one with the same methods. What comes from scenarios
and mark schemes is data, and is never looked up.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from gettext import NullTranslations
from typing import Protocol


class Words(Hashable, Protocol):
    """A translation; of gettext's own classes each is one."""

    def gettext(self, message: str, /) -> str: ...

    def ngettext(self, one: str, many: str, number: int, /) -> str: ...

    def pgettext(self, context: str, message: str, /) -> str: ...

    def npgettext(self, context: str, one: str, many: str, number: int, /) -> str: ...


ENGLISH: Words = NullTranslations()


def later(message: str) -> str:
    """Marks a text that is looked up when it is shown; it stays as it is."""
    return message


def listed(items: Sequence[str], words: Words) -> str:
    """Some things as one: a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return words.gettext("%(most)s and %(last)s") % {
        "most": ", ".join(items[:-1]),
        "last": items[-1],
    }
