"""What the program missed: a recommendation that a person found, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.decisions.missing import choose_missed
from pipeline.errors import UsageError
from pipeline.last import read_run
from pipeline.records import normalise
from pipeline.run import read_documents
from pipeline.store import locate_store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pipeline.decisions.log import Decision
    from pipeline.records import Document, Part

    Progress = Callable[[str, int], Callable[[], None]]


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
    found = _find(read_documents(workspace, progress=progress), document, words)
    last = read_run(workspace)
    rows = {name: row for row, names in last.rows.items() for name in names}
    beside = [
        (mention, rows[mention.mention_id])
        for mention in last.mentions
        if mention.document_id == found.document_id
    ]
    choice, snapshot = choose_missed(
        found.source, found.paragraphs, words, part=part, note=note, beside=beside
    )
    with open_store(locate_store(workspace)) as store:
        (decision,) = store.decide([choice], reviewer=reviewer, snapshots=[snapshot])
    return decision


def _find(documents: Iterable[Document], name: str, words: str) -> Document:
    """The document of that id or file, of several the first that has the words."""
    named = [d for d in documents if name in (d.document_id, d.source.name)]
    if not named:
        raise UsageError(f"{name}: is no document that was read; see documents.csv")
    wanted = normalise(words)
    fitting = (d for d in named if any(wanted in normalise(p.text) for p in d.paragraphs))
    return next(fitting, named[0])
