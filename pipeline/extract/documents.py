"""From documents to their mentions, in whichever language they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.english import observe
from pipeline.extract.mentions import to_mentions
from pipeline.extract.model import Model, load_model
from pipeline.extract.parsing import Parser
from pipeline.extract.plain import find_plain, stem_words
from pipeline.extract.rules import Triggers, load_triggers
from pipeline.extract.sentences import find_sentences
from pipeline.extract.stems import ENGLISH
from pipeline.records import Rejection, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pipeline.extract.english import Observation
    from pipeline.records import Document, Mention

_ENGLISH = "en"
_LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "nl": "Dutch",
    "pt": "Portuguese",
    "ru": "Russian",
    "zh": "Chinese",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    """What finding recommendations needs, loaded once a run.

    Attributes:
        parser: Reads English sentences.
        triggers: What is known of each language, by its code.
        model: Weighs what speaks for and against an English sentence.
        actor_names: Name of each body by the terms that speak for it, in lower case.
    """

    parser: Parser
    triggers: Mapping[str, Triggers]
    model: Model
    actor_names: Mapping[str, str]


def load_extractor(triggers: Path, model: Path, *, actor_names: Mapping[str, str]) -> Extractor:
    """What finding recommendations needs, from files.

    Args:
        triggers: Folder with a file a language.
        model: From ``dump_model``.
        actor_names: Name of each body by the terms that speak for it, in lower case.

    Raises:
        ConfigError: A file cannot be used.
    """
    return Extractor(
        parser=Parser(),
        triggers=load_triggers(triggers),
        model=load_model(model),
        actor_names=actor_names,
    )


def extract(
    documents: Iterable[Document], *, extractor: Extractor, on_done: Callable[[], None]
) -> tuple[list[Mention], list[Rejection]]:
    """The mentions of the documents, in their order, and the documents in other languages.

    Args:
        documents: Any number.
        extractor: From ``load_extractor``.
        on_done: Called once a document, for a progress bar.
    """
    mentions: list[Mention] = []
    rejections: list[Rejection] = []
    for document in documents:
        reason = why_not_searched(document, extractor.triggers)
        if reason:
            item = document.source.name
            rejections.append(Rejection(stage="extract", item=item, reason=reason))
        else:
            mentions += extract_document(document, extractor)
        on_done()
    return mentions, rejections


def why_not_searched(document: Document, triggers: Mapping[str, Triggers]) -> str:
    """Why no rules fit a document's language; empty where some do.

    What is known of the language counts, by the register, the format or the text; a
    document of which nothing is known is searched as English.
    """
    code = _language(document)
    if code in triggers:
        return ""
    name = f"{_LANGUAGES[code]} ({code})" if code in _LANGUAGES else printable(repr(code))
    known = ", ".join(sorted(_LANGUAGES[each] for each in triggers))
    return (
        f"reads as {name}; only {known} can be searched for recommendations; if that is "
        f'wrong, write language = "en" in its entry in corpus/sources.toml'
    )


def extract_document(document: Document, extractor: Extractor) -> list[Mention]:
    """The mentions of one document, in reading order."""
    code = _language(document)
    triggers = extractor.triggers[code]
    if code == _ENGLISH:
        sentences = find_sentences(document.paragraphs, words=ENGLISH, triggers=triggers)
        found = extractor.model.decide(
            observe(sentences, parser=extractor.parser, rules=triggers.rules)
        )
    else:
        words = stem_words(triggers)
        sentences = find_sentences(document.paragraphs, words=words, triggers=triggers)
        found = find_plain(sentences, triggers)
    return to_mentions(document, found, sentences, language=code, actor_names=extractor.actor_names)


def observe_document(
    document: Document, *, parser: Parser, triggers: Mapping[str, Triggers]
) -> list[Observation]:
    """What can be said of each sentence of a document, in order; of one not English, nothing."""
    if _language(document) != _ENGLISH:
        return []
    english = triggers[_ENGLISH]
    sentences = find_sentences(document.paragraphs, words=ENGLISH, triggers=english)
    return observe(sentences, parser=parser, rules=english.rules)


def _language(document: Document) -> str:
    return document.source.language.split("-")[0].lower() or _ENGLISH
