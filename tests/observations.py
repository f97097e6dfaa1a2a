"""Sentences and observations made by hand, for what needs no parser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.extract.english import Observation
from pipeline.extract.rules import Verdict
from pipeline.extract.sentences import Sentence
from pipeline.records import Part, Strength
from tests.conftest import body

if TYPE_CHECKING:
    from pipeline.records import ParagraphKind

MODAL = Verdict("modal should", Part.IMPROVEMENT, Strength.SHOULD, 0.9)


def make_sentence(text: str, **fields: Any) -> Sentence:  # noqa: ANN401 (any field of a sentence)
    """A sentence that is all of its paragraph unless it says otherwise."""
    values: dict[str, Any] = {
        "index": 0,
        "paragraph": body(text),
        "stem": None,
        "start": 0,
        "text": text,
        "marks": "",
        "before": "",
        "announced": False,
    }
    return Sentence(**values | fields)


def make_observation(
    text: str,
    *signals: str,
    verdict: Verdict | None = None,
    completes: bool = False,
    kind: ParagraphKind | None = None,
) -> Observation:
    """What is said of a sentence of which only this is known."""
    paragraph = body(text, kind=kind) if kind else body(text)
    sentence = make_sentence(text, paragraph=paragraph)
    return Observation(sentence, verdict, completes, signals)
