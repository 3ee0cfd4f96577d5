"""The page that tells how to find customers: every address on it is read and said as the page says."""

import re
from pathlib import Path
from typing import get_args

import pytest

from klantkompas.web.customers.filters import Comparison, read, sentence

PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "find-customers.md").read_text(encoding="utf-8")
ADDRESSES = re.findall(r"^\| `(f=[^`]+)` \| (.+) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("address", "said"), ADDRESSES)
def test_an_address_asks_what_the_page_says(address, said):
    assert sentence(read(address), "en") == said
    assert read(address).question == address


def test_every_comparison_is_on_the_page():
    shown = {row.comparison for address, _ in ADDRESSES for group in read(address).groups for row in group}
    assert shown == set(get_args(Comparison))


def test_the_keys_of_the_page_are_those_of_the_script():
    script = (Path(__file__).parents[3] / "src/klantkompas/web/static/klantkompas/keys.js").read_text(encoding="utf-8")
    table = PAGE.partition("| key |")[2].partition("## ")[0]
    keys = set(re.findall(r"`(\S+?)`", table)) - {"Enter", "Esc"}
    assert keys == set(re.findall(r'^    "?([/?jkx])"?: \(\) =>', script, re.MULTILINE))
