"""Languages without a parser here: what their phrase rules and stems find."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract.mentions import Found
from pipeline.extract.rules import Verdict
from pipeline.extract.stems import StemKind, StemWords
from pipeline.extract.triggers import mask
from pipeline.records import ParagraphKind, Part, Strength

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.extract.rules import Triggers
    from pipeline.extract.sentences import Sentence

# Of a line that is nothing but a verb: "reconoce", "рекомендует:".
_MOST_BARE_WORDS = 3
_MOST_BARE_LETTERS = 24
_FINAL = re.compile(r"[\s:：,،;；—–-]+$")


def stem_words(triggers: Triggers) -> StemWords:
    """How the language says that something follows."""

    def kind(text: str) -> StemKind:
        if triggers.asking.search(text):
            return StemKind.ASKING
        return StemKind.REGARDING if triggers.regarding.search(text) else StemKind.CONTENT

    def bare(text: str) -> StemKind | None:
        plain = _FINAL.sub("", text)
        if len(plain.split()) > _MOST_BARE_WORDS or len(plain) > _MOST_BARE_LETTERS:
            return None
        if triggers.asking.fullmatch(plain):
            return StemKind.ASKING
        return StemKind.REGARDING if triggers.regarding.fullmatch(plain) else None

    def heading(title: str) -> StemKind | None:
        return StemKind.ASKING if triggers.headings.search(title) else None

    return StemWords(bare=bare, kind=kind, heading=heading, announces=lambda _: False)


def find_plain(sentences: Iterable[Sentence], triggers: Triggers) -> list[Found]:
    """The sentences that the language's rules take, in order."""
    found = []
    for sentence in sentences:
        by_stem, by_rules = _by_stem(sentence), _by_rules(sentence, triggers)
        asks = by_rules is not None and by_rules.part is Part.IMPROVEMENT
        # Under "recalling" on a line of its own, "requests ..." begins something else.
        completes = by_stem is not None and not (asks and by_stem.part is Part.CONSIDERATION)
        verdict = by_stem if completes else by_rules
        if verdict and verdict.part:
            found.append(Found(sentence, verdict.part, verdict, completes=completes, reasons=()))
    return found


def _by_stem(sentence: Sentence) -> Verdict | None:
    kind = sentence.stem.kind if sentence.stem and sentence.begins_item else None
    if kind is StemKind.REGARDING:
        return Verdict("regarded by its stem", Part.CONSIDERATION, Strength.SHOULD, 0.8)
    if kind is StemKind.ASKING:
        return Verdict("asked by its stem", Part.IMPROVEMENT, Strength.SHOULD, 0.8)
    return None


def _by_rules(sentence: Sentence, triggers: Triggers) -> Verdict | None:
    if sentence.paragraph.kind is ParagraphKind.HEADING:
        return None
    plain = mask(sentence.text).strip()
    rules = (rule.verdict for rule in triggers.rules if rule.pattern.search(plain))
    verdict = next(rules, None)
    return verdict if verdict and verdict.part else _by_kind(sentence)


def _by_kind(sentence: Sentence) -> Verdict | None:
    if sentence.paragraph.kind is not ParagraphKind.PREAMBULAR:
        return None
    return Verdict("preambular paragraph", Part.CONSIDERATION, Strength.SHOULD, 0.9)
