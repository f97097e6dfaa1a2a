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
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pipeline
from pipeline.authority import authority_of
from pipeline.cache import CACHE, make_key, open_cache
from pipeline.cluster import Clustering, Constraints, cluster
from pipeline.cluster.model import PairModel, load_pair_model
from pipeline.config import (
    EXTRACT_MODEL,
    OUTPUTS,
    PAIR_MODEL,
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
from pipeline.extract import Extractor, load_extractor
from pipeline.incremental import KnownVectors, fingerprint, library_versions, read_new, search_new
from pipeline.ingest import why_unreadable
from pipeline.intake import take_in
from pipeline.merges import build_merges, build_references
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

    from pipeline.cache import Cache

STORE = Path("stocktake.db")

# Begins a stage, by its name and number of steps; what comes back is called after each step.
Progress: TypeAlias = "Callable[[str, int], Callable[[], None]]"

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
        merges: Suggested merges, first that whose decision teaches most.
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
    """What people can edit, loaded once a run, before anything is processed.

    Attributes:
        program: Stands for the program; what it computed is known only to the same.
        searching: The same, with the models that searching uses.
    """

    config: Config
    vocabulary: Vocabulary
    pair_model: PairModel
    load_extractor: Callable[[], Extractor]
    earlier: pd.DataFrame | None
    hashes: dict[str, str]
    program: bytes
    searching: bytes


def run(
    workspace: Path, paths: Sequence[Path], *, since: Path | None, progress: Progress
) -> Result:
    """Take the paths into the register, process all that is registered, write the outputs.

    What an earlier run in the workspace has computed, and no change has touched, is
    not computed again; the outputs are the same as if it were.

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
    with open_cache(workspace / CACHE) as cache:
        documents, rejections = _read(workspace, paths, setup, cache, progress)
        mentions, clustering, suggestions, unsearched = _analyse(documents, setup, cache, progress)
        rejections += unsearched
        with _timed("table"):
            result = _tabulate(
                workspace, documents, mentions, clustering, suggestions, setup, rejections
            )
        with _timed("outputs"):
            _write(result, setup)
        cache.forget_unused()
    return result


def _load(workspace: Path, since: Path | None) -> _Setup:
    vocabulary_path = own_or_shipped(workspace, VOCABULARY)
    model_path = own_or_shipped(workspace, EXTRACT_MODEL)
    pairs_path = own_or_shipped(workspace, PAIR_MODEL)
    vocabulary = load_vocabulary(vocabulary_path)
    read = [
        vocabulary_path,
        pairs_path,
        model_path,
        *sorted((shipped_models() / TRIGGERS).glob("*.toml")),
    ]
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in read}
    actor_names = vocabulary.actor_names()
    # Of the vocabulary, searching uses the names of actors only; comparing comes after it.
    later = (VOCABULARY.name, PAIR_MODEL.name)
    models = {name: digest for name, digest in hashes.items() if name not in later}
    program = fingerprint(library_versions())
    return _Setup(
        config=load_config(workspace / SETTINGS),
        vocabulary=vocabulary,
        pair_model=load_pair_model(pairs_path),
        load_extractor=partial(
            load_extractor,
            shipped_models() / TRIGGERS,
            model_path,
            actor_names=actor_names,
        ),
        earlier=read_mentions(since) if since else None,
        hashes=hashes,
        program=program,
        searching=make_key(program, models, list(actor_names.items())),
    )


def _read(
    workspace: Path, paths: Sequence[Path], setup: _Setup, cache: Cache, progress: Progress
) -> tuple[list[Document], tuple[Rejection, ...]]:
    """Every registered document that can be read, and what was refused.

    What people put into the workspace's corpus folder is taken in without being named.
    """
    corpus = workspace / "corpus"
    named = [*paths, corpus] if corpus.is_dir() else paths
    with _timed("ingest"):
        sources, refused = take_in(workspace, named, why_unreadable=why_unreadable)
        step = progress("Reading documents", len(sources))
        documents, unread = read_new(
            sources,
            settings=setup.config.ingest,
            cache=cache,
            program=setup.program,
            on_done=step,
        )
        rejections = (*refused, *unread)
        if not documents:
            raise UsageError(_nothing_to_do(rejections))
    return documents, rejections


def _nothing_to_do(rejections: Iterable[Rejection]) -> str:
    reasons = "".join(f"{rejection.item}: {rejection.reason}. " for rejection in rejections)
    return f"{reasons}There is no document to process; name some: stocktake run PATH"


def find_mentions(workspace: Path, *, progress: Progress) -> list[Mention]:
    """What is found in all that is registered, as a run finds it.

    Raises:
        StocktakeError: As ``run``.
    """
    setup = _load(workspace, since=None)
    with open_cache(workspace / CACHE) as cache:
        documents, _ = _read(workspace, (), setup, cache, progress)
        mentions, _ = _search(documents, setup, cache, progress)
    return mentions


def _search(
    documents: Sequence[Document], setup: _Setup, cache: Cache, progress: Progress
) -> tuple[list[Mention], list[Rejection]]:
    with _timed("extract"):
        return search_new(
            documents,
            load=setup.load_extractor,
            settings=setup.config.ingest,
            cache=cache,
            program=setup.searching,
            on_done=progress("Finding recommendations", len(documents)),
        )


def _analyse(
    documents: Sequence[Document], setup: _Setup, cache: Cache, progress: Progress
) -> tuple[list[Mention], Clustering, list[Suggestion], tuple[Rejection, ...]]:
    mentions, refused = _search(documents, setup, cache, progress)
    encoder = Encoder(KnownVectors(cache))
    with _timed("cluster"):
        step = progress("Comparing recommendations", len(mentions))
        clustering = cluster(
            mentions,
            model=setup.pair_model,
            settings=setup.config.cluster,
            encoder=encoder,
            authority={d.document_id: authority_of(d.source) for d in documents},
            constraints=Constraints(),
            on_done=step,
        )
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
            references=build_references(recommendations, clustering.relations),
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
            **library_versions(),
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
