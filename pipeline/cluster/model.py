"""The pair model: how probable it is that two mentions state the same proposal.

A logistic regression over a few named likenesses, none of which may count against
("the more alike, the more probable"), and what it compares by: how much each word
says, and a projection of sentence embeddings that draws wordings of one proposal
together and others apart. All of it comes from training texts, nothing from the
corpus at hand, so a pair's score stays the same whatever documents are added.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.cluster.words import WordWeights
from pipeline.embedding import DIMENSIONS
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

# What two mentions are compared by. Of words: "shared" is the cosine of the words' weights,
# "contained" how much of the shorter or longer text's words, by weight, the other has the
# like of, whichever is more, "covered" whichever is less. "Core" is the same on what is
# asked for alone, where that is more than on the whole. "Phrases" are two words that follow
# each other. The last three are 0 where one of the two does not say.
FEATURES = (
    "words shared",
    "words contained",
    "words covered",
    "core shared",
    "core contained",
    "core covered",
    "phrases contained",
    "phrases covered",
    "meaning",
    "action",
    "actor",
    "heading",
)
MEANING = FEATURES.index("meaning")
HEADING = FEATURES.index("heading")
DECIMALS = 4
_LARGEST = 1_000.0
_ROWS_TOGETHER = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """Weights of a logistic regression, and its bias."""

    weights: tuple[float, ...]
    bias: float

    def probability(self, features: Floats) -> Floats:
        """Probability of each row of features, shape (n,), to four decimals."""
        weights = np.array(self.weights, dtype=np.float32)
        # Unlike a product of matrices, the same to the last digit whatever other rows there are.
        logits = np.einsum("ij,j->i", features, weights) + np.float32(self.bias)
        rounded: Floats = np.round(1 / (1 + np.exp(-np.clip(logits, -50, 50))), DECIMALS).astype(
            np.float32
        )
        return rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class PairModel:
    """What mentions are compared by, and how likenesses make a score.

    Attributes:
        words: How much each word says.
        mean: Mean embedding of the training texts, shape (512,).
        projection: Takes embeddings less their mean into the space of proposals,
            shape (512, d).
        pivots: Directions in that space which neighbours are looked up by, shape (p, d).
        by_words: For two English mentions, over all features.
        by_meaning: For any other two, over the feature "meaning" alone.
    """

    words: WordWeights
    mean: Floats
    projection: Floats
    pivots: Floats
    by_words: Regression
    by_meaning: Regression

    def project(self, embeddings: Floats) -> Floats:
        """Embeddings of shape (n, 512) in the space of proposals, of length 1."""
        # Few rows would be multiplied in another way than many, with other last digits.
        missing = -len(embeddings) % _ROWS_TOGETHER
        padded = np.pad(embeddings - self.mean, ((0, missing), (0, 0)))
        return unit((padded @ self.projection)[: len(embeddings)])


def unit(vectors: NDArray[np.floating]) -> Floats:
    """Each row at length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = (vectors / np.maximum(lengths, np.float32(1e-9))).astype(np.float32)
    return scaled


def load_pair_model(path: Path) -> PairModel:
    """The model in a file that ``dump_pair_model`` made.

    Raises:
        ConfigError: The file cannot be read as one.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        model = PairModel(
            words=WordWeights(
                {str(word): float(weight) for word, weight in data["words"].items()},
                unseen=float(data["unseen word"]),
            ),
            mean=_read(data["mean"]),
            projection=_read(data["projection"]),
            pivots=_read(data["pivots"]),
            by_words=Regression(
                weights=tuple(float(data["weights"][name]) for name in FEATURES),
                bias=float(data["bias"]),
            ),
            by_meaning=Regression(
                weights=(float(data["meaning alone"]["weight"]),),
                bias=float(data["meaning alone"]["bias"]),
            ),
        )
        _check(model)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ConfigError(
            f"{path}: cannot be read as a pair model ({type(error).__name__}: {error}); remove it "
            "to use the shipped one, or make it again with: stocktake train"
        ) from error
    return model


def dump_pair_model(model: PairModel, *, card: Mapping[str, object]) -> bytes:
    """The model as JSON, with a card for people; the same model gives the same bytes."""
    data = {
        "card": dict(card),
        "weights": dict(zip(FEATURES, model.by_words.weights, strict=True)),
        "bias": model.by_words.bias,
        "meaning alone": {
            "weight": model.by_meaning.weights[0],
            "bias": model.by_meaning.bias,
        },
        "unseen word": model.words.unseen,
        "words": dict(model.words.weights),
        "mean": _write(model.mean),
        "projection": _write(model.projection),
        "pivots": _write(model.pivots),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def as_stored(numbers: Floats) -> Floats:
    """The numbers as they come back from a file, which keeps half precision."""
    return numbers.astype(np.float16).astype(np.float32)


def _write(numbers: Floats) -> dict[str, Any]:
    data = numbers.astype("<f2").tobytes()
    return {"shape": list(numbers.shape), "float16": base64.b64encode(data).decode("ascii")}


def _read(stored: Mapping[str, Any]) -> Floats:
    data = base64.b64decode(stored["float16"], validate=True)
    return np.frombuffer(data, dtype="<f2").reshape(stored["shape"]).astype(np.float32)


def _check(model: PairModel) -> None:
    """Raise ValueError where the parts do not fit each other."""
    (rows, columns), pivots = model.projection.shape, model.pivots.shape
    if rows != DIMENSIONS or model.mean.shape != (rows,) or pivots[1:] != (columns,):
        raise ValueError(f"mean, projection and pivots do not fit: {rows}, {columns}, {pivots}")
    regressions = (model.by_words, model.by_meaning)
    numbers = [number for one in regressions for number in (*one.weights, one.bias)]
    arrays = (model.mean, model.projection, model.pivots)
    if np.abs(numbers).max() > _LARGEST or not all(np.isfinite(array).all() for array in arrays):
        raise ValueError("a number in it is not finite, or far too large")
    words = [model.words.unseen, *model.words.weights.values()]
    if not all(0 < weight <= _LARGEST for weight in words) or np.isnan(numbers).any():
        raise ValueError("a word's weight is not above 0, or a weight is no number")
