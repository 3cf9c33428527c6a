"""Makes what was typed fit to be shown: control characters become signs that are seen.

One character in, one character out, so that offsets hold. No text that is kept is
changed by this; it is for pages and terminals alone.
"""

from __future__ import annotations

UNKNOWN = "\ufffd"
# Line breaks and tabs stay. A lone half of a surrogate pair could not be written out.
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}
_CONTROLS |= {0x7F: 0x2421}
_CONTROLS |= dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000)), ord(UNKNOWN))
# These turn the direction of whatever stands around them, where nothing holds them in.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), ord(UNKNOWN))


def visible(text: str) -> str:
    """The text with control characters as their symbols."""
    return text.translate(_CONTROLS)


def visible_in_terminal(text: str) -> str:
    """As `visible`; what would turn the direction of the line is shown too."""
    return text.translate(_CONTROLS | _TURNING).replace("\r\n", "\n").replace("\r", "")


def clipped(text: str, most: int, *, tail: int = 0) -> str:
    """At most about `most` characters of one line, cut between words where it can be.

    `tail` of them are kept from the end, so that a long quote shows where it stops.
    """
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    start = _cut(text, most - tail)
    return f"{start}…" if not tail else f"{start} … {_cut(text[::-1], tail)[::-1]}"


def clipped_start(text: str, most: int) -> str:
    """The end of the text, where it has more than `most` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"…{_cut(text[::-1], most)[::-1]}"


def _cut(text: str, most: int) -> str:
    """The beginning of a text that is too long, up to a space if one is near."""
    start = text[:most]
    at = start.rfind(" ")
    return start[:at] if at > most // 2 else start
