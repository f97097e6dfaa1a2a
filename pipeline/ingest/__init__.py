"""Files to documents with numbered paragraphs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from pipeline.errors import UnreadableError
from pipeline.ingest.reading import STAGE, read_source, why_unreadable
from pipeline.isolation import map_apart, run_apart
from pipeline.records import Details, Document, Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.config import IngestSettings
    from pipeline.records import Source

__all__ = ["combine", "ingest", "read_each", "read_source", "why_unreadable"]

# The documents that a source holds, and what in it could not be read.
Outcome: TypeAlias = tuple[list[Document], list[Rejection]]


def ingest(
    sources: Iterable[Source], *, settings: IngestSettings, on_done: Callable[[], None]
) -> Outcome:
    """The documents that could be read, by id, and a rejection for all that could not.

    Args:
        sources: What to read, each in a process of its own.
        settings: What one file may cost.
        on_done: Called once a source, for a progress bar.
    """
    ordered = sorted(sources, key=lambda source: source.document_id)
    outcomes = []
    for outcome in read_each(ordered, settings=settings):
        outcomes.append(outcome)
        on_done()
    return combine(outcomes)


def read_each(sources: Iterable[Source], *, settings: IngestSettings) -> Iterator[Outcome]:
    """What each source holds by itself, in the sources' order.

    A rejection is of a whole source, or of a part of one that is read for the
    rest: a page that is a picture, an attachment.
    """
    return map_apart(partial(_read, settings=settings), sources)


def combine(outcomes: Iterable[Outcome]) -> Outcome:
    """The documents of all sources, by id, and every rejection.

    Of several documents with the same content the first by id is kept; each of the
    others is rejected.

    Args:
        outcomes: What each source holds, ordered by the sources' ids.
    """
    documents: list[Document] = []
    rejections: list[Rejection] = []
    for found, refused in outcomes:
        documents += found
        rejections += refused
    kept, twins = _without_twins(sorted(documents, key=lambda document: document.document_id))
    return _with_submitters(kept), rejections + twins


def _read(source: Source, *, settings: IngestSettings) -> Outcome:
    """What the source holds, read in a process of its own within its limits."""
    try:
        return run_apart(
            partial(read_source, source, settings=settings),
            seconds=settings.seconds,
            megabytes=settings.megabytes,
        )
    except UnreadableError as error:
        return [], [Rejection(stage=STAGE, item=source.name, reason=str(error))]


def _with_submitters(documents: Iterable[Document]) -> list[Document]:
    """The documents, each with what the others of its contribution say of who submitted it.

    A form names the organisation and its sector; what is attached to it seldom does.
    """
    documents = list(documents)
    known: dict[str, Details] = {}
    for document in sorted(documents, key=_place_in_contribution):
        source = document.source
        if source.contribution:
            said = Details(
                body=source.body, stakeholder_group=source.stakeholder_group, region=source.region
            )
            earlier = known.setdefault(source.contribution, said)
            known[source.contribution] = earlier.fill(said)
    return [
        replace(document, source=document.source.fill(known[document.source.contribution]))
        if document.source.contribution
        else document
        for document in documents
    ]


def _place_in_contribution(document: Document) -> tuple[bool, str]:
    """First the one that the contribution is named for: the form, the message."""
    return document.document_id != document.source.contribution, document.document_id


def _without_twins(documents: Iterable[Document]) -> tuple[list[Document], list[Rejection]]:
    """The documents less those with the content of an earlier one, and a rejection for each."""
    first: dict[str, Document] = {}
    rejections = []
    for document in documents:
        twin = first.setdefault(document.content_hash, document)
        if twin is not document:
            reason = f"same content as {twin.source.name}, which is read instead"
            rejections.append(Rejection(stage=STAGE, item=document.source.name, reason=reason))
    return list(first.values()), rejections
