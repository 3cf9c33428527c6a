"""`hotseat run`: starts Rasa and the action server, and opens role-plays with them.

Order: what can be checked at once, Rasa's model, the servers, then one role-play after
the other until the learner has had enough.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from dialogue.errors import InputError, ServiceError
from hotseat import places, rasa_model
from hotseat.keeping import Unfinished, forget, remember, remembered, write_outcome
from hotseat.rasa_talk import RasaTalk, RestChannel, find_talk
from hotseat.services import Services
from hotseat.supervising import Group
from hotseat.talks import Outcome
from hotseat.terminal import Conversation
from hotseat.typing_in import Ask, asker, printable
from perception.settings import load_settings
from scenario.library import Library, load_library
from scenario.problems import has_errors
from scenario.rubric_loading import load_rubric
from scenario.types import Scenario
from scoring.plain_text import transcript_text

PORT, ACTION_PORT = 5005, 5055
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=PORT, help=f"Rasa's port (default {PORT})"
    )
    parser.add_argument(
        "--action-port",
        type=int,
        default=ACTION_PORT,
        help=f"the action server's port (default {ACTION_PORT})",
    )
    parser.add_argument(
        "--resume", metavar="ID", help="go on with a conversation that was broken off"
    )
    parser.add_argument(
        "--seed", type=int, help="chooses among the customer's lines (default: chance)"
    )


def start(options: argparse.Namespace) -> int:
    """Raises HotseatError with a plain sentence where something is in the way."""
    if options.resume is not None and not _ID.fullmatch(options.resume):
        raise InputError(f"{options.resume!r} is no conversation's id")
    load_settings(places.DETECTOR)
    services = _services(options)
    services.check_ports()
    if not rasa_model.is_trained():
        _show("Training Rasa's model, which takes about half a minute ...")
        rasa_model.train(services.logs / "training.log")
    with _started(services) as group:
        ask = asker(sys.stdin, sys.stdout)
        practice = Practice(services, group, ask=ask, seed=options.seed)
        practice.run(options.resume)
    return 0


class Practice:
    """Role-plays one after the other, with servers that are running."""

    def __init__(
        self, services: Services, group: Group, *, ask: Ask, seed: int | None
    ) -> None:
        self._group = group
        self._ask = ask
        self._seed = seed
        self._post = RestChannel(address=services.address)
        self._folder = services.logs

    def run(self, resume: str | None = None) -> None:
        """Until there is no more to be typed. Raises ServiceError if a server stops."""
        if resume is not None:
            self._play(self._taken_up(resume))
        while True:
            left = remembered(self._folder)
            library = load_library(places.SCENARIOS)
            scenarios = _by_level(library)
            _show_menu(scenarios, library, left)
            typed = self._ask("Which one? (a number, or q to leave) ")
            choice = "q" if typed is None else typed.strip().casefold()
            if choice == "q":
                return
            try:
                self._play(self._chosen(choice, scenarios, left))
            except InputError as error:
                _show(str(error))

    def _chosen(
        self, choice: str, scenarios: list[Scenario], left: Unfinished | None
    ) -> RasaTalk:
        """Raises InputError where the menu has no such choice."""
        if choice == "r" and left is not None:
            # Once: if it can't be found, it is not offered again.
            forget(self._folder)
            return self._taken_up(left.id)
        if not choice.isdecimal() or not 1 <= int(choice) <= len(scenarios):
            raise InputError(f"{printable(choice)!r} is not in the list")
        return self._new(scenarios[int(choice) - 1])

    def _new(self, scenario: Scenario) -> RasaTalk:
        # Nobody can guess the last part, so nobody can speak in another's talk.
        name = f"{datetime.now():%Y%m%d-%H%M}-{scenario.id}-{secrets.token_hex(4)}"
        seed = secrets.randbelow(1000) if self._seed is None else self._seed
        return self._talk(scenario, name, seed)

    def _taken_up(self, talk_id: str) -> RasaTalk:
        """Raises InputError where Rasa or the library does not know it."""
        scenario_id, seed = find_talk(self._post, talk_id)
        library = load_library(places.SCENARIOS)
        return self._talk(library.get(scenario_id), talk_id, seed)

    def _talk(self, scenario: Scenario, talk_id: str, seed: int) -> RasaTalk:
        rubric = load_rubric(places.rubric(scenario.rubric))
        return RasaTalk(
            post=self._post, scenario=scenario, rubric=rubric, seed=seed, id=talk_id
        )

    def _play(self, talk: RasaTalk) -> None:
        """Plays, shows the marks and writes the transcript."""
        scenario = talk.scenario
        remember(self._folder, Unfinished(id=talk.id, title=scenario.title))
        try:
            outcome = Conversation(talk, scenario, self._ask, sys.stdout).play()
        except ServiceError as error:
            raise self._broken_off(talk, error) from error
        except KeyboardInterrupt:
            _show(f"\n{_kept(talk)}")
            raise
        if outcome is None:
            _show(_kept(talk))
            return
        _show(printable(_text(outcome)))
        paths = write_outcome(outcome, transcripts_folder())
        forget(self._folder)
        _show("Your transcript is in\n" + "".join(f"  {path}\n" for path in paths))

    def _broken_off(self, talk: RasaTalk, error: ServiceError) -> ServiceError:
        """What to say: which server has stopped, and how to go on."""
        try:
            self._group.check(wait_seconds=3)
        except ServiceError as stopped:
            error = stopped
        return ServiceError(f"{error}. {_kept(talk)}")


def run_folder() -> Path:
    """Where logs and the talks' database go: HOTSEAT_RUN_DIR, or .run in the root."""
    return Path(os.environ.get("HOTSEAT_RUN_DIR", places.ROOT / ".run")).resolve()


def transcripts_folder() -> Path:
    """Where transcripts go: HOTSEAT_TRANSCRIPTS, or transcripts in the root."""
    return Path(os.environ.get("HOTSEAT_TRANSCRIPTS", places.TRANSCRIPTS)).resolve()


def _services(options: argparse.Namespace) -> Services:
    folder = run_folder()
    return Services(
        port=options.port,
        action_port=options.action_port,
        tracker_url=os.environ.get(
            "HOTSEAT_TRACKER_URL", f"sqlite:///{folder / 'talks.db'}"
        ),
        logs=folder,
    )


@contextmanager
def _started(services: Services) -> Iterator[Group]:
    """The running servers. While they stop, a second Ctrl-C must not leave them."""
    usual = signal.getsignal(signal.SIGINT)
    try:
        with services.running() as group:
            try:
                _wait(services, group)
                yield group
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
    finally:
        signal.signal(signal.SIGINT, usual)


def _wait(services: Services, group: Group) -> None:
    _show("Starting Rasa and the action server ", end="")
    services.wait_until_ready(group, lambda: _show(".", end=""))
    first = next(iter(load_library(places.SCENARIOS).scenarios), None)
    if first is not None:
        services.warm_up(first)
    _show(" ready.")


def _by_level(library: Library) -> list[Scenario]:
    return sorted(library.scenarios.values(), key=lambda s: (s.level, s.title))


def _show_menu(
    scenarios: list[Scenario], library: Library, left: Unfinished | None
) -> None:
    _show("\nWhom do you want to talk to?\n")
    for number, scenario in enumerate(scenarios, 1):
        _show(
            f"  {number}  {scenario.title} ({scenario.sector}, level {scenario.level})"
        )
    if left is not None:
        _show(f"  r  Go on with: {left.title}")
    faulty = {problem.file for problem in library.problems if has_errors([problem])}
    if faulty:
        _show(f"\n{len(faulty)} left out for their faults: `hotseat check` lists them.")
    _show("")


def _text(outcome: Outcome) -> str:
    return transcript_text(outcome.transcript, outcome.sheet, outcome.scenario)


def _kept(talk: RasaTalk) -> str:
    return (
        "Your conversation is kept: start Hotseat again and type r to go on with it "
        f"(or: hotseat run --resume {talk.id})."
    )


def _show(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()
