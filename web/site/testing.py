"""Settings for tests: a quick password hasher, plain static files, nothing kept."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("HOTSEAT_RUN_DIR", tempfile.mkdtemp(prefix="hotseat-tests-"))
os.environ.pop("HOTSEAT_DATABASE_URL", None)
os.environ.pop("HOTSEAT_TRACKER_URL", None)

from web.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
