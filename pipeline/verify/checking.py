"""One source's mentions checked, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.ingest.reading import read_contents
from pipeline.verify.matching import is_numbered, stands_on
from pipeline.verify.pages import RowPages
from pipeline.verify.readers import read_again

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.config import IngestSettings
    from pipeline.records import Source
    from pipeline.verify.pages import Pages

# A paragraph's number is looked for on this many pages before its text.
PAGES_BEFORE = 3
PICTURES = frozenset({".gif", ".jpg", ".png", ".tif", ".webp"})
# Formats whose text runs over from a page to the next; a slide and a row are for themselves.
RUNNING = frozenset({".markdown", ".md", ".pdf", ".text", ".txt"})
# Formats whose bytes are searched as they are: what is not found may be packed or in pieces.
OLD = frozenset({".doc", ".msg", ".ppt", ".xls"})
# Formats that count by themselves, so that a number need not stand in their text.
COUNTING = OLD | frozenset({".docx", ".htm", ".html", ".odp", ".odt", ".pptx", ".rtf", ".eml"})


class Verdict(StrEnum):
    """What came of looking for a text or a number."""

    HELD = "held"
    FAILED = "failed"
    NOT_CHECKABLE = "not checkable"


class Kind(StrEnum):
    """How the mention's page was read."""

    PDF = "PDF text"
    OCR = "read by OCR"
    OTHER = "other formats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a row of mentions.csv says: that this text stands there."""

    mention_id: str
    document_id: str
    document: str
    number: str
    page: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A claim, and whether it is true.

    Attributes:
        text: Whether the text stands on the page.
        number: Whether the paragraph's number stands before it.
        reason: Why something failed or could not be checked; else empty.
    """

    claim: Claim
    kind: Kind
    text: Verdict
    number: Verdict
    reason: str = ""

    def explain(self) -> str:
        """The claim, and what is wrong with it, in a line."""
        claim = self.claim
        page = f", page {claim.page}" if claim.page else ""
        number = f", paragraph {claim.number}" if claim.number else ""
        return f"{claim.mention_id} {claim.document}{page}{number}: {self.reason}: “{claim.text}”"


def check_source(
    source: Source, claims: Sequence[Claim], *, settings: IngestSettings
) -> list[Check]:
    """The claims on a source's file, and on the files inside it, checked.

    Raises:
        UnreadableError: The file cannot be read.
    """
    ids = {claim.document_id for claim in claims}
    if ids == {source.document_id}:
        return _check_file(_content(source.path), source.path.name, claims)
    contents = read_contents(source, settings=settings)
    checks: list[Check] = []
    for document_id in sorted(ids):
        own = [claim for claim in claims if claim.document_id == document_id]
        if document_id in contents:
            name, content = contents[document_id]
            checks += _check_file(content, name, own)
        else:
            checks += refuse_all(own, "its document is not in the file any more")
    return checks


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"cannot be opened: {error.strerror}; put it back") from error


def refuse_all(claims: Iterable[Claim], reason: str) -> list[Check]:
    """The claims, each failed for the reason."""
    return [_fail(claim, Kind.OTHER, reason) for claim in claims]


def _fail(claim: Claim, kind: Kind, reason: str) -> Check:
    return Check(
        claim=claim, kind=kind, text=Verdict.FAILED, number=Verdict.NOT_CHECKABLE, reason=reason
    )


def _check_file(content: bytes, name: str, claims: Sequence[Claim]) -> list[Check]:
    try:
        ending, pages = read_again(content, name)
    except UnreadableError as error:
        return refuse_all(claims, str(error))
    if pages is None:
        kind = Kind.OCR if ending in PICTURES else Kind.OTHER
        return [_pass_over(claim, kind, f"{ending} has no second reader") for claim in claims]
    if isinstance(pages, RowPages):
        pages.settle([(claim.page, claim.text) for claim in claims])
    return [_check_claim(claim, pages, ending) for claim in claims]


def _pass_over(claim: Claim, kind: Kind, reason: str) -> Check:
    unknown = Verdict.NOT_CHECKABLE
    return Check(claim=claim, kind=kind, text=unknown, number=unknown, reason=reason)


def _check_claim(claim: Claim, pages: Pages, ending: str) -> Check:
    try:
        return _compare(claim, pages, ending)
    except UnreadableError as error:
        return _fail(claim, Kind.PDF, str(error))


def _compare(claim: Claim, pages: Pages, ending: str) -> Check:
    kind = Kind.PDF if ending == ".pdf" else Kind.OTHER
    page = pages.page(claim.page)
    following = pages.page(claim.page + 1) if claim.page and ending in RUNNING else ()
    if not stands_on(claim.text, page, following):
        return _doubt(claim, pages, ending)
    number = _check_number(claim, pages, ending)
    missing = claim.number and number is not Verdict.HELD
    reason = f"its number {claim.number} is not printed before it" if missing else ""
    return Check(claim=claim, kind=kind, text=Verdict.HELD, number=number, reason=reason)


def _doubt(claim: Claim, pages: Pages, ending: str) -> Check:
    """What to say of a text that was not found: that it is not there, or cannot be seen."""
    if pages.is_picture(claim.page):
        return _pass_over(claim, Kind.OCR, "the page is a picture")
    if ending in OLD:
        return _pass_over(claim, Kind.OTHER, f"{ending} has no second reader that finds it")
    where = f"page {claim.page}" if claim.page else "the file"
    kind = Kind.PDF if ending == ".pdf" else Kind.OTHER
    return _fail(claim, kind, f"its text does not stand on {where}")


def _check_number(claim: Claim, pages: Pages, ending: str) -> Verdict:
    if not claim.number:
        return Verdict.NOT_CHECKABLE
    last = claim.page if claim.page and ending in RUNNING else 0
    before = [pages.page(number) for number in range(max(last - PAGES_BEFORE, 1), last)]
    if is_numbered(claim.text, claim.number, pages.page(claim.page), before):
        return Verdict.HELD
    return Verdict.NOT_CHECKABLE if ending in COUNTING else Verdict.FAILED
