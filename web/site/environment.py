"""What the site takes from its environment: HOTSEAT_* variables and the run folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run_folder() -> Path:
    """Where databases, logs and the secret key lie; made for this user alone."""
    folder = Path(os.environ.get("HOTSEAT_RUN_DIR", ROOT / ".run")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def words(name: str, usual: str = "") -> list[str]:
    """A variable's values, which commas stand between."""
    return [word.strip() for word in os.environ.get(name, usual).split(",") if word]


def is_on(name: str) -> bool:
    return os.environ.get(name, "").casefold() in {"1", "true", "yes", "on"}


def number(name: str, usual: int) -> int:
    return int(os.environ.get(name) or usual)


def secret_key(folder: Path) -> str:
    """The key that sessions are signed with; made at the first start, readable by one.

    HOTSEAT_SECRET_KEY takes its place where several machines share a database.
    """
    if given := os.environ.get("HOTSEAT_SECRET_KEY"):
        return given
    path = folder / "secret-key"
    made = path.with_suffix(f".{secrets.token_hex(4)}")
    if not path.exists():
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(made, flags, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        # Whoever links first has made the key; a second process takes that one.
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text("utf-8")
