"""The site's tests once more, on a real PostgreSQL that is made for them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from hotseat import places
from tests import postgresql
from tests.rasa.conftest import free_port

# They ask who may see a page, of which no database makes a difference.
LEFT_OUT = "tests/web/test_web_permissions.py"


@pytest.mark.slow
def test_sites_tests_hold_on_postgresql() -> None:
    with postgresql.running(free_port()) as url:
        env = {**os.environ, "TEST_DATABASE_URL": url}
        # A run folder of its own.
        env.pop("HOTSEAT_RUN_DIR", None)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "tests/web", "-m", "not slow"),
                *("-q", "-p", "no:cacheprovider", f"--ignore={LEFT_OUT}"),
            ],
            cwd=places.ROOT,
            env=env,
            check=False,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout[-5000:]
    assert " passed" in done.stdout
