"""Extract: the recommendations and considerations of a document. spaCy lives only here."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.extract.actors import find_actor
from pipeline.extract.grammar import is_action_point, is_instruction, stands_alone
from pipeline.extract.lexicon import NUMBERED_RECOMMENDATION, RECOMMENDING_HEADING, STANDING_HEADING
from pipeline.extract.rules import PhraseRule, Verdict, load_rules
from pipeline.extract.sentences import load_nlp, parse, split
from pipeline.extract.stems import Governed, Stem, StemKind, govern, is_incomplete
from pipeline.extract.triggers import judge
from pipeline.records import (
    Mention,
    ParagraphKind,
    Part,
    Rejection,
    Strength,
    mention_ids,
    printable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from spacy.language import Language
    from spacy.tokens import Span

    from pipeline.records import Document, Paragraph

__all__ = ["PhraseRule", "extract", "load_nlp", "load_rules"]

_ANAPHOR = re.compile(r"(?:This|These|Those|It|Its|They|Their|Such)\b")
_LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "nl": "Dutch",
    "pt": "Portuguese",
    "ru": "Russian",
    "zh": "Chinese",
}
_FEWEST_WORDS = 3
# Up to this many words, a bare phrase under a heading needs the heading to be understood.
_SHORT_WORDS = 8
# A longer stem that is a whole sentence would hide its items; their heading says enough.
_LONGEST_STEM = 120
_LONGEST_CONTEXT = 300


def extract(
    documents: Iterable[Document],
    *,
    nlp: Language,
    rules: Sequence[PhraseRule],
    on_done: Callable[[], None],
) -> tuple[list[Mention], list[Rejection]]:
    """The mentions of the documents, in their order, and the documents in other languages.

    Args:
        documents: Any number.
        nlp: From ``load_nlp``.
        rules: From ``load_rules``.
        on_done: Called once a document, for a progress bar.
    """
    mentions: list[Mention] = []
    rejections: list[Rejection] = []
    for document in documents:
        reason = why_not_english(document)
        if reason:
            item = document.source.name
            rejections.append(Rejection(stage="extract", item=item, reason=reason))
        else:
            mentions += extract_document(document, nlp=nlp, rules=rules)
        on_done()
    return mentions, rejections


def why_not_english(document: Document) -> str:
    """Why the rules, which know English only, do not fit a document; empty where they do.

    What is known of the language counts, by the register, the format or the text; a
    document of which nothing is known is searched.
    """
    code = document.source.language.split("-")[0].lower()
    if code in {"", "en"}:
        return ""
    name = f"{_LANGUAGES[code]} ({code})" if code in _LANGUAGES else printable(repr(code))
    return (
        f"reads as {name}; only English can be searched for recommendations; if that is "
        f'wrong, write language = "en" in its entry in corpus/sources.toml'
    )


def extract_document(
    document: Document, *, nlp: Language, rules: Sequence[PhraseRule]
) -> list[Mention]:
    """The mentions of one document, in reading order."""
    governed = list(govern(document.paragraphs))
    texts = [document.paragraphs[place.index].text for place in governed]
    skips = [_announcement(text) for text in texts]
    parsed = parse((text[skip:] for text, skip in zip(texts, skips, strict=True)), nlp=nlp)
    found: list[_Found] = []
    for place, skip, pieces in zip(governed, skips, parsed, strict=True):
        sentences = [(skip + offset, span) for offset, doc in pieces for span in split(doc)]
        found += _read_paragraph(document.paragraphs[place.index], place, sentences, rules)
    found = _fold_stems(found, governed, document.paragraphs)
    ids = mention_ids(document.document_id, [item.text for item in found])
    return [_mention(document, item, i) for item, i in zip(found, ids, strict=True)]


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence that a rule took, before it becomes a mention.

    Attributes:
        index: Of its paragraph.
        stem: Index of the paragraph whose stem it completes, if it does.
        context: What a reader must know to read it alone.
        items: What its colon announces.
    """

    index: int
    start: int
    text: str
    verdict: Verdict
    stem: int | None
    context: str
    items: str = ""


def _announcement(text: str) -> int:
    """Length of a "Recommendation 4: " before the recommendation itself."""
    announced = NUMBERED_RECOMMENDATION.match(text)
    return announced.end() if announced else 0


def _read_paragraph(
    paragraph: Paragraph,
    place: Governed,
    sentences: Sequence[tuple[int, Span]],
    rules: Sequence[PhraseRule],
) -> list[_Found]:
    """What the rules find among a paragraph's sentences, each with its piece's offset."""
    if paragraph.kind is ParagraphKind.HEADING or _announcement(paragraph.text):
        return _read_heading(place, sentences, rules)
    if place.own and place.own.is_bare:
        return []
    found: list[_Found] = []
    before = ""
    after: Part | None = None
    for number, (offset, sentence) in enumerate(sentences):
        text = sentence.text.strip()
        is_first = number == 0 or before.endswith(";")
        by_stem = _by_stem(place.stem, sentence) if is_first else None
        verdict = by_stem or _by_itself(paragraph, place.stem, sentence, after=after, rules=rules)
        after = verdict.part if verdict else None
        if verdict:
            stem = place.stem if by_stem else None
            context = _stem_context(stem, text, paragraph) if stem else ""
            context = context or _context(text, before, paragraph)
            start = offset + sentence.start_char + sentence.text.index(text)
            index = stem.index if stem else None
            found.append(_Found(place.index, start, text, verdict, index, context))
        before = text
    return found


def _read_heading(
    place: Governed, sentences: Sequence[tuple[int, Span]], rules: Sequence[PhraseRule]
) -> list[_Found]:
    """A heading that is itself a recommendation: "Recommendation 4: Publish the minutes"."""
    offset, first = sentences[0]
    heading = first.doc[:]
    if len(heading) < _FEWEST_WORDS or not _is_asking_heading(heading, rules):
        return []
    verdict = Verdict("heading that asks", Part.IMPROVEMENT, Strength.SHOULD, 0.7)
    return [_Found(place.index, offset, heading.text.strip(), verdict, None, "")]


def _is_asking_heading(heading: Span, rules: Sequence[PhraseRule]) -> bool:
    """Whether a heading is written as a sentence that asks, not as a title."""
    if all(word[:1].isupper() for word in heading.text.split()[:3]):
        return False
    if is_instruction(heading):
        return True
    verdict = judge(heading, after=None, rules=rules) if stands_alone(heading) else None
    return verdict is not None and verdict.part is Part.IMPROVEMENT


def _by_stem(stem: Stem | None, sentence: Span) -> Verdict | None:
    """What the words above the paragraph make of its first sentence."""
    if stem is None or len(sentence.text.split()) < _FEWEST_WORDS - 1:
        return None
    text = sentence.text.strip()
    if stem.text.endswith(" to") and text.lower().startswith("to "):
        return None
    low = text[:1].islower() or stem.text.endswith(" that")
    if stem.kind is StemKind.REGARDING and low:
        return Verdict("regarded by its stem", Part.CONSIDERATION, Strength.SHOULD, 0.9)
    if stem.kind is StemKind.ASKING and (
        low or is_instruction(sentence) or not stands_alone(sentence)
    ):
        return Verdict("asked by its stem", Part.IMPROVEMENT, Strength.SHOULD, 0.9)
    if stem.kind is StemKind.MODAL and is_instruction(sentence):
        return Verdict("completes a modal", Part.IMPROVEMENT, Strength.SHOULD, 0.9)
    return None


def _by_itself(
    paragraph: Paragraph,
    stem: Stem | None,
    sentence: Span,
    *,
    after: Part | None,
    rules: Sequence[PhraseRule],
) -> Verdict | None:
    """What the sentence says without the words above its paragraph."""
    if paragraph.kind is ParagraphKind.PREAMBULAR:
        return Verdict("preambular paragraph", Part.CONSIDERATION, Strength.SHOULD, 0.95)
    if len(sentence.text.split()) < _FEWEST_WORDS:
        return None
    verdict = judge(sentence, after=after, rules=rules)
    if verdict is None and paragraph.kind is ParagraphKind.LIST_ITEM and is_action_point(sentence):
        return Verdict("action point", Part.IMPROVEMENT, Strength.SHOULD, 0.65)
    standing = any(STANDING_HEADING.search(heading) for heading in paragraph.headings[-1:])
    if verdict is None and stem is not None and stem.kind is StemKind.PRINCIPLE:
        return Verdict("stated as a principle", Part.CONSIDERATION, Strength.SHOULD, 0.8)
    if verdict or stem or standing or not is_instruction(sentence):
        return verdict
    return Verdict("instruction", Part.IMPROVEMENT, Strength.SHOULD, 0.6)


def _stem_context(stem: Stem, text: str, paragraph: Paragraph) -> str:
    """The stem's words; a heading "Recommendations" says nothing, the subject above it does."""
    if stem.index is not None and (len(stem.text) <= _LONGEST_STEM or is_incomplete(stem.text)):
        return stem.text
    subjects = [h for h in paragraph.headings if not RECOMMENDING_HEADING.match(h)]
    is_short = len(text.split()) <= _SHORT_WORDS
    return subjects[-1].rstrip(": ") if subjects and is_short else ""


def _context(text: str, before: str, paragraph: Paragraph) -> str:
    """What "this" or "these services" points at: the sentence before, else the heading."""
    if not _ANAPHOR.match(text.lstrip('[(“"')):
        return ""
    heading = paragraph.headings[-1] if paragraph.headings else ""
    # A label of one word, "Document", is no subject.
    return (before or (heading if " " in heading else ""))[:_LONGEST_CONTEXT]


def _fold_stems(
    found: Sequence[_Found], governed: Iterable[Governed], paragraphs: Sequence[Paragraph]
) -> list[_Found]:
    """Stems without their items: one whose items are mentions goes, another takes them in."""
    distributed = {item.stem for item in found if item.stem is not None}
    own = {item.index for item in found}
    announced: dict[int, list[str]] = {}
    for place in governed:
        if place.stem and place.stem.index is not None and place.index not in own:
            announced.setdefault(place.stem.index, []).append(paragraphs[place.index].text)
    folded = []
    for item in found:
        whole = paragraphs[item.index].text.rstrip()
        is_stem = item.text.endswith(":") and whole.endswith(item.text)
        if is_stem and item.index in distributed and is_incomplete(item.text):
            continue
        items = "; ".join(text.rstrip(" ;.") for text in announced.get(item.index, []))
        folded.append(replace(item, items=items) if is_stem and items else item)
    return folded


def _mention(document: Document, item: _Found, mention_id: str) -> Mention:
    paragraph = document.paragraphs[item.index]
    end = item.start + len(item.text)
    return Mention(
        mention_id=mention_id,
        document_id=document.document_id,
        paragraph=item.index,
        number=paragraph.number,
        headings=paragraph.headings,
        page=paragraph.page_at(item.start),
        start=item.start,
        end=end,
        text=item.text,
        standalone=_standalone(item),
        part=item.verdict.part,
        trigger=item.verdict.trigger,
        strength=item.verdict.strength,
        actor=find_actor(item.text) or (find_actor(item.context) if item.stem is not None else ""),
        bracketed=_is_bracketed(paragraph.text, item.start, item.text),
        score=item.verdict.score,
    )


def _standalone(item: _Found) -> str:
    """The text with what was filled in around it in square brackets."""
    before = f"[{item.context}] " if item.context else ""
    after = f" [{item.items[:_LONGEST_CONTEXT]}]" if item.items else ""
    return before + item.text + after


def _is_bracketed(paragraph: str, start: int, text: str) -> bool:
    """Whether the text stood in square brackets, which mark what was not agreed."""
    before = paragraph[:start]
    return before.count("[") > before.count("]") or (
        text.startswith("[") and "]" in paragraph[start:]
    )
