"""What several tests need: the models, loaded once, and small records."""

from __future__ import annotations

import functools
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner

from pipeline.config import ClusterSettings, IngestSettings
from pipeline.decisions.log import Choice, Decision, Kind, Snapshot
from pipeline.ingest import read_source
from pipeline.records import (
    CandidatePair,
    Document,
    MatchScore,
    Mention,
    Paragraph,
    ParagraphKind,
    Part,
    Source,
    Strength,
    mention_ids,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result as CliResult

    from pipeline.cluster import Clustering, Constraints
    from pipeline.cluster.model import PairModel
    from pipeline.embedding import Encoder
    from pipeline.extract import Extractor
    from pipeline.extract.parsing import Parser
    from pipeline.extract.rules import PhraseRule
    from pipeline.run import Result
    from pipeline.suggest.vocabulary import Vocabulary

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus"

# The same examples on every machine; how long one takes says nothing about the code.
settings.register_profile(
    "stocktake",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("stocktake")


def pytest_configure(config: pytest.Config) -> None:
    """Registers the mark of tests that take most of a minute; no test uses a real store."""
    os.environ.pop("STOCKTAKE_STORE", None)
    config.addinivalue_line("markers", "slow: takes most of a minute; -m 'not slow' leaves it out")


def read_one(path: Path, **fields: Any) -> Document:  # noqa: ANN401 (any field of a source)
    """The only document of a file, with whatever was left out of it unread."""
    source = Source(document_id="d", path=path, **fields)
    (document,), _ = read_source(source, settings=IngestSettings())
    return document


def make_mention(text: str, **fields: Any) -> Mention:  # noqa: ANN401 (any field of a mention)
    """A mention that is all of its paragraph; its id is the real one unless given."""
    document_id = fields.get("document_id", "d")
    values: dict[str, Any] = {
        "mention_id": mention_ids(document_id, [text])[0],
        "document_id": document_id,
        "paragraph": 0,
        "number": "",
        "headings": (),
        "page": None,
        "start": 0,
        "end": len(text),
        "text": text,
        "standalone": text,
        "part": Part.IMPROVEMENT,
        "trigger": "modal should",
        "strength": Strength.SHOULD,
        "actors": (),
        "bracketed": False,
        "score": 0.9,
        "language": "en",
        "hedged": False,
        "compound": False,
        "target_date": "",
        "marks": "",
        "reasons": (),
    }
    return Mention(**values | fields)


def make_snapshot(
    mention: Mention, before: str = "", after: str = "", was: tuple[str, ...] = ()
) -> Snapshot:
    """A mention as it was when somebody decided on it, in a file named after its document."""
    document_id = mention.document_id
    source = Source(document_id=document_id, path=Path(f"{document_id}.txt"))
    return Snapshot(mention=mention, source=source, before=before, after=after, was=was)


def make_log(*choices: Choice | tuple[Any, ...], reviewer: str = "Ada") -> list[Decision]:
    """A log of these choices: kind, mentions joined with blanks, value; keys are k1, k2, k3."""
    made = []
    for number, given in enumerate(choices, start=1):
        choice = given if isinstance(given, Choice) else _choice(*given)
        made.append(
            Decision(
                number=number,
                key=f"k{number}",
                reviewer=reviewer,
                decided_at=datetime(2025, 3, 1, tzinfo=UTC),
                **{name: getattr(choice, name) for name in Choice.__slots__},
            )
        )
    return made


def _choice(kind: Kind, names: str = "", value: str = "") -> Choice:
    return Choice(kind=kind, mention_ids=tuple(names.split()), value=value)


def mentions_of(*given: Mention | str) -> list[Mention]:
    """Mentions as they are, and of each text one with its place as its id."""
    return [
        make_mention(one, mention_id=f"m{place}") if isinstance(one, str) else one
        for place, one in enumerate(given)
    ]


def body(text: str, **fields: Any) -> Paragraph:  # noqa: ANN401 (any field of a paragraph)
    """A paragraph of running text."""
    return Paragraph(**{"kind": ParagraphKind.BODY, "text": text} | fields)


def item(text: str, **fields: Any) -> Paragraph:  # noqa: ANN401 (any field of a paragraph)
    """An item of a list."""
    return body(text, **{"kind": ParagraphKind.LIST_ITEM} | fields)


def make_document(*paragraphs: Paragraph | str, **fields: Any) -> Document:  # noqa: ANN401 (any field of a source)
    """A document of these paragraphs; a string is a paragraph of running text."""
    source = Source(**{"document_id": "d", "path": Path("/corpus/d.txt")} | fields)
    read = tuple(body(p) if isinstance(p, str) else p for p in paragraphs)
    return Document(source=source, content_hash="0", paragraphs=read)


def only_adds(standalone: str, text: str) -> bool:
    """Whether taking away added brackets, each with its space, gives the text back."""
    added = r"\[[^\[\]\n]*\]"
    inline = f"(?: {added})?"
    pattern = f"(?:{added} )?" + inline.join(map(re.escape, text)) + inline * 2
    return re.fullmatch(pattern, standalone, re.DOTALL) is not None


def make_match(left: str, right: str, score: float, *guards: str) -> MatchScore:
    """A match score of two ids, in whichever order they come."""
    first, second = sorted((left, right))
    pair = CandidatePair(left=first, right=second)
    return MatchScore(pair=pair, score=score, features=(("wording", score),), guards=guards)


def write(path: Path, text: str) -> Path:
    """The path, after the text was written to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """What finds recommendations, with the models that are shipped, loaded once."""
    from pipeline.extract import load_extractor  # noqa: PLC0415 (spaCy takes seconds to load)
    from pipeline.suggest.vocabulary import load_vocabulary  # noqa: PLC0415 (as above)

    vocabulary = load_vocabulary(ROOT / "models" / "vocabulary.toml")
    return load_extractor(
        ROOT / "models" / "triggers",
        ROOT / "models" / "extract.json",
        actor_names=vocabulary.actor_names(),
    )


@pytest.fixture(scope="session")
def parser(extractor: Extractor) -> Parser:
    """The parser."""
    return extractor.parser


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The sentence encoder, loaded once."""
    from pipeline.embedding import Encoder  # noqa: PLC0415 (takes seconds to load)

    return Encoder()


@pytest.fixture(scope="session")
def pair_model() -> PairModel:
    """The pair model that is shipped, loaded once."""
    from pipeline.cluster.model import load_pair_model  # noqa: PLC0415 (as above)

    return load_pair_model(ROOT / "models" / "cluster.json")


@pytest.fixture(scope="session")
def clustered(pair_model: PairModel, encoder: Encoder) -> Callable[..., Clustering]:
    """Clusters mentions; a text is a mention with its place as its id: m0, m1 and so on."""
    from pipeline.cluster import Constraints, cluster  # noqa: PLC0415 (as above)

    def call(
        *given: Mention | str,
        authority: dict[str, int] | None = None,
        decided: Constraints | None = None,
        **thresholds: float,
    ) -> Clustering:
        return cluster(
            mentions_of(*given),
            model=pair_model,
            settings=ClusterSettings(**thresholds),
            encoder=encoder,
            authority=authority or {},
            constraints=decided or Constraints(),
            on_done=lambda: None,
        )

    return call


@pytest.fixture(scope="session")
def rules(extractor: Extractor) -> tuple[PhraseRule, ...]:
    """The English phrase rules that are shipped."""
    return extractor.triggers["en"].rules


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The vocabulary that is shipped."""
    from pipeline.suggest.vocabulary import load_vocabulary  # noqa: PLC0415 (as above)

    return load_vocabulary(ROOT / "models" / "vocabulary.toml")


@pytest.fixture(scope="session")
def read_mentions_of(extractor: Extractor) -> Callable[..., list[Mention]]:
    """Extracts the mentions of a document made of these paragraphs."""
    from pipeline.extract import extract  # noqa: PLC0415 (as above)

    def read(*paragraphs: Paragraph | str, **fields: Any) -> list[Mention]:  # noqa: ANN401 (any field of a source)
        document = make_document(*paragraphs, **fields)
        return extract([document], extractor=extractor, on_done=lambda: None)[0]

    return read


@pytest.fixture(scope="session")
def _models_stay_loaded(extractor: Extractor, encoder: Encoder) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.run.load_extractor", lambda *_, **__: extractor)
        patch.setattr("pipeline.run.Encoder", lambda _known: encoder)
        yield


@pytest.fixture(scope="session")
def process(_models_stay_loaded: None) -> Callable[..., Result]:
    """Runs the whole pipeline in a workspace on these paths."""
    from pipeline.run import run  # noqa: PLC0415 (as above)

    def call(workspace: Path, *paths: Path, since: Path | None = None) -> Result:
        return run(workspace, paths, since=since, progress=lambda _stage, _steps: lambda: None)

    return call


@pytest.fixture(scope="session")
def stocktake(_models_stay_loaded: None) -> Callable[..., CliResult]:
    """Calls the command line with these arguments; a wide screen keeps paths in one piece."""
    from pipeline.cli import app  # noqa: PLC0415 (as above)

    runner = CliRunner(env={"COLUMNS": "200"})

    def call(*arguments: str | Path) -> CliResult:
        return runner.invoke(app, [str(argument) for argument in arguments])

    return call


@pytest.fixture(scope="session")
def sample_run(
    tmp_path_factory: pytest.TempPathFactory, process: Callable[..., Result]
) -> tuple[Path, Result]:
    """A workspace with the sample corpus, processed once; tests only read it."""
    workspace = tmp_path_factory.mktemp("sample")
    shutil.copytree(SAMPLE, workspace / "corpus")
    return workspace, process(workspace)


@functools.cache
def tracked_texts() -> tuple[Path, ...]:
    """Text files of the repository, but for what .gitignore names."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    names = {line.strip("/") for line in ignored if "*" not in line} | {".git"}
    found = [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not names & set(path.relative_to(ROOT).parts)
        and path.relative_to(ROOT).parts[0] != "outputs"
        and not path.name.startswith((".coverage", "stocktake.db"))
    ]
    return tuple(path for path in sorted(found) if b"\0" not in path.read_bytes()[:8000])
