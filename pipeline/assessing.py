"""Evidence of how far recommendations are carried out, for people to judge."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.assess import EvidenceModel, find_evidence, load_evidence_model
from pipeline.assess.encoding import (
    STRONG_EVIDENCE_MODEL,
    STRONG_PACKAGE,
    StrongEncoder,
    has_strong_encoder,
)
from pipeline.board import BOARD, Board, View, keep_evidence
from pipeline.cache import CACHE, open_cache
from pipeline.config import EVIDENCE_MODEL, SETTINGS, load_config, own_or_shipped
from pipeline.embedding import Encoder
from pipeline.errors import UsageError
from pipeline.outputs import replace_file, to_csv
from pipeline.records import Document, Part, Recommendation
from pipeline.vectors import KnownVectors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.assess.encoding import TextEncoder
    from pipeline.assess.findings import Evidence, Found
    from pipeline.cache import Cache
    from pipeline.records import Source

    Progress = Callable[[str, int], Callable[[], None]]

_IN_TABLE = (("relevant", "yes"),)
# A run forgets in its own file what it does not need, such as vectors of passages.
_KNOWN = CACHE.with_name("passages.db")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of looking for evidence.

    Attributes:
        recommendations: For how many it was looked for.
        passages: How many were found.
        suggested: For how many recommendations they suggest a status.
    """

    recommendations: int
    passages: int
    suggested: int


def look_for_evidence(
    workspace: Path, path: Path | None, *, force: bool, progress: Progress
) -> Looked:
    """Find what later documents say of each recommendation of the last run, and keep it.

    It is kept where pages show it, in place of what was found before.

    Args:
        workspace: Whose table it is.
        path: File to which it is written as CSV too; None for none.
        force: Whether one that is there already is written over.
        progress: Is told of the two steps.

    Raises:
        UsageError: There was no run, or the file is there already or cannot be written.
    """
    if path and path.exists() and not force:
        raise UsageError(f"{path}: is there already; name another file, or say --force")
    step = progress("Looking for evidence", 2)
    board = Board(workspace / BOARD)
    rows, hashes, documents = _rows(board), board.evidence.hashes(), _documents(board)
    step()
    with open_cache(workspace / _KNOWN) as cache:
        name, encoder, model = _choose_encoder(workspace, cache)
        found = find_evidence(
            rows,
            documents.values(),
            model=model,
            encoder=encoder,
            settings=load_config(workspace / SETTINGS).assess,
        )
        cache.forget_unused()
    _keep(workspace, found, rows, hashes)
    if path:
        _write(path, _to_frame(found, rows, documents, name))
    step()
    return Looked(
        recommendations=len(rows), passages=len(found.evidence), suggested=len(found.suggestions)
    )


def describe_evidence(workspace: Path, recommendation_id: str) -> list[str]:
    """What was last found of a recommendation, a line a passage; none where nothing was.

    Raises:
        UsageError: There was no run.
    """
    board = Board(workspace / BOARD)
    looked = board.evidence.of(recommendation_id)
    if looked is None or not looked.evidence:
        return []
    suggested = looked.suggestion
    sources = board.sources(one.passage.document_id for one in looked.evidence)
    return [
        f"suggested by evidence: {suggested.status} (score {suggested.score:.2f})"
        if suggested
        else "evidence was found; none is sure enough to suggest a status",
        *(_say_passage(one, sources[one.passage.document_id]) for one in looked.evidence),
    ]


def _say_passage(one: Evidence, source: Source) -> str:
    passage = one.passage
    where = [source.symbol or source.name, str(passage.published or "without a date")]
    where += [f"paragraph {passage.number}"] if passage.number else []
    where += [f"page {passage.page}"] if passage.page else []
    return f"{one.kind}, score {one.score:.2f}: “{passage.text}” ({', '.join(where)})"


def _choose_encoder(workspace: Path, cache: Cache) -> tuple[str, TextEncoder, EvidenceModel]:
    """The stronger encoder where it is installed, by name, and the model that goes with it."""
    if has_strong_encoder():
        model = load_evidence_model(own_or_shipped(workspace, STRONG_EVIDENCE_MODEL))
        return "multilingual-e5-small", StrongEncoder(KnownVectors(cache, STRONG_PACKAGE)), model
    model = load_evidence_model(own_or_shipped(workspace, EVIDENCE_MODEL))
    return "universal-sentence-encoder-multilingual", Encoder(KnownVectors(cache)), model


def _keep(
    workspace: Path, found: Found, rows: list[Recommendation], hashes: dict[str, str]
) -> None:
    path = workspace / BOARD
    looked_at = [row.recommendation_id for row in rows]
    try:
        keep_evidence(path, found, looked_at=looked_at, documents=hashes)
    except sqlite3.Error as error:
        raise UsageError(f"{path}: cannot be written ({error}); see who else uses it") from error


def _write(path: Path, lines: pd.DataFrame) -> None:
    try:
        replace_file(path, to_csv(lines))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); name another") from error


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
