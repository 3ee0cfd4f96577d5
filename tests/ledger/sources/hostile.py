"""Makers of files that mean harm, written piece by piece so that making them takes no memory either."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

HEADER = b"klantnummer;factuurdatum;bedrag\n"
_PIECE = 1 << 20
_SHEET = "xl/worksheets/sheet1.xml"
_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def giant_cell(path: Path, *, size: int, quoted: bool, lines: bool = False) -> Path:
    """A CSV file with a good row, a cell of ``size`` bytes (over many lines if asked), and two more good rows."""
    piece = (b"x" * 1023 + (b"\n" if lines else b"x")) * (_PIECE // 1024)
    with path.open("wb") as file:
        file.write(HEADER + b"10;22-11-2026;1\n11;" + (b'"' if quoted else b""))
        for _ in range(size // _PIECE):
            file.write(piece)
        file.write((b'"' if quoted else b"") + b";2\n12;22-11-2026;3\n13;22-11-2026;4\n")
    return path


def open_quotes(path: Path, *, rows: int, line: bytes = b'20;"open;5\n') -> Path:
    """A CSV file in which every row opens a quote."""
    with path.open("wb") as file:
        file.write(HEADER)
        for _ in range(rows // 1000):
            file.write(line * 1000)
    return path


def workbook(path: Path, sheet: Iterable[bytes], *, declared: int | None = None) -> Path:
    """An Excel workbook with one sheet of this XML; ``declared`` lies about its size in the directory."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr("_rels/.rels", _relationship("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", _relationship("worksheet", "worksheets/sheet1.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {_NAMESPACE} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        with archive.open(_SHEET, "w", force_zip64=True) as file:
            file.write(f"<worksheet {_NAMESPACE}><sheetData>".encode())
            for piece in sheet:
                file.write(piece)
            file.write(b"</sheetData></worksheet>")
    if declared is not None:
        _declare(path, declared)
    return path


def bomb(path: Path, *, size: int, declared: int | None = None) -> Path:
    """A workbook whose sheet unpacks to ``size`` bytes of nothing."""
    return workbook(path, (b" " * _PIECE for _ in range(size // _PIECE)), declared=declared)


def far_cells(path: Path) -> Path:
    """A small workbook with a cell in its first and in its last corner."""
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r=\'XFD1048576\'><v>1</v></c></row>'
    return workbook(path, [cells])


def _relationship(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Target="{target}" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
    )


def _declare(path: Path, size: int) -> None:
    """Write another size for the sheet into the central directory."""
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        real = archive.getinfo(_SHEET).file_size
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(_SHEET.encode()))
    assert int.from_bytes(content[entry + 24 : entry + 28], "little") == real
    content[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    path.write_bytes(content)


def billion_laughs(root: str) -> str:
    """XML whose entities unfold to three thousand million characters."""
    entities = "".join(
        f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' if level else '<!ENTITY l0 "ha">' for level in range(10)
    )
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{entities}]><{root}><header>&l9;</header></{root}>'


def outside_entity(root: str, secret: Path) -> str:
    """XML that asks for a file of this computer."""
    entity = f'<!ENTITY secret SYSTEM "{secret.as_uri()}">'
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{entity}]><{root}><header>&secret;</header></{root}>'


def open_document(path: Path, *rows: str) -> Path:
    """An OpenDocument workbook with these rows (``table:table-row`` elements)."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry '
            'm:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/></m:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
            f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="Blad1">{"".join(rows)}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path
