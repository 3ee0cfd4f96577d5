"""Segments: who answers to a rule, who came and who went."""

from datetime import UTC, date, datetime

import pytest

from klantkompas.web.customers import segments
from klantkompas.web.customers.models import Customer, Figures, Membership, Segment, Snapshot

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def snapshot_of(day: date) -> Snapshot:
    return Snapshot.objects.create(as_of=day, at=AT, folder="", summary={})


def members(segment: Segment) -> set[str]:
    return set(Customer.objects.filter(segments__segment=segment, segments__left=None).values_list("name", flat=True))


def became(kind: str, *names: str) -> None:
    Figures.objects.filter(customer__name__in=names).update(type=kind)


@pytest.fixture
def firm(customer_of):
    """Two of Anna asleep, one of Carla awake."""
    for name, manager in (("A1", "Anna"), ("A2", "Anna"), ("C1", "Carla")):
        customer_of(manager, name)
    became("dormant", "A1", "A2")
    became("loyal", "C1")


@pytest.fixture
def sleepers(firm, cast):
    snapshot_of(date(2026, 11, 1))
    given = {"actor": cast.dirk, "name": "Slapers", "rule": "f=type.is.dormant"}
    return segments.make(as_of=date(2026, 11, 1), at=AT, **given)


def moved(actor, segment) -> tuple[list[str], list[str]]:
    came, went = segments.moved(actor, segment, Snapshot.objects.first())
    return [str(one) for one in came], [str(one) for one in went]


def test_who_is_in_it_at_first_did_not_enter(sleepers, cast):
    assert members(sleepers) == {"A1", "A2"}
    assert moved(cast.dirk, sleepers) == ([], [])


def test_every_analysis_lets_in_and_out(sleepers, cast):
    became("loyal", "A2")
    became("dormant", "C1")
    assert segments.recount(snapshot_of(date(2026, 11, 22))) == 1
    assert members(sleepers) == {"A1", "C1"}
    assert moved(cast.dirk, sleepers) == (["C1"], ["A2"])
    assert moved(cast.anna, sleepers) == ([], ["A2"])
    segments.recount(snapshot_of(date(2026, 11, 23)))
    assert moved(cast.dirk, sleepers) == ([], [])


def test_an_analysis_of_the_same_day_counts_once(sleepers, cast):
    """What the first one let in and the second lets out never entered; who came back never left."""
    became("loyal", "A2")
    became("dormant", "C1")
    newest = snapshot_of(date(2026, 11, 22))
    segments.recount(newest)
    became("dormant", "A2")
    became("loyal", "C1")
    segments.recount(newest)
    segments.recount(newest)
    assert members(sleepers) == {"A1", "A2"}
    assert moved(cast.dirk, sleepers) == ([], [])
    assert Membership.objects.count() == 2


def test_who_returns_is_in_it_anew(sleepers, cast):
    for day, kind in ((5, "loyal"), (10, "dormant")):
        became(kind, "A2")
        segments.recount(snapshot_of(date(2026, 11, day)))
    assert moved(cast.dirk, sleepers) == (["A2"], [])
    assert Membership.objects.filter(customer__name="A2").count() == 2


def test_who_was_merged_into_another_leaves(sleepers, cast):
    Customer.objects.filter(name="A2").update(merged_into=Customer.objects.get(name="A1"))
    segments.recount(snapshot_of(date(2026, 11, 22)))
    assert members(sleepers) == {"A1"}


def test_a_rule_that_no_longer_works_stays_and_says_so(sleepers, cast, client_of):
    Segment.objects.update(rule="f=profits.lt.0")
    assert segments.recount(snapshot_of(date(2026, 11, 22))) == 0
    assert members(sleepers) == {"A1", "A2"}
    assert "Deze regel kan niet meer" in client_of(cast.dirk).get("/segments").content.decode()


def test_everybody_sees_of_a_segment_his_own_customers(sleepers, cast, client_of):
    sizes = {who: segments.all_segments(who, Snapshot.objects.first())[0].size for who in (cast.anna, cast.carla)}
    assert list(sizes.values()) == [2, 0]
    text = client_of(cast.carla).get(f"/segments/{sleepers.pk}").content.decode()
    assert "0 klanten" in text and "A1" not in text


def test_the_size_stands_there_before_it_is_kept(firm, cast, client_of):
    dirk = client_of(cast.dirk)
    text = dirk.get("/segments/new?f=type.is.dormant").content.decode()
    assert "Dit zijn nu 2 klanten." in text and "slapend" in text
    form = {"form": "1", "g": "0", "c": "type", "o": "is", "v": "loyal", "name": "Trouw"}
    assert "Dit zijn nu 1 klant." in dirk.post("/segments/new", form).content.decode()
    assert not Segment.objects.exists()
    kept = dirk.post("/segments/new", form | {"keep": "1"}, follow=True)
    assert Segment.objects.get().rule == "f=type.is.loyal"
    assert "Trouw" in kept.content.decode()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "Leeg"}, "Een segment heeft een regel nodig"),
        ({"name": "slapers", "g": "0", "c": "type", "o": "is", "v": "loyal"}, "Er is al een segment slapers"),
        ({"name": " ", "g": "0", "c": "type", "o": "is", "v": "loyal"}, "Een naam heeft één tot 100 letters"),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_filled_in_stays(sleepers, cast, client_of, form, said):
    text = client_of(cast.dirk).post("/segments/new", form | {"form": "1", "keep": "1"}).content.decode()
    assert said in text
    assert Segment.objects.count() == 1


def test_a_segment_is_taken_away_with_its_history_by_who_may(sleepers, cast, client_of):
    assert client_of(cast.anna).post(f"/segments/{sleepers.pk}/delete").status_code == 404
    assert "Verwijder ‘Slapers’" in client_of(cast.dirk).get(f"/segments/{sleepers.pk}").content.decode()
    client_of(cast.dirk).post(f"/segments/{sleepers.pk}/delete")
    assert not Segment.objects.exists() and not Membership.objects.exists()
    assert Customer.objects.count() == 3


def test_pages_of_segments_take_few_questions(sleepers, cast, client_of, django_assert_max_num_queries):
    client = client_of(cast.dirk)
    client.get("/segments")
    for address in ("/segments", f"/segments/{sleepers.pk}", "/segments/new?f=type.is.dormant"):
        with django_assert_max_num_queries(14):
            assert client.get(address).status_code == 200
