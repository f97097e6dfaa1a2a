"""The whole pipeline, readable in one screen."""

from __future__ import annotations

import gc
import hashlib
import logging
import platform
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

import pipeline
from pipeline.authority import authority_of
from pipeline.cache import CACHE, make_key, open_cache
from pipeline.cluster import Clustering, Constraints, cluster
from pipeline.cluster.model import PairModel, load_pair_model
from pipeline.config import (
    EXAMPLES,
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
from pipeline.decisions.applying import Settled, settle
from pipeline.embedding import Encoder
from pipeline.errors import UsageError
from pipeline.extract import Extractor, load_extractor
from pipeline.incremental import (
    KnownTables,
    fingerprint,
    library_versions,
    read_new,
    search_new,
)
from pipeline.ingest import why_unreadable
from pipeline.intake import take_in
from pipeline.last import keep_run, read_run
from pipeline.outputs import put_back, read_mentions, write_outputs
from pipeline.recommendations import labels_decided
from pipeline.results import (
    Named,
    Result,
    build_result,
    name_rows,
    show_result,
    to_files,
    with_priorities,
)
from pipeline.store import locate_store, open_store
from pipeline.suggest import Suggested, suggest
from pipeline.suggest.knowledge import load_knowledge
from pipeline.suggest.vocabulary import Vocabulary, load_vocabulary
from pipeline.vectors import KnownVectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from pipeline.cache import Cache
    from pipeline.records import Document, Mention, Rejection

# Begins a stage, by its name and number of steps; what comes back is called after each step.
Progress: TypeAlias = "Callable[[str, int], Callable[[], None]]"

# Stands for the run before this one.
Last: TypeAlias = Literal["last"]

# New objects after which Python looks among them, and how often before it looks among older.
_THRESHOLDS = (100_000, 20, 1_000)

log = logging.getLogger("stocktake.run")


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


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Python looks for rings of dead objects nearly only among new ones.

    Records make no rings, and going through all of them again and again takes long.
    """
    # Not gc.disable(), which a library that spaCy loads its models with undoes.
    before = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_seldom_collecting()
def run(
    workspace: Path, paths: Sequence[Path], *, since: Path | Last | None, progress: Progress
) -> Result:
    """Take the paths into the register, process all that is registered, write the outputs.

    What an earlier run in the workspace has computed, and no change has touched, is
    not computed again; the outputs are the same as if it were.

    Args:
        workspace: Folder that holds the corpus, the store and the outputs.
        paths: Files and folders to register, besides the workspace's own corpus folder.
        since: Outputs of an earlier run, to tell what is new, changed and gone; or "last",
            for the one before this one in the workspace.
        progress: Is told of each stage and step.

    Raises:
        StocktakeError: Nothing can be processed, or a setting, the register, the
            vocabulary, the store or the outputs cannot be used.
    """
    put_back(workspace / OUTPUTS)
    setup = _load(workspace, since)
    with open_cache(workspace / CACHE) as cache:
        documents, rejections = _read(workspace, paths, setup, cache, progress)
        mentions, unsearched = _search(documents, setup, cache, progress)
        with open_store(locate_store(workspace)) as store:
            decisions = store.log()
            settled = settle(decisions, store.snapshots(), mentions, documents)
            encoder = Encoder(KnownVectors(cache))
            clustering = _compare(settled, setup, cache, encoder, progress)
            named = name_rows(settled, clustering, store)
            suggested = _suggest(settled, clustering, named, setup, cache, encoder, progress)
            with _timed("table"):
                result = build_result(
                    documents,
                    settled,
                    named,
                    suggested,
                    earlier=setup.earlier,
                    vocabulary=setup.vocabulary,
                    rejections=(*rejections, *unsearched),
                )
                result = with_priorities(result, settled.documents, setup.config.priority)
        _write(workspace, result, settled, setup, decisions[-1].number if decisions else 0)
        cache.forget_unused()
    return result


def _write(
    workspace: Path, result: Result, settled: Settled, setup: _Setup, decisions: int
) -> None:
    """Write the outputs, and keep what people's next decisions are about."""
    with _timed("outputs"):
        files = to_files(result, vocabulary=setup.vocabulary, decisions=decisions)
        write_outputs(workspace / OUTPUTS, files, run=_describe(result, setup))
        keep_run(
            workspace,
            result.rows,
            settled.documents,
            moved=settled.moved,
            decisions=decisions,
            orphans=result.orphans["mention_id"],
        )
        show_result(workspace, result, settled, decisions=decisions)


def _load(workspace: Path, since: Path | Last | None) -> _Setup:
    vocabulary_path = own_or_shipped(workspace, VOCABULARY)
    model_path = own_or_shipped(workspace, EXTRACT_MODEL)
    pairs_path = own_or_shipped(workspace, PAIR_MODEL)
    vocabulary = load_vocabulary(vocabulary_path)
    read = [
        vocabulary_path,
        pairs_path,
        model_path,
        *sorted((shipped_models() / TRIGGERS).glob("*.toml")),
        *sorted((shipped_models() / EXAMPLES).glob("*.csv")),
    ]
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in read}
    actor_names = vocabulary.actor_names()
    # Of the vocabulary, searching uses the names of actors only; comparing comes after it.
    later = (VOCABULARY.name, PAIR_MODEL.name)
    models = {
        name: digest
        for name, digest in hashes.items()
        if name not in later and not name.endswith(".csv")
    }
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
        earlier=_earlier(workspace, since),
        hashes=hashes,
        program=program,
        searching=make_key(program, models, list(actor_names.items())),
    )


def _earlier(workspace: Path, since: Path | Last | None) -> pd.DataFrame | None:
    """The mentions of the run to compare with, by their rows; none where none was before.

    What the last run kept tells more surely than its outputs, some of which a run that
    was killed may have replaced; they are there where the cache was removed.
    """
    if since != "last":
        return read_mentions(since) if since else None
    try:
        rows = read_run(workspace).rows
    except UsageError:
        outputs = workspace / OUTPUTS
        if (outputs / "mentions.csv").exists():
            return read_mentions(outputs)
        rows = {}
    return pd.DataFrame(
        [(name, row) for row, names in rows.items() for name in names],
        columns=["mention_id", "recommendation_id"],
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


def read_documents(workspace: Path, *, progress: Progress) -> list[Document]:
    """All that is registered and can be read, as a run reads it.

    Raises:
        StocktakeError: As ``run``.
    """
    setup = _load(workspace, since=None)
    with open_cache(workspace / CACHE) as cache:
        documents, _ = _read(workspace, (), setup, cache, progress)
    return documents


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


def _compare(
    settled: Settled, setup: _Setup, cache: Cache, encoder: Encoder, progress: Progress
) -> Clustering:
    """Clusters of the mentions."""
    state = settled.state
    with _timed("cluster"):
        return cluster(
            settled.mentions,
            model=setup.pair_model,
            settings=setup.config.cluster,
            encoder=encoder,
            authority={name: authority_of(d.source) for name, d in settled.documents.items()},
            constraints=Constraints(must=state.must, cannot=state.cannot, held=state.held),
            known=KnownTables(
                cache, "pairs", make_key(setup.program, setup.hashes[PAIR_MODEL.name])
            ),
            on_done=progress("Comparing recommendations", len(settled.mentions)),
        )


def _suggest(
    settled: Settled,
    clustering: Clustering,
    named: Named,
    setup: _Setup,
    cache: Cache,
    encoder: Encoder,
    progress: Progress,
) -> Suggested:
    """Categories and tags of the clusters, learned also from what people decided."""
    with _timed("suggest"):
        knowledge = load_knowledge(shipped_models(), setup.vocabulary)
        decided = labels_decided(named.groups, clustering.clusters, named.numbers, settled.state)
        key = make_key(setup.program, knowledge.identity(), decided)
        return suggest(
            clustering.clusters,
            {mention.mention_id: mention for mention in settled.mentions},
            knowledge=knowledge,
            decided=decided,
            settings=setup.config.suggest,
            encoder=encoder,
            known=KnownTables(cache, "suggest", key),
            on_done=progress("Suggesting categories and tags", len(clustering.clusters)),
        )


def _describe(result: Result, setup: _Setup) -> dict[str, object]:
    """What is needed to tell why two runs differ; no clock and no path in it."""
    return {
        "versions": {
            "stocktake": pipeline.__version__,
            "python": platform.python_version(),
            **library_versions(),
        },
        # Where decisions lie and who sees them is no setting of the computing.
        "settings": {
            name: s for name, s in asdict(setup.config).items() if name not in ("store", "web")
        },
        "models": setup.hashes,
        "compared_with_an_earlier_run": setup.earlier is not None,
        "counts": {
            "documents": len(result.documents),
            "documents_without_mentions": list(result.silent),
            "mentions": len(result.mentions),
            "recommendations": len(result.table),
            "suggested_merges": len(result.merges),
            "removed": len(result.removed),
            "orphans": len(result.orphans),
            "conflicts": len(result.conflicts),
            "rejections": dict(Counter(rejection.stage for rejection in result.rejections)),
        },
    }


@contextmanager
def _timed(stage: str) -> Iterator[None]:
    """Seconds go to the log, never into the outputs."""
    start = time.perf_counter()
    yield
    log.info("%s: %.1f s", stage, time.perf_counter() - start)
