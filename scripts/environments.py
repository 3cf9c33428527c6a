"""Makes Hotseat's Python environments; scripts/setup runs it.

In: requirements/*.txt, pyproject.toml and whatever Pythons the machine has. Out: .venv
(the application), .venv-core (all but Rasa, on the newest Python) and .venv-train
(training), each with a stamp of what it was made from: where the stamp still holds,
nothing is done. It needs the standard library alone and Python 3.8, because it runs
before anything is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Mapping, Sequence

from programs import ROOT, Command, SetupError, run, say, tool_settings
from pythons import TOOLS, find_python, find_uv, missing_python, python_runs

STAMP_NAME = "hotseat.stamp"


@dataclass(frozen=True)
class Environment:
    """One folder with its own Python and its own packages.

    Attributes:
        pythons: the versions it may run on, best first.
        hashed: requirement files installed with uv, every package's hash checked.
        unhashed: requirement files installed with pip after that (see train.in).
        bare: hashed requirement files installed last, without their dependencies.
        optional: without a fitting Python it is left out with a message, except in CI.
    """

    name: str
    folder: str
    pythons: tuple[str, ...]
    size: str
    hashed: str
    unhashed: str | None = None
    bare: str | None = None
    optional: bool = False

    @property
    def path(self) -> Path:
        return ROOT / self.folder

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    @property
    def sources(self) -> tuple[Path, ...]:
        """Every file that decides what is installed."""
        names = (self.hashed, self.unhashed, self.bare)
        requirements = tuple(ROOT / "requirements" / name for name in names if name)
        return (*requirements, ROOT / "pyproject.toml", Path(__file__).resolve())


ENVIRONMENTS = {
    environment.name: environment
    for environment in (
        Environment(
            name="app",
            folder=".venv",
            pythons=("3.10",),
            size="2.4 GB on disk, mostly TensorFlow, which Rasa needs",
            hashed="app.txt",
        ),
        Environment(
            name="core",
            folder=".venv-core",
            pythons=("3.14", "3.13", "3.12", "3.11"),
            size="0.5 GB on disk",
            hashed="core.txt",
            optional=True,
        ),
        # Oldest first: builds of torch for the processor alone are kept longest for
        # a version that has been out for some time.
        Environment(
            name="train",
            folder=".venv-train",
            pythons=("3.11", "3.12", "3.13", "3.14"),
            size="2 GB on disk, mostly torch",
            hashed="train.txt",
            unhashed="torch.txt",
            bare="weights.txt",
        ),
    )
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the environments named (app and core if none is); 0 done, 1 could not."""
    options = parse(arguments)
    try:
        if options.print_uv:
            print(find_uv(tool_settings(os.environ)))
            return 0
        for name in options.environments or ("app", "core"):
            with only_one_setup():
                ensure(ENVIRONMENTS[name])
    except (SetupError, OSError) as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        command = " ".join(str(part) for part in error.cmd)
        print(f"setup: this command failed, see above: {command}", file=sys.stderr)
        return 1
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="scripts/setup", description=__doc__)
    parser.add_argument("environments", nargs="*", metavar="ENVIRONMENT")
    parser.add_argument("--print-uv", action="store_true", help="only print uv's path")
    options = parser.parse_args(arguments)
    for name in options.environments:
        if name not in ENVIRONMENTS:
            known = ", ".join(ENVIRONMENTS)
            parser.error(f"unknown environment {name!r}, must be one of: {known}")
    return options


@contextlib.contextmanager
def only_one_setup() -> Iterator[None]:
    """Makes a second setup of the same folder wait for the first."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- one environment


def ensure(environment: Environment) -> None:
    """Makes the environment, or leaves it alone where its stamp still holds."""
    if is_current(environment):
        return
    started = time.monotonic()
    settings = tool_settings(os.environ)
    uv = find_uv(settings)
    if not python_runs(environment.python):
        python = find_python(environment.pythons, uv=uv, settings=settings)
        if python is None:
            leave_out(environment)
            return
        say(f"{environment.folder} is made with {python}")
        run([uv, "venv", "--quiet", "--clear", "--python", python, environment.path])
    say(f"{environment.folder}: installing packages ({environment.size}) ...")
    install(environment, uv=uv, settings=settings)
    stamp_path(environment).write_text(fingerprint(environment), encoding="utf-8")
    seconds = round(time.monotonic() - started)
    say(f"{environment.folder} is ready after {seconds} s")


def install(environment: Environment, *, uv: Path, settings: Mapping[str, str]) -> None:
    """Brings the environment's packages in line with its requirement files."""
    requirements = ROOT / "requirements"
    python = environment.python
    pip: Command = [uv, "pip", "install", "--python", python, "--no-deps"]
    hashed = requirements / environment.hashed
    if environment.unhashed:
        # Not sync, which would take off what pip put on top the last time.
        run([*pip, "--require-hashes", "--requirement", hashed], settings)
        unhashed = requirements / environment.unhashed
        run([python, "-m", "pip", "install", "--requirement", unhashed], settings)
    else:
        sync: Command = [uv, "pip", "sync", "--require-hashes", "--python", python]
        run([*sync, hashed], settings)
    if environment.bare:
        bare = requirements / environment.bare
        run([*pip, "--require-hashes", "--requirement", bare], settings)
    install_project(pip, settings)


def install_project(pip: Command, settings: Mapping[str, str]) -> None:
    """Puts the `hotseat` command into the environment; the code stays where it is.

    The compatible mode puts this whole folder on the environment's path, so that a
    package added later is found as well. setuptools is there already: nothing more is
    fetched for the build.
    """
    build: Command = ["--no-build-isolation", "--config-setting=editable_mode=compat"]
    run([*pip, "--quiet", *build, "--editable", ROOT], settings)


def leave_out(environment: Environment) -> None:
    """Goes on without an optional environment, but never in CI, nor a needed one."""
    message = missing_python(environment.pythons)
    if not environment.optional or os.environ.get("CI"):
        raise SetupError(message)
    say(f"{environment.folder} is left out and its tests do not run. {message}")


# --- stamps


def stamp_path(environment: Environment) -> Path:
    """Where the environment keeps the fingerprint that it was made from."""
    return environment.path / STAMP_NAME


def is_current(environment: Environment) -> bool:
    """Says whether the environment runs and was made from the files as they are."""
    stamp = stamp_path(environment)
    return (
        stamp.is_file()
        and python_runs(environment.python)
        and stamp.read_text(encoding="utf-8") == fingerprint(environment)
    )


def fingerprint(environment: Environment) -> str:
    """A hash of the interpreter and of every file that decides what is installed."""
    digest = hashlib.sha256()
    digest.update(str(environment.python.resolve()).encode())
    digest.update((environment.path / "pyvenv.cfg").read_bytes())
    for source in environment.sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest() + "\n"


if __name__ == "__main__":
    sys.exit(main())
