"""XML from elsewhere, read as if it meant harm: no entities, no outside files, no network, no giants."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from klantkompas.ledger.findings import Finding

if TYPE_CHECKING:
    from lxml.etree import _Element


DOCUMENT_LIMIT = 64 << 20  # bytes of a file that is read whole; a large e-invoice with attachments has ten million


class MarkupError(Exception):
    """An XML file that is not read; holds the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.kind)
        self.finding = finding


class LocalNames(dict[str, str]):
    """Tag as lxml gives it -> its local name, worked out once a tag."""

    def __missing__(self, tag: str) -> str:
        self[tag] = local = tag.rpartition("}")[2]
        return local


def local_name(element: "_Element") -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def line_of(element: "_Element") -> int:
    """The line on which an element begins."""
    line: Any = element.sourceline
    return int(line or 1)


def root_name(path: Path) -> str | None:
    """Local name of the root element; ``None`` where the file is no XML so far."""
    from lxml import etree

    try:
        with path.open("rb") as file:
            for _, element in etree.iterparse(file, events=("start",), **_SAFE):
                return local_name(element)
    except etree.XMLSyntaxError:
        pass
    return _html_or_none(path)


def _html_or_none(path: Path) -> str | None:
    with path.open("rb") as file:
        return "html" if b"<html" in file.read(4096).lower() or path.suffix.lower() == ".xls" else None


def elements(path: Path, name: str, tags: tuple[str, ...]) -> Iterator["_Element"]:
    """The elements with these local names as they end, in constant memory: use each before taking the next.

    An element is emptied, and the one of its kind before it is dropped, once the next is asked for.

    Args:
        path: the file.
        name: how a person would name it.
        tags: local names.

    Raises:
        MarkupError: the file has a document type (entities may stand in it), or is broken.
    """
    from lxml import etree

    try:
        with path.open("rb") as file:
            checked = False
            for _, element in etree.iterparse(file, tag=[f"{{*}}{tag}" for tag in tags], **_SAFE):
                if not checked:
                    _refuse_document_type(element, name)
                    checked = True
                yield element
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise MarkupError(broken(error, name)) from None


def parts_of(stream: IO[bytes], tag: str) -> Iterator[tuple[dict[str, str], str]]:
    """The attributes (by local name) and the text of every element with this local name, in constant memory.

    Stops without a word where the XML breaks off.
    """
    from lxml import etree

    with suppress(etree.XMLSyntaxError):
        for _, element in etree.iterparse(stream, tag=f"{{*}}{tag}", **_SAFE):
            names = {str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items()}
            yield names, "".join(element.itertext())
            _forget(element)


def document(path: Path, name: str) -> "_Element":
    """The root of an XML file that is read whole. Raises MarkupError as ``elements`` does, and above the limit."""
    from lxml import etree

    if path.stat().st_size > DOCUMENT_LIMIT:
        raise MarkupError(Finding(kind="xml_too_large", file=name))
    try:
        with path.open("rb") as file:
            root = etree.parse(file, etree.XMLParser(**_SAFE)).getroot()
    except etree.XMLSyntaxError as error:
        raise MarkupError(broken(error, name)) from None
    _refuse_document_type(root, name)
    return root


def broken(error: Exception, name: str) -> Finding:
    """The finding for an XML file that breaks off or is not well-formed."""
    return Finding(kind="xml_broken", file=name, line=getattr(error, "lineno", None), value=str(error)[:200])


def _refuse_document_type(element: "_Element", name: str) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise MarkupError(Finding(kind="xml_entities", file=name))


def _forget(element: "_Element") -> None:
    element.clear()
    before = element.getprevious()
    if before is not None and before.tag == element.tag:
        element.getparent().remove(before)  # type: ignore[union-attr]  # what has a neighbour has a parent


_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
