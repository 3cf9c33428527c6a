"""Collects all texts of the site for whoever translates it; `make messages` runs it.

Texts stand in Python, in Django's templates and in the core's Jinja2 templates; what
runs in a browser gets its own from the pages. All go into the template of a catalogue,
web/locale/django.pot.
Each language that is there is brought up to date and compiled; NEW=cy begins one.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "web" / "locale"
TEMPLATE = FOLDER / "django.pot"

# What each function's arguments are: the text, its plural, and (c) its context.
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "later": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
NOTE = "Translators:"
HEADER = "# Texts of Hotseat. `make messages` writes this file; docs/site.md says how."
# Lines that would change though no text has, or that nobody fills in.
_USELESS = re.compile(
    rb'^"(POT-Creation|PO-Revision|Report-|Last-|Language-Team|Generated|Project-Id)'
    rb".*\n",
    re.M,
)


def main() -> int:
    """Writes the template, and every language."""
    template = collect()
    FOLDER.mkdir(exist_ok=True)
    _write(TEMPLATE, template)
    for code in sys.argv[1:]:
        begin(code)
    for path in languages():
        missing = renew(path, template)
        print(f"messages: {path.parts[-3]}, {missing} of {len(template)} to translate")
    print(f"messages: {len(template)} texts in {TEMPLATE.relative_to(ROOT)}")
    return 0


def collect() -> Catalog:
    """All texts as they stand in the code now."""
    catalog = Catalog(header_comment=HEADER, fuzzy=False)
    for path, method, text in _sources():
        found = extract(
            method,
            io.BytesIO(text.encode()),
            keywords=KEYWORDS,
            comment_tags=(NOTE,),
            options={"trimmed": "true", "silent": "false"},
        )
        for _line, message, notes, context in found:
            place = (str(path.relative_to(ROOT)), 0)
            catalog.add(
                message, locations=[place], auto_comments=notes, context=context
            )
    return catalog


def _sources() -> Iterator[tuple[Path, str, str]]:
    """Each file, the reader that Babel has for it, and its text."""
    for path in sorted((ROOT / "scoring").rglob("*.py")):
        yield path, "python", path.read_text("utf-8")
    for path in sorted((ROOT / "scoring" / "templates").rglob("*.html")):
        yield path, "jinja2", path.read_text("utf-8")
    for path in sorted((ROOT / "web").rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, "python", path.read_text("utf-8")
    for path in sorted((ROOT / "web").rglob("templates/**/*.html")):
        yield path, "python", _as_python(path.read_text("utf-8"))


def _as_python(template: str) -> str:
    """A Django template's texts as calls, as Django itself reads them.

    Without what stands before each line, which Python would take for blocks.
    """
    lines = templatize(template).split("\n")
    return "\n".join(line.lstrip() for line in lines)


def languages() -> list[Path]:
    """The catalogue of each language that there is."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/django.po"))


def begin(code: str) -> None:
    """An empty catalogue for a language, such as cy or pt_BR."""
    path = FOLDER / code / "LC_MESSAGES" / "django.po"
    if not path.exists():
        path.parent.mkdir(parents=True)
        _write(path, Catalog(locale=code, header_comment=HEADER, fuzzy=False))


def renew(path: Path, template: Catalog) -> int:
    """Brings a language up to date and compiles it; says how much is untranslated."""
    with path.open("rb") as file:
        catalog = read_po(file)
    catalog.update(template, no_fuzzy_matching=True)
    _write(path, catalog)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    return sum(not is_translated(message.string) for message in catalog if message.id)


def is_translated(string: str | tuple[str, ...] | list[str] | None) -> bool:
    """In all its plural forms, where it has several."""
    return all(string) if isinstance(string, (list, tuple)) else bool(string)


def _write(path: Path, catalog: Catalog) -> None:
    """Sorted by file and without line numbers: it changes only where texts do."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, sort_by_file=True, include_lineno=False, width=88)
    path.write_bytes(_USELESS.sub(b"", buffer.getvalue()))


if __name__ == "__main__":
    sys.exit(main())
