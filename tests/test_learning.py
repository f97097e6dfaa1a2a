"""Learning which mentions state the same from wordings and people's decisions."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from threadpoolctl import threadpool_limits

from pipeline import learning
from pipeline.cluster.model import FEATURES, dump_pair_model, load_pair_model
from pipeline.cluster.training import fit_weights, learn_space, pairs_to_learn_from
from pipeline.config import OUTPUTS, PAIR_MODEL
from pipeline.errors import UsageError
from pipeline.learning import PairTraining, holds_merges, learn_pairs, read_decisions
from tests.conftest import ROOT, make_mention, write
from tests.wordings import PROPOSALS, TEXTS, UNSURE, WORDINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pipeline.embedding import Encoder
    from pipeline.records import Mention

    Learn = Callable[..., PairTraining]

HEADER = "left,right,left_mention,right_mention,decision"
Decided = tuple[str, str, str]


def merges(path: Path, *decided: Decided) -> Path:
    """A file of reviewed merges."""
    rows = [f"R-1,R-2,{left},{right},{decision}" for left, right, decision in decided]
    return write(path, "\n".join([HEADER, *rows, ""]))


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    # On so few texts more threads only get in each other's way.
    with threadpool_limits(limits=1):
        yield


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with the invented wordings alone."""
    folder = tmp_path_factory.mktemp("models") / "training"
    rows = ["subject,proposal,text"]
    for subject, proposals in PROPOSALS.items():
        for proposal, texts in proposals.items():
            rows += [f"{subject},{proposal},{text}" for text in texts]
    write(folder / "proposals" / "harbour.csv", "\n".join(rows))
    write(folder / "plain" / "sentences.tsv", "text\tpart\nThe crane is old.\tneither\n")
    return folder.parent


@pytest.fixture
def learn(tmp_path: Path, models: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Learn:
    """Learns in a workspace with these mentions, whose rows are named after them."""

    def call(*reviewed: Path, mentions: Sequence[Mention] = ()) -> PairTraining:
        monkeypatch.setattr(learning, "shipped_models", lambda: models)
        monkeypatch.setattr(learning, "Encoder", lambda _known: encoder)
        monkeypatch.setattr(learning, "find_mentions", lambda *_, **__: list(mentions))
        rows = [f"{one.mention_id},R-{one.mention_id}" for one in mentions]
        table = "\n".join(["mention_id,recommendation_id", *rows])
        write(tmp_path / OUTPUTS / "mentions.csv", table)
        return learn_pairs(tmp_path, reviewed, progress=lambda _stage, _steps: lambda: None)

    return call


def by_actor() -> tuple[list[Mention], list[Decided]]:
    """Twelve decisions that are explained by who is asked."""
    mentions: list[Mention] = []
    decided: list[Decided] = []
    for place, text in enumerate(TEXTS[:12]):
        body = "Board" if place % 2 else "Council"
        mentions.append(make_mention(text, mention_id=f"a{place}", actors=("Board",)))
        mentions.append(make_mention(text, mention_id=f"b{place}", actors=(body,)))
        decided.append((f"a{place}", f"b{place}", "same" if place % 2 else "different"))
    return mentions, decided


def by_nothing() -> tuple[list[Mention], list[Decided]]:
    """Twelve decisions of which each fifth is otherwise than the others."""
    sides = list(zip("ab", UNSURE, strict=True))
    mentions = [make_mention(text, mention_id=f"{s}{n}") for n in range(12) for s, text in sides]
    verdicts = ["same" if n % 5 in (0, 2) or n == 4 else "different" for n in range(12)]
    return mentions, [(f"a{n}", f"b{n}", verdict) for n, verdict in enumerate(verdicts)]


def test_without_decisions_the_model_is_of_the_wordings_alone(learn: Learn, tmp_path: Path) -> None:
    training = learn()
    assert (training.decisions, training.unfound, training.changes) == (0, (), ())
    assert training.trained is None
    assert training.better
    assert 0 < training.shipped < 0.7
    card = json.loads(training.model)["card"]
    assert (card["wordings"], card["proposals"], card["decisions"]) == (40, 10, 0)
    assert not (tmp_path / PAIR_MODEL).exists()
    training.write()
    model = load_pair_model(tmp_path / PAIR_MODEL)
    assert min(model.by_words.weights) >= 0
    assert model.words.of("crane") == model.words.unseen


def test_learning_again_gives_the_same_bytes(learn: Learn) -> None:
    assert learn().model == learn().model


def test_decisions_that_follow_a_rule_make_a_better_model(learn: Learn, tmp_path: Path) -> None:
    mentions, decided = by_actor()
    training = learn(merges(tmp_path / "m.csv", *decided), mentions=mentions)
    assert training.decisions == 12
    assert training.trained is not None
    assert training.trained < training.shipped
    assert training.better
    assert json.loads(training.model)["weights"]["actor"] > 0


def test_decisions_that_follow_no_rule_make_none(learn: Learn, tmp_path: Path) -> None:
    mentions, decided = by_nothing()
    training = learn(merges(tmp_path / "m.csv", *decided), mentions=mentions)
    assert training.trained is not None
    assert training.trained > training.shipped
    assert not training.better


def test_decisions_on_mentions_that_are_gone_are_named(learn: Learn, tmp_path: Path) -> None:
    mentions, decided = by_actor()
    gone: list[Decided] = [("a0", "gone", "same"), ("lost", "gone", "different")]
    training = learn(merges(tmp_path / "m.csv", *decided, *gone), mentions=mentions)
    assert training.unfound == ("a0, gone", "gone, lost")
    assert training.decisions == 12


@pytest.mark.parametrize("kept", [slice(9), slice(0, None, 2), slice(0)])
def test_too_few_decisions_or_only_of_one_kind_are_refused(
    learn: Learn, tmp_path: Path, kept: slice
) -> None:
    mentions, decided = by_actor()
    pairs = decided[kept] if kept.step is None else decided[kept] * 2
    with pytest.raises(UsageError, match=r"decisions of merges: .* decide more"):
        learn(merges(tmp_path / "m.csv", *pairs), mentions=mentions)


@pytest.mark.parametrize(("bias", "change"), [(-20.0, "come together"), (20.0, "fall apart")])
def test_what_another_model_would_change_in_the_table_is_told(
    learn: Learn, tmp_path: Path, encoder: Encoder, bias: float, change: str
) -> None:
    space = learn_space(WORDINGS, TEXTS, encoder)
    own = fit_weights(space, pairs_to_learn_from(WORDINGS, TEXTS, encoder, on_done=lambda: None))
    stubborn = replace(
        own, by_words=replace(own.by_words, weights=(0.0,) * len(FEATURES), bias=bias)
    )
    path = tmp_path / PAIR_MODEL
    path.parent.mkdir()
    path.write_bytes(dump_pair_model(stubborn, card={}))
    mentions, decided = by_actor()
    training = learn(merges(tmp_path / "m.csv", *decided), mentions=mentions)
    assert training.changes
    assert all(line.endswith(f" would {change}") for line in training.changes)
    assert all(line.startswith("R-") and ", R-" in line for line in training.changes)


def test_a_model_that_changes_nothing_tells_nothing(learn: Learn, tmp_path: Path) -> None:
    mentions, decided = by_actor()
    reviewed = merges(tmp_path / "m.csv", *decided)
    learn(reviewed, mentions=mentions).write()
    assert learn(reviewed, mentions=mentions).changes == ()


def test_decisions_are_read_by_their_mentions_and_the_last_one_counts(tmp_path: Path) -> None:
    first = merges(
        tmp_path / "1.csv", ("a", "b", "same"), ("c", "d", ""), ("e", "f", " Different ")
    )
    second = merges(tmp_path / "2.csv", ("a", "b", "DIFFERENT"), ("e", "f", ""))
    assert read_decisions([first, second]) == {("a", "b"): "different", ("e", "f"): "different"}
    assert read_decisions([second, first])["a", "b"] == "same"
    assert read_decisions([]) == {}


def test_a_file_from_a_spreadsheet_program_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes(f"\ufeff{HEADER}\r\nR-1,R-2,a,b,same\r\nR-1,R-3,a,c\r\n".encode())
    assert read_decisions([path]) == {("a", "b"): "same"}
    assert holds_merges(path)


def test_another_decision_is_refused_with_its_row(tmp_path: Path) -> None:
    path = merges(tmp_path / "m.csv", ("a", "b", "same"), ("c", "d", "maybe"))
    with pytest.raises(UsageError, match=r"m\.csv, row 3: decision is 'maybe'; write same or"):
        read_decisions([path])


@pytest.mark.parametrize(
    "contents",
    [b"left,right\nR-1,R-2\n", b"left_mention,right_mention\na,b\n", b"\xff\xfe\x00", None],
)
def test_a_file_that_holds_no_reviewed_merges_is_named(
    tmp_path: Path, contents: bytes | None
) -> None:
    path = tmp_path / "m.csv"
    if contents is not None:
        path.write_bytes(contents)
    with pytest.raises(UsageError, match=r"m\.csv: cannot be read as reviewed merges") as caught:
        read_decisions([path])
    assert "left_mention, right_mention and decision" in str(caught.value)


@pytest.mark.parametrize(
    ("contents", "holds"),
    [
        (HEADER, True),
        ("", False),
        ("mention_id,part\na,neither", False),
        ("a\nleft_mention", False),
    ],
)
def test_a_file_of_merges_is_known_by_its_first_line(
    tmp_path: Path,
    contents: str,
    holds: bool,  # noqa: FBT001 (drawn from the table above)
) -> None:
    assert holds_merges(write(tmp_path / "m.csv", contents)) is holds


def test_a_file_that_cannot_be_read_is_named_before_it_is_known(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_bytes(b"\xff\xfe\xff")
    for path in (tmp_path / "m.csv", tmp_path / "gone.csv", tmp_path):
        with pytest.raises(UsageError, match="cannot be read as a table") as caught:
            holds_merges(path)
        assert str(path) in str(caught.value)


def test_the_shipped_model_is_of_the_shipped_wordings() -> None:
    card = json.loads((ROOT / "models" / "cluster.json").read_bytes())["card"]
    lines: list[str] = []
    for table in (ROOT / "models" / "training" / "proposals").glob("*.csv"):
        with table.open(encoding="utf-8", newline="") as file:
            lines += [
                f"{table.stem}/{row['subject']}/{row['proposal']}\t{row['text']}"
                for row in csv.DictReader(file)
            ]
    digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
    assert card["sha256 of the wordings"] == digest
    assert card["wordings"] == len(lines)
    assert card["features"] == len(FEATURES)
