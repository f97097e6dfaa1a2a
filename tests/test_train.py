"""Training: what people reviewed goes in, and a model that does better comes out, or none."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from pipeline.config import EXTRACT_MODEL, TRAINING, TRIGGERS, IngestSettings
from pipeline.errors import UsageError
from pipeline.extract import load_extractor
from pipeline.extract.model import CLASSES, load_model
from pipeline.ingest import ingest
from pipeline.records import Part
from pipeline.register import load_register
from pipeline.train import Training, read_reviewed, train
from tests.conftest import ROOT, write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from click.testing import Result as CliResult

    from pipeline.extract import Extractor

    Rows = Sequence[tuple[str, str, str]]

IMPROVEMENT, CONSIDERATION, NEITHER = CLASSES
ASKS = ["The Board should {} the pier.", "Ports should {} their lamps.", "We ask you to {} it."]
VALUES = ["The Group recognizes the need to {}.", "The Board stresses the value of it to {}."]
TELLS = ["The crew used to {} in 1900.", "Nobody came to {} that night.", "They {} at noon."]
VERBS = ["light", "clean", "repair", "paint", "sell"]
# What the rules take and people do not.
SURPRISING = "Sailors should {} by nature."
# A wording of which the shipped documents know nothing.
STRANGE = [
    "Passengers should show the {} ticket.",
    "Passengers should wear the {} band.",
    "Passengers should use the {} door.",
]
COLOURS = ["red", "green", "white", "black"]


@dataclass(frozen=True, slots=True)
class Bench:
    """A folder of shipped models that is small, and a workspace with two documents."""

    models: Path
    workspace: Path

    def train(self, *reviewed: Path) -> Training:
        """What training with these files came to."""
        return train(self.workspace, reviewed, progress=lambda _stage, _steps: lambda: None)

    def review(self, rows: Rows, name: str = "reviewed.csv") -> Path:
        """A file of reviewed rows in the workspace."""
        path = self.workspace / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("document_id", "text", "part"), *rows])
        return path


def _labelled(verb: str) -> list[tuple[str, str]]:
    return [
        (pattern.format(verb), label)
        for label, patterns in (("R", ASKS), ("C", VALUES), ("N", [*TELLS, SURPRISING]))
        for pattern in patterns
    ]


def _write_models(folder: Path) -> Path:
    """Triggers as shipped, and one labelled document for each verb."""
    shutil.copytree(ROOT / "models" / TRIGGERS, folder / TRIGGERS)
    rows = ["document\tlabel\ttext"]
    for verb in VERBS:
        labelled = [*_labelled(verb), (f"One could {verb} or not.", "?")]
        texts = "\n\n".join(text for text, _ in labelled)
        write(folder / TRAINING / "piers" / "documents" / f"{verb}.txt", texts)
        rows += [f"{verb}.txt\t{label}\t{text}" for text, label in labelled]
    write(folder / TRAINING / "piers" / "sentences.tsv", "\n".join(rows) + "\n")
    return folder


def _register(workspace: Path, texts: Mapping[str, Sequence[str]]) -> None:
    entries = "".join(f'[[source]]\nid = "{name}"\npath = "{name}.txt"\n\n' for name in texts)
    write(workspace / "corpus" / "sources.toml", entries)
    for name, sentences in texts.items():
        write(workspace / "corpus" / f"{name}.txt", "\n\n".join(sentences))


def _own(colours: Sequence[str]) -> list[str]:
    told = [pattern.format(colour) for pattern in STRANGE for colour in colours]
    return [*told, *(pattern.format(colours[0]) for pattern in ASKS)]


def _rows(name: str, texts: Sequence[str]) -> list[tuple[str, str, str]]:
    return [(name, text, NEITHER if "Passengers" in text else IMPROVEMENT) for text in texts]


OWN = {"first": _own(COLOURS[:2]), "second": _own(COLOURS[2:])}
HELPFUL = [row for name, texts in OWN.items() for row in _rows(name, texts)]


@pytest.fixture
def bench(tmp_path: Path, extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """What training needs, small and quick."""
    models = _write_models(tmp_path / "models")
    monkeypatch.setattr("pipeline.train.shipped_models", lambda: models)
    monkeypatch.setattr("pipeline.train.Parser", lambda: extractor.parser)
    workspace = tmp_path / "workspace"
    _register(workspace, OWN)
    return Bench(models, workspace)


def test_without_reviewed_rows_the_shipped_documents_alone_make_the_model(bench: Bench) -> None:
    made = bench.train()
    assert made.written
    assert made.path == bench.workspace / EXTRACT_MODEL
    assert (made.examples, made.reviewed, made.unfound) == (45, 0, ())
    assert made.trained is None
    assert made.shipped.mean_f1 > 0.8
    model = load_model(made.path)
    assert set(model.thresholds) == set(Part)
    first = made.path.read_bytes()
    bench.train()
    assert made.path.read_bytes() == first


def test_the_card_says_what_the_model_was_made_of(bench: Bench) -> None:
    made = bench.train(bench.review(HELPFUL))
    card = json.loads(made.path.read_text(encoding="utf-8"))["card"]
    assert card["sentences"] == made.examples == 45 + len(HELPFUL)
    assert card["reviewed sentences"] == made.reviewed == len(HELPFUL)
    assert card["sentences by label"] == {
        IMPROVEMENT: 15 + 6,
        CONSIDERATION: 10,
        NEITHER: 20 + 12,
    }
    assert len(card["sha256 of the labelled sentences"]) == 64
    assert set(card["cross-validated F1"]) == {IMPROVEMENT, CONSIDERATION}


def test_reviewed_rows_that_help_on_documents_not_seen_are_learned(bench: Bench) -> None:
    made = bench.train(bench.review(HELPFUL))
    assert made.trained is not None
    assert made.trained.mean_f1 > made.shipped.mean_f1
    assert made.written
    assert any("passengers" in name for name in load_model(made.path).weights)


def test_reviewed_rows_that_do_not_help_leave_the_model_as_it_was(bench: Bench) -> None:
    _register(
        bench.workspace, {verb: [text for text, _ in _labelled(verb)] for verb in ("mend", "wash")}
    )
    part = {"R": IMPROVEMENT, "C": CONSIDERATION, "N": NEITHER}
    wrong = {"mend": {"R": NEITHER, "N": IMPROVEMENT}, "wash": {}}
    rows = [
        (verb, text, (part | wrong[verb])[label])
        for verb in ("mend", "wash")
        for text, label in _labelled(verb)
    ]
    before = write(bench.workspace / EXTRACT_MODEL, "as it was").read_bytes()
    made = bench.train(bench.review(rows))
    assert made.trained is not None
    assert made.trained.mean_f1 <= made.shipped.mean_f1
    assert not made.written
    assert made.path.read_bytes() == before


def test_what_was_reviewed_may_lie_in_several_files(bench: Bench) -> None:
    half = len(HELPFUL) // 2
    files = bench.review(HELPFUL[:half], "one.csv"), bench.review(HELPFUL[half:], "two.csv")
    assert bench.train(*files).reviewed == len(HELPFUL)


def test_a_text_that_stands_in_no_registered_document_is_named(bench: Bench) -> None:
    lost = [("first", "The tide was nowhere near.", NEITHER), ("third", "Lost.", IMPROVEMENT)]
    made = bench.train(bench.review([*HELPFUL, *lost]))
    assert made.unfound == ("The tide was nowhere near.", "Lost.")
    assert made.reviewed == len(HELPFUL)


def test_a_text_of_other_spaces_is_found_and_not_named(bench: Bench) -> None:
    rows = [(name, f" {text.replace(' ', '  ')}\n", part) for name, text, part in HELPFUL]
    made = bench.train(bench.review(rows))
    assert made.reviewed == len(HELPFUL)
    assert made.unfound == ()


def test_what_was_reviewed_may_lie_in_archives(bench: Bench) -> None:
    corpus = bench.workspace / "corpus"
    entries = "".join(f'[[source]]\nid = "{name}"\npath = "{name}.zip"\n' for name in OWN)
    write(corpus / "sources.toml", entries)
    for name, texts in OWN.items():
        with zipfile.ZipFile(corpus / f"{name}.zip", "w") as archive:
            archive.writestr("inner.txt", "\n\n".join(texts))
    sources = load_register(bench.workspace)
    documents, _ = ingest(sources, settings=IngestSettings(), on_done=lambda: None)
    names = {document.source.path.stem: document.document_id for document in documents}
    made = bench.train(bench.review([(names[name], *row) for name, *row in HELPFUL]))
    assert made.reviewed == len(HELPFUL)
    assert made.unfound == ()


@pytest.mark.parametrize("names", [(), ("first",)])
def test_fewer_than_two_reviewed_documents_are_refused(
    bench: Bench, names: tuple[str, ...]
) -> None:
    path = bench.review([row for row in HELPFUL if row[0] in names])
    with pytest.raises(UsageError, match=f"^{len(names)} reviewed documents: .* another document"):
        bench.train(path)
    assert not (bench.workspace / EXTRACT_MODEL).exists()


def test_of_documents_that_were_written_to_be_hard_surprising_sentences_count_less(
    bench: Bench,
) -> None:
    bench.train()
    ordinary = load_model(bench.workspace / EXTRACT_MODEL)
    (bench.models / TRAINING / "piers").rename(bench.models / TRAINING / "hard-piers")
    bench.train()
    hard = load_model(bench.workspace / EXTRACT_MODEL)
    assert hard.weights != ordinary.weights


def test_rows_are_read_by_document_in_their_order(tmp_path: Path) -> None:
    text = (
        "\ufeffdocument_id,page,text,part\n"
        "a,1,One,improvement\nb,,Two,neither\na,2,Three,consideration\n"
    )
    assert read_reviewed([write(tmp_path / "mentions.csv", text)]) == {
        "a": [("One", IMPROVEMENT), ("Three", CONSIDERATION)],
        "b": [("Two", NEITHER)],
    }
    assert read_reviewed([]) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("document_id,text,part\na,One,maybe\n", r"row 2: part is 'maybe'; write improvement, "),
        ("document_id,text,part\na,One,improvement\na,Two,\n", "row 3: part is ''"),
        ("document_id,text,part\na,One\n", "row 2: part is None"),
        ("document_id,text\na,One\n", "needs the columns document_id, text and part"),
        ("text,part\nOne,improvement\n", "needs the columns document_id, text and part"),
        ("document_id,part\na,improvement\n", "needs the columns document_id, text and part"),
        ("document_id;text;part\na;One;improvement\n", "needs the columns document_id, text and"),
        ("document_id,part,text\na,improvement\n", "has no text"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error_that_says_what_it_needs(
    tmp_path: Path, text: str, said: str
) -> None:
    path = write(tmp_path / "reviewed.csv", text)
    with pytest.raises(UsageError, match=rf"reviewed\.csv.*{said}"):
        read_reviewed([path])


def test_so_is_a_file_that_is_missing_or_no_text(tmp_path: Path) -> None:
    path = tmp_path / "reviewed.csv"
    with pytest.raises(UsageError, match="cannot be read as reviewed mentions"):
        read_reviewed([path])
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read as reviewed mentions"):
        read_reviewed([path])


def test_the_command_says_how_well_both_do_and_where_the_model_lies(
    bench: Bench, stocktake: Callable[..., CliResult]
) -> None:
    result = stocktake("train", bench.review(HELPFUL), "--workspace", bench.workspace)
    assert result.exit_code == 0
    assert "63 labelled sentences, 18 of them reviewed" in result.stdout
    assert "shipped sentences, F1 on documents not seen: improvements 0." in result.stdout
    assert "with the reviewed, F1 on documents not seen: improvements " in result.stdout
    assert f"written to {bench.workspace / EXTRACT_MODEL}" in result.stdout


def test_the_command_exits_with_1_where_a_text_is_not_found_and_names_it(
    bench: Bench, stocktake: Callable[..., CliResult]
) -> None:
    path = bench.review([*HELPFUL, ("first", "The tide was nowhere near.", NEITHER)])
    result = stocktake("train", path, "--workspace", bench.workspace)
    assert result.exit_code == 1
    assert "not found in a registered document: The tide was nowhere near." in result.stdout


def test_the_command_exits_with_2_for_a_wrong_part_and_writes_nothing(
    bench: Bench, stocktake: Callable[..., CliResult]
) -> None:
    path = bench.review([("first", OWN["first"][0], "maybe")])
    result = stocktake("train", path, "--workspace", bench.workspace)
    assert result.exit_code == 2
    assert "part is 'maybe'" in result.stderr
    assert not (bench.workspace / EXTRACT_MODEL).exists()


def test_the_next_run_uses_the_model_of_its_workspace(
    bench: Bench,
    stocktake: Callable[..., CliResult],
    extractor: Extractor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Elsewhere a run takes the extractor that is loaded already.
    monkeypatch.setattr("pipeline.run.load_extractor", load_extractor)
    monkeypatch.setattr("pipeline.extract.documents.Parser", lambda: extractor.parser)
    for reviewed in ((), (bench.review(HELPFUL),)):
        bench.train(*reviewed)
        stocktake("run", "--workspace", bench.workspace)
        text = (bench.workspace / "outputs" / "mentions.csv").read_text(encoding="utf-8")
        assert "The Board should red the pier." in text
        assert ("Passengers should show the red ticket." in text) is not bool(reviewed)


@pytest.mark.slow
def test_the_shipped_model_is_what_the_shipped_documents_teach(
    tmp_path: Path, extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.train.Parser", lambda: extractor.parser)
    made = train(tmp_path, [], progress=lambda _stage, _steps: lambda: None)
    again, shipped = load_model(made.path), load_model(ROOT / "models" / "extract.json")
    names = set(again.weights) | set(shipped.weights)
    none = (0.0,) * len(CLASSES)
    pairs = {
        name: (again.weights.get(name, none), shipped.weights.get(name, none)) for name in names
    }
    apart = {
        name: pair
        for name, pair in pairs.items()
        if max(map(abs, (*pair[0], *pair[1]))) > 0.05
        and any(abs(one - other) > 0.01 for one, other in zip(*pair, strict=True))
    }
    assert apart == {}
    assert again.intercept == pytest.approx(shipped.intercept, abs=0.01)
