"""Runs the programs that set Hotseat up, and says what went wrong in plain words.

It runs before anything is installed: the standard library and Python 3.8 must do.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import List, Mapping, Union

ROOT = Path(__file__).resolve().parent.parent

# A program and its arguments.
Command = List[Union[str, Path]]

# Where Linux systems keep the certificates that they trust.
SYSTEM_CERTIFICATES = (
    Path("/etc/ssl/certs/ca-certificates.crt"),
    Path("/etc/pki/tls/certs/ca-bundle.crt"),
)


class SetupError(Exception):
    """Setting up cannot go on; the message says what to do about it."""


def say(message: str) -> None:
    """Prints one line of progress at once, so that it stays in order with uv's."""
    print(f"setup: {message}", flush=True)


def tool_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment variables for uv and pip.

    They bring certificates of their own; on a network that inspects its traffic only
    the system's are right, so these are named unless the user has named others.
    """
    # An active environment must not decide which one is changed.
    settings = {key: value for key, value in environ.items() if key != "VIRTUAL_ENV"}
    bundle = next((path for path in SYSTEM_CERTIFICATES if path.is_file()), None)
    if bundle:
        settings.setdefault("SSL_CERT_FILE", str(bundle))
        settings.setdefault("PIP_CERT", settings["SSL_CERT_FILE"])
    return settings


def run(command: Command, settings: Mapping[str, str] | None = None) -> None:
    """Runs a program with its output in view; raises CalledProcessError if it fails."""
    subprocess.run([str(part) for part in command], env=settings, cwd=ROOT, check=True)


def output_of(
    command: Command, settings: Mapping[str, str] | None = None
) -> str | None:
    """What a program prints, stripped; None where it fails or does not start."""
    try:
        finished = subprocess.run(
            [str(part) for part in command],
            env=settings,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return finished.stdout.strip()
