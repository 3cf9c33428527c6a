"""A language that is made up: each text of ours and Django's in ⟦marks⟧.

What a page shows without marks is not ready for translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import django
import messages
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGE = "en-xa"
DJANGO = Path(django.__file__).parent
# English is what Django is written in: these files hold its texts untranslated.
FILES = (
    messages.TEMPLATE,
    DJANGO / "conf" / "locale" / "en" / "LC_MESSAGES" / "django.po",
    *DJANGO.glob("contrib/*/locale/en/LC_MESSAGES/django.po"),
)
# The name is the same everywhere.
NAMES = ("Hotseat",)
SAID = ("alt", "aria-label", "placeholder", "title")
# What scripts keep on an element; the others are texts that they show.
NOT_SAID = re.compile(
    r"data-(bs-.*|customer|deadline|index|line|now|person|sign-in-at|waiting)"
)


def marked(text: str) -> str:
    return f"⟦{text}⟧"


def write_language(folder: Path) -> None:
    """Puts the made-up language where LOCALE_PATHS may point to."""
    catalog = Catalog(locale="en_US")
    for path in FILES:
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    _add(catalog, message)
    path = folder / "en_XA" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalog)


def _add(catalog: Catalog, message: Any) -> None:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = tuple(map(marked, ids))
    catalog.add(
        message.id,
        strings if len(ids) > 1 else strings[0],
        context=message.context,
        flags=message.flags,
    )


def untranslated(text: str, data: set[str]) -> list[str]:
    """The words that have no marks, but for those of the data and for names."""
    text = " ".join(text.split())
    for item in sorted((*NAMES, *data), key=len, reverse=True):
        text = text.replace(item, " ")
    shown = _without_marked(text)
    return re.findall(r"[^\W\d_]{2,}(?:[ '’-]+[^\W\d_]+)*", shown)


def _without_marked(text: str) -> str:
    """Marks may stand in marks: a sentence holds the name of a step."""
    kept, depth = [], 0
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        kept.append(sign if not depth else " ")
    assert depth == 0, text
    return "".join(kept)


def shown_in(page: str) -> str:
    """All that a page shows, says to a screen reader, or has its scripts show."""
    return "\n".join(_Shown(page).texts)


class _Shown(HTMLParser):
    HIDDEN = ("script", "style")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self.HIDDEN
        self.texts += _said(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self.HIDDEN

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


def _said(tag: str, attrs: dict[str, str | None]) -> Iterator[str]:
    for name, value in attrs.items():
        is_data = name.startswith("data-") and not NOT_SAID.fullmatch(name)
        if value and (name in SAID or is_data):
            yield value
    if tag == "input" and attrs.get("type") in {"submit", "button"}:
        yield attrs.get("value") or ""


def strings_in(data: Any) -> Iterator[str]:
    """Every text in some data, however deep."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings_in(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from strings_in(value)
