"""`hotseat run`: brings up Rasa, the action server and the site, and keeps them up.

Order: what can be checked at once, Rasa's model, the site's database, then the servers,
until Ctrl-C. What dies in between is started again and named.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dialogue.errors import ServiceError
from hotseat import places, rasa_model
from hotseat.services import ANYWHERE, LOOPBACK, Services
from hotseat.supervising import Group
from perception.settings import load_settings
from scenario.library import load_library

PORT, RASA_PORT, ACTION_PORT = 8000, 5005, 5055


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=PORT, help=f"the site's port (default {PORT})"
    )
    parser.add_argument(
        "--listen",
        metavar="ADDRESS",
        default=LOOPBACK,
        help="where the site can be reached; 0.0.0.0 is from every machine in the "
        f"network (default {LOOPBACK}: from this one alone)",
    )
    parser.add_argument(
        "--rasa-port",
        type=int,
        default=RASA_PORT,
        help=f"Rasa's port on this machine (default {RASA_PORT})",
    )
    parser.add_argument(
        "--action-port",
        type=int,
        default=ACTION_PORT,
        help=f"the action server's port on this machine (default {ACTION_PORT})",
    )


def start(options: argparse.Namespace) -> int:
    """Raises HotseatError with a plain sentence where something is in the way."""
    load_settings(places.DETECTOR)
    services = _services(options)
    services.check_ports()
    if not rasa_model.is_trained():
        _show("Training Rasa's model, which takes about half a minute ...")
        rasa_model.train(services.logs / "training.log")
    _allow_hosts(services.listen)
    accounts = _prepare_site(services)
    with _started(services) as group:
        _show(f"\nHotseat is at {services.address}  (Ctrl-C stops it)\n{accounts}")
        _watch(group)
    return 0


def run_folder() -> Path:
    """Where logs and databases go: HOTSEAT_RUN_DIR, or .run in the root."""
    return Path(os.environ.get("HOTSEAT_RUN_DIR", places.ROOT / ".run")).resolve()


def _services(options: argparse.Namespace) -> Services:
    folder = run_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Services(
        port=options.port,
        listen=options.listen,
        rasa_port=options.rasa_port,
        action_port=options.action_port,
        tracker_url=os.environ.get(
            "HOTSEAT_TRACKER_URL", f"sqlite:///{folder / 'talks.db'}"
        ),
        logs=folder,
    )


def _allow_hosts(listen: str) -> None:
    """Tells the site by which names it is called, where nobody has said so."""
    if listen == LOOPBACK or "HOTSEAT_HOSTS" in os.environ:
        return
    names = ["localhost", LOOPBACK, socket.gethostname(), socket.getfqdn()]
    if listen not in ANYWHERE:
        names.append(listen)
    else:
        found = socket.getaddrinfo(socket.gethostname(), None)
        names += [str(place[4][0]) for place in found]
    os.environ["HOTSEAT_HOSTS"] = ",".join(dict.fromkeys(names))


def _prepare_site(services: Services) -> str:
    """Tables, static files and scenarios; gives what is to be shown of new accounts."""
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=places.ROOT,
        env={**os.environ, **services.env()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        log = services.logs / "prepare.log"
        log.write_text(done.stdout + done.stderr, "utf-8")
        raise ServiceError(f"the site could not be made ready; {log} says why")
    sys.stderr.write(done.stderr)
    return done.stdout


@contextmanager
def _started(services: Services) -> Iterator[Group]:
    """The running servers. While they stop, a second Ctrl-C must not leave them."""
    usual = signal.getsignal(signal.SIGINT)
    # Being told to end is the same as Ctrl-C: everything is stopped on the way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
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
    _show("Starting Rasa, the action server and the site ", end="")
    services.wait_until_ready(group, lambda: _show(".", end=""))
    first = next(iter(load_library(places.SCENARIOS).scenarios), None)
    if first is not None:
        services.warm_up(first)
    _show(" ready.")


def _watch(group: Group) -> None:
    """Until Ctrl-C. Raises ServiceError if a server can't be kept running."""
    while True:
        group.check(wait_seconds=1)
        for name in group.ended():
            _show(f"{name} has stopped and is started again.")


def _show(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()
