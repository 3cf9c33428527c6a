"""Splits a text into stretches that can be asked or offered on their own.

In: the learner's text as typed. Out: half-open character ranges, in order, that do not
overlap and hold every word. Works on text without punctuation too: a question's
inverted opening ("when did", "have you") and a conjunction start a new stretch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Range = tuple[int, int]

MIN_WORDS = 3

_ABBREVIATION = re.compile(
    r"\b(?:mr|mrs|ms|dr|prof|st|no|ref|approx|e\.g|i\.e|a\.m|p\.m)\.$", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…;]+[\"')\]]*(?=\s|$)|[?!]+|:(?=\s)|[\r\n]+")
_WORD = re.compile(r"\w+(?:['’]\w+)*")

_QUESTION_WORD = r"(?:what|wot|when|where|whereabouts|why|who|whose|which|how)"
_AUXILIARY = (
    r"(?:did|do|does|has|have|had|is|are|was|were|can|could|would|will|shall|should"
    r"|may)"
)
_PRONOUN = r"(?:i|you|u|ya|we|it|he|she|they|that|this|these|those|there)"
_OWNER = r"(?:the|a|an|your|ur|my|our|his|her|their|its|some|any)"
_DIRECT_QUESTION = (
    rf"(?:{_QUESTION_WORD}(?:['’]?s|\s+(?:\w+\s+){{0,2}}{_AUXILIARY})\b"
    rf"|{_AUXILIARY}\s+{_PRONOUN}\b"
    rf"|(?!ha[sd]|have){_AUXILIARY}\s+(?:{_OWNER}|any\w+|some\w+)\b"
    rf"|what\s+happened\b|how\s+come\b|tell\s+me\b|let\s+me\s+know\b)"
)
# Where a sentence without punctuation turns to what the speaker does or says next.
_STATEMENT = (
    r"(?:(?:i|we)['’]?(?:ll|m|ve|d)\b(?!\s+(?:and|or)\b)|(?:i|we)\s+(?:will|can|could|am|are|have|need)\b"
    r"|let\s+me\b|im\s|ive\s|(?:that|it)['’]s\b|thats\s|(?:so\s+)?sorry\b|apolog"
    r"|please\b|pls\b|thank(?:s|\s+you)\b|my\s+apologies\b)"
)
# After these words a question or a statement goes on with the clause.
_GOES_ON = (
    r"(?:(?:tell|show|let|give|send|ask)\s+(?:me|us)|know|see|exactly|understand|explain"
    r"|of|about|say|out|tell|and|but|so|or|then|because|cos|if|ask|check|sure|than|while"
    r"|the|a|am|are|is|very|really|truly|only|think|hope|afraid|which|who|what|where|im"
    rf"|i['’]m|{_QUESTION_WORD}(?:\s+\w+){{0,2}}|{_AUXILIARY}\s+{_PRONOUN})"
)
_REMEDY = (
    r"(?:refund|send|give|get|have|offer|replace|exchange|swap|credit|arrange|put|pay"
    r"|take|call|ring|speak|keep|book|repair|fix)"
)
_TURN = re.compile(rf"\s+(?:(?={_DIRECT_QUESTION})|(?={_STATEMENT}))", re.IGNORECASE)
_GOES_ON_AT_END = re.compile(rf"\b{_GOES_ON}$", re.IGNORECASE)
_JOINT = re.compile(
    r"\s*,\s+(?=\S)|\s+[-–—]+\s+|\s*[–—]\s*"
    rf"|(?<!\btry)\s+(?=and\s+(?!{_OWNER}\b))"
    rf"|\s+(?=or\s+(?:{_PRONOUN}|{_AUXILIARY}|{_QUESTION_WORD}|{_REMEDY})\b)"
    r"|\s+(?=(?:but|then|also|plus|because|cos|coz|cuz|however|otherwise|once|while|if)\b)"
    rf"|\s+(?=so\s+(?:{_PRONOUN}|{_OWNER}|{_AUXILIARY}|{_QUESTION_WORD}|please|pls)\b)",
    re.IGNORECASE,
)


def split_clauses(text: str) -> list[Range]:
    """The clauses of a text; an empty list where it holds no word."""
    return [
        clause
        for sentence in split_sentences(text)
        for clause in _split_sentence(text, sentence)
    ]


def split_sentences(text: str) -> list[Range]:
    """The stretches between full stops, question marks and line breaks."""
    ranges: list[Range] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text, max(start, match.start() - 8), match.end()):
            continue
        ranges += _with_words(text, start, match.end())
        start = match.end()
    return ranges + _with_words(text, start, len(text))


def _split_sentence(text: str, sentence: Range) -> Iterator[Range]:
    start, end = sentence
    for cut, resume in _cuts(text, start, end):
        yield from _with_words(text, start, cut)
        start = resume
    yield from _with_words(text, start, end)


def _cuts(text: str, start: int, end: int) -> Iterator[Range]:
    """Where a sentence is cut: the end of one stretch and the start of the next."""
    last = start
    for cut, resume, is_turn in _candidates(text, start, end):
        if cut < last:
            continue
        before = _count_words(text, last, cut)
        after = _count_words(text, resume, end)
        fewest = 1 if is_turn else MIN_WORDS
        if before >= fewest and after >= MIN_WORDS - is_turn:
            yield cut, resume
            last = resume


def _candidates(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    joints = [
        (match.start(), match.end(), False)
        for match in _JOINT.finditer(text, start, end)
    ]
    turns = [
        (match.start(), match.end(), True)
        for match in _TURN.finditer(text, start, end)
        if not _GOES_ON_AT_END.search(text, start, match.start())
    ]
    return sorted(joints + turns)


def _with_words(text: str, start: int, end: int) -> list[Range]:
    """The range without outer white space, or nothing where it holds no word."""
    if _WORD.search(text, start, end) is None:
        return []
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    return [(start, start + len(stretch.strip()))]


def _count_words(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, start, end))
