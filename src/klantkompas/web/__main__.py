"""Start the application for real use: ``python -m klantkompas.web HOST PORT``.

Database brought up to date, static files in place, then a server, and a process of its own for background jobs; both
stop together. ``klantkompas serve`` calls it with the surroundings that ``settings`` reads.
"""

import os
import subprocess
import sys

import django
from django.core.management import call_command

SERVER = ("granian", "klantkompas.web.wsgi:application", "--interface", "wsgi", "--no-ws", "--log-level", "error")


def prepare() -> None:
    """Bring database and static files up to date; say of work that was cut off that it is lost."""
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from klantkompas.web.staff.jobs import give_up_lost

    give_up_lost()


def run(host: str, port: str) -> int:
    """Serve until stopped; the exit status of the server."""
    worker = subprocess.Popen([sys.executable, "-m", "django", "db_worker"], stderr=subprocess.DEVNULL)
    try:
        return subprocess.call([sys.executable, "-m", *SERVER, "--host", host, "--port", port])
    except KeyboardInterrupt:
        return 0
    finally:
        worker.terminate()
        worker.wait()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "klantkompas.web.settings"
    prepare()
    print("ready", flush=True)
    sys.exit(run(*sys.argv[1:]))
