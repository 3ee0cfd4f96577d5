"""Lay an import in, in a process of its own that is killed on the way: ``python -m tests.web.imports.cut_off NUMBER``.

It says "laying" once lines of the transactions are in, and then waits to be killed, in the middle of its transaction.
"""

import os
import sys
import time

import django


def main(number: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "klantkompas.web.settings"
    django.setup()
    from klantkompas.web.customers.importing import lay_in_now, laying
    from klantkompas.web.customers.models import Import

    making = laying._make

    def slowly(step, folder, origin):
        making(step, folder, origin)
        if step.table == "transactions":
            print("laying", flush=True)
            time.sleep(60)

    laying._make = slowly
    lay_in_now(Import.objects.get(pk=number))


if __name__ == "__main__":
    main(int(sys.argv[1]))
