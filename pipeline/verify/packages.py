"""Second readers of formats that are zipped XML: its bare text, no library of theirs."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.verify.pages import RowPages, TextPages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OPEN_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def _tree(package: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(package.read(name), parser)


def _paragraphs(root: etree._Element, paragraph: str, pieces: str) -> list[str]:
    return ["".join(t.text or "" for t in p.iter(pieces)) for p in root.iter(paragraph)]


def read_word(content: bytes) -> TextPages:
    """The bare text of every paragraph; those of notes after the others."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = [n for n in package.namelist() if re.match(r"word/[a-z]+notes\.xml$", n)]
        trees = [_tree(package, name) for name in ("word/document.xml", *names)]
    lines = [line for tree in trees for line in _paragraphs(tree, f"{_W}p", f"{_W}t")]
    return TextPages([lines], is_paged=False)


def read_slides(content: bytes) -> TextPages:
    """A page a slide, in the order of the presentation."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        links = _tree(package, "ppt/_rels/presentation.xml.rels")
        targets = {link.get("Id"): link.get("Target") for link in links}
        ids = [
            slide.get(f"{_R}id")
            for slide in _tree(package, "ppt/presentation.xml").iter("{*}sldId")
        ]
        names = [f"ppt/{targets[one]}".replace("ppt//ppt/", "ppt/") for one in ids]
        pages = [_paragraphs(_tree(package, name), f"{_A}p", f"{_A}t") for name in names]
    return TextPages(pages, is_paged=True)


def read_open_document(content: bytes) -> TextPages:
    """The bare text of every paragraph and heading."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = _tree(package, "content.xml")
    lines = ["".join(e.itertext()) for e in root.iter(f"{_OPEN_TEXT}p", f"{_OPEN_TEXT}h")]
    return TextPages([lines], is_paged=False)


def read_workbook(content: bytes) -> RowPages:
    """Every sheet's rows."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        shared = _shared(package) if "xl/sharedStrings.xml" in names else []
        sheets = sorted(n for n in names if re.match(r"xl/worksheets/[^/]+\.xml$", n))
        return RowPages([list(_rows(_tree(package, name), shared)) for name in sheets])


def _shared(package: zipfile.ZipFile) -> list[str]:
    return _paragraphs(_tree(package, "xl/sharedStrings.xml"), f"{_S}si", f"{_S}t")


def _rows(sheet: etree._Element, shared: Sequence[str]) -> Iterator[list[str]]:
    for row in sheet.iter(f"{_S}row"):
        cells = [_cell(cell, shared) for cell in row.iter(f"{_S}c")]
        yield [line for cell in cells for line in cell.splitlines() if line.strip()]


def _cell(cell: etree._Element, shared: Sequence[str]) -> str:
    value = cell.findtext(f"{_S}v") or "".join(t.text or "" for t in cell.iter(f"{_S}t"))
    return shared[int(value)] if cell.get("t") == "s" else value
