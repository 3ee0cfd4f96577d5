"""Django's settings, from the surroundings.

KLANTKOMPAS_HOME        folder of this installation: database, secret, uploads, results (made where absent)
DATABASE_URL            a PostgreSQL address; without it: SQLite in the folder
KLANTKOMPAS_HOSTS       names under which it is reached, with commas; without it: this computer only
KLANTKOMPAS_OIDC_*      ISSUER, CLIENT_ID, CLIENT_SECRET of the firm's own sign-in (OpenID Connect)
KLANTKOMPAS_NIGHT       the hour (0 to 23) after which figures are computed every night; without it: 3
KLANTKOMPAS_SNAPSHOTS   of how many snapshots the files are kept; without it: 30
KLANTKOMPAS_SMTP        the server that takes mail, as smtp+starttls://user:password@host:587 (``post.servers``)
KLANTKOMPAS_IMAP        the folder where complaints come in by mail, as imaps://user:password@host:993/INBOX
KLANTKOMPAS_MAIL_FROM   who writes, as Service <service@firm.example>; without it: who signs in at the server
KLANTKOMPAS_ADDRESS     under which customers reach it, as https://klant.firm.example; without it: the first of HOSTS
KLANTKOMPAS_INSECURE    1: cookies also over plain http; ``serve`` sets it where it listens to this computer only
"""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

DATA = Path(os.environ.get("KLANTKOMPAS_HOME", Path.home() / "klantkompas"))
HERE = Path(__file__).parent
OVER_HTTP = os.environ.get("KLANTKOMPAS_INSECURE") == "1"


def _secret() -> str:
    """The key that signs sessions: made once, readable by this user only."""
    path = DATA / "secret.key"
    DATA.mkdir(mode=0o700, parents=True, exist_ok=True)  # what is in it is of people
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL")
    if url:
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
        # many short questions at once, of what memory holds: no compiling, no helpers, and an index is cheap to follow
        short = "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
        return found | {"OPTIONS": {"options": short} | found.get("OPTIONS", {})}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "klantkompas.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a reader that turns writer would fail at once, not wait
            "timeout": 60,  # laying in the figures of 200,000 customers takes some ten seconds
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA mmap_size=1073741824",  # read where the system keeps it: lists take half the time
        },
        "CONN_MAX_AGE": 60,
    }


def _own_sign_in() -> dict[str, Any]:
    """The firm's OpenID Connect provider, where it has one."""
    issuer = os.environ.get("KLANTKOMPAS_OIDC_ISSUER")
    if not issuer:
        return {}
    app = {
        "provider_id": "firm",
        "name": os.environ.get("KLANTKOMPAS_OIDC_NAME", "OpenID Connect"),
        "client_id": os.environ["KLANTKOMPAS_OIDC_CLIENT_ID"],
        "secret": os.environ["KLANTKOMPAS_OIDC_CLIENT_SECRET"],
        "settings": {"server_url": issuer},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("KLANTKOMPAS_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "klantkompas.web.urls"
WSGI_APPLICATION = "klantkompas.web.wsgi.application"
AUTH_USER_MODEL = "staff.User"

INSTALLED_APPS = [
    "klantkompas.web.nightly",
    "klantkompas.web.post",
    "klantkompas.web.care",
    "klantkompas.web.customers",
    "klantkompas.web.staff",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "klantkompas.web.staff.middleware.OwnLanguage",
    "klantkompas.web.staff.middleware.FirstUser",
    "klantkompas.web.staff.middleware.Rights",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "klantkompas.web.staff.page.surroundings",
            ],
            "builtins": [
                "klantkompas.web.staff.templatetags.said",
                "klantkompas.web.customers.templatetags.terms",
            ],
        },
    }
]

LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LANGUAGE_CODE = "nl"
USE_I18N, USE_TZ, TIME_ZONE = True, True, "Europe/Amsterdam"

# The night (``klantkompas.web.nightly``): at which hour figures are computed, of how many snapshots files are kept.
NIGHT_HOUR = int(os.environ.get("KLANTKOMPAS_NIGHT", "3"))
SNAPSHOTS_WITH_FILES = int(os.environ.get("KLANTKOMPAS_SNAPSHOTS", "30"))

FILE_UPLOAD_HANDLERS = [
    "klantkompas.web.customers.importing.uploads.NotTooLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "klantkompas.web.staff.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "home"
ACCOUNT_ADAPTER = "klantkompas.web.staff.adapter.OnlyByInvitation"
SOCIALACCOUNT_ADAPTER = "klantkompas.web.staff.adapter.OnlyKnownPeople"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by an administrator who knows their address
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
SOCIALACCOUNT_PROVIDERS = _own_sign_in()
SOCIALACCOUNT_EMAIL_AUTHENTICATION = bool(SOCIALACCOUNT_PROVIDERS)  # the firm's own provider says who somebody is
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link, since the policy forbids a form whose answer leads to another host
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Klantkompas"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # what strangers make is counted in memory, and little of it: the database writes nothing for them
    "guesses": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "guesses",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not OVER_HTTP
SECURE_HSTS_SECONDS = 0 if OVER_HTTP else 31_536_000
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# Mail (``klantkompas.web.post``): forgotten passwords go at once, everything else is a row first.
SMTP, IMAP, MAIL_FROM = (os.environ.get(f"KLANTKOMPAS_{name}", "") for name in ("SMTP", "IMAP", "MAIL_FROM"))
ADDRESS = os.environ.get("KLANTKOMPAS_ADDRESS", "")
EMAIL_BACKEND = "klantkompas.web.post.servers.Connection"
DEFAULT_FROM_EMAIL = MAIL_FROM or "klantkompas@localhost"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
