"""One step of the talk: state and reply in, new state and the customer's line out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogue.perceptions import Perception
from dialogue.turns import Event, EventKind, Speaker, Turn
from scenario.types import Answer, EndingKind
from simulation.happening import Happening, what_happens
from simulation.reading import read_reply
from simulation.replying import put_together
from simulation.stage import Stage
from simulation.state import CustomerState
from simulation.winding_up import content_ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The customer's turn: what they say, why, and how they feel after it."""

    state: CustomerState
    text: str
    line_ids: tuple[str, ...]
    events: tuple[Event, ...]

    def turn(self, index: int) -> Turn:
        return Turn(
            index=index,
            speaker=Speaker.CUSTOMER,
            text=self.text,
            line_ids=self.line_ids,
            mood=self.state.mood,
            events=self.events,
        )


def open_talk(stage: Stage, *, seed: int) -> Step:
    """The customer's opening line."""
    scenario, temperament = stage.scenario, stage.scenario.customer.temperament
    told = [trigger for trigger in scenario.triggers if trigger.when.opening]
    state = CustomerState(
        seed=seed,
        mood=temperament.mood,
        patience=temperament.patience,
        triggers=tuple((trigger.id, 0) for trigger in told),
    )
    line = scenario.opening[seed % len(scenario.opening)]
    return Step(
        state=replace(state, used=(line.id,)),
        text=line.text,
        line_ids=(line.id,),
        events=tuple(Event(kind=EventKind.TRIGGER, ref=t.id) for t in told),
    )


def advance(
    stage: Stage, state: CustomerState, perception: Perception, text: str
) -> Step:
    """The customer's answer to a reply. `state` must not have ended."""
    scenario = stage.scenario
    reading = read_reply(text, perception, stage, state)
    happening, after = what_happens(stage, state, reading)
    line = put_together(scenario, happening, state, after)
    if line.is_speechless and happening.ending is None:
        ending_kind = content_ending(scenario, after) or EndingKind.ABANDONED
        happening = replace(happening, ending=ending_kind)
        line = put_together(scenario, happening, state, after)
    ending = scenario.ending(happening.ending).id if happening.ending else ""
    return Step(
        state=replace(after, used=after.used + line.ids, ending=ending),
        text=line.text,
        line_ids=line.ids,
        events=_events(happening, ending),
    )


def _events(happening: Happening, ending: str) -> tuple[Event, ...]:
    events = [Event(kind=EventKind.FACT, ref=name) for name in happening.given]
    events += [Event(kind=EventKind.FACT_AGAIN, ref=n) for n in happening.repeated]
    if happening.fired is not None:
        events.append(Event(kind=EventKind.TRIGGER, ref=happening.fired.id))
    if happening.verdict is not None:
        kind = _ANSWERS[happening.verdict.answer]
        events.append(Event(kind=kind, ref=happening.verdict.remedy.id))
    if happening.escalated:
        events.append(Event(kind=EventKind.ESCALATED, ref=""))
    if ending:
        events.append(Event(kind=EventKind.ENDED, ref=ending))
    return tuple(events)


_ANSWERS = {
    Answer.ACCEPT: EventKind.ACCEPTED,
    Answer.HAGGLE: EventKind.HAGGLED,
    Answer.REJECT: EventKind.REJECTED,
}
