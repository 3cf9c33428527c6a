"""The situations that a customer has lines for, and the moods that lines belong to.

The order of `Situation` is no priority: simulation/replying.py states which of several
situations in one reply the customer answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Band(str, Enum):
    """A stretch of the mood scale, 0 (furious) to 100 (content)."""

    ANGRY = "angry"
    UPSET = "upset"
    CALM = "calm"

    def __str__(self) -> str:
        return self.value

    @classmethod
    def of(cls, mood: int) -> Band:
        """The band a mood lies in: angry below 34, calm from 67."""
        if mood < 34:
            return cls.ANGRY
        return cls.UPSET if mood < 67 else cls.CALM


@dataclass(frozen=True, slots=True)
class Need:
    """How many lines a situation needs, and what provokes it (shown to authors)."""

    least: int
    meaning: str


class Situation(str, Enum):
    """What the learner's last reply did, as the customer sees it."""

    HEARD = "heard"
    EMPATHISED = "empathised"
    APOLOGISED = "apologised"
    OWNED = "owned"
    EXPLAINED = "explained"
    LOGGED = "logged"
    FOLLOW_UP = "follow_up"
    PREVENTED = "prevented"
    GREETED = "greeted"
    STOCK = "stock"
    VAGUE = "vague"
    JUMPED = "jumped"
    NON_APOLOGY = "non_apology"
    MINIMISED = "minimised"
    BLAMED = "blamed"
    DEFENDED = "defended"
    FOBBED_OFF = "fobbed_off"
    REFUSED = "refused"
    INSULTED = "insulted"
    OVERPROMISED = "overpromised"
    DISCLOSED = "disclosed"
    MANAGER_REFUSED = "manager_refused"
    ESCALATED = "escalated"
    ESCALATED_UNNEEDED = "escalated_unneeded"
    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_OFFER = "unknown_offer"
    NOT_AGREED = "not_agreed"
    SETTLED = "settled"
    CLOSED_EARLY = "closed_early"
    WAITING = "waiting"
    SILENCE = "silence"
    GIBBERISH = "gibberish"
    SOFTWARE = "software"
    PRESS = "press"

    def __str__(self) -> str:
        return self.value


NEEDS: dict[Situation, Need] = {
    Situation.HEARD: Need(3, "asked about the problem or restated it rightly"),
    Situation.EMPATHISED: Need(3, "named the feeling or what it did to them"),
    Situation.APOLOGISED: Need(3, "apologised"),
    Situation.OWNED: Need(2, "took it on in person, with something to do next"),
    Situation.EXPLAINED: Need(2, "gave a reason, rule or right"),
    Situation.LOGGED: Need(2, "said that the complaint is recorded"),
    Situation.FOLLOW_UP: Need(2, "promised to be in touch"),
    Situation.PREVENTED: Need(2, "said how it is kept from happening again"),
    Situation.GREETED: Need(2, "only greeted or introduced themselves"),
    Situation.STOCK: Need(3, "said the same words again, or a stock phrase"),
    Situation.VAGUE: Need(2, "promised to sort it without saying how"),
    Situation.JUMPED: Need(2, "offered something before having listened"),
    Situation.NON_APOLOGY: Need(2, "used sorry to deny or deflect"),
    Situation.MINIMISED: Need(3, "played it down, or told them to calm down"),
    Situation.BLAMED: Need(2, "put the fault on the customer"),
    Situation.DEFENDED: Need(3, "argued, or denied fault"),
    Situation.FOBBED_OFF: Need(2, "sent them to somebody else"),
    Situation.REFUSED: Need(3, "said that nothing can be done"),
    Situation.INSULTED: Need(3, "was rude"),
    Situation.OVERPROMISED: Need(2, "guaranteed what nobody can"),
    Situation.DISCLOSED: Need(2, "gave out what is private"),
    Situation.MANAGER_REFUSED: Need(2, "blocked the way to somebody senior"),
    Situation.ESCALATED: Need(2, "passed it on where the case called for it"),
    Situation.ESCALATED_UNNEEDED: Need(2, "wanted to pass it on with no need"),
    Situation.UNKNOWN_QUESTION: Need(4, "asked what the customer can't answer"),
    Situation.UNKNOWN_OFFER: Need(3, "offered what the file knows nothing of"),
    Situation.NOT_AGREED: Need(2, "asked whether it is settled when it is not"),
    Situation.SETTLED: Need(3, "went on after a remedy was accepted"),
    Situation.CLOSED_EARLY: Need(2, "said goodbye with nothing settled"),
    Situation.WAITING: Need(2, "asked for a moment"),
    Situation.SILENCE: Need(3, "sent nothing"),
    Situation.GIBBERISH: Need(3, "sent what can't be read"),
    Situation.SOFTWARE: Need(2, "talked to the software and not to the customer"),
    Situation.PRESS: Need(6, "did nothing that moves the matter on"),
}
