"""Tells English prose, however badly typed, from gibberish and other languages.

In: a text and how the tokenizer cut it. A text is prose where enough of its words are
small English words or known whole to the tokenizer; keyword piles lack the small ones.
"""

from __future__ import annotations

import re

from perception.encoding import UNKNOWN, Tokens

MIN_LETTERS = 2
LONG_WORDS = 6
LEAST_SMALL_SHARE = 0.12
LEAST_KNOWN_SHARE = 0.5
UNKNOWN_COST = 3

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SMALL = frozenset(
    re.findall(
        r"\w+",
        """
        a about after again all also am an and any anything are as at back be been
        before but by can cant cannot could couldnt did didnt do does doesnt done dont
        for from get getting give go going gonna got had has have havent he hello her
        here hi him his how i id if ill im in into is isnt it its ive just know let
        like look me mine more my need no not now of off ok okay on one only or our
        out over please pls put r right see she should so some sorry sort take tell
        than thank thanks that thats the their them then there theres these they
        theyre thing this those till to u until up ur us very want was wasnt we well
        were weve what whats when where which who why will with would wont yes yeah
        you youre your youve ya yer wanna cos coz tho abt n
        """,
    )
)


def is_readable(text: str, tokens: Tokens) -> bool:
    """Whether the text can be taken for English prose; not without letters."""
    words = [match.group() for match in _WORD.finditer(text)]
    if sum(map(len, words)) < MIN_LETTERS:
        return False
    small = sum(_plain(word) in _SMALL or _stem(word) in _SMALL for word in words)
    if len(words) >= LONG_WORDS and small < LEAST_SMALL_SHARE * len(words):
        return False
    return small > 0 or _known_share(words, tokens) >= LEAST_KNOWN_SHARE


def _plain(word: str) -> str:
    return word.lower().replace("'", "").replace("’", "")


def _stem(word: str) -> str:
    """The word without what stands behind its apostrophe: "who" of "who's"."""
    return _plain(word.replace("’", "'").partition("'")[0])


def _known_share(words: list[str], tokens: Tokens) -> float:
    """How many words there are for each token: 1 where none had to be cut.

    A token that stands for what the tokenizer does not know counts as many.
    """
    cut = len(tokens) + UNKNOWN_COST * tokens.ids.count(UNKNOWN)
    return min(1.0, len(words) / max(1, cut))
