"""The report: one HTML file that needs nothing beside it, reads on a phone and prints on A4.

Page 1 is an A4 of names, page 2 the standing in four parts; then a picture a page with three sentences. There is no
script in it, and its own security policy forbids any: what a customer is called can do nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from klantkompas.insight.base import CustomerBase
from klantkompas.ledger.findings import Finding
from klantkompas.ledger.intake import FileCount
from klantkompas.report.names import Names, names_page
from klantkompas.report.reading import ENDS_ABOVE
from klantkompas.report.remarks import assumptions
from klantkompas.report.sections import Section, grid, panels, sections, terms_of
from klantkompas.report.writer import Writer
from klantkompas.words import Language

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

HERE = Path(__file__).parent
PAGE_ONE_TERMS = ("revenue_12m", "profit_12m", "hours_12m", "break_even_hours_12m", "revenue_rank", "profit_rank")


def write_report(
    base: CustomerBase,
    *,
    findings: Iterable[Finding],
    counts: Sequence[FileCount],
    path: Path,
    language: Language,
    measured: Mapping[str, Any] | None = None,
) -> None:
    """Write the report of one firm.

    Args:
        base: everything known of every customer.
        findings: what was noticed in the files.
        counts: what was read, kept and refused, a file each.
        path: the HTML file to write.
        language: ``nl`` or ``en``.
        measured: what actions did (``effect.json``).
    """
    writer = Writer(language=language, currency=base.currency, as_of=base.as_of)
    pages, lacking = sections(base, writer, findings=findings, counts=counts, measured=measured)
    names = names_page(base, writer)
    text = template("page.html").render(
        writer=writer,
        say=writer.say,
        names=names,
        best=grid(names.best, writer),
        terms=terms_of(PAGE_ONE_TERMS, writer),
        panels=panels(base, writer, measured),
        sections=pages,
        lacking=lacking,
        glossary=_glossary(names, pages, writer),
        as_of=writer.say("page.as_of", as_of=base.as_of),
        basis=assumptions(base, writer),
        scope=scope(base, writer),
        version=base.summary.get("version", ""),
        css=css(),
    )
    path.write_text(text, encoding="utf-8")


def scope(base: CustomerBase, writer: Writer) -> str:
    """Says that only the two ends are shown, where there are too many customers to show."""
    return writer.say("page.ends_only", n=base.customer_count) if base.customer_count > ENDS_ABOVE else ""


@cache
def template(name: str) -> "Template":
    """A page to fill in; everything that is filled in is text, never markup, unless we drew it ourselves."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(name)


def css() -> "Markup":
    """The look of every page."""
    from markupsafe import Markup

    return Markup((HERE / "page.css").read_text(encoding="utf-8"))  # our own file, not the user's


def _glossary(names: Names, sections: Sequence[Section], writer: Writer) -> list[tuple[str, tuple[str, ...]]]:
    """Every term of the report with its meanings: for who reads it on paper and cannot click."""
    used = [*terms_of(PAGE_ONE_TERMS, writer), *terms_of([one.name for one in names.best.columns], writer)]
    used += [term for section in sections for term in section.terms]
    meanings: dict[str, dict[str, None]] = {}
    for term in used:
        meanings.setdefault(term.label, {})[term.definition] = None
    return [(label, tuple(meanings[label])) for label in sorted(meanings, key=str.casefold)]
