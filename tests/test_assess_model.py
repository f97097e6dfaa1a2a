"""The evidence model is kept in a file, and made again from its training rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.assess.encoding import (
    STRONG_EVIDENCE_MODEL,
    StrongEncoder,
    TextEncoder,
    has_strong_encoder,
)
from pipeline.assess.model import (
    SAYINGS,
    EvidenceModel,
    dump_evidence_model,
    load_evidence_model,
)
from pipeline.assess.passages import sentences_of
from pipeline.assess.signals import SIGNALS, find_signals
from pipeline.assess.training import (
    EvidenceExamples,
    describe_examples,
    fit_evidence_model,
    load_examples,
)
from pipeline.assess.wording import learn_weights, stems_of
from pipeline.config import EVIDENCE_MODEL, TRAINING, shipped_models
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.embedding import Encoder

SHIPPED = shipped_models() / EVIDENCE_MODEL.name
STRONG = shipped_models() / STRONG_EVIDENCE_MODEL.name


@pytest.fixture(scope="module")
def examples() -> EvidenceExamples:
    return load_examples(shipped_models() / TRAINING)


@pytest.fixture(scope="module")
def few(examples: EvidenceExamples) -> EvidenceExamples:
    return EvidenceExamples(
        rows=examples.rows[::30],
        sentences=examples.sentences[:20],
        wordings=examples.wordings[:60],
        texts=examples.texts[:200],
    )


@pytest.fixture(scope="module")
def fitted(few: EvidenceExamples, encoder: Encoder) -> EvidenceModel:
    return fit_evidence_model(few, encoder)


def test_there_are_enough_training_rows_of_every_kind(examples: EvidenceExamples) -> None:
    assert len(examples.rows) >= 300
    for saying in SAYINGS:
        assert sum(row.says == saying for row in examples.rows) >= 30


@pytest.mark.parametrize("path", [SHIPPED, STRONG])
def test_the_shipped_models_were_made_from_the_rows_that_are_there(
    path: Path, examples: EvidenceExamples
) -> None:
    card = json.loads(path.read_text(encoding="utf-8"))["card"]
    assert card == describe_examples(examples)


def test_the_same_examples_give_the_same_bytes(
    few: EvidenceExamples, fitted: EvidenceModel, encoder: Encoder
) -> None:
    again = fit_evidence_model(few, encoder)
    assert dump_evidence_model(again, card={}) == dump_evidence_model(fitted, card={})


def test_a_model_comes_back_from_its_file_as_it_was(fitted: EvidenceModel, tmp_path: Path) -> None:
    path = tmp_path / "assess.json"
    path.write_bytes(dump_evidence_model(fitted, card={}))
    loaded = load_evidence_model(path)
    assert dump_evidence_model(loaded, card={}) == path.read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        {"unseen word": -1},
        {"unseen word": "much"},
        {"sayings": {}},
        {"likeness": {"weights": {}, "bias": 0}},
        {
            "likeness": {
                "weights": dict.fromkeys(["words", "meaning"], 0),
                "bias": 1e9,
            }
        },
        {"mean, float16": "AAAA"},
        {"rounds": [{"weights": {}, "bias": 0}]},
    ],
)
def test_a_damaged_model_is_refused_with_what_to_do(
    change: dict[str, object], tmp_path: Path
) -> None:
    path = tmp_path / "assess.json"
    path.write_text(json.dumps(json.loads(SHIPPED.read_text()) | change))
    with pytest.raises(ConfigError, match="stocktake train"):
        load_evidence_model(path)


def test_a_model_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.json"):
        load_evidence_model(tmp_path / "nowhere.json")


@pytest.mark.skipif(not has_strong_encoder(), reason="the extra strong is not installed")
def test_the_stronger_encoder_finds_what_is_said_in_other_words() -> None:
    encoder: TextEncoder = StrongEncoder()
    same, other = (
        encoder.encode(
            ["Fees for berths were raised.", "Mooring a boat costs more.", "The choir sang."]
        )[1:]
        @ encoder.encode(["Fees for berths were raised."])[0]
    )
    assert same > other


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The register has since been established.", "has been done"),
        ("Talks are under way.", "under way"),
        ("The post is still pending.", "pending"),
        ("The plan was superseded by the act.", "superseded"),
        ("The Board should meet more often.", "should"),
        ("It has been recommended before.", "was asked"),
        ("Publish the minutes.", "imperative"),
    ],
)
def test_a_signal_is_found_by_its_name(text: str, name: str) -> None:
    assert name in SIGNALS
    assert name in dict(find_signals(text))


def test_what_was_only_asked_for_is_not_taken_for_done() -> None:
    assert "has been done" not in dict(find_signals("It has been recommended that boats be lit."))


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert sentences_of("See No. 5 of 2014. Mr. Ames agreed.") == [
        "See No. 5 of 2014.",
        "Mr. Ames agreed.",
    ]


def test_words_of_one_stem_match_and_a_year_is_none() -> None:
    assert stems_of("trained in 2014").keys() == stems_of("training").keys()


def test_a_rare_word_says_more() -> None:
    weights = learn_weights(["boats sail", "boats sink", "boats sail", "tides"])
    assert weights.of("boat") < weights.of("sail") < weights.of("unheard")
