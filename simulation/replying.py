"""Puts the customer's answer together from the scenario's lines.

An answer has up to three parts: a reaction to how they were treated; the facts they
were asked for; and one thing that drives the talk on. The last is, in this order: a
trigger that fires; the answer to an offer; the answer to a step up, asked for or not; a
reminder of an open trigger; what a special reply calls for (silence, gibberish, talk to
the software, a moment asked for, only a greeting, goodbye too early, "is that all
right?"); else a push to get on, unless facts or a kind reaction already fill the turn.
A part whose lines are used up is left out; with none left at all, the answer is
speechless and the caller ends the talk.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.acts import ActKind
from scenario.situations import Band, Situation
from scenario.types import Answer, Line, Scenario, TriggerKind
from simulation.choosing import Chooser
from simulation.happening import Happening
from simulation.reacting import GOOD, reactions
from simulation.state import CustomerState

GREETING_ONLY = frozenset({ActKind.GREET, ActKind.THANK, ActKind.ACKNOWLEDGE})
REMIND_EVERY = 2
# Conduct that is answered even where the talk ends with it.
UNFORGETTABLE = frozenset({ActKind.RUDE, ActKind.DISCLOSE, ActKind.MINIMISE})
# With so many facts to tell, the customer leaves out what they feel about being asked.
MOST_ANSWERS_BESIDE_A_REACTION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    text: str
    ids: tuple[str, ...]
    is_speechless: bool


def put_together(
    scenario: Scenario, happening: Happening, state: CustomerState, after: CustomerState
) -> Answered:
    """The customer's words for what happened between `state` and `after`."""
    chooser = Chooser(scenario, seed=after.seed, reply=after.replies, used=state.used)
    composer = _Composer(scenario, happening, state, after, chooser)
    if happening.ending is not None:
        composer.end()
    else:
        composer.answer()
    return Answered(
        text=chooser.text(), ids=chooser.ids(), is_speechless=not chooser.chosen
    )


class _Composer:
    def __init__(
        self,
        scenario: Scenario,
        happening: Happening,
        state: CustomerState,
        after: CustomerState,
        chooser: Chooser,
    ) -> None:
        self._scenario = scenario
        self._happening = happening
        self._state = state
        self._after = after
        self._chooser = chooser

    def end(self) -> None:
        """What they can't leave unsaid, an acceptance, and the farewell."""
        happening = self._happening
        if happening.reading.sure & UNFORGETTABLE:
            self._react()
        self._accepts()
        if happening.ending is not None:
            self._chooser.one_of(self._scenario.ending(happening.ending).says)

    def answer(self) -> None:
        if self._special():
            return
        reacted = self._react()
        told = self._facts()
        if self._drive():
            return
        calm = Band.of(self._after.mood) is not Band.ANGRY
        if told or (reacted and calm and self._after.replies % 2):
            return
        if self._happening.holds_out and self._reminds(at_once=True):
            return
        self._push()

    def _push(self) -> bool:
        """What is said when nothing else is; nobody presses for what is settled."""
        settled = self._after.accepted
        return self._say(Situation.SETTLED if settled else Situation.PRESS)

    def _say(self, situation: Situation) -> bool:
        return self._chooser.situation(situation, self._after.mood)

    def _special(self) -> bool:
        """Replies that are no part of a conversation: one line, and nothing else."""
        reading = self._happening.reading
        for applies, situation in (
            (reading.is_software, Situation.SOFTWARE),
            (reading.is_silent, Situation.SILENCE),
            (reading.is_unreadable, Situation.GIBBERISH),
        ):
            if applies:
                return self._say(situation) or self._push()
        return False

    def _react(self) -> bool:
        happening = self._happening
        situations = reactions(
            happening.reading,
            self._state,
            self._scenario.customer.temperament,
            jumped=happening.jumped,
        )
        answers = len(happening.given + happening.repeated[:1] + happening.held[:1])
        unsaid: set[Situation] = set()
        if answers >= MOST_ANSWERS_BESIDE_A_REACTION or self._turns():
            unsaid = set(GOOD.values())
        elif happening.unneeded_escalation:
            unsaid = {Situation.FOLLOW_UP}
        said = [self._say(s) for s in situations if s not in unsaid]
        return any(said)

    def _turns(self) -> bool:
        """Whether they turn on the learner just now."""
        fired = self._happening.fired
        return fired is not None and fired.kind is TriggerKind.ABUSE

    def _facts(self) -> bool:
        happening, said = self._happening, False
        for name in happening.given:
            said |= self._chooser.one_of(self._scenario.fact(name).says)
        for name in happening.repeated[:1]:
            said |= self._chooser.one_of(self._scenario.fact(name).again)
        for name in happening.held[:1]:
            said |= self._chooser.one_of(self._scenario.fact(name).held)
        if happening.reading.asks_unknown and not said:
            said = self._say(Situation.UNKNOWN_QUESTION)
        return said

    def _drive(self) -> bool:
        """The one thing that drives the talk on; False where nothing calls for it."""
        happening, kinds = self._happening, self._happening.reading.kinds
        if happening.fired is not None:
            accepted = self._accepts()
            passed_on = happening.escalated and self._say(Situation.ESCALATED)
            return passed_on or self._chooser.one_of(happening.fired.says) or accepted
        if happening.verdict is not None:
            return self._chooser.one_of(self._verdict_lines()) or self._reminds()
        if happening.escalated:
            return self._say(Situation.ESCALATED)
        if happening.unneeded_escalation:
            return self._say(Situation.ESCALATED_UNNEEDED)
        closes = ActKind.CLOSE in happening.reading.sure
        if self._reminds(at_once=closes):
            return True
        if happening.reading.offers and not self._after.accepted:
            return not happening.jumped and self._say(Situation.UNKNOWN_OFFER)
        if closes and (happening.holds_out or not self._after.accepted):
            return self._say(Situation.CLOSED_EARLY)
        if self._after.accepted:
            return happening.checked and self._say(Situation.SETTLED)
        if ActKind.CHECK_AGREEMENT in kinds:
            return self._say(Situation.NOT_AGREED)
        if happening.reading.is_waiting:
            return self._say(Situation.WAITING)
        only_greets = ActKind.GREET in kinds and kinds <= GREETING_ONLY
        return only_greets and self._say(Situation.GREETED)

    def _accepts(self) -> bool:
        verdict = self._happening.verdict
        if verdict is None or verdict.answer is not Answer.ACCEPT:
            return False
        return self._chooser.one_of(verdict.remedy.accepts)

    def _verdict_lines(self) -> tuple[Line, ...]:
        verdict = self._happening.verdict
        if verdict is None:
            return ()
        remedy = verdict.remedy
        return {
            Answer.ACCEPT: remedy.accepts,
            Answer.HAGGLE: remedy.haggles,
            Answer.REJECT: remedy.rejects,
        }[verdict.answer]

    def _reminds(self, *, at_once: bool = False) -> bool:
        """Comes back to an open trigger, every second reply after it fired.

        Of several that are due, to one the customer insists on, else to the latest.
        """
        still_open = set(self._after.open_triggers)
        due = [
            self._scenario.trigger(name)
            for name, fired_at in reversed(self._after.triggers)
            if name in still_open
            and (passed := self._after.replies - fired_at) > 0
            and (at_once or passed % REMIND_EVERY == 0)
        ]
        for trigger in sorted(due, key=lambda trigger: not trigger.insists):
            lines = trigger.says if trigger.when.opening else ()
            if self._chooser.one_of((*lines, *trigger.reminds)):
                return True
        return False
