"""Share of customer: declared before estimated, unknown without evidence; the market by segment."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.insight.bases import AS_OF, analysed
from tests.ledger_files import sold


def buying(customers: int, amount: int = 100) -> list[dict[str, Any]]:
    """Everybody once a month for two years, the first for 100 an order, each next one for ten more."""
    return [
        sold(f"c{one}", f"{AS_OF - timedelta(days=30 * at)}", str(amount + 10 * one), cost=Decimal(50))
        for one in range(customers)
        for at in range(24)
    ]


def named(customers: int, sector: str | None = "horeca") -> list[dict[str, Any]]:
    return [{"customer_id": f"c{one}", "sector": sector, "employees": 5} for one in range(customers)]


def wallet(customer: str, year: int, amount: int, source: str, group: str | None = None) -> dict[str, Any]:
    return {"customer_id": customer, "year": year, "amount": amount, "source": source, "product_group": group}


def test_without_any_evidence_the_share_is_unknown(tmp_path: Path) -> None:
    found, base = analysed(tmp_path, transactions=buying(30))
    assert {row["share"] for row in found.values()} == {None}
    assert {row["why"]["share"] for row in found.values()} == {"no_wallet_evidence"}
    assert base.summary["why"]["market"] == "no_market"


def test_a_declared_wallet_goes_before_the_estimate_and_says_so(tmp_path: Path) -> None:
    """c0 buys 1,200 a year and says 2,400; c1 was seen to need 6,600 for his 1,320; the others are estimated."""
    wallets = [
        wallet("c0", 2024, 9_000, "declared"),
        wallet("c0", 2025, 2_400, "declared"),
        wallet("c0", 2025, 100, "declared", group="paper"),
        wallet("c0", 2026, 1_300, "declared"),
        wallet("c1", 2025, 6_600, "observed"),
    ]
    found, _ = analysed(tmp_path, transactions=buying(30), customers=named(30), wallets=wallets)
    evidence = [found[one]["share_evidence"] for one in ("c0", "c1", "c2")]
    assert evidence == ["declared", "observed", "estimated"]
    assert found["c0"]["share"] == pytest.approx(0.5, abs=0.12)
    assert found["c1"]["share"] < found["c0"]["share"]
    for row in found.values():
        assert 0 < row["share_low"] <= row["share"] <= row["share_high"] <= 1
    width = {one: found[one]["share_high"] - found[one]["share_low"] for one in ("c0", "c2")}
    assert width["c0"] < width["c2"] + 0.1


def test_who_buys_few_product_groups_is_thought_to_buy_the_others_elsewhere(tmp_path: Path) -> None:
    """Thirty alike in all but this: half buy one group, half three."""
    lines = buying(30, amount=500)
    for at, line in enumerate(lines):
        line["product_group"] = ("paper", "bags", "gloves")[at % 3 if int(line["customer_id"][1:]) % 2 else 0]
    found, _ = analysed(tmp_path, transactions=lines, customers=named(30))
    narrow, broad = ([found[f"c{one}"]["share"] for one in range(first, 30, 2)] for first in (0, 1))
    assert max(narrow) < min(broad)


def test_who_ordered_once_cannot_have_bought_all_and_is_not_thought_narrow(tmp_path: Path) -> None:
    """All spend as much a year, and have bought paper: fifteen in one order of late, fifteen in two years of orders of
    paper only, and fifteen bought other things too."""
    kinds = ("paper", "bags", "gloves")
    lines = [
        sold(
            f"c{one}",
            f"{AS_OF - timedelta(days=30 * at + 5)}",
            "1500" if one < 15 else "500",
            cost=Decimal(50),
            product_group=group,
        )
        for one in range(45)
        for at in range(1 if one < 15 else 24)
        for group in [kinds[at % 3] if one < 30 else "paper"]
    ]
    found, _ = analysed(tmp_path, transactions=lines, customers=named(45))
    newcomer, broad, narrow = ([found[f"c{one}"]["share"] for one in range(at, at + 15)] for at in (0, 15, 30))
    assert min(newcomer) > max(narrow)
    assert max(narrow) < min(broad)


def test_whose_quotes_are_lost_is_thought_to_order_them_elsewhere(tmp_path: Path) -> None:
    """Sixty alike, half with six lost quotes in two years; forty told their wallet, three times as large for those.

    The other twenty told nothing: of them, those with lost quotes have the smaller share. What was lost before the
    first order, decided after the date, or won, says nothing.
    """
    spent = {one: 12 * (100 + 10 * one) for one in range(60)}
    wallets = [wallet(f"c{one}", 2025, int(spent[one] * (3.3 if one % 2 else 1.1)), "declared") for one in range(40)]

    def quote(customer: str, days_ago: int, status: str = "lost", decided: int = 0) -> dict[str, Any]:
        made, done = (f"{AS_OF - timedelta(days=one)}" for one in (days_ago, decided))
        return {"customer_id": customer, "date": made, "amount": 100, "status": status, "decided_on": done}

    begun = [quote("c0", 1_100, "won", 1_100)]  # quotes have been kept for three years
    lost = [quote(f"c{one}", 100 * at, decided=100 * at - 7) for one in range(1, 60, 2) for at in range(1, 7)]
    nothing = [quote("c58", 900), quote("c58", 40, decided=-30), quote("c58", 60, "won", 50)]
    tables = {"customers": named(60), "wallets": wallets, "quotes": [*begun, *lost, *nothing]}
    found, _ = analysed(tmp_path, transactions=buying(60), **tables)
    with_lost, without = ([found[f"c{one}"]["share"] for one in range(first, 60, 2)] for first in (41, 40))
    assert max(with_lost) < min(without) - 0.05


@pytest.mark.parametrize(("days_ago", "reason"), [((400, 500), "no_spend"), ((), "no_orders")])
def test_who_buys_nothing_has_no_share(days_ago: Sequence[int], reason: str, tmp_path: Path) -> None:
    silent = [sold("silent", f"{AS_OF - timedelta(days=one)}", "70", cost=Decimal(1)) for one in days_ago]
    people = [*named(25), {"customer_id": "silent", "sector": "horeca", "employees": 3}]
    found, _ = analysed(tmp_path, transactions=[*buying(25), *silent], customers=people)
    assert found["silent"]["why"]["share"] == reason


def test_market_share_by_segment_and_in_all(tmp_path: Path) -> None:
    """Ten horeca customers buy 1,200 to 2,280 a year, 17,400 in all (12 of 24 monthly orders fall inside)."""
    market = [
        {"segment": "horeca", "year": 2024, "customers": 1, "amount": 1, "source": "old"},
        {"segment": "horeca", "year": 2025, "customers": 200, "amount": 174_000, "source": "trade"},
        {"segment": "zorg", "year": 2025, "customers": 50, "amount": 100_000, "source": "trade"},
    ]
    _, base = analysed(tmp_path, transactions=buying(10), customers=named(10), market=market)
    found, revenue = base.summary["market"], float(base.summary["revenue_12m"])
    assert found["segments"]["horeca"] == {"share": revenue / 174_000, "penetration": 10 / 200, "year": 2025}
    assert found["segments"]["zorg"]["share"] == 0
    assert found["share"] == pytest.approx(revenue / 274_000)
    assert found["penetration"] == pytest.approx(10 / 250)
