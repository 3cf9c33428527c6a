"""Finds uv and the Pythons of this machine, and fetches what is missing if it can.

In: PATH, pyenv's folder, uv's own Pythons. Out: paths of programs that were seen to
run. It runs before anything is installed: the standard library and Python 3.8 must do.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Mapping, Sequence

from programs import ROOT, Command, SetupError, output_of, run, say

TOOLS = ROOT / ".tools"
BOOTSTRAP = ROOT / "requirements" / "bootstrap.txt"

# The oldest uv that knows every option used here.
OLDEST_UV = (0, 5, 0)


def find_uv(settings: Mapping[str, str]) -> Path:
    """The uv on PATH if it is new enough, else our own, installed if need be."""
    on_path = shutil.which("uv", path=settings.get("PATH"))
    if on_path and uv_is_fine(Path(on_path)):
        return Path(on_path)
    own = TOOLS / "uv" / "bin" / "uv"
    wanted = bootstrap_version()
    if uv_version(own) != wanted:
        install_uv(settings)
    if uv_version(own) != wanted:
        raise SetupError(f"{own} was installed but does not run.")
    return own


def uv_is_fine(uv: Path) -> bool:
    """Says whether this uv runs and knows the options used here."""
    version = uv_version(uv)
    return version is not None and version >= OLDEST_UV


def uv_version(uv: Path) -> tuple[int, ...] | None:
    """The version of a uv, or None where it does not run."""
    printed = output_of([uv, "--version"])
    found = re.match(r"uv (\d+)\.(\d+)\.(\d+)", printed or "")
    return tuple(int(part) for part in found.groups()) if found else None


def bootstrap_version() -> tuple[int, ...]:
    """The version of uv that requirements/bootstrap.txt pins."""
    text = BOOTSTRAP.read_text(encoding="utf-8")
    found = re.search(r"^uv==(\d+)\.(\d+)\.(\d+)", text, re.MULTILINE)
    if found is None:
        raise SetupError(f"{BOOTSTRAP} does not pin uv.")
    return tuple(int(part) for part in found.groups())


def install_uv(settings: Mapping[str, str]) -> None:
    """Installs the pinned uv into .tools/, with pip and hashes."""
    say("installing uv, which installs the rest ...")
    folder = TOOLS / "uv"
    make_tool_environment(folder, settings)
    pip: Command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
    pip += ["--disable-pip-version-check", "--require-hashes"]
    run([*pip, "--requirement", BOOTSTRAP], settings)


def make_tool_environment(folder: Path, settings: Mapping[str, str]) -> None:
    """Makes a venv with pip in it, fetching Debian's venv package if it may."""
    if not can_make_venv():
        install_venv_module(settings)
    run([sys.executable, "-m", "venv", "--clear", folder], settings)


def can_make_venv() -> bool:
    """Says whether this Python can make an environment with pip in it.

    Bare Debian splits both modules off; `venv` alone may be there and then fail.
    """
    return output_of([sys.executable, "-c", "import venv, ensurepip"]) is not None


def install_venv_module(settings: Mapping[str, str]) -> None:
    """Installs what Debian leaves out of Python, or says who has to."""
    apt = shutil.which("apt-get", path=settings.get("PATH"))
    if apt is None or os.geteuid() != 0:
        raise SetupError(
            f"{sys.executable} lacks the modules 'venv' and 'ensurepip'. On Debian or"
            " Ubuntu: sudo apt-get install python3-venv; then run this again."
        )
    say("this Python lacks venv: installing Debian's python3-venv ...")
    quiet = {**settings, "DEBIAN_FRONTEND": "noninteractive"}
    run([apt, "update", "--quiet"], quiet)
    run([apt, "install", "--quiet", "--yes", "python3-venv"], quiet)
    if not can_make_venv():
        raise SetupError(
            f"python3-venv is installed, but {sys.executable} still lacks 'venv': it is"
            " not Debian's own Python. Put /usr/bin first on PATH and run this again."
        )


def find_python(
    versions: Sequence[str], *, uv: Path, settings: Mapping[str, str]
) -> Path | None:
    """The first of these versions that is installed; else uv fetches the first."""
    for version in versions:
        python = python_known_to_uv(version, uv=uv, settings=settings)
        python = python or python_of_pyenv(version, settings=settings)
        if python:
            return python
    return fetched_python(versions[0], uv=uv, settings=settings)


def fetched_python(
    version: str, *, uv: Path, settings: Mapping[str, str]
) -> Path | None:
    """The Python that uv fetches, or None where it cannot, having said why."""
    say(f"Python {version} is not on this machine: asking uv to fetch it ...")
    try:
        run([uv, "python", "install", version], settings)
    except subprocess.CalledProcessError:
        return None
    return python_known_to_uv(version, uv=uv, settings=settings)


def python_known_to_uv(
    version: str, *, uv: Path, settings: Mapping[str, str]
) -> Path | None:
    """A Python on PATH or among uv's own; --system keeps out the .venv folders."""
    find: Command = [uv, "python", "find", "--system", "--no-python-downloads", version]
    printed = output_of(find, settings)
    return checked(Path(printed), version) if printed else None


def python_of_pyenv(version: str, *, settings: Mapping[str, str]) -> Path | None:
    """The newest such Python that pyenv installed, whether or not its shims work."""
    home = settings.get("HOME", "~")
    root = Path(settings.get("PYENV_ROOT") or Path(home).expanduser() / ".pyenv")
    folders = [
        folder
        for folder in root.glob(f"versions/{version}.*")
        if re.fullmatch(r"\d+\.\d+\.\d+", folder.name)
    ]
    newest_first = sorted(
        folders, key=lambda folder: int(folder.name.split(".")[2]), reverse=True
    )
    pythons = (checked(folder / "bin" / "python", version) for folder in newest_first)
    return next((python for python in pythons if python), None)


def checked(python: Path, version: str) -> Path | None:
    """The Python if it runs and is of this version, else None."""
    program = "import sys; print('%d.%d' % sys.version_info[:2])"
    return python if output_of([python, "-c", program]) == version else None


def python_runs(python: Path) -> bool:
    """Says whether there is a Python here that starts."""
    return output_of([python, "-c", ""]) is not None


def missing_python(versions: Sequence[str]) -> str:
    """What to do where none of these versions was found."""
    wanted = " or ".join(versions)
    return (
        f"No Python {wanted} was found on PATH or among pyenv's or uv's, and uv could"
        f" not fetch one. Install it, for example with 'pyenv install {versions[0]}'"
        f" or 'uv python install {versions[0]}', then run this again."
    )
