"""The public page of the card under abuse: nothing leaks, nothing is stored, and the service stays up.

Over the application itself on either database; and, where sockets matter, over a real server.
"""

import gzip
import http.client
import json
import secrets
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from klantkompas.web.care import cards
from klantkompas.web.care.models import CallBack, Invitation
from klantkompas.web.care.public import LARGEST, MOST_WRONG
from klantkompas.web.staff.models import User
from tests.browser.installation import Installation, running
from tests.web.conftest import somebody

FORM = "application/x-www-form-urlencoded"
MEGABYTE = 1 << 20


@pytest.fixture(autouse=True)
def nothing_counted():
    caches["guesses"].clear()


@pytest.fixture
def rosa(cast) -> User:
    return somebody("Rosa", "relationship_manager")


@pytest.fixture
def card(rosa, customer_of) -> str:
    """The address of a card that is good."""
    return sent(rosa, customer_of("Anna", "Bakkerij De Linde"))


def sent(actor: User, customer: Any, days_ago: int = 0) -> str:
    at = timezone.now() - timedelta(days=days_ago)
    return reverse("leave_a_name", args=[cards.send(actor=actor, chosen=[customer], at=at)[0].token])


def everything() -> dict[str, int]:
    """How many rows every table has."""
    return {model._meta.db_table: model._default_manager.count() for model in apps.get_models()}


def answer(page: str, method: str = "get", **more: Any) -> tuple[int, str, dict[str, str]]:
    """All of an answer that a stranger sees."""
    given = getattr(Client(), method)(page, **more)
    assert not given.cookies
    return given.status_code, given.content.decode(), dict(given.headers) | {"Expires": ""}  # which tells the time


def test_a_token_that_is_unknown_old_spent_replaced_or_taken_back_is_answered_to_the_letter_alike(rosa, customer_of):
    old = sent(rosa, customer_of("Anna"), days_ago=cards.VALID_DAYS + 1)
    replaced, again = (lambda whose: (sent(rosa, whose), sent(rosa, whose)))(customer_of("Anna"))
    assert Client().post(again, {"name": "Piet"}).status_code == 200
    taken_back = sent(rosa, customer_of("Anna"))
    cards.withdraw(actor=rosa, batch=Invitation.objects.latest("pk").at.isoformat(), at=timezone.now())
    Client().get("/k/first")  # whether there is anybody yet is asked once
    pages = [reverse("leave_a_name", args=[secrets.token_urlsafe(16)]), old, replaced, again, taken_back]
    asked = []
    for page in pages:
        for method, more in (("get", {}), ("post", {"data": {"name": "Piet"}})):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                got = answer(page, method, **more)
            asked.append((got, len(queries)))
    assert [one for one in asked if one != asked[0]] == []
    assert asked[0][0][0] == 404


def test_ten_thousand_guesses_from_as_many_addresses_leave_nothing(card, cast):
    """One question each, by the index; an address in a header is nobody's address."""
    before = everything()
    browser = Client()
    browser.get("/k/first")  # whether there is anybody yet is asked once
    with CaptureQueriesContext(connection) as queries:
        statuses = Counter(
            browser.get(f"/k/{secrets.token_urlsafe(16)}", REMOTE_ADDR=f"10.0.{n // 250}.{n % 250}").status_code
            for n in range(500)
        )
    assert statuses == {404: 500}
    assert {one["sql"].split()[0] for one in queries} == {"SELECT"}
    assert len(queries) == 500
    spoofed = Counter(
        browser.get(f"/k/{n}", headers={"X-Forwarded-For": f"10.0.{n}.1", "Forwarded": f"for=10.0.{n}.1"}).status_code
        for n in range(MOST_WRONG + 5)
    )
    assert spoofed == {404: MOST_WRONG - 1, 429: 6}
    assert everything() == before
    assert browser.get(card).status_code == 200  # whoever shares the address of who guesses


def test_a_card_is_spent_once_however_often_it_is_sent(card):
    assert [Client().post(card, {"name": "Piet"}).status_code for _ in range(4)] == [200, 404, 404, 404]
    assert CallBack.objects.count() == 1


def test_opening_fetching_ahead_and_looking_at_the_head_spend_nothing(card):
    before = everything()
    for headers in ({}, {"Sec-Purpose": "prefetch"}, {"User-Agent": "Mail scanner"}):
        assert Client().get(card, headers=headers).status_code == 200
        assert Client().head(card, headers=headers).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_another_way_of_asking_is_refused_for_every_token(card, method):
    assert {answer(page, method)[0] for page in (card, "/k/unknown")} == {405}


@pytest.mark.parametrize(
    "token",
    [
        "' OR 1=1 --",
        "../../etc/passwd",
        "%00",
        "x" * 5_000,
        "<script>",
        "{{7*7}}",
        "%0d%0aSet-Cookie:a=b",
        "\U0001f511",
    ],
)
def test_what_is_no_token_is_answered_like_any_other(cast, token):
    assert answer("/k/" + token.replace("/", "%2F"), "post", data={"name": "x"})[0] == 404
    assert not CallBack.objects.exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("'; DROP TABLE care_callback; --", "'; DROP TABLE care_callback; --"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ 7|add:7 }}{% load x %}", "{{ 7|add:7 }}{% load x %}"),
        ("Piet\r\nBcc: all@voorbeeld.nl", "Piet Bcc: all@voorbeeld.nl"),
        ("Piet\x00\x1b[31m", "Piet [31m"),
        ("Pi\u202eet\u2066", "Piet"),
        ("Jose\u0301 \u2028 Ozdemir", "Jos\u00e9 Ozdemir"),
        ("王小明", "王小明"),
    ],
)
def test_what_is_written_stays_text(card, cast, client_of, written, kept):
    assert Client().post(card, {"name": written, "phone": written[:40], "good_time": written}).status_code == 200
    call = CallBack.objects.get()
    assert (call.name, call.good_time) == (kept, kept)
    shown = client_of(cast.dirk).get(reverse("callback", args=[call.pk])).content.decode()
    assert "<script>alert" not in shown
    assert "14{" not in shown


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\u202e", "...", "x" * 121])
def test_what_is_no_name_is_asked_again_and_spends_nothing(card, name):
    assert Client().post(card, {"name": name}).status_code == 200
    assert not CallBack.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"name=" + b"x" * LARGEST, FORM, 413),
        (b"&".join(b"a=1" for _ in range(10_000)), FORM, 413),
        (b"&".join(b"a" for _ in range(4_000)), FORM, 400),
        (gzip.compress(b"name=Piet", mtime=0), FORM, 200),
        (b'{"name": "Piet"}', "application/json", 200),
        (b"name=Piet", "text/plain", 200),
        (b"\xff\xfe\x00", "multipart/form-data; boundary=x", 200),
        (b"--x\r\n", "multipart/form-data", 400),
        (b"name=%ff%fe%ed%a0%80", FORM, 200),
    ],
)
def test_a_body_that_is_no_short_form_is_refused_or_asked_again(card, body, kind, status):
    encoding = {"Content-Encoding": "gzip"} if body[:2] == b"\x1f\x8b" else {}
    before = everything()
    assert Client().post(card, body, content_type=kind, headers=encoding).status_code == status
    assert everything() == before


@pytest.mark.parametrize("length", ["-1", "1e9", "٣", "9" * 5_000])
def test_a_length_that_is_none_is_too_large(card, length):
    assert Client().generic("POST", card, b"name=Piet", FORM, CONTENT_LENGTH=length).status_code == 413


def test_where_nobody_of_the_top_is_left_the_card_stays_good(card, cast):
    User.objects.filter(pk=cast.dirk.pk).update(is_active=False)
    assert answer(card, "post", data={"name": "Piet"})[0] == 503
    User.objects.filter(pk=cast.dirk.pk).update(is_active=True)
    assert answer(card, "post", data={"name": "Piet"})[0] == 200


# --- a real server ---


SEED = """
import json
from django.utils import timezone
from klantkompas.web.care import cards
from klantkompas.web.customers.models import Customer, Figures
from klantkompas.web.staff import services
at, me = timezone.now(), {"name": "Dirk", "language": "nl", "roles": ("director", "administrator")}
dirk = services.make_first_user(name="Dirk", email="dirk@x.example", password="een-lang-wachtwoord-2026",
                                language="nl", at=at)
services.change_person(actor=dirk, user=dirk, at=at, settings=me)
dirk.refresh_from_db()
made = [Customer.objects.create(customer_id=f"K{n}", name=f"Klant {n}", sort_name=f"klant {n}") for n in range(3)]
for one in made:
    Figures.objects.create(customer=one)
print(json.dumps([one.token for one in cards.send(actor=dirk, chosen=made, at=at)]))
"""


class Served:
    """A real installation with three cards out, seen from outside."""

    def __init__(self, installation: Installation, folder: Path) -> None:
        self.port = int(installation.address.rpartition(":")[2])
        self._database = folder / "klantkompas.sqlite3"
        self.cards: list[str] = [f"/k/{one}" for one in json.loads(installation.do(SEED))]

    def ask(self, page: str, name: str | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Open a page, or send a name with it."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            body = None if name is None else f"name={name}"
            kind = {} if name is None else {"Content-Type": FORM}
            asked.request("GET" if name is None else "POST", page, body, kind | (headers or {}))
            given = asked.getresponse()
            return given.status, given.read()
        finally:
            asked.close()

    def begin(self, page: str, length: str) -> socket.socket:
        """Say that a form comes, and send its first letters only."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        head = f"POST {page} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: {FORM}\r\n{length}\r\n\r\n"
        line.sendall(head.encode())
        return line

    def pour(self, page: str, length: str, megabytes: int) -> bytes:
        """Send as much as it takes; the line of the answer."""
        with self.begin(page, length) as line:
            try:
                for _ in range(megabytes):
                    line.sendall(b"100000\r\n" + b"a" * MEGABYTE + b"\r\n" if "chunked" in length else b"a" * MEGABYTE)
            except OSError:
                pass  # it hung up, as it should
            try:
                return line.recv(1_000).split(b"\r\n")[0]
            except OSError:
                return b""

    def rows(self) -> dict[str, int]:
        """Rows of each table that strangers could fill, and pages of the file."""
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(self._database)) as database:
            names = [one for (one,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            counts = {one: database.execute(f'SELECT count(*) FROM "{one}"').fetchone()[0] for one in names}
            return counts | {"pages": database.execute("PRAGMA page_count").fetchone()[0]}

    def megabytes(self) -> float:
        """Memory of all processes that answer."""
        mine = [one for one in psutil.net_connections("tcp") if one.laddr and one.laddr.port == self.port]
        return sum(psutil.Process(pid).memory_info().rss for pid in {one.pid for one in mine if one.pid}) / MEGABYTE


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("abuse") / "firm"
    with running(folder) as installation:
        yield Served(installation, folder)


def test_a_server_refuses_fifty_megabytes_without_reading_them(served):
    before = served.rows()
    served.ask("/account/login/")
    held = served.megabytes()
    for page in ("/k/unknown", served.cards[0]):
        assert b"413" in served.pour(page, f"Content-Length: {50 * MEGABYTE}", 50)
        assert b"500" not in served.pour(page, "Transfer-Encoding: chunked", 50)
    assert served.megabytes() < held + 50
    assert served.rows() == before


def test_a_server_answers_while_two_hundred_forms_come_in_slowly(served):
    before = served.rows()
    with ExitStack() as slow:
        for page in ("/k/unknown", served.cards[0]):
            for _ in range(100):
                slow.enter_context(served.begin(page, "Content-Length: 5000"))
        began = time.monotonic()
        assert served.ask("/account/login/")[0] == 200
        assert time.monotonic() - began < 10
    assert served.rows() == before


def test_a_server_gives_one_card_to_one_of_twenty_who_send_it_at_once(served):
    before = served.rows()
    with ThreadPoolExecutor(20) as many:
        got = Counter(status for status, _ in many.map(lambda _: served.ask(served.cards[1], "Piet"), range(20)))
    assert got[200] == 1
    assert got.keys() <= {200, 404, 429}
    assert served.rows()["care_callback"] == before["care_callback"] + 1


@pytest.mark.slow  # ten thousand requests
def test_a_server_stays_up_under_ten_thousand_guesses(served):
    """Twenty at a time, every other one a post, each with another forged address; then what a guess costs in time."""
    before, held = served.rows(), served.megabytes()
    sizes: Counter[tuple[int, int]] = Counter()

    def guess(n: int) -> tuple[int, int]:
        forged = {"X-Forwarded-For": f"10.{n % 250}.{n // 250}.1"}
        status, body = served.ask(f"/k/{secrets.token_urlsafe(16)}", "x" if n % 2 else None, forged)
        return status, len(body)

    waits = []
    with ThreadPoolExecutor(20) as many:
        guesses = [many.submit(guess, n) for n in range(10_000)]
        while not all(one.done() for one in guesses):
            began = time.monotonic()
            assert served.ask("/account/login/")[0] == 200
            waits.append(time.monotonic() - began)
            time.sleep(0.2)
        sizes.update(one.result() for one in guesses)
    assert {status for status, _ in sizes} <= {404, 429}
    assert len({size for _, size in sizes}) == 1  # the same page
    assert max(waits) < 10, f"the slowest of {len(waits)} took {max(waits):.1f} s"
    assert served.megabytes() < held + 100
    assert served.rows() == before
    assert served.ask(served.cards[2])[0] == 200
    assert 0.5 < seconds(served, "/k/unknown") / seconds(served, served.cards[1]) < 2


def seconds(served: Served, page: str) -> float:
    """The median time of an answer; the card was spent before, or never was."""
    taken = []
    for _ in range(100):
        began = time.perf_counter()
        served.ask(page)
        taken.append(time.perf_counter() - began)
    return median(taken)
