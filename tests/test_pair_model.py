"""The file of the pair model."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pipeline.cluster.model import (
    FEATURES,
    PairModel,
    Regression,
    as_stored,
    dump_pair_model,
    load_pair_model,
    unit,
)
from pipeline.cluster.words import WordWeights
from pipeline.errors import ConfigError
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

Data = dict[str, Any]
Damage = Callable[[Data], object]


def small_model() -> PairModel:
    chance = np.random.default_rng(0)
    return PairModel(
        words=WordWeights({"été": 2.5, "pier": 1.0}, unseen=3.25),
        mean=as_stored(chance.standard_normal(512)),
        projection=as_stored(chance.standard_normal((512, 3))),
        pivots=as_stored(chance.standard_normal((5, 3))),
        by_words=Regression(weights=tuple(map(float, range(len(FEATURES)))), bias=-1.5),
        by_meaning=Regression(weights=(4.0,), bias=-2.0),
    )


def stored(shape: list[int], numbers: np.ndarray) -> Data:
    data = base64.b64encode(numbers.astype("<f2").tobytes()).decode()
    return {"shape": shape, "float16": data}


def test_a_model_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "cluster.json"
    data = dump_pair_model(small_model(), card={"what": "a model of two words"})
    path.write_bytes(data)
    model = load_pair_model(path)
    assert dump_pair_model(model, card={"what": "a model of two words"}) == data
    assert model.words.of("été") == 2.5
    assert model.words.of("never seen") == 3.25
    assert model.by_words == small_model().by_words


def test_the_shipped_model_comes_back_as_it_was_written(pair_model: PairModel) -> None:
    data = (ROOT / "models" / "cluster.json").read_bytes()
    assert dump_pair_model(pair_model, card=json.loads(data)["card"]) == data


def test_no_weight_of_the_shipped_model_counts_likeness_against(pair_model: PairModel) -> None:
    assert min(*pair_model.by_words.weights, *pair_model.by_meaning.weights) >= 0
    assert min(*pair_model.words.weights.values(), pair_model.words.unseen) > 0


@pytest.mark.parametrize(
    "damage",
    [
        *(lambda data, key=key: data.pop(key) for key in (
            "weights", "bias", "meaning alone", "unseen word", "words", "mean", "projection",
            "pivots",
        )),
        lambda data: data["weights"].pop("action"),
        lambda data: data["meaning alone"].pop("bias"),
        lambda data: data["mean"].pop("shape"),
        lambda data: data.update(words=["pier"]),
        lambda data: data.update(weights=None),
        lambda data: data.update(bias="heavy"),
        lambda data: data["words"].update(pier=None),
        lambda data: data.update(mean=[0.5]),
        lambda data: data["mean"].update(shape=[3, 7]),
        lambda data: data["mean"].update(shape="512"),
        lambda data: data["mean"].update(float16="§§§"),
        lambda data: data["mean"].update(float16="AAA"),
        lambda data: data["pivots"].update(float16="AAAA"),
        lambda data: data.update(mean=stored([3], np.ones(3))),
        lambda data: data.update(projection=stored([512], np.ones(512))),
        lambda data: data.update(pivots=stored([5, 4], np.ones(20))),
        lambda data: data.update(pivots=stored([15], np.ones(15))),
        lambda data: data.update(bias=float("nan")),
        lambda data: data["weights"].update(action=float("inf")),
        lambda data: data["meaning alone"].update(weight=float("-inf")),
        lambda data: data.update(pivots=stored([5, 3], np.full(15, np.nan))),
    ],
)  # fmt: skip
def test_a_damaged_model_names_the_file_and_what_to_do(tmp_path: Path, damage: Damage) -> None:
    data = json.loads(dump_pair_model(small_model(), card={}))
    damage(data)
    path = tmp_path / "cluster.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ConfigError, match="remove it to use the shipped one") as caught:
        load_pair_model(path)
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize("contents", [b"", b"{", b"\xff\xfe", b"[]", b"7", b"null"])
def test_a_file_that_holds_no_model_names_the_file(tmp_path: Path, contents: bytes) -> None:
    path = tmp_path / "cluster.json"
    path.write_bytes(contents)
    with pytest.raises(ConfigError, match="stocktake train") as caught:
        load_pair_model(path)
    assert str(path) in str(caught.value)


def test_a_model_that_is_not_there_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cluster\.json: cannot be read as a pair model"):
        load_pair_model(tmp_path / "cluster.json")


def test_more_likeness_is_more_probable_and_no_number_is_too_large() -> None:
    regression = Regression(weights=(2.0, 0.0), bias=-1.0)
    features = np.array([[-30, 5], [0, -1], [0.5, 0], [1, 9], [30, 0]], dtype=np.float32)
    assert regression.probability(features).tolist() == pytest.approx(
        [0.0, 0.2689, 0.5, 0.7311, 1.0]
    )


def test_projected_vectors_have_length_one_and_nothing_stays_nothing() -> None:
    chance = np.random.default_rng(1)
    placed = small_model().project(chance.standard_normal((4, 512)).astype(np.float32))
    assert np.linalg.norm(placed, axis=1) == pytest.approx(1)
    assert unit(np.zeros((2, 3), dtype=np.float32)).tolist() == [[0, 0, 0]] * 2
    assert small_model().project(np.empty((0, 512), dtype=np.float32)).shape == (0, 3)
