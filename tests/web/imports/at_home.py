"""What happens to imports in an installation of its own: ``python -m tests.web.imports.at_home``, for ``test_cut_off``.

Prints what was seen, as JSON: an import that is killed in the middle of laying in, and two that are laid in at once.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django


def main() -> dict[str, Any]:
    """Everything that is to be seen, in the database that the surroundings name."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "klantkompas.web.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from klantkompas.web.staff.models import User
    from tests.web.imports.files import NOW

    rosa = User.objects.create(name="Rosa", email="rosa@voorbeeld.nl", roles=["relationship_manager"], since=NOW)
    return {"killed": killed(rosa), "two": two_at_once(rosa)}


def killed(rosa: Any) -> dict[str, Any]:
    from klantkompas.web.customers import importing
    from tests.web.imports.files import SALES, planned

    imported = planned(rosa, facturen=SALES)
    command = [sys.executable, "-m", "tests.web.imports.cut_off", str(imported.pk)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        said = running.stdout.readline() if running.stdout else ""
        running.kill()
    imported.refresh_from_db()
    seen = {"said": said, "left": lines(), "state": imported.state}
    importing.lay_in_now(imported)
    seen["run again"] = lines()
    importing.undo_now(imported)
    return seen | {"undone": lines()}


def two_at_once(rosa: Any) -> dict[str, Any]:
    from tests.web.imports.files import SALES, planned

    both = [planned(rosa, facturen=SALES) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        said = sorted(threads.map(ended, both))
    return {"said": said, "left": lines()}


def ended(imported: Any) -> str:
    """How laying in ended: ``done``, or the code of the objection."""
    from django.db import connection

    from klantkompas.errors import UsageError
    from klantkompas.web.customers import importing

    try:
        importing.lay_in_now(imported)
    except UsageError as error:
        return error.code
    finally:
        connection.close()
    return str(imported.state)


def lines() -> list[int]:
    """Transactions, customers, their figures, and changes that were kept."""
    from klantkompas.web.customers.models import Customer, Figures, ImportChange, Transaction

    return [one.objects.count() for one in (Transaction, Customer, Figures, ImportChange)]


if __name__ == "__main__":
    print(json.dumps(main()))
