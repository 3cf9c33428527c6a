"""Evaluates a rubric's conditions over a record: whether they hold, and by which words.

Each predicate is one function. A condition that does not hold says what was lacking:
the `lacking` text nearest to the part that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from dialogue.plain import plain
from dialogue.turns import Quote
from scenario.rubrics import Condition, Predicate
from scoring.record import Deed, Record
from scoring.wording import holds, rest_without

# A stock phrase with no more than so many words added is still only the phrase.
STOCK_SLACK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Whether a condition holds, the quotes that show it, what was lacking if not."""

    holds: bool
    quotes: tuple[Quote, ...] = ()
    lacking: tuple[str, ...] = ()


def evaluate(condition: Condition, record: Record) -> Finding:
    """Evaluates one condition with all its parts."""
    finding = _PREDICATES[condition.predicate](condition, record)
    if finding.holds:
        return finding
    own = (condition.lacking,) if condition.lacking else ()
    return Finding(holds=False, quotes=finding.quotes, lacking=own or finding.lacking)


def _all(condition: Condition, record: Record) -> Finding:
    parts = [evaluate(part, record) for part in condition.parts]
    return Finding(
        holds=all(part.holds for part in parts),
        quotes=_joined(part.quotes for part in parts if part.holds),
        lacking=tuple(text for part in parts for text in part.lacking),
    )


def _any(condition: Condition, record: Record) -> Finding:
    parts = [evaluate(part, record) for part in condition.parts]
    for part in parts:
        if part.holds:
            return part
    return Finding(holds=False, lacking=parts[0].lacking)


def _not(condition: Condition, record: Record) -> Finding:
    part = evaluate(condition.parts[0], record)
    return Finding(holds=not part.holds, quotes=part.quotes)


def _act(condition: Condition, record: Record) -> Finding:
    deeds = [deed for deed in record.of(condition.of) if _fits(deed, condition, record)]
    replies = {deed.reply for deed in deeds}
    return Finding(holds=len(replies) >= condition.at_least, quotes=_quotes(deeds))


def _fits(deed: Deed, condition: Condition, record: Record) -> bool:
    words = record.words(deed.quote)
    if condition.by_reply is not None and deed.reply > condition.by_reply:
        return False
    if condition.before and not _stands_before(deed, condition, record):
        return False
    if condition.after and not _stands_after(deed, condition, record):
        return False
    if any(d.reply == deed.reply for d in record.held_against(condition.clean_of)):
        return False
    if condition.beside and not condition.beside & record.in_reply(deed.reply):
        return False
    if len(plain(words).split()) < condition.least_words:
        return False
    if condition.not_just and _is_just(deed, condition.not_just, record):
        return False
    if condition.wording and not _is_worded(deed, condition.wording, record):
        return False
    if condition.unlike and _is_worded(deed, condition.unlike, record):
        return False
    return not condition.specific or record.is_specific(deed)


def _stands_before(deed: Deed, condition: Condition, record: Record) -> bool:
    others = record.held_against(condition.before)
    return not others or deed.place < others[0].place


def _stands_after(deed: Deed, condition: Condition, record: Record) -> bool:
    others = record.of(condition.after)
    return bool(others) and deed.place > others[0].place


def _is_worded(deed: Deed, wording: str, record: Record) -> bool:
    """Whether the sentence holds one of the phrases."""
    return holds(record.sentence(deed), record.rubric.wordings[wording])


def _is_just(deed: Deed, wording: str, record: Record) -> bool:
    """Whether the quote is one of the phrases and says nothing of this case."""
    phrases = record.rubric.wordings[wording]
    words = record.words(deed.quote)
    if not holds(words, phrases):
        return False
    rest = rest_without(words, phrases).split()
    return len(rest) <= STOCK_SLACK and not record.is_specific(deed)


def _picks_up(condition: Condition, record: Record) -> Finding:
    deeds = [
        deed
        for deed in record.of(condition.of)
        if deed.reply > 1 and record.takes_up(deed)
    ]
    return Finding(holds=bool(deeds), quotes=_quotes(deeds[:1]))


def _events(condition: Condition, record: Record) -> Finding:
    turns = [turn for turn, event in record.events() if event.kind in condition.events]
    quotes = [
        Quote(turn=turn.index - 1, start_char=0, end_char=len(text))
        for turn in turns
        if turn.index and (text := record.transcript.turns[turn.index - 1].text)
    ]
    return Finding(holds=len(turns) <= condition.at_most, quotes=tuple(quotes))


def _answers_anger(condition: Condition, record: Record) -> Finding:
    """Falls after which no reply followed count neither way: there was no chance."""
    answered: list[Deed] = []
    moods = record.moods()
    for (_, before), (index, after) in pairwise(moods):
        replies = record.replies_before(index)
        if before - after < condition.drop or replies >= len(record.replies):
            continue
        answers = [
            deed
            for deed in record.of(condition.of)
            if replies < deed.reply <= replies + condition.within
        ]
        if not answers:
            return Finding(holds=False)
        answered += answers[:1]
    return Finding(holds=True, quotes=_quotes(answered))


def _repaired(condition: Condition, record: Record) -> Finding:
    by = record.of(condition.by)
    open_deeds = [
        deed
        for deed in record.held_against(condition.of)
        if not any(other.place > deed.place for other in by)
    ]
    return Finding(
        holds=not open_deeds, quotes=_quotes(open_deeds) if open_deeds else ()
    )


def _undone(condition: Condition, record: Record) -> Finding:
    first = record.of(condition.of)
    if not first:
        return Finding(holds=True)
    spoilers = record.held_against(condition.by)
    later = [deed for deed in spoilers if deed.place > first[0].place]
    return Finding(holds=not later, quotes=_quotes(later) if later else ())


def _within_authority(_: Condition, record: Record) -> Finding:
    quotes = record.excesses
    return Finding(holds=not quotes, quotes=quotes)


def _identity_first(_: Condition, record: Record) -> Finding:
    return Finding(holds=record.scenario.brief.identity_first)


def _pattern(condition: Condition, record: Record) -> Finding:
    return Finding(holds=record.scenario.brief.pattern is condition.pattern)


def _quotes(deeds: Iterable[Deed]) -> tuple[Quote, ...]:
    return tuple(deed.quote for deed in deeds)


def _joined(groups: Iterable[tuple[Quote, ...]]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(quote for group in groups for quote in group))


_PREDICATES: dict[Predicate, Callable[[Condition, Record], Finding]] = {
    Predicate.ALL: _all,
    Predicate.ANY: _any,
    Predicate.NOT: _not,
    Predicate.ACT: _act,
    Predicate.PICKS_UP: _picks_up,
    Predicate.EVENTS: _events,
    Predicate.ANSWERS_ANGER: _answers_anger,
    Predicate.REPAIRED: _repaired,
    Predicate.UNDONE: _undone,
    Predicate.WITHIN_AUTHORITY: _within_authority,
    Predicate.IDENTITY_FIRST: _identity_first,
    Predicate.PATTERN: _pattern,
}
