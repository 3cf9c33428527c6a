"""Settings for tests: a quick password hasher, plain static files, nothing kept."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("HOTSEAT_RUN_DIR", tempfile.mkdtemp(prefix="hotseat-tests-"))
# Never the one that somebody works with: tests are given theirs, or make one.
os.environ["HOTSEAT_DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
os.environ.pop("HOTSEAT_TRACKER_URL", None)

from web.site.settings import *  # noqa: F403
from web.site.settings import DATABASES, RUN_FOLDER

if not os.environ["HOTSEAT_DATABASE_URL"]:
    # A file, as outside tests: in memory, threads would not wait for each other.
    DATABASES["default"]["TEST"] = {"NAME": str(RUN_FOLDER / "tests.db")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
