"""What happens to mail in an installation of its own: ``python -m tests.web.post.at_home``, for ``test_killed``.

Prints as JSON what became of mails that came in and letters that went out, while the process that does it was killed
again and again; and of rounds that run at once. With ``round`` it is that process; with ``write`` it writes a letter.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import django

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MAILS = 24
AFTER = (1, 7, 4)  # things done, before it is killed


def main() -> dict[str, Any]:
    """Everything that is to be seen, in the database that the surroundings name."""
    from tests.mail_servers import ImapServer, SmtpServer

    incoming, outgoing = ImapServer(), SmtpServer()
    outgoing.start()
    os.environ |= {"KLANTKOMPAS_IMAP": incoming.url, "KLANTKOMPAS_SMTP": outgoing.url}
    os.environ |= {"KLANTKOMPAS_MAIL_FROM": "service@firma.nl"}
    begin()
    try:
        return {"killed": killed(incoming, outgoing), "at once": at_once(incoming, outgoing)}
    finally:
        incoming.stop()
        outgoing.stop()


def begin() -> None:
    """The application."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "klantkompas.web.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def fill(incoming: Any, first: int) -> None:
    """Mails of customers in the mailbox, and letters to them."""
    from klantkompas.web.customers.models import Customer
    from klantkompas.web.post.letters import write

    for n in range(first, first + MAILS):
        address = f"klant{n}@elders.nl"
        customer = Customer.objects.create(customer_id=f"K{n}", name=f"Klant {n}", email=address)
        incoming.put(f"From: {address}\r\nSubject: Te laat\r\nMessage-ID: <{n}@e>\r\n\r\nx\r\n".encode())
        write(kind="complaint", to=address, subject="s", text="t", at=NOW, customer=customer)


def killed(incoming: Any, outgoing: Any) -> dict[str, Any]:
    fill(incoming, 0)
    command = [sys.executable, "-m", "tests.web.post.at_home", "round"]
    for done in AFTER:
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            for _ in range(done):
                running.stdout.readline()
            running.kill()
    everything(NOW + timedelta(minutes=10))
    return left(incoming, outgoing)


def at_once(incoming: Any, outgoing: Any) -> dict[str, Any]:
    fill(incoming, MAILS)
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(everything, [NOW] * 3))
    return left(incoming, outgoing)


def everything(at: datetime) -> None:
    """A round, as the minute does it."""
    from django.db import connection

    from klantkompas.web.post.arriving import fetch
    from klantkompas.web.post.sending import send_due

    try:
        send_due(at=at)
        fetch(at=at)
    finally:
        connection.close()


def left(incoming: Any, outgoing: Any) -> dict[str, Any]:
    """Complaints, their customers, mails nobody took; letters that wait, mails and how many times one came at most."""
    from klantkompas.web.customers.models import Complaint
    from klantkompas.web.post.models import Arrival, Letter

    numbers = [one["Message-ID"] for one in outgoing.taken]
    return {
        "complaints": Complaint.objects.count(),
        "customers": Complaint.objects.values("customer_id").distinct().count(),
        "arrivals": Arrival.objects.count(),
        "unseen": incoming.unseen(),
        "waiting": Letter.objects.exclude(state="sent").count(),
        "mailed": len(set(numbers)),
        "twice": len(numbers) - len(set(numbers)),
    }


def slowly() -> None:
    """A round that says every thing it did, and is slow enough to be killed between two."""
    begin()
    from klantkompas.web.post import sending
    from klantkompas.web.post.mailbox import Mailbox

    said, keep, seen = count(1), sending._keep, Mailbox.seen

    def kept(*given: Any) -> None:
        print(next(said), flush=True)
        keep(*given)

    def taken(mailbox: Mailbox, uid: str) -> None:
        print(next(said), flush=True)
        seen(mailbox, uid)

    sending._keep, Mailbox.seen = kept, taken  # type: ignore[method-assign]
    everything(NOW)


def write_one() -> None:
    """A letter, in an installation that runs."""
    begin()
    from klantkompas.web.post.letters import write

    write(kind="complaint", to="els@linde.nl", subject="s", text="t", at=NOW - timedelta(days=300))


if __name__ == "__main__":
    if sys.argv[1:] == ["write"]:
        write_one()
    elif sys.argv[1:] == ["round"]:
        slowly()
    else:
        print(json.dumps(main()))
