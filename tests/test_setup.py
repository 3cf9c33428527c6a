"""scripts/setup finds a Python by either road, makes an environment and says so."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import environments
import programs
import pytest
import pythons

ROOT = Path(__file__).resolve().parent.parent


def make_program(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def make_python(folder: Path, version: str) -> Path:
    return make_program(folder / "bin" / "python", f"echo {version}")


# --- parts


@pytest.mark.parametrize("name", ["environments", "programs", "pythons"])
def test_script_can_be_read_by_python_3_8(name: str) -> None:
    source = (ROOT / "scripts" / f"{name}.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


def test_pyenv_gives_the_newest_patch_of_the_version_asked_for(tmp_path: Path) -> None:
    for patch in ("3.10.9", "3.10.13", "3.11.7"):
        make_python(tmp_path / "versions" / patch, patch.rpartition(".")[0])
    make_python(tmp_path / "versions" / "3.10.99-debug", "3.10")

    python = pythons.python_of_pyenv("3.10", settings={"PYENV_ROOT": str(tmp_path)})

    assert python == tmp_path / "versions" / "3.10.13" / "bin" / "python"


def test_pyenv_version_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    make_python(tmp_path / "versions" / "3.10.4", "3.10")
    make_program(tmp_path / "versions" / "3.10.13" / "bin" / "python", "exit 127")

    python = pythons.python_of_pyenv("3.10", settings={"PYENV_ROOT": str(tmp_path)})

    assert python == tmp_path / "versions" / "3.10.4" / "bin" / "python"


def test_pyenv_is_looked_for_at_home(tmp_path: Path) -> None:
    python = make_python(tmp_path / ".pyenv" / "versions" / "3.13.0", "3.13")

    found = pythons.python_of_pyenv("3.13", settings={"HOME": str(tmp_path)})

    assert found == python


def test_newest_python_found_is_taken(tmp_path: Path) -> None:
    for patch in ("3.11.7", "3.12.1", "3.13.0"):
        make_python(tmp_path / "versions" / patch, patch.rpartition(".")[0])
    uv = make_program(tmp_path / "uv", "exit 1")
    wanted = environments.ENVIRONMENTS["core"].pythons

    python = pythons.find_python(wanted, uv=uv, settings={"PYENV_ROOT": str(tmp_path)})

    assert python == tmp_path / "versions" / "3.13.0" / "bin" / "python"


@pytest.mark.parametrize(
    ("printed", "fine"),
    [
        ("uv 0.4.30", False),
        ("uv 0.5.0 (abc 2024-11-08)", True),
        ("uv 1.0.0", True),
        ("something else", False),
    ],
)
def test_uv_on_path_is_used_only_if_new_enough(
    tmp_path: Path, printed: str, fine: bool
) -> None:
    uv = make_program(tmp_path / "uv", f"echo '{printed}'")
    assert pythons.uv_is_fine(uv) is fine


def test_uv_is_pinned_with_hashes() -> None:
    assert pythons.bootstrap_version() >= pythons.OLDEST_UV
    assert "--hash=sha256:" in pythons.BOOTSTRAP.read_text(encoding="utf-8")


def test_missing_newest_python_is_told_but_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    environments.leave_out(environments.ENVIRONMENTS["core"])
    assert ".venv-core is left out" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "ci"), [("core", "true"), ("app", "")])
def test_missing_python_stops_ci_and_the_application(
    monkeypatch: pytest.MonkeyPatch, name: str, ci: str
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(programs.SetupError, match=r"No Python 3\.1\d"):
        environments.leave_out(environments.ENVIRONMENTS[name])


def test_missing_venv_module_is_explained_where_it_cannot_be_installed() -> None:
    with pytest.raises(programs.SetupError, match="apt-get install python3-venv"):
        pythons.install_venv_module({"PATH": "/nowhere"})


def test_requirements_name_no_package_index() -> None:
    for path in (ROOT / "requirements").iterdir():
        assert "://" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("name", ["app", "core", "train", "weights", "bootstrap"])
def test_every_pinned_package_has_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


# --- the whole, in a copy with next to nothing to install


class Machine:
    """A copy of the project on a machine whose Pythons the test decides on."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.programs = folder / "programs"
        self.pyenv = folder / "pyenv"
        self.settings = network_settings() | {
            "PATH": str(self.programs),
            "HOME": str(folder),
            "PYENV_ROOT": str(self.pyenv),
            "UV_CACHE_DIR": cache_folder(),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_PYTHON_INSTALL_DIR": str(folder / "no-pythons-of-uv"),
        }
        self._copy_project()
        self.programs.mkdir()
        for name in ("sh", "dirname"):
            self.link(name, Path(shutil.which(name) or name))
        self.link("uv", pythons.find_uv(programs.tool_settings(os.environ)))

    def _copy_project(self) -> None:
        for name in ("pyproject.toml", "scripts", "requirements", "dialogue"):
            source, copy = ROOT / name, self.project / name
            copy.parent.mkdir(exist_ok=True)
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy)
        requirements = self.project / "requirements" / "app.txt"
        requirements.write_text(entry_of("setuptools"), encoding="utf-8")

    def link(self, name: str, program: Path) -> None:
        (self.programs / name).symlink_to(program)

    def break_shims(self) -> None:
        """Puts shims first that fail as pyenv's do when no version is active."""
        for name in ("python3", "python3.10"):
            make_program(self.programs / name, f"echo {name}: not found >&2; exit 127")

    def set_up(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "scripts/setup", "app"],
            cwd=self.project,
            env=self.settings,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def version(self) -> str:
        """The Python of the environment that was made, which must have our packages."""
        program = "import sys, dialogue; print('%d.%d' % sys.version_info[:2])"
        python = self.project / ".venv" / "bin" / "python"
        return subprocess.check_output(
            [python, "-c", program], cwd="/", encoding="utf-8"
        ).strip()


def entry_of(package: str) -> str:
    """One package's lines, with its hashes, from the real requirements."""
    text = (ROOT / "requirements" / "app.txt").read_text(encoding="utf-8")
    found = re.search(rf"^{package}==.*(?:\n    --hash.*)+", text, re.MULTILINE)
    assert found is not None
    return found.group() + "\n"


def network_settings() -> dict[str, str]:
    """What says how this machine reaches a package index."""
    kept = re.compile(r"(UV|PIP|SSL)_|.*_proxy$", re.IGNORECASE)
    return {name: value for name, value in os.environ.items() if kept.match(name)}


def cache_folder() -> str:
    """uv's cache, so that the test need not fetch what is there already."""
    uv = pythons.find_uv(programs.tool_settings(os.environ))
    return subprocess.check_output([uv, "cache", "dir"], encoding="utf-8").strip()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def this_python() -> Path:
    """The Python 3.10 that .venv was made with."""
    return Path(sys.base_prefix) / "bin" / "python3.10"


needs_python_3_10 = pytest.mark.skipif(
    sys.version_info[:2] != (3, 10), reason="lends the Python 3.10 that it runs on"
)


@pytest.mark.slow
@needs_python_3_10
def test_setup_with_a_python_on_path_and_no_pyenv(machine: Machine) -> None:
    machine.link("python3", Path(sys.executable).resolve())
    machine.link("python3.10", this_python())

    first, second = machine.set_up(), machine.set_up()

    assert first.returncode == 0, first.stderr
    assert "setup: .venv is ready" in first.stdout
    assert machine.version() == "3.10"
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")


@pytest.mark.slow
@needs_python_3_10
def test_setup_with_pyenv_alone_and_its_shims_broken(machine: Machine) -> None:
    machine.break_shims()
    versions = machine.pyenv / "versions"
    versions.mkdir(parents=True)
    (versions / "3.10.13").symlink_to(sys.base_prefix)

    first, second = machine.set_up(), machine.set_up()

    assert first.returncode == 0, first.stderr
    assert str(versions) in first.stdout
    assert machine.version() == "3.10"
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")


@pytest.mark.slow
@needs_python_3_10
def test_setup_installs_again_when_requirements_change(machine: Machine) -> None:
    machine.link("python3", Path(sys.executable).resolve())
    machine.link("python3.10", this_python())
    machine.set_up()
    requirements = machine.project / "requirements" / "app.txt"
    with requirements.open("a", encoding="utf-8") as file:
        file.write(entry_of("iniconfig"))

    again = machine.set_up()

    assert "setup: .venv is ready" in again.stdout
    assert "iniconfig" in again.stderr


@pytest.mark.slow
def test_setup_without_python_3_10_says_what_to_install(machine: Machine) -> None:
    make_program(
        machine.programs / "python3.10", "echo python3.10: not found >&2; exit 127"
    )
    other = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if other is None or pythons.checked(Path(other), "3.10"):
        pytest.skip("the system has no Python, or none but 3.10")
    machine.link("python3", Path(other))

    finished = machine.set_up()

    assert finished.returncode == 1
    assert "No Python 3.10 was found" in finished.stderr
    assert "uv python install 3.10" in finished.stderr
    assert "Traceback" not in finished.stderr
