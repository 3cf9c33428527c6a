"""A role-play through the core alone: no Rasa, no server, the same talk and marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from dialogue.errors import InputError
from dialogue.perceptions import Perceiver
from dialogue.turns import Speaker, Transcript, Turn, check_length
from dialogue.version import CODE_VERSION
from hotseat.talks import Outcome, Said
from scenario.rubrics import Rubric
from scoring.hints import next_hint
from scoring.marking import mark
from simulation.advancing import Step, advance, open_talk
from simulation.stage import Stage


@dataclass(slots=True)
class CoreTalk:
    """One role-play. `versions` names the detector that perceives."""

    stage: Stage
    rubric: Rubric
    perceiver: Perceiver
    seed: int
    transcript_id: str
    versions: dict[str, str] = field(default_factory=dict)
    _step: Step | None = None
    _turns: list[Turn] = field(default_factory=list)

    def open(self) -> Said:
        return self._say(open_talk(self.stage, seed=self.seed))

    def reply(self, text: str) -> Said:
        """Raises InputError for a reply that is too long or after the talk is over."""
        if self._step is None or self._step.state.ending:
            raise InputError("this conversation is over")
        check_length(text)
        perception = self.perceiver.perceive(
            text,
            customer=self._turns[-1].text,
            brief=self.stage.scenario.brief.text(),
        )
        self._turns.append(
            Turn(
                index=len(self._turns),
                speaker=Speaker.LEARNER,
                text=text,
                perception=replace(perception, clauses=()),
            )
        )
        return self._say(advance(self.stage, self._step.state, perception, text))

    def hint(self) -> str:
        sheet = mark(self._transcript(), self.stage.scenario, self.rubric)
        return next_hint(sheet, {step.id: step.hint for step in self.rubric.steps})

    def finish(self) -> Outcome:
        transcript = self._transcript()
        sheet = mark(transcript, self.stage.scenario, self.rubric)
        return Outcome(transcript=transcript, sheet=sheet, scenario=self.stage.scenario)

    def play(self, replies: Iterable[str]) -> Outcome:
        """Opens the talk, sends the replies until it ends, and marks it."""
        said = self.open()
        for text in replies:
            if said.is_over:
                break
            said = self.reply(text)
        return self.finish()

    def _say(self, step: Step) -> Said:
        self._step = step
        turn = step.turn(len(self._turns))
        self._turns.append(turn)
        return Said(
            text=turn.text, mood=step.state.mood, is_over=bool(step.state.ending)
        )

    def _transcript(self) -> Transcript:
        return Transcript(
            id=self.transcript_id,
            scenario_id=self.stage.scenario.id,
            turns=tuple(self._turns),
            seed=self.seed,
            ending=self._step.state.ending if self._step else "",
            versions={
                "code": CODE_VERSION,
                "manners": self.stage.manners.version,
                **self.versions,
            },
        )
