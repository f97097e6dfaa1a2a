"""The pages of a workspace as files: the table, its rows, the documents and the log, to be read.

They are the pages that somebody sees who is not signed in, without what needs a server. Links
are relative, so that the folder can lie anywhere, or be opened without a server at all.
"""

from __future__ import annotations

import hashlib
import posixpath
import shutil
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote, urlsplit

import lxml.html
from starlette.requests import Request

from pipeline.decisions.log import to_json_line
from pipeline.errors import UsageError
from pipeline.register import slug
from pipeline.web.app import create_app
from pipeline.web.pages import checks, documents, log, progress, rows, table
from pipeline.web.pages import help as help_page
from pipeline.web.rendering import STATIC
from pipeline.web.visitors import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from lxml.html import HtmlElement
    from starlette.responses import Response

    from pipeline.web.site import Site

# Of the addresses of lists, what they may ask for so that they are a page of their own.
_LISTS = {
    "/table": {"part", "page"},
    "/documents": {"page"},
    "/log": {"page"},
    "/progress": {"page"},
}
_SINGLE = {
    "/": "index.html",
    "/documents/checks": "checks.html",
    "/help": "help.html",
    "/log/agreement": "agreement.html",
    "/log.jsonl": "log.jsonl",
}
_STARTS = ("/", "/progress", "/documents", "/log", "/log.jsonl", "/help")
_ASSETS = (".css", ".svg")
# Says that a folder is a site that may be replaced.
_MARK = ".stocktake-site"
_LONGEST_NAME = 80
# No page of it runs or sends anything, whatever a document says.
_POLICY = "script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'"


def write_site(site: Site, folder: Path) -> int:
    """Write the pages into a folder, whole or not at all; gives how many there are.

    Args:
        site: Of which they are.
        folder: Made, or replaced where it holds an earlier site.

    Raises:
        UsageError: The folder holds something else, or cannot be written; or there was no
            run yet.
    """
    if folder.exists() and not _may_replace(folder):
        raise UsageError(f"{folder}: is not empty and holds no site; name another folder")
    fresh, earlier = (folder.with_name(f".{folder.name}.{what}") for what in ("new", "earlier"))
    try:
        for left in (fresh, earlier):
            shutil.rmtree(left, ignore_errors=True)
        fresh.mkdir(parents=True)
        count = _Export(site, fresh).write()
        if folder.exists():
            folder.rename(earlier)
        fresh.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror})") from error
    finally:
        for left in (fresh, earlier):
            shutil.rmtree(left, ignore_errors=True)
    return count


def _may_replace(folder: Path) -> bool:
    return folder.is_dir() and ((folder / _MARK).exists() or not any(folder.iterdir()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    """A page of the site that is exported.

    Attributes:
        path: Decoded.
        query: What it asks for, by name.
    """

    path: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def page(self) -> int:
        """Of a list, from 1."""
        number = dict(self.query).get("page", "1")
        return int(number) if number.isdecimal() else 1

    @property
    def file(self) -> str:
        """Where it is written, below the folder."""
        if self.path in _SINGLE:
            return _SINGLE[self.path]
        if self.path in _LISTS:
            parts = [self.path[1:], *(value for _, value in self.query)]
            return "-".join(parts) + ".html"
        kind, _, name = self.path[1:].partition("/")
        return f"{kind}/{_to_name(name)}.html"


def _to_name(text: str) -> str:
    """A name of a file that is fit for any system, and no other text's."""
    safe = slug(text)[:_LONGEST_NAME]
    if safe == text.casefold() and safe.isascii():
        return safe
    return f"{safe}-{hashlib.sha256(text.encode()).hexdigest()[:8]}".lstrip("-")


class _Export:
    """The pages that can be reached from the table, the documents and the log."""

    def __init__(self, site: Site, folder: Path) -> None:
        self._site = site
        self._folder = folder
        self._app = create_app(site)
        self._known = site.known()
        self._numbers = {decision.number for decision in self._known.decisions}
        self._documents = {document.id for document in site.board.documents()}
        self._has_row = lru_cache(maxsize=None)(self._find_row)

    def write(self) -> int:
        waiting = deque(_Address(path=path) for path in _STARTS)
        seen = set(waiting)
        while waiting:
            address = waiting.popleft()
            for other in self._write_page(address):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        for asset in sorted(STATIC.iterdir()):
            if asset.suffix in _ASSETS:
                self._put(f"static/{asset.name}", asset.read_bytes())
        self._put(_MARK, b"")
        return len(seen)

    def _write_page(self, address: _Address) -> set[_Address]:
        """Write a page; gives those that it links to."""
        if address.path == "/log.jsonl":
            lines = (f"{to_json_line(decision)}\n" for decision in self._known.decisions)
            self._put(address.file, "".join(lines).encode())
            return set()
        body = bytes(_show(self._app, self._site, address).body)
        page = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
        _strip(page)
        linked = set(_link(page, address, self._find))
        text = lxml.html.tostring(page, encoding="utf-8", doctype="<!doctype html>")
        self._put(address.file, text)
        return linked

    def _put(self, name: str, content: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)

    def _find(self, link: str) -> _Address | None:
        """The page that a link leads to; None where it is not exported."""
        split = urlsplit(link)
        path = unquote(split.path)
        asked = {name: values[-1] for name, values in parse_qs(split.query).items()}
        if path in _LISTS:
            if not asked.keys() <= _LISTS[path]:
                return None
            address = _Address(path=path, query=tuple(sorted(asked.items(), reverse=True)))
            return _Address(path="/") if address == _Address(path="/table") else address
        if path in _SINGLE or self._is_there(path):
            return _Address(path=path)
        return None

    def _is_there(self, path: str) -> bool:
        kind, _, name = path[1:].partition("/")
        return (
            (kind == "rows" and self._has_row(name))
            or (kind == "documents" and name in self._documents)
            or (kind == "log" and name.isdecimal() and int(name) in self._numbers)
        )

    def _find_row(self, name: str) -> bool:
        return self._site.board.row(name) is not None


def _show(app: FastAPI, site: Site, address: _Address) -> Response:
    """The answer to somebody who is not signed in."""
    asked = "&".join(f"{name}={quote(value)}" for name, value in address.query)
    path = "/table" if address.path == "/" else address.path
    request = Request(
        {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": asked.encode(),
            "headers": [],
            "app": app,
        }
    )
    seen_by = request, site, Visitor(csrf="")
    kind, _, name = path[1:].partition("/")
    match kind, name:
        case "table", _:
            answer = table.show_table(*seen_by)
        case "rows", _:
            answer = rows.show_row(*seen_by, name)
        case "progress", _:
            answer = progress.show_progress(*seen_by, page=address.page)
        case "documents", "":
            answer = documents.list_documents(*seen_by, page=address.page)
        case "documents", "checks":
            answer = checks.show_checks(*seen_by)
        case "documents", _:
            answer = documents.show_document(*seen_by, name)
        case "log", "":
            answer = log.show_log(*seen_by, page=address.page)
        case "log", "agreement":
            answer = log.show_agreement(*seen_by)
        case "log", _:
            answer = log.show_decision(*seen_by, int(name))
        case _:
            answer = help_page.show_help(*seen_by)
    return answer


def _strip(page: HtmlElement) -> None:
    """Take out what needs a server: forms, scripts, keys, and who is signed in."""
    for gone in page.xpath(
        "//details[.//form] | //form | //script | //noscript | //*[@class='who']"
        " | //*[@data-key]/kbd"
    ):
        gone.drop_tree()
    head = page.find("head")
    head.insert(1, lxml.html.Element("meta", {"http-equiv": "Content-Security-Policy",
                                              "content": _POLICY}))  # fmt: skip


def _link(
    page: HtmlElement, here: _Address, find: Callable[[str], _Address | None]
) -> Iterator[_Address]:
    """Make the links of a page relative; gives the pages that they lead to."""
    for element in page.xpath("//*[@href]"):
        href = element.get("href")
        if href.startswith(("#", "https://", "http://")):
            continue
        if href.startswith("/static/"):
            element.set("href", _relative(href[1:], here))
            continue
        address = find(href)
        if address:
            fragment = urlsplit(href).fragment
            place = f"#{fragment}" if fragment else ""
            element.set("href", quote(_relative(address.file, here)) + place)
            yield address
        else:
            _unlink(element)


def _relative(file: str, here: _Address) -> str:
    return posixpath.relpath(file, posixpath.dirname(here.file) or ".")


def _unlink(element: HtmlElement) -> None:
    """Take a link away; of a navigation, all that belongs to it."""
    parent = element.getparent()
    if parent.tag == "li" and parent.xpath("ancestor::nav"):
        parent.drop_tree()
    else:
        element.drop_tag()
