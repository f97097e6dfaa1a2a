"""The learned model that decides what a sentence is: a few thousand weights, by name.

A multinomial logistic regression over the names of signals, which hold or do not,
and over the words of the sentence. It is read and applied without the library that
fitted it, so what ships is a file that a person can open.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from pipeline.errors import ConfigError
from pipeline.extract.mentions import Found
from pipeline.extract.rules import Verdict
from pipeline.extract.sentences import FEWEST_WORDS
from pipeline.extract.triggers import SETTLING
from pipeline.records import ParagraphKind, Part, Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.extract.english import Observation

Thresholds: TypeAlias = "Mapping[Part, tuple[float, ...]]"

CLASSES = (*(str(part) for part in Part), "neither")
# "Has to" is one word, another than "has" in "has met".
_WORD = re.compile(r"ha(?:s|ve|d) to\b|[^\W\d_]+(?:['’]\w+)?|[?!:;]")
_MOST_REASONS = 3
# What tells a reader nothing by itself: a word, a tag, what most sentences have in common.
_UNTOLD = (
    "clause", "consideration", "ends", "figures", "first", "improvement", "later", "no ", "not ",
    "opens", "passive", "root", "strength", "subject", "word",
)  # fmt: skip
# How much all words of a sentence weigh against one signal, by cross-validation.
_WORDS_WEIGH = 6.0
# Of a part there is a threshold for each.
STRATA = ("no rule takes it", "a weak rule takes it", "a strong rule takes it")
# The trigger of a sentence that no rule took.
_BY_WORDING = "wording"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights that tell recommendations, considerations and other sentences apart.

    Attributes:
        weights: Of each feature, one for each of `CLASSES`.
        intercept: One for each class.
        thresholds: Least probability with which a part is taken: where no rule takes the
            sentence for it, where a weak one does ("could"), and where a strong one does.
    """

    weights: Mapping[str, tuple[float, ...]]
    intercept: tuple[float, ...]
    thresholds: Thresholds

    def decide(self, observations: Iterable[Observation]) -> list[Found]:
        """The observed sentences that are mentions, in order, each with its probability."""
        found = (self._decide(observation) for observation in observations)
        return [item for item in found if item]

    def probabilities(self, features: Mapping[str, float]) -> tuple[float, ...]:
        """How likely a sentence is of each class, in the order of `CLASSES`."""
        sums = list(self.intercept)
        for name, value in features.items():
            for place, weight in enumerate(self.weights.get(name, ())):
                sums[place] += weight * value
        largest = max(sums)
        powers = [math.exp(each - largest) for each in sums]
        return tuple(power / sum(powers) for power in powers)

    def reasons(self, features: Mapping[str, float], part: Part) -> tuple[str, ...]:
        """What speaks most for the part, of what a person can judge, strongest first."""
        place = CLASSES.index(part)
        given = {
            name: value * (self.weights[name][place] - self.weights[name][-1])
            for name, value in features.items()
            if name in self.weights
        }
        best = sorted(given, key=lambda name: (name.startswith(_UNTOLD), -given[name], name))
        speaking = [name for name in best if given[name] > 0]
        told = [name for name in speaking if not name.startswith(_UNTOLD)]
        return tuple((told or speaking)[:_MOST_REASONS])

    def weigh(self, observation: Observation) -> tuple[Part | None, float]:
        """What a sentence is, None where neither, and how likely that part is."""
        likely = self.probabilities(features_of(observation))
        return decide(likely, observation, self.thresholds)

    def _decide(self, observation: Observation) -> Found | None:
        features = features_of(observation)
        part, probability = decide(self.probabilities(features), observation, self.thresholds)
        if part is None:
            return None
        made = observation.verdict
        if made is None or made.part is not part:
            made = Verdict(_BY_WORDING, part, made.strength if made else Strength.SHOULD, 0)
        return Found(
            observation.sentence,
            part,
            replace(made, score=round(probability, 3)),
            completes=observation.completes,
            reasons=self.reasons(features, part),
        )


def settle(likely: tuple[float, ...], observation: Observation) -> tuple[float, ...]:
    """The probabilities, where the drafting convention itself says what a sentence is.

    What its stem, its operative verb or its place says of a paragraph's part stands;
    how likely it counts at all is for the model. A title that no rule takes is a title,
    and a word or two of which no stem makes more are no sentence.
    """
    verdict, sentence = observation.verdict, observation.sentence
    is_title = sentence.paragraph.kind is ParagraphKind.HEADING
    if verdict is None and (is_title or len(sentence.text.split()) < FEWEST_WORDS):
        return 0.0, 0.0, 1.0
    if verdict is None or verdict.trigger not in SETTLING:
        return likely
    either = likely[0] + likely[1]
    first = verdict.part is Part.IMPROVEMENT
    return (either if first else 0.0), (0.0 if first else either), likely[2]


def decide(
    likely: tuple[float, ...], observation: Observation, thresholds: Thresholds
) -> tuple[Part | None, float]:
    """What a sentence is, None where neither, by its probabilities; and how likely that part is.

    Of two parts that reach their threshold, it is the one that leads it by more.
    """
    settled = dict(zip(Part, settle(likely, observation), strict=False))
    least = {part: thresholds[part][stratum(observation, part)] for part in Part}
    part = max(Part, key=lambda part: settled[part] / least[part])
    return (part if settled[part] >= least[part] else None), settled[part]


def stratum(observation: Observation, part: Part) -> int:
    """Which of `STRATA` a sentence is of: what the rules by themselves say for the part."""
    verdict = observation.verdict
    if verdict is None or verdict.part is not part:
        return 0
    return 1 if verdict.strength is Strength.COULD else 2


def features_of(observation: Observation) -> dict[str, float]:
    """The features of a sentence: its signals, and its words and pairs of words."""
    words = word_features(observation.sentence.text)
    return {name: _WORDS_WEIGH * value for name, value in words.items()} | dict.fromkeys(
        observation.signals, 1.0
    )


def word_features(text: str) -> dict[str, float]:
    """Words and pairs of words of a text, together of length 1."""
    words = _WORD.findall(text.lower())
    names = {f"word: {word}" for word in words}
    names |= {f"word: {first} {second}" for first, second in itertools.pairwise(words)}
    return dict.fromkeys(sorted(names), 1 / math.sqrt(max(len(names), 1)))


def load_model(path: Path) -> Model:
    """The model in a file that `dump_model` wrote.

    Raises:
        ConfigError: The file cannot be used.
    """
    try:
        contents = json.loads(path.read_text(encoding="utf-8"))
        model = Model(
            weights={name: _numbers(values) for name, values in contents["weights"].items()},
            intercept=_numbers(contents["intercept"]),
            thresholds={part: _thresholds(contents["thresholds"][part]) for part in Part},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(
            f"{path}: cannot be used as a model ({error}); train it again or remove it"
        ) from error
    return model


def dump_model(model: Model, *, card: Mapping[str, object]) -> bytes:
    """The model as JSON, the same bytes for the same model.

    Args:
        model: Any.
        card: How it was made, for people.
    """
    rows = (
        f"    {json.dumps(name, ensure_ascii=False)}: {json.dumps(list(values))}"
        for name, values in sorted(model.weights.items())
    )
    head = json.dumps(
        {
            "card": card,
            "classes": CLASSES,
            "intercept": list(model.intercept),
            "thresholds": {
                str(part): dict(zip(STRATA, model.thresholds[part], strict=True)) for part in Part
            },
        },
        indent=2,
        ensure_ascii=False,
    )
    return (
        head[: head.rindex("\n}")] + ',\n  "weights": {\n' + ",\n".join(rows) + "\n  }\n}\n"
    ).encode()


def _thresholds(given: Mapping[str, float]) -> tuple[float, ...]:
    thresholds = tuple(float(given[name]) for name in STRATA)
    if not all(0 < threshold <= 1 for threshold in thresholds):
        raise ValueError(f"thresholds {given} are not from above 0 to 1")
    return thresholds


def _numbers(values: Sequence[object]) -> tuple[float, ...]:
    numbers = tuple(float(value) for value in values)  # type: ignore[arg-type]  # what is no number is refused
    if len(numbers) != len(CLASSES) or not all(map(math.isfinite, numbers)):
        raise ValueError(f"{values!r} is not one finite number for each of {CLASSES}")
    return numbers
