"""The language that a document is written in."""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import TYPE_CHECKING

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.records import Paragraph

# The six of the United Nations first; fewer candidates make fewer errors in short texts.
LANGUAGES = (
    "en fr es ar ru zh "
    "bg ca cs da de el et fa fi he hi hr hu id it ja ko lt lv ms nl no pl pt ro sk sl sr sv sw th "
    "tr uk ur vi"
).split()
# Of a long text, so many parts of so many characters are looked at.
WINDOWS = 10
WINDOW = 500
FEWEST_WORDS = 20
LEAST_PROBABILITY = 0.99
# A text is told by most of its pieces, so that a table of names, whose pieces disagree, is not.
PIECE_WORDS = 40
LEAST_AGREEMENT = 0.7

_RUNNING = frozenset(
    {
        ParagraphKind.BODY,
        ParagraphKind.LIST_ITEM,
        ParagraphKind.OPERATIVE,
        ParagraphKind.PREAMBULAR,
    }
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Written without spaces; two characters are a word or so.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{1,2}")


def find_language(paragraphs: Iterable[Paragraph]) -> str:
    """ISO 639-1 code of the language of the running text; empty where it is not certain.

    Names and numbers say nothing of it: of the words, those with a capital letter are
    left out. Longer texts must agree with themselves, piece by piece.
    """
    words = _sample(paragraphs)
    if len(words) < FEWEST_WORDS:
        return ""
    language, probability = _classify(words)
    if probability < LEAST_PROBABILITY:
        return ""
    votes = Counter(_classify(piece)[0] for piece in _pieces(words))
    return language if votes[language] >= LEAST_AGREEMENT * votes.total() else ""


def _sample(paragraphs: Iterable[Paragraph]) -> list[str]:
    """Words of the running text, from all over it, that are not written as names."""
    text = " ".join(paragraph.text for paragraph in paragraphs if paragraph.kind in _RUNNING)
    if len(text) <= WINDOWS * WINDOW:
        return list(_words(text))
    starts = (len(text) * number // WINDOWS for number in range(WINDOWS))
    return [word for start in starts for word in _words(text[start : start + WINDOW])]


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        if _UNSPACED.match(word):
            yield from _UNSPACED.findall(word)
        elif not word[0].isupper():
            yield word


def _pieces(words: Sequence[str]) -> Iterator[Sequence[str]]:
    count = max(len(words) // PIECE_WORDS, 1)
    for number in range(count):
        yield words[number * len(words) // count : (number + 1) * len(words) // count]


def _classify(words: Sequence[str]) -> tuple[str, float]:
    unspaced = sum(bool(_UNSPACED.match(word)) for word in words) > len(words) / 2
    language, probability = load_identifier().classify(("" if unspaced else " ").join(words))
    return str(language), float(probability)


@functools.cache
def load_identifier() -> LanguageIdentifier:
    """The model, loaded once a process."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier
