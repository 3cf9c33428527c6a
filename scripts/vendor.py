"""Brings the site's npm packages into web/site/static/vendor; `make vendor` runs it.

web/vendored.json names each package, its version, the hash of its archive and the
files that are taken. npm fetches; what doesn't have the hash is refused. Nobody who
only runs the site needs npm: the files are in the repository.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "web" / "vendored.json"
FOLDER = ROOT / "web" / "site" / "static" / "vendor"

# Points at a file that isn't taken, and would be asked for by a browser's tools.
SOURCE_MAP = re.compile(rb"\n?(/\*|//)[#@] sourceMappingURL=[^\n]*")


def main() -> int:
    """Replaces the folder by what is pinned; 1 where something isn't right."""
    pins = json.loads(PINS.read_text("utf-8"))
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, pin in pins.items():
        with tempfile.TemporaryDirectory() as folder:
            archive = fetch(name, pin["version"], Path(folder))
            if integrity(archive) != pin["integrity"]:
                print(f"vendor: {name} is not the one that is pinned", file=sys.stderr)
                return 1
            take(archive, pin["files"], FOLDER / name)
        print(f"vendor: {name} {pin['version']} ({pin['licence']})")
    return 0


def fetch(name: str, version: str, folder: Path) -> Path:
    """The package's archive, from wherever npm is set to take packages."""
    command = ["npm", "pack", f"{name}@{version}", "--silent"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    return archive


def integrity(archive: Path) -> str:
    digest = hashlib.sha512(archive.read_bytes()).digest()
    return f"sha512-{base64.b64encode(digest).decode()}"


def take(archive: Path, files: list[str], folder: Path) -> None:
    """Writes these files of the archive, without their folders."""
    folder.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        for name in files:
            source = tar.extractfile(f"package/{name}")
            if source is None:
                raise FileNotFoundError(f"{archive.name} has no file {name}")
            path = folder / Path(name).name
            path.write_bytes(SOURCE_MAP.sub(b"", source.read()))


if __name__ == "__main__":
    raise SystemExit(main())
