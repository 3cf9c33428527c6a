"""A PostgreSQL of the tests' own: made in a folder, started, stopped, thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# Where Debian puts what only an administrator of the database calls.
FOLDERS = "/usr/lib/postgresql/*/bin"
# It is thrown away, so nothing need be safe from a power cut.
HASTE = ("fsync", "full_page_writes", "synchronous_commit")


def programs() -> Path:
    """The folder of the newest PostgreSQL on this machine."""
    if path := shutil.which("initdb"):
        return Path(path).parent
    found = sorted(Path("/").glob(f"{FOLDERS}/initdb".lstrip("/")))
    if found:
        return found[-1].parent
    message = "PostgreSQL is not installed (Debian: postgresql)"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def running(port: int) -> Iterator[str]:
    """Gives the URL of an empty database, whose user may make others."""
    folder = Path(tempfile.mkdtemp(prefix="hotseat-postgresql-"))
    data, owner = folder / "data", _owner(folder)

    def call(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(programs() / program), "-D", str(data), *arguments],
            cwd=folder,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            **owner,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")

    try:
        call("initdb", "-U", "hotseat", "--auth=trust", "--no-sync", "-E", "UTF8")
        settings = " ".join(f"-c {name}=off" for name in HASTE)
        address = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}"
        log = str(folder / "log")
        call("pg_ctl", "start", "-w", "-l", log, "-o", f"{address} {settings}")
        try:
            yield f"postgresql://hotseat@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def _owner(folder: Path) -> dict[str, Any]:
    """PostgreSQL does not run as root, as whom containers often run."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}
