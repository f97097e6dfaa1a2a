"""Evidence of how far recommendations are carried out, for people to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.assess import EvidenceModel, find_evidence, load_evidence_model
from pipeline.assess.encoding import STRONG_EVIDENCE_MODEL, StrongEncoder, has_strong_encoder
from pipeline.board import BOARD, Board, View
from pipeline.config import EVIDENCE_MODEL, SETTINGS, load_config, own_or_shipped
from pipeline.embedding import Encoder
from pipeline.errors import UsageError
from pipeline.outputs import replace_file, to_csv
from pipeline.records import Document, Part, Recommendation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.assess.encoding import TextEncoder
    from pipeline.assess.findings import Found

    Progress = Callable[[str, int], Callable[[], None]]

_IN_TABLE = (("relevant", "yes"),)
COLUMNS = (
    "recommendation_id",
    "recommendation",
    "suggested_status",
    "kind",
    "score",
    "passage",
    "document",
    "published",
    "paragraph",
    "page",
    "words",
    "reasons",
    "encoder",
)


def write_evidence(workspace: Path, path: Path, *, force: bool, progress: Progress) -> int:
    """Write what later documents say of each recommendation of the last run, as CSV.

    Args:
        workspace: Whose table it is.
        path: The file.
        force: Whether one that is there already is written over.
        progress: Is told of the two steps.

    Returns:
        Number of passages.

    Raises:
        UsageError: There was no run, or the file is there already or cannot be written.
    """
    if path.exists() and not force:
        raise UsageError(f"{path}: is there already; name another file, or say --force")
    step = progress("Looking for evidence", 2)
    board = Board(workspace / BOARD)
    rows = _rows(board)
    documents = _documents(board)
    name, encoder, model = _choose_encoder(workspace)
    step()
    found = find_evidence(
        rows,
        documents.values(),
        model=model,
        encoder=encoder,
        settings=load_config(workspace / SETTINGS).assess,
    )
    step()
    data = to_csv(_to_frame(found, rows, documents, name))
    try:
        replace_file(path, data)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); name another") from error
    return len(found.evidence)


def _choose_encoder(workspace: Path) -> tuple[str, TextEncoder, EvidenceModel]:
    """The stronger encoder where it is installed, by name, and the model that goes with it."""
    if has_strong_encoder():
        path = own_or_shipped(workspace, STRONG_EVIDENCE_MODEL)
        return "multilingual-e5-small", StrongEncoder(), load_evidence_model(path)
    path = own_or_shipped(workspace, EVIDENCE_MODEL)
    return "universal-sentence-encoder-multilingual", Encoder(), load_evidence_model(path)


def _rows(board: Board) -> list[Recommendation]:
    """The rows that are in the table, as much of them as evidence is looked for by."""
    rows = board.find(View(facets=_IN_TABLE, count=board.count(View(facets=_IN_TABLE))))
    return [
        Recommendation(
            recommendation_id=row.id,
            text=row.text,
            part=Part(row.part),
            mentions=tuple(board.mentions(row.place)),
        )
        for row in rows
    ]


def _documents(board: Board) -> dict[str, Document]:
    found = (board.document(line.id) for line in board.documents())
    return {
        one.id: Document(source=one.source, content_hash="", paragraphs=one.paragraphs)
        for one in found
        if one
    }


def _to_frame(
    found: Found, rows: list[Recommendation], documents: dict[str, Document], encoder: str
) -> pd.DataFrame:
    """One line a passage, the best of each recommendation first; and what encoder compared."""
    texts = {row.recommendation_id: row.text for row in rows}
    suggested = {one.recommendation_id: one.status for one in found.suggestions}
    lines = [
        (
            one.recommendation_id,
            texts[one.recommendation_id],
            suggested.get(one.recommendation_id, ""),
            one.kind.value,
            round(one.score, 3),
            one.passage.text,
            documents[one.passage.document_id].source.name,
            str(one.passage.published or ""),
            one.passage.number,
            one.passage.page,
            ", ".join(one.words),
            "; ".join(one.reasons),
            encoder,
        )
        for one in found.evidence
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS)).astype({"page": "Int64"})
