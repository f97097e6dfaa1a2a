"""HTML: the main text by trafilatura, else every block that is no navigation."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import trafilatura
from lxml import etree, html
from lxml_html_clean import Cleaner

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Block, Reading
from pipeline.ingest.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.ingest.blocks import File

LARGEST_PAGE = 20_000_000
# trafilatura's text is taken unless it holds less than this share of the page's.
FEWEST_SHARE = 0.4
LINKED_SHARE = 0.6
DEEPEST = 200
# What trafilatura and lxml raise on tag names and trees that no page should have.
DAMAGE = (etree.LxmlError, ValueError)

# trafilatura writes to the screen what it thinks of every page that it cannot read.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ol", "ul", "list", "menu"})
_ITEMS = frozenset({"li", "item"})
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_NAVIGATION = ("nav", "header", "footer", "aside", "form", "button", "select", "noscript")
_CONTAINERS = frozenset(
    "address article blockquote body center dd details div dl doc dt fieldset figcaption figure "
    "html main p pre quote section table tbody tfoot thead ab".split()
)
_BLOCKS = _HEADINGS | _LISTS | _ITEMS | _ROWS | _CELLS | _CONTAINERS | {"br", "hr", "head", "lb"}


def read_webpage(file: File) -> list[Reading]:
    """The blocks of an HTML page, as one section.

    Raises:
        UnreadableError: If it is too large or holds no text.
    """
    content = file.content
    if len(content) > LARGEST_PAGE:
        raise UnreadableError(f"is a page of {len(content)} bytes, more than {LARGEST_PAGE}")
    return [Reading(sections=[main_blocks(_decode(content))])]


def _decode(content: bytes) -> str:
    return _CONTROLS.sub("", _declared_text(content))


def _declared_text(content: bytes) -> str:
    declared = _CHARSET.search(content[:4096])
    if declared is None or content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode(content)
    try:
        return content.decode(declared[1].decode())
    except (LookupError, UnicodeDecodeError):
        return decode(content)


def main_blocks(page: str) -> list[Block]:
    """The blocks of a page's main text."""
    whole = page_blocks(page)
    found = _main_text(page)
    # Of a page that it cannot tell the parts of, trafilatura makes one paragraph.
    is_lumped = len(found) == 1 < len(whole)
    return whole if is_lumped or _length(found) < FEWEST_SHARE * _length(whole) else found


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _main_text(page: str) -> list[Block]:
    try:
        extracted = trafilatura.extract(
            page,
            output_format="xml",
            include_comments=False,
            include_tables=True,
            favor_recall=True,
        )
    except DAMAGE:
        return []
    if not extracted:
        return []
    root = etree.fromstring(extracted.encode(), _parser())
    main = root.find("main")
    return [] if main is None else list(_Walk().blocks(main))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def page_blocks(page: str) -> list[Block]:
    """Every block of the page but scripts, navigation and what is mostly links."""
    try:
        root = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
        cleaned = Cleaner(page_structure=False, kill_tags=("title", *_NAVIGATION)).clean_html(root)
    except DAMAGE:
        return []
    for element in list(cleaned.iter(*_LISTS, "table", "div", "p")):
        if _is_mostly_links(element) and element.getparent() is not None:
            element.drop_tree()
    return list(_Walk().blocks(cleaned))


def _is_mostly_links(element: html.HtmlElement) -> bool:
    text = len("".join(element.itertext()).strip())
    links = sum(len("".join(link.itertext()).strip()) for link in element.iter("a"))
    return bool(text) and links > LINKED_SHARE * text


class _Walk:
    """One pass over a tree; inline pieces gather until a block starts or ends."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def blocks(self, root: etree._Element) -> Iterator[Block]:
        """The blocks below the element, in their order."""
        yield from self._inside(root, level=-1, depth=0)
        yield from self._flush(-1)

    def _inside(self, element: etree._Element, *, level: int, depth: int) -> Iterator[Block]:
        self._pieces.append(element.text or "")
        for child in element if depth < DEEPEST else ():
            yield from self._element(child, level=level, depth=depth + 1)
            self._pieces.append(child.tail or "")

    def _element(self, element: etree._Element, *, level: int, depth: int) -> Iterator[Block]:
        tag = element.tag
        if tag not in _BLOCKS:
            if isinstance(tag, str):
                yield from self._inside(element, level=level, depth=depth)
            return
        yield from self._flush(level)
        rank = _rank(element)
        if rank is not None:
            yield from _heading(element, rank)
        elif tag in _LISTS:
            yield from self._list(element, level=level + 1, depth=depth)
        elif tag in _ROWS:
            yield from _row(element)
        else:
            yield from self._inside(element, level=level, depth=depth)
            yield from self._flush(level)

    def _list(self, element: etree._Element, *, level: int, depth: int) -> Iterator[Block]:
        is_ordered = "ol" in {element.tag, element.get("rend")}
        number = _start(element)
        for child in element:
            if child.tag not in _ITEMS:
                yield from self._element(child, level=level, depth=depth + 1)
                continue
            self._pieces = [f"{_format(number, element.get('type', '1'))} " if is_ordered else "• "]
            yield from self._inside(child, level=level, depth=depth + 1)
            yield from self._flush(level)
            number += 1

    def _flush(self, level: int) -> Iterator[Block]:
        text = " ".join("".join(self._pieces).split())
        self._pieces = []
        if text and text != "•":
            yield Block(text=text, indent=max(level, 0), gap=True)


def _start(element: etree._Element) -> int:
    start = element.get("start", "1")
    return int(start) if start.isdigit() else 1


def _format(number: int, kind: str) -> str:
    if kind in {"a", "A"} and number <= len("abcdefghijklmnopqrstuvwxyz"):
        return f"({chr(ord(kind) + number - 1)})"
    return f"{number}."


def _rank(element: etree._Element) -> int | None:
    """Rank of a heading: h1 in HTML, head with a rend in trafilatura's own XML."""
    name = element.get("rend", "") if element.tag == "head" else str(element.tag)
    return int(name[1]) - 1 if name in _HEADINGS else None


def _heading(element: etree._Element, rank: int) -> Iterator[Block]:
    text = " ".join("".join(element.itertext()).split())
    if text:
        yield Block(text=text, heading=rank, gap=True)


def _row(element: etree._Element) -> Iterator[Block]:
    cells = [child for child in element if child.tag in _CELLS]
    texts = [" ".join("".join(cell.itertext()).split()) for cell in cells]
    text = " | ".join(text for text in texts if text)
    if text:
        yield Block(text=text, gap=True)
