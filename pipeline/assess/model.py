"""The evidence model: of what a passage speaks, and what it says of how far that is done.

Logistic regressions over named likenesses and signals, and over the sentence vector. All
of it comes from training texts, nothing from the corpus at hand.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.assess.findings import Kind
from pipeline.assess.signals import SIGNALS, find_signals
from pipeline.assess.wording import WordWeights
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# How alike a recommendation and a passage are. "Words" is how much of what the words of
# the recommendation say the passage has, its square root, by which the first words that are
# found count most; "meaning" is the cosine of the vectors, projected.
LIKENESSES = ("words", "meaning")
# How a passage stands among the others that were found, and a recommendation among those
# that found the same passage; `pipeline.assess.company` tells more.
SURROUNDINGS = (
    "likeness",
    "company",
    "nearest company",
    "before other recommendations",
    "behind the first",
    "behind the fifth",
    "company before other recommendations",
)
# What a passage can say besides the kinds of evidence.
REPETITION, NOTHING = "repetition", "nothing"
SAYINGS = (*map(str, Kind), REPETITION, NOTHING)
DECIMALS = 4
_LARGEST = 1_000.0
_LITTLE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Weights of named numbers, in the order of their names, and the bias."""

    weights: tuple[float, ...]
    bias: float

    def logits(self, numbers: Sequence[Floats]) -> Floats:
        """Log odds to four decimals, of the shape of each of the numbers."""
        logits = np.full(numbers[0].shape, self.bias)
        for weight, one in zip(self.weights, numbers, strict=True):
            logits += weight * one
        rounded: Floats = np.round(logits, DECIMALS)
        return rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Sayings:
    """Weights by which it is told what a passage says; each for every one of ``SAYINGS``.

    Attributes:
        bias: One a saying.
        signals: Of each signal by its name; none where only the meaning counts.
        vector: Of the sentence vector, shape (d, sayings).
    """

    bias: tuple[float, ...]
    signals: Mapping[str, tuple[float, ...]]
    vector: Floats

    def probabilities(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Floats:
        """Probability of each saying, shape (n, sayings), to four decimals."""
        # Unlike a product of matrices, the same to the last digit whatever other rows there are.
        logits = np.einsum("ij,jk->ik", vectors.astype(np.float64), self.vector)
        logits = logits + np.array(self.bias)
        if self.signals:
            none = (0.0,) * len(SAYINGS)
            for row, text in enumerate(texts):
                for name, _ in find_signals(text):
                    logits[row] += self.signals.get(name, none)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        said: Floats = np.round(powers / powers.sum(axis=1, keepdims=True), DECIMALS)
        return said

    def reasons(self, text: str, kind: Kind, *, most: int) -> tuple[str, ...]:
        """The signals that speak most for a kind, and the words that show them."""
        place = SAYINGS.index(kind)
        found = [
            (self.signals[name][place], f"{name}: “{' '.join(shown.split())}”")
            for name, shown in find_signals(text)
            if name in self.signals and self.signals[name][place] > 0
        ]
        return tuple(words for _, words in sorted(found, key=lambda one: (-one[0], one[1]))[:most])


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Where texts that say the same in other words lie near each other.

    Attributes:
        mean: Mean vector of the training texts, shape (d,).
        projection: Takes vectors less their mean into the space, shape (d, fewer).
    """

    mean: Floats
    projection: Floats

    def place(self, vectors: NDArray[np.float32]) -> Floats:
        """Vectors of shape (n, d) in the space, of length 1, in steps of .0001."""
        placed = (vectors.astype(np.float64) - self.mean) @ self.projection
        lengths = np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), _LITTLE)
        rounded: Floats = np.round(placed / lengths, DECIMALS)
        return rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceModel:
    """What recommendations and passages are compared by, and how passages are read.

    Attributes:
        words: How much each stem says.
        space: Where meanings are compared.
        likeness: For an English recommendation and an English passage.
        likeness_by_meaning: For any other two: of "meaning" alone.
        rounds: Of the surroundings, one for each time that they are looked at.
        sayings: For an English passage.
        sayings_by_meaning: For any other, by its vector alone.
    """

    words: WordWeights
    space: Space
    likeness: Weights
    likeness_by_meaning: Weights
    rounds: tuple[Weights, ...]
    sayings: Sayings
    sayings_by_meaning: Sayings


def load_evidence_model(path: Path) -> EvidenceModel:
    """The model in a file that ``dump_evidence_model`` made.

    Raises:
        ConfigError: The file cannot be read as one.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        model = EvidenceModel(
            words=WordWeights(
                weights={str(word): float(weight) for word, weight in data["words"].items()},
                unseen=float(data["unseen word"]),
            ),
            space=_read_space(data),
            likeness=_read_weights(data["likeness"], LIKENESSES),
            likeness_by_meaning=_read_weights(data["likeness by meaning"], LIKENESSES),
            rounds=tuple(_read_weights(one, SURROUNDINGS) for one in data["rounds"]),
            sayings=_read_sayings(data["sayings"]),
            sayings_by_meaning=_read_sayings(data["sayings by meaning"]),
        )
        _check(model)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(
            f"{path}: cannot be read as an evidence model ({type(error).__name__}: {error}); "
            "remove it to use the shipped one, or make it again with: stocktake train"
        ) from error
    return model


def dump_evidence_model(model: EvidenceModel, *, card: Mapping[str, object]) -> bytes:
    """The model as JSON, with a card for people; the same model gives the same bytes."""
    data = {
        "card": dict(card),
        "likeness": _write_weights(model.likeness, LIKENESSES),
        "likeness by meaning": _write_weights(model.likeness_by_meaning, LIKENESSES),
        "rounds": [_write_weights(one, SURROUNDINGS) for one in model.rounds],
        "sayings": _write_sayings(model.sayings),
        "sayings by meaning": _write_sayings(model.sayings_by_meaning),
        "mean, float16": _write_numbers(model.space.mean),
        "projection, float16": _write_numbers(model.space.projection),
        "unseen word": model.words.unseen,
        "words": dict(model.words.weights),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def as_stored(numbers: Floats) -> Floats:
    """The numbers as they come back from a file, which keeps half precision."""
    return numbers.astype(np.float16).astype(np.float64)


def _write_weights(weights: Weights, names: Sequence[str]) -> dict[str, object]:
    return {"weights": dict(zip(names, weights.weights, strict=True)), "bias": weights.bias}


def _read_weights(data: Mapping[str, Any], names: Sequence[str]) -> Weights:
    return Weights(
        weights=tuple(float(data["weights"][name]) for name in names), bias=float(data["bias"])
    )


def _read_space(data: Mapping[str, Any]) -> Space:
    mean = _read_numbers(data["mean, float16"], (-1,))
    return Space(mean=mean, projection=_read_numbers(data["projection, float16"], (len(mean), -1)))


def _write_sayings(sayings: Sayings) -> dict[str, object]:
    return {
        "bias": dict(zip(SAYINGS, sayings.bias, strict=True)),
        "signals": {
            name: dict(zip(SAYINGS, weights, strict=True))
            for name, weights in sayings.signals.items()
        },
        "vector, float16": _write_numbers(sayings.vector),
    }


def _read_sayings(data: Mapping[str, Any]) -> Sayings:
    return Sayings(
        bias=_by_saying(data["bias"]),
        signals={name: _by_saying(data["signals"][name]) for name in SIGNALS if data["signals"]},
        vector=_read_numbers(data["vector, float16"], (-1, len(SAYINGS))),
    )


def _write_numbers(numbers: Floats) -> str:
    return base64.b64encode(numbers.astype("<f2").tobytes()).decode("ascii")


def _read_numbers(stored: str, shape: tuple[int, ...]) -> Floats:
    data = np.frombuffer(base64.b64decode(stored, validate=True), dtype="<f2")
    return data.reshape(shape).astype(np.float64)


def _by_saying(weights: Mapping[str, Any]) -> tuple[float, ...]:
    return tuple(float(weights[name]) for name in SAYINGS)


def _check(model: EvidenceModel) -> None:
    """Raise ValueError where a number cannot be a weight."""
    weights = (model.likeness, model.likeness_by_meaning, *model.rounds)
    sayings = (model.sayings, model.sayings_by_meaning)
    numbers = [number for one in weights for number in (*one.weights, one.bias)]
    numbers += [number for one in sayings for row in one.signals.values() for number in row]
    arrays = (model.space.mean, model.space.projection, *(one.vector for one in sayings))
    numbers += [number for one in sayings for number in one.bias]
    numbers += [float(np.abs(array).max()) for array in arrays]
    if any(len(one.vector) != len(model.space.mean) for one in sayings):
        raise ValueError("its parts are not for vectors of one length")
    if not all(abs(number) <= _LARGEST for number in numbers):
        raise ValueError("a number in it is not finite, or far too large")
    words = [model.words.unseen, *model.words.weights.values()]
    if not all(0 < weight <= _LARGEST for weight in words):
        raise ValueError("a word's weight is not above 0")
