"""Django's settings.

What differs from place to place comes from HOTSEAT_* variables: see docs/site.md.
"""

from __future__ import annotations

import os

import dj_database_url
from csp.constants import NONE, SELF

from web.site import environment

ROOT = environment.ROOT
RUN_FOLDER = environment.run_folder()

SECRET_KEY = environment.secret_key(RUN_FOLDER)
DEBUG = environment.is_on("HOTSEAT_DEBUG")
ALLOWED_HOSTS = environment.words("HOTSEAT_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("HOTSEAT_ORIGINS")

INSTALLED_APPS = [
    # Before the admin, one of whose templates it replaces.
    "web.site.apps.SiteConfig",
    "web.site.apps.HotseatAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "web.accounts.apps.AccountsConfig",
    "web.practice.apps.PracticeConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "web.site.middleware.SignInRequiredMiddleware",
    "web.site.middleware.never_stored",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, as its authors ask: it answers where too many sign-ins have failed.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "web.site.urls"
WSGI_APPLICATION = "web.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.site.looks.look_of",
            ]
        },
    }
]

# --- where things are kept

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("HOTSEAT_DATABASE_URL") or f"sqlite:///{RUN_FOLDER / 'site.db'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Readers don't wait for the writer; a writer waits for another rather than fail.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SCENARIOS = ROOT / "data" / "scenarios"
RUBRICS = ROOT / "data" / "rubrics"
# Published scenarios as files, for the action server, named after their hashes.
PUBLISHED = RUN_FOLDER / "published"

# --- Rasa, on loopback or a private network

RASA_ADDRESS = environment.words("HOTSEAT_RASA_URL", "http://127.0.0.1:5005")[0]
# Rasa's own database, from which is deleted what it need not know any more.
TRACKER_URL = os.environ.get(
    "HOTSEAT_TRACKER_URL", f"sqlite:///{RUN_FOLDER / 'talks.db'}"
)
# Seconds until an answer counts as lost and the talk is played again.
RASA_TIMEOUT = environment.number("HOTSEAT_RASA_TIMEOUT", 10)

# --- who may come in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"

# By account and address together: nobody can lock somebody else's account from afar.
AXES_FAILURE_LIMIT = environment.number("HOTSEAT_SIGN_IN_TRIES", 6)
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- what a browser is told

IS_HTTPS = environment.is_on("HOTSEAT_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
# The token is the session's, so a page that lay open still fits after signing in.
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "web.site.views.not_sent"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# --- static files, as they are: hashed names and compression are made at the start

STATIC_URL = "static/"
STATIC_ROOT = RUN_FOLDER / "static"
STATICFILES_DIRS = [("scoring", ROOT / "scoring" / "styles")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- words and times

LANGUAGE_CODE = os.environ.get("HOTSEAT_LANGUAGE") or "en-gb"
USE_I18N = True
FORMAT_MODULE_PATH = "web.site.formats"
LOCALE_PATHS = [ROOT / "web" / "locale"]
TIME_ZONE = environment.words("HOTSEAT_TIME_ZONE", "Europe/London")[0]
USE_TZ = True

# No learner's words in any log: only that something went wrong, and where.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "axes": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
    },
}
