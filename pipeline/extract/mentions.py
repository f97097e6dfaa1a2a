"""From a sentence that was found to a mention, as a table needs it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.extract.asks import find_actors, find_target_date, is_compound, is_hedged
from pipeline.extract.standalone import fill_in
from pipeline.extract.stems import is_incomplete
from pipeline.records import Mention, mention_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.extract.rules import Verdict
    from pipeline.extract.sentences import Sentence
    from pipeline.records import Document, Part

# An item that is announced and is no mention of its own joins its stem, up to here.
_LONGEST_ITEMS = 600


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence that is a mention, and why.

    Attributes:
        verdict: Its part, the rule behind it, its strength and its probability.
        completes: Whether it completes the stem above it.
        reasons: What spoke most for it, strongest first.
        items: What its colon announces and is no mention of its own.
    """

    sentence: Sentence
    part: Part
    verdict: Verdict
    completes: bool
    reasons: tuple[str, ...]
    items: str = ""


def to_mentions(
    document: Document,
    found: Sequence[Found],
    sentences: Sequence[Sentence],
    *,
    language: str,
    actor_names: Mapping[str, str],
) -> list[Mention]:
    """The mentions of a document, in reading order.

    Args:
        document: As read.
        found: What was found in it, in order.
        sentences: All of its sentences, in order.
        language: In which it was searched, ISO 639-1.
        actor_names: Name of each body by the terms that speak for it, in lower case.
    """
    folded = fold_stems(found, sentences)
    ids = mention_ids(document.document_id, [item.sentence.text for item in folded])
    return [
        _mention(document, item, mention_id, language=language, actor_names=actor_names)
        for item, mention_id in zip(folded, ids, strict=True)
    ]


def fold_stems(found: Sequence[Found], sentences: Sequence[Sentence]) -> list[Found]:
    """Stems without their items: one whose items are mentions goes, another takes them in."""
    completed = {
        item.sentence.stem.index for item in found if item.completes and item.sentence.stem
    }
    own = {item.sentence.index for item in found}
    announced: dict[int, list[str]] = {}
    for sentence in sentences:
        stem = sentence.stem
        if stem and stem.index is not None and sentence.index not in own:
            announced.setdefault(stem.index, []).append(sentence.text)
    folded = []
    for item in found:
        index, text = item.sentence.index, item.sentence.text
        is_stem = text.endswith((":", "：")) and item.sentence.paragraph.text.rstrip().endswith(
            text
        )
        if is_stem and index in completed and is_incomplete(text):
            continue
        items = (
            "; ".join(each.rstrip(" ;.") for each in announced.get(index, ())) if is_stem else ""
        )
        folded.append(replace(item, items=items[:_LONGEST_ITEMS]) if items else item)
    return folded


def _mention(
    document: Document,
    item: Found,
    mention_id: str,
    *,
    language: str,
    actor_names: Mapping[str, str],
) -> Mention:
    sentence, paragraph = item.sentence, item.sentence.paragraph
    stem = sentence.stem.text if sentence.stem and item.completes else ""
    return Mention(
        mention_id=mention_id,
        document_id=document.document_id,
        paragraph=sentence.index,
        number=paragraph.number,
        headings=paragraph.headings,
        page=paragraph.page_at(sentence.start),
        start=sentence.start,
        end=sentence.start + len(sentence.text),
        text=sentence.text,
        standalone=fill_in(sentence, completes=item.completes, items=item.items, document=document),
        part=item.part,
        trigger=item.verdict.trigger,
        strength=item.verdict.strength,
        actors=find_actors(sentence.text, stem=stem, names=actor_names),
        bracketed=_is_bracketed(sentence),
        score=item.verdict.score,
        language=language,
        hedged=is_hedged(sentence.text, stem=stem),
        compound=is_compound(sentence.text),
        target_date=find_target_date(sentence.text),
        marks=sentence.marks,
        reasons=item.reasons,
    )


def _is_bracketed(sentence: Sentence) -> bool:
    """Whether the text stood in square brackets, which mark what was not agreed."""
    before = sentence.paragraph.text[: sentence.start]
    return before.count("[") > before.count("]")
