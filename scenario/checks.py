"""What an author is told of a scenario beyond its form: whether it plays well.

Each check is a generator of problems over one scenario and the document it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dialogue.acts import ActKind
from scenario.documents import Document, Path_
from scenario.problems import Code, Problem, Severity
from scenario.situations import NEEDS, Situation
from scenario.types import Answer, EndingKind, Line, Remedy, Scenario

Check = Callable[[Scenario, Document], Iterator[Problem]]

HEAT_STEPS = ("hear", "empathise", "apologise", "own")
LEAST_OF_ONE_REMEDY = 2
# Below this no customer stays; see leaves_below in data/manners.yml.
LOWEST_MOOD = 5


def scenario_problems(scenario: Scenario, document: Document) -> list[Problem]:
    """All that the checks find, in file order."""
    found = [problem for check in CHECKS for problem in check(scenario, document)]
    return sorted(found, key=lambda problem: (problem.line, problem.code))


def _at(
    document: Document,
    path: Path_,
    code: Code,
    message: str,
    severity: Severity = Severity.ERROR,
) -> Problem:
    return Problem(
        code=code,
        message=message,
        file=document.file,
        line=document.line(path),
        severity=severity,
    )


def _unique_ids(scenario: Scenario, document: Document) -> Iterator[Problem]:
    seen: dict[str, str] = {str(situation): "lines" for situation in Situation}
    seen["opening"] = "the opening"
    for section in ("facts", "remedies", "triggers", "endings"):
        for index, item in enumerate(getattr(scenario, section)):
            name = item.id
            if section == "endings":
                name = f"endings.{name}"
            if name in seen:
                message = (
                    f"the id {item.id!r} is taken already in {seen[name]}; rename one"
                )
                path = (section, index, "id")
                yield _at(document, path, Code.DUPLICATE_ID, message)
            seen[name] = section


def _references(scenario: Scenario, document: Document) -> Iterator[Problem]:
    facts = {fact.id for fact in scenario.facts}
    remedies = {remedy.id for remedy in scenario.remedies}
    for index, fact in enumerate(scenario.facts):
        for name in fact.after:
            if name not in facts:
                message = _unknown("fact", name, facts)
                path = ("facts", index, "after")
                yield _at(document, path, Code.UNKNOWN_REFERENCE, message)
    for index, trigger in enumerate(scenario.triggers):
        path = ("triggers", index, "when")
        if trigger.when.fact and trigger.when.fact not in facts:
            message = _unknown("fact", trigger.when.fact, facts)
            yield _at(document, path, Code.UNKNOWN_REFERENCE, message)
        known = facts | {item.id for item in scenario.triggers}
        for name in trigger.when.unless:
            if name not in known:
                message = _unknown("fact or trigger", name, known)
                yield _at(document, path, Code.UNKNOWN_REFERENCE, message)
        if trigger.when.offered and trigger.when.offered not in remedies:
            message = _unknown("remedy", trigger.when.offered, remedies)
            yield _at(document, path, Code.UNKNOWN_REFERENCE, message)


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    return f"there is no {what} {name!r}; it must be one of: {', '.join(sorted(known))}"


def _model_reply_moments(scenario: Scenario, document: Document) -> Iterator[Problem]:
    moments = {"opening", *map(str, Situation)}
    for section in (scenario.facts, scenario.remedies, scenario.triggers):
        moments |= {item.id for item in section}
    for index, reply in enumerate(scenario.model_replies):
        for name in reply.after:
            if name not in moments:
                message = _unknown("moment", name, moments)
                path = ("model_replies", index, "after")
                yield _at(document, path, Code.UNKNOWN_REFERENCE, message)


def _lines_differ(scenario: Scenario, document: Document) -> Iterator[Problem]:
    seen: dict[str, Line] = {}
    for line in scenario.all_lines():
        key = "".join(c for c in line.text.casefold() if c.isalnum())
        if key in seen:
            message = (
                f"{line.id} says the same as {seen[key].id} "
                f"(line {seen[key].file_line}): a customer never says the same "
                "thing twice; word one of them anew"
            )
            yield Problem(
                code=Code.SAME_LINE_TWICE,
                message=message,
                file=document.file,
                line=line.file_line,
            )
        seen.setdefault(key, line)


def _enough_lines(scenario: Scenario, document: Document) -> Iterator[Problem]:
    for situation in _situations_needed(scenario):
        by_band = scenario.lines.get(situation, {})
        count = sum(len(lines) for lines in by_band.values())
        if count < NEEDS[situation].least:
            message = (
                f"lines.{situation} has {count} lines; at least "
                f"{NEEDS[situation].least} are needed, for when the learner "
                f"{NEEDS[situation].meaning}"
            )
            path = ("lines", str(situation))
            yield _at(document, path, Code.TOO_FEW_LINES, message)
        if None not in by_band and len(by_band) < 3:
            message = (
                f"lines.{situation} has no lines for some moods; add the list `any`, "
                "or all of angry, upset and calm"
            )
            path = ("lines", str(situation))
            yield _at(document, path, Code.TOO_FEW_LINES, message)
    for number, remedy in enumerate(scenario.remedies):
        for name in _answers_needed(remedy):
            if len(getattr(remedy, name)) < LEAST_OF_ONE_REMEDY:
                message = (
                    f"remedies.{remedy.id} needs at least {LEAST_OF_ONE_REMEDY} lines "
                    f"under `{name}`, since the customer may answer so"
                )
                place = ("remedies", number)
                yield _at(document, place, Code.TOO_FEW_LINES, message)


def _situations_needed(scenario: Scenario) -> list[Situation]:
    """All but the one that only a trigger brings about, where there is no trigger."""
    return [s for s in Situation if s is not Situation.ESCALATED or scenario.triggers]


def _answers_needed(remedy: Remedy) -> list[str]:
    if remedy.answer is Answer.REJECT:
        return ["rejects"]
    if remedy.answer is Answer.HAGGLE:
        return ["haggles"]
    has_terms = (
        remedy.least_pounds is not None
        or remedy.within_hours is not None
        or remedy.least_mood > 0
    )
    return ["accepts", "haggles"] if has_terms else ["accepts"]


def _held_lines(scenario: Scenario, document: Document) -> Iterator[Problem]:
    for index, fact in enumerate(scenario.facts):
        if (fact.after or fact.least_mood or fact.needs_identity) and not fact.held:
            message = (
                f"facts.{fact.id} can be asked for too early; add `held`: what the "
                "customer says then"
            )
            yield _at(document, ("facts", index), Code.TOO_FEW_LINES, message)


def _acceptable_remedy(scenario: Scenario, document: Document) -> Iterator[Problem]:
    accepted = [r for r in scenario.remedies if r.answer is Answer.ACCEPT]
    if not any(remedy.in_authority for remedy in accepted) and not scenario.triggers:
        message = (
            "the customer accepts no remedy that the learner may offer, and no trigger "
            "calls for a step up: the talk can't end well"
        )
        yield _at(document, ("remedies",), Code.NO_ACCEPTED_REMEDY, message)
    limit = scenario.brief.limit_pounds
    for index, remedy in enumerate(scenario.remedies):
        least = remedy.least_pounds
        if remedy.in_authority and least is not None and least > (limit or 0):
            message = (
                f"remedies.{remedy.id} is in the learner's authority, yet the customer "
                f"wants at least £{least:g} and brief.limit_pounds is {limit}"
            )
            yield _at(document, ("remedies", index), Code.BEYOND_AUTHORITY, message)


def _facts_in_reach(scenario: Scenario, document: Document) -> Iterator[Problem]:
    given: set[str] = set()
    waiting = list(scenario.facts)
    while ready := [fact for fact in waiting if given.issuperset(fact.after)]:
        given |= {fact.id for fact in ready}
        waiting = [fact for fact in waiting if fact not in ready]
    for fact in waiting:
        index = scenario.facts.index(fact)
        message = f"facts.{fact.id} waits for facts that wait for it: it is never told"
        yield _at(document, ("facts", index, "after"), Code.FACT_OUT_OF_REACH, message)


def _moment(scenario: Scenario, document: Document) -> Iterator[Problem]:
    given = document.data["brief"].get("now")
    if given and scenario.brief.now is None:
        message = f"brief.now: there is no such day or time as {given!r}"
        yield _at(document, ("brief", "now"), Code.WRONG_VALUE, message)


def _identity(scenario: Scenario, document: Document) -> Iterator[Problem]:
    wanted = scenario.brief.identity_first or any(
        fact.needs_identity for fact in scenario.facts
    )
    if wanted and not any(fact.is_identity for fact in scenario.facts):
        message = (
            "the customer must be identified first, yet no fact has `identity: true`"
        )
        yield _at(document, ("facts",), Code.IDENTITY_WITHOUT_FACT, message)


def _triggers_fire(scenario: Scenario, document: Document) -> Iterator[Problem]:
    for index, trigger in enumerate(scenario.triggers):
        below = trigger.when.mood_below
        if below is not None and below <= LOWEST_MOOD:
            message = (
                f"triggers.{trigger.id} waits for a mood below {below}, but a customer "
                f"as angry as {LOWEST_MOOD} is gone; give a higher mood"
            )
            path = ("triggers", index, "when")
            yield _at(document, path, Code.TRIGGER_NEVER_FIRES, message)


def _model_replies(scenario: Scenario, document: Document) -> Iterator[Problem]:
    earned = {name for reply in scenario.model_replies for name in reply.earns}
    wanted = [*HEAT_STEPS, *(["escalate"] if scenario.triggers else [])]
    if scenario.rubric != "heat":
        wanted = []
    for name in wanted:
        if name not in earned:
            message = (
                f"no model reply earns {name!r}: the feedback could not show the "
                "learner what to say instead"
            )
            path = ("model_replies",)
            yield _at(document, path, Code.MISSING_MODEL_REPLY, message)


def _endings(scenario: Scenario, document: Document) -> Iterator[Problem]:
    kinds = {ending.kind for ending in scenario.endings}
    for kind in EndingKind:
        reachable = kind is not EndingKind.ESCALATED or bool(scenario.triggers)
        if reachable and kind not in kinds:
            message = f"there is no ending of the kind {kind}"
            yield _at(document, ("endings",), Code.ENDING_MISSING, message)
        if not reachable and kind in kinds:
            message = (
                f"there is no trigger, so the talk can't end as {kind}: take that "
                "ending out, or write a trigger"
            )
            yield _at(document, ("endings",), Code.ENDING_MISSING, message)


def _questions_differ(scenario: Scenario, document: Document) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for index, fact in enumerate(scenario.facts):
        for number, question in enumerate(fact.asks):
            key = "".join(c for c in question.casefold() if c.isalnum())
            if seen.get(key, fact.id) != fact.id:
                message = (
                    f"{question!r} is an example for {seen[key]!r} too: the customer "
                    "could not know which is meant"
                )
                path = ("facts", index, "asks", number)
                yield _at(document, path, Code.SAME_QUESTION_TWICE, message)
            seen.setdefault(key, fact.id)


def _calming_acts(scenario: Scenario, document: Document) -> Iterator[Problem]:
    temperament = scenario.customer.temperament
    for act in sorted(set(temperament.calms) & set(temperament.angers), key=str):
        message = f"{ActKind(act)} stands under both calms and angers; keep one"
        path: Path_ = ("customer", "temperament", "angers", str(act))
        yield _at(document, path, Code.WRONG_VALUE, message)


CHECKS: tuple[Check, ...] = (
    _unique_ids,
    _references,
    _model_reply_moments,
    _lines_differ,
    _enough_lines,
    _held_lines,
    _acceptable_remedy,
    _facts_in_reach,
    _identity,
    _moment,
    _triggers_fire,
    _model_replies,
    _endings,
    _questions_differ,
    _calming_acts,
)
