"""What the program missed: a recommendation that a person found, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.decisions.applying import take_snapshots
from pipeline.decisions.log import Choice, Kind
from pipeline.errors import UsageError
from pipeline.last import read_run
from pipeline.records import Mention, Strength, mention_ids, normalise
from pipeline.run import read_documents
from pipeline.store import locate_store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pipeline.decisions.log import Decision
    from pipeline.records import Document, Part

    Progress = Callable[[str, int], Callable[[], None]]

# Stands where a mention found by the program has the name of a rule.
_BY_HAND = "by hand"


def add_missed(
    workspace: Path,
    document: str,
    words: str,
    *,
    part: Part,
    reviewer: str,
    note: str,
    progress: Progress,
) -> Decision:
    """Write a recommendation that was missed into the log; the next run has it in the table.

    Args:
        workspace: That has the document.
        document: Its id, or the name of its file.
        words: As they stand in the document.
        part: To which it belongs.
        reviewer: Who found it.
        note: Why, for who reads the log.
        progress: Is told how far reading is.

    Raises:
        UsageError: There is no such document, the words do not stand there, or the table
            has them already.
    """
    mention, source = _place(read_documents(workspace, progress=progress), document, words, part)
    last = read_run(workspace)
    home = next((row for row, names in last.rows.items() if mention.mention_id in names), "")
    if home:
        raise UsageError(f"{words!r}: is in the table already, as {home}")
    beside = [other for other in last.mentions if other.document_id == mention.document_id]
    snapshots = take_snapshots([*beside, mention], {mention.document_id: source.source})
    choice = Choice(
        kind=Kind.ADDED, mention_ids=(mention.mention_id,), value=part.value, note=note, shown=words
    )
    with open_store(locate_store(workspace)) as store:
        (decision,) = store.decide(
            [choice], reviewer=reviewer, snapshots=[snapshots[mention.mention_id]]
        )
    return decision


def _place(
    documents: Iterable[Document], name: str, words: str, part: Part
) -> tuple[Mention, Document]:
    """The words as a mention, and the document in which they stand."""
    named = [d for d in documents if name in (d.document_id, d.source.name)]
    if not named:
        raise UsageError(f"{name}: is no document that was read; see documents.csv")
    wanted = normalise(words)
    for document in named:
        for place, paragraph in enumerate(document.paragraphs):
            if wanted and wanted in normalise(paragraph.text):
                return _make(document, place, words.strip(), part), document
    raise UsageError(
        f"{words!r}: does not stand in one paragraph of {name}; copy the words from the document, "
        "without what stands before and behind them"
    )


def _make(document: Document, place: int, words: str, part: Part) -> Mention:
    paragraph = document.paragraphs[place]
    start = max(paragraph.text.find(words), 0)
    (name,) = mention_ids(document.document_id, [words])
    return Mention(
        mention_id=name,
        document_id=document.document_id,
        paragraph=place,
        number=paragraph.number,
        headings=paragraph.headings,
        page=paragraph.page_at(start),
        start=start,
        end=start + len(words),
        text=words,
        standalone=words,
        part=part,
        trigger=_BY_HAND,
        strength=Strength.SHOULD,
        actors=(),
        bracketed=False,
        score=1.0,
        language=document.source.language,
        hedged=False,
        compound=False,
        target_date="",
        marks="",
        reasons=(),
    )
