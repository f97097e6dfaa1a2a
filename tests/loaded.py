"""What takes long to load and to learn, made short for thousands of runs in one process."""

from __future__ import annotations

import functools
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline import run
from pipeline.config import EXTRACT_MODEL, TRIGGERS, shipped_models
from pipeline.embedding import Encoder
from pipeline.extract import load_extractor
from pipeline.incremental import library_versions
from pipeline.suggest.knowledge import load_knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.suggest.knowledge import Knowledge
    from pipeline.suggest.vocabulary import Vocabulary

# Of the labelled examples, one in so many; what is learned from them is none of a trial's matter.
_ONE_IN = 10


@contextmanager
def few_examples() -> Iterator[None]:
    """Runs learn categories and tags from a tenth of the examples that are shipped."""

    @functools.cache
    def load_few(models: Path, vocabulary: Vocabulary) -> Knowledge:
        knowledge = load_knowledge(models, vocabulary)
        return replace(knowledge, examples=knowledge.examples[::_ONE_IN])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "load_knowledge", load_few)
        yield


@contextmanager
def loaded_once(vocabulary: Vocabulary) -> Iterator[None]:
    """Runs of this process share their models, and learn from few examples."""
    encoder, versions = Encoder(), library_versions()
    extractor = load_extractor(
        shipped_models() / TRIGGERS,
        shipped_models() / EXTRACT_MODEL.name,
        actor_names=vocabulary.actor_names(),
    )
    with few_examples(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "load_extractor", lambda *_, **__: extractor)
        patch.setattr(run, "Encoder", lambda _known: encoder)
        patch.setattr(run, "library_versions", lambda: versions)
        yield
