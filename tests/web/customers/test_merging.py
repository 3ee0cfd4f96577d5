"""Customers that look alike: what speaks for it, merged field by field, and taken apart exactly as they were."""

import random
import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from klantkompas.errors import UsageError
from klantkompas.web.customers import alike, merging
from klantkompas.web.customers.alike import bare_name, compared, known, likeness, pairs
from klantkompas.web.customers.models import Contact, Customer, Merge, NotTheSame, Transaction
from klantkompas.web.customers.queries import facts, numbers
from klantkompas.web.staff import jobs
from klantkompas.web.staff.jobs import ask
from klantkompas.web.staff.models import TrailLine
from tests.web.conftest import LONG_AGO


def line(key, name, *, vat="", phone="", mail="", postcode="", address=""):
    return known(key, name, vat, phone, mail, postcode, address)


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Bakkerij De Linde B.V.", "bakkerij de linde"),
        ("De Linde, Bakkerij bv", "bakkerij de linde"),
        ("DE LINDE BAKKERIJ B V", "bakkerij de linde"),
        ("Café Zoë v.o.f.", "cafe zoe"),
        ("N.V.", "nv"),
    ],
)
def test_legal_forms_accents_and_order_are_no_part_of_a_name(written, bare):
    assert bare_name(written) == bare


def test_a_typing_error_is_nearly_the_same_name_and_another_firm_is_not():
    assert likeness("bakkerij de linde", "bakkerij de lnide") > 0.74
    assert likeness("bakkerij de linde", "bakkerij de linde") == 1
    assert likeness("bakkerij de linde", "bakkerij jansen") < 0.74
    assert likeness("", "bakkerij") == 0


HERE = {"postcode": "2801 AB", "address": "Markt 12"}


@pytest.mark.parametrize(
    ("one", "other", "why", "least", "most"),
    [
        (line(1, "De Linde BV", **HERE), line(2, "Linde, de", **HERE), ("name", "place"), 95, 100),
        (line(1, "De Linde"), line(2, "De Linde"), ("name",), 50, 80),
        (
            line(1, "De Linde", postcode="2801AB"),
            line(2, "De Linde", postcode="9711AA"),
            ("name", "place_differs"),
            0,
            49,
        ),
        (line(1, "Linde", vat="NL001234567B01"), line(2, "Eik", vat="001234567B01"), ("name_differs", "vat"), 50, 80),
        (
            line(1, "Linde", phone="+31 182 123456"),
            line(2, "Eik", phone="0182-123456"),
            ("name_differs", "phone"),
            0,
            20,
        ),
        (line(1, "Jan Bos", mail="a@gmail.com"), line(2, "Eik", mail="b@gmail.com"), ("name_differs",), 0, 5),
    ],
)
def test_what_two_share_and_do_not_share_weighs(one, other, why, least, most):
    pair = compared(one, other)
    assert pair.why == why
    assert least <= pair.score <= most


def test_a_name_that_many_bear_says_less():
    one, other = line(1, "J Jansen"), line(2, "J Jansen")
    assert compared(one, other, bearers=64).score < 10 < compared(one, other).score


def test_what_everybody_shares_brings_nobody_together():
    everybody = [line(key, f"Winkel {key:03}", phone="0182 123456") for key in range(60)]
    assert pairs(everybody) == []


def test_a_mail_address_that_stands_with_many_says_nothing():
    everybody = [line(key, f"Winkel {key % 30:03}", mail="geen@firma.nl", postcode=f"{key:04}AB") for key in range(60)]
    assert compared(everybody[0], everybody[30]).score > 90
    assert pairs(everybody) == []


def test_planted_duplicates_are_found_among_two_thousand_and_hardly_any_others():
    """Truth recovery, seed 8: every tenth customer stands there twice, with the errors that people make."""
    chance = random.Random(8)
    syllables = ["ba", "ke", "lin", "den", "mo", "ra", "ti", "vos", "wij", "zand", "hof", "ster", "kra", "pel", "dui"]

    def word():
        return "".join(chance.choices(syllables, k=chance.randint(2, 4)))

    everybody, truth = [], set()
    for key in range(0, 2_000, 2):
        name, post = f"{word()} {word()} BV", f"{chance.randint(1000, 9999)} AB"
        phone, address = f"06{chance.randint(10_000_000, 99_999_999)}", f"{word()}straat {chance.randint(1, 99)}"
        everybody.append(line(key, name, phone=phone, postcode=post, address=address))
        if key % 20 == 0:
            letters = list(name.removesuffix(" BV"))
            at = chance.randrange(1, len(letters) - 1)
            letters[at], letters[at - 1] = letters[at - 1], letters[at]
            lacks = chance.random() < 0.5
            everybody.append(
                line(key + 1, "".join(letters), phone="" if lacks else phone, postcode=post, address=address)
            )
            truth.add((key, key + 1))
    found = {(pair.one, pair.other) for pair in pairs(everybody)}
    assert len(found & truth) >= 0.95 * len(truth)
    assert len(found - truth) <= 0.05 * len(truth)


def test_the_page_of_the_docs_has_the_weights_and_borders_of_the_code():
    page = (Path(__file__).parents[3] / "docs" / "explanation" / "duplicates.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|.*\| (-?\d+) \|$", page, re.MULTILINE)
    assert {code: float(bits) for code, bits in rows} == alike.WEIGHTS
    assert all(f"{border}" in page for border in (alike.NEARLY, alike.ALIKE, alike.UNLIKE))
    assert f"more than {alike.LARGEST_BLOCK} customers" in page and f"{-alike.PRIOR:.0f} bits" in page
    assert f"from {alike.LEAST} up" in page and merging.MOST == 1_000


@pytest.fixture
def twins(cast, customer_of):
    kept = customer_of("Anna", "Bakkerij De Linde", phone="0182 1", city=None, acquired_on=date(2020, 1, 2))
    gone = customer_of("Anna", "De Linde Bakkerij B.V.", phone="0182 2", city="Gouda", acquired_on=date(2019, 5, 6))
    Transaction.objects.create(customer=gone, date=date(2026, 5, 1), amount=4_200, transaction_id="F9")
    Contact.objects.create(customer=gone, name="Karim Aydin")
    return kept, gone


def test_suspects_are_looked_for_in_the_background_and_shown_to_who_may_change_both(
    cast, client_of, twins, customer_of
):
    customer_of("Carla", "De Linde Bakkerij")
    client = client_of(cast.anna)
    assert "Zoek dubbele klanten" in client.get(reverse("duplicates")).content.decode()
    job = ask("duplicates", by=cast.anna)
    job.state, job.result = "done", dict(merging.find(lambda *_: None, {}))
    job.save()
    page = client.get(reverse("duplicates")).content.decode()
    assert "1 paar om naar te kijken." in page and "zelfde naam" in page
    assert "3 paren" in client_of(cast.dirk).get(reverse("duplicates")).content.decode()
    assert "0 paren" in client_of(cast.carla).get(reverse("duplicates")).content.decode()


def test_what_somebody_said_to_be_two_is_shown_no_more(cast, client_of, twins):
    kept, gone = twins
    job = ask("duplicates", by=cast.anna)
    job.state, job.result = "done", dict(merging.find(lambda *_: None, {}))
    job.save()
    client = client_of(cast.anna)
    page = client.post(reverse("not_the_same", args=[gone.pk, kept.pk]), follow=True).content.decode()
    assert "Onthouden" in page and "0 paren" in page
    assert NotTheSame.objects.get().one_id == min(kept.pk, gone.pk)


def test_the_look_is_a_job_that_ends_with_its_pairs(cast, twins):
    job = ask("duplicates", by=cast.anna)
    jobs.run.call(job.pk)
    job.refresh_from_db()
    assert (job.state, len(job.result["pairs"]), job.result["more"]) == ("done", 1, 0)


def test_facts_of_who_was_merged_are_those_of_the_manager_of_the_kept(cast, customer_of):
    kept, gone = customer_of("Anna"), customer_of("Carla")
    Transaction.objects.create(customer=gone, date=date(2026, 5, 1), amount=100)
    merging.merge(actor=cast.dirk, kept=kept, gone=gone, taken=[], at=LONG_AGO)
    assert facts(cast.anna, "transactions").count() == 1
    assert not facts(cast.carla, "transactions").exists()


def columns_of(pk):
    return Customer.objects.filter(pk=pk).values().get()


def test_two_are_merged_field_by_field_and_taken_apart_exactly(cast, client_of, twins):
    kept, gone = twins
    before = [columns_of(one.pk) for one in twins]
    client = client_of(cast.anna)
    asked = client.get(reverse("merge", args=[kept.pk, gone.pk])).content.decode()
    assert "0182 1" in asked and "Gouda" in asked and f'name="city" value="{gone.pk}" checked' in asked
    chosen = {"kept": kept.pk, "phone": kept.pk, "city": gone.pk, "acquired_on": gone.pk, "name": kept.pk}
    page = client.post(reverse("merge", args=[kept.pk, gone.pk]), chosen, follow=True).content.decode()
    assert "is nu deel van Bakkerij De Linde" in page
    assert "F9" in page and "Karim Aydin" in page and "€\u00a042" in page
    now = Customer.objects.get(pk=kept.pk)
    assert (now.name, now.phone, now.city, now.acquired_on) == (
        "Bakkerij De Linde",
        "0182 1",
        "Gouda",
        date(2019, 5, 6),
    )
    assert numbers(now) == [kept.customer_id, gone.customer_id]
    assert Transaction.objects.get().customer_id == gone.customer_id  # the fact keeps its number
    assert client.get(reverse("customer", args=[gone.pk])).url == reverse("customer", args=[kept.pk])
    client.post(reverse("unmerge", args=[Merge.objects.get().pk]))
    for row in (old := before):
        row.pop("version")
    after = [columns_of(one.pk) for one in twins]
    assert [row.pop("version") for row in after] == [3, 3]
    assert after == old
    assert [one.action for one in TrailLine.objects.order_by("pk")] == [
        "customer.merged", "customer.merged_into", "customer.unmerged", "customer.unmerged_from",
    ]  # fmt: skip


def test_what_was_changed_after_a_merge_stays_when_it_is_taken_apart(cast, twins):
    kept, gone = twins
    done = merging.merge(actor=cast.anna, kept=kept, gone=gone, taken=["city", "phone"], at=LONG_AGO)
    Customer.objects.filter(pk=kept.pk).update(city="Delft")
    merging.unmerge(actor=cast.anna, merged=Merge.objects.get(pk=done.pk), at=LONG_AGO)
    now = Customer.objects.get(pk=kept.pk)
    assert (now.city, now.phone) == ("Delft", "0182 1")


def test_a_into_b_into_c_is_one_and_comes_apart_in_turn(cast, customer_of):
    a, b, c = (customer_of("Anna", name) for name in "ABC")
    first = merging.merge(actor=cast.anna, kept=b, gone=a, taken=[], at=LONG_AGO)
    second = merging.merge(actor=cast.anna, kept=c, gone=b, taken=[], at=LONG_AGO)
    assert numbers(Customer.objects.get(pk=c.pk)) == [c.customer_id, a.customer_id, b.customer_id]
    with pytest.raises(UsageError, match="became part of another"):
        merging.unmerge(actor=cast.anna, merged=Merge.objects.get(pk=first.pk), at=LONG_AGO)
    merging.unmerge(actor=cast.anna, merged=Merge.objects.get(pk=second.pk), at=LONG_AGO)
    assert numbers(Customer.objects.get(pk=b.pk)) == [b.customer_id, a.customer_id]
    merging.unmerge(actor=cast.anna, merged=Merge.objects.get(pk=first.pk), at=LONG_AGO)
    assert not Customer.objects.exclude(merged_into=None).exists()


def test_merges_come_apart_newest_first_once_and_never_in_a_circle(cast, customer_of):
    a, b, c = (customer_of("Anna", name) for name in "ABC")
    first = merging.merge(actor=cast.anna, kept=c, gone=a, taken=[], at=LONG_AGO)
    second = merging.merge(actor=cast.anna, kept=c, gone=b, taken=[], at=LONG_AGO)
    with pytest.raises(UsageError, match="B was merged in afterwards"):
        merging.unmerge(actor=cast.anna, merged=Merge.objects.get(pk=first.pk), at=LONG_AGO)
    for kept, gone in ((a, c), (c, a), (c, c)):
        with pytest.raises(UsageError):
            merging.merge(actor=cast.dirk, kept=kept, gone=gone, taken=[], at=LONG_AGO)
    merging.unmerge(actor=cast.anna, merged=Merge.objects.get(pk=second.pk), at=LONG_AGO)
    with pytest.raises(UsageError, match="taken back"):
        merging.unmerge(actor=cast.anna, merged=Merge.objects.get(pk=second.pk), at=LONG_AGO)


def test_nobody_merges_customers_that_he_may_not_change(cast, client_of, twins, customer_of):
    kept, gone = twins
    other = customer_of("Bram")
    for person in (cast.bram, cast.carla, cast.eva):
        client = client_of(person)
        assert client.get(reverse("merge", args=[kept.pk, gone.pk])).status_code == 404
        assert client.post(reverse("not_the_same", args=[kept.pk, gone.pk])).status_code == 404
    assert client_of(cast.anna).get(reverse("merge", args=[kept.pk, other.pk])).status_code == 404
    done = merging.merge(actor=cast.anna, kept=kept, gone=gone, taken=[], at=LONG_AGO)
    assert client_of(cast.bram).post(reverse("unmerge", args=[done.pk])).status_code == 404
    with pytest.raises(UsageError):
        merging.merge(actor=cast.carla, kept=other, gone=kept, taken=[], at=LONG_AGO)


def test_another_customer_is_named_by_number(cast, client_of, twins):
    kept, gone = twins
    client = client_of(cast.anna)
    address = reverse("merge_with", args=[kept.pk])
    assert client.get(address, {"number": gone.customer_id}).url == reverse("merge", args=[kept.pk, gone.pk])
    assert "geen andere klant met nummer K99" in client.get(address, {"number": "K99"}).content.decode()
