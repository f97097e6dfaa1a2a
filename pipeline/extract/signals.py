"""All that speaks for and against a sentence, as names that a person can read.

The rules give the strongest of them; syntax, place and neighbours say how far a
rule is to be trusted here. `Model` weighs them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.grammar import (
    NAMES,
    SUBJECTS,
    child_of,
    gives_purpose_first,
    is_instruction,
    is_report,
    stands_alone,
)
from pipeline.extract.lexicon import (
    ACTORS,
    PRINCIPLE_HEADING,
    RECOMMENDING_HEADING,
    STANDING_HEADING,
)
from pipeline.extract.triggers import find_veto, mask
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spacy.tokens import Span, Token

    from pipeline.extract.rules import PhraseRule, Verdict
    from pipeline.extract.sentences import Sentence

_PRONOUNS = ("PRP", "EX", "WP", "DT", "WDT")
_LENGTHS = (4, 8, 15, 25, 40)
# How far to look for the neighbours of an item or a sentence.
_NEIGHBOURS = 6
# A State or speaker named after what it asked: "Ratify the Convention (Chile);".
_ATTRIBUTED = re.compile(r"\([^\W\d_a-z][^()]{2,120}\)[\d*]{0,3}[.;,]*$")
_NUMBERED_ASK = re.compile(r"\d+\.\d+$")
_DATED_PAST = re.compile(
    r"\b(?:in|on|since|of|until)\s+(?:\w+\s+){0,2}(?:19|20)\d\d\b", re.IGNORECASE
)
_WARNING = re.compile(
    r"\b(?:risk|danger|threat|fear|harm|damage|worr|undermin|jeopardi)\w*\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[“\"«][^”\"»]+[”\"»]")
_MONEY_OR_SHARE = re.compile(r"\d\s?(?:%|per cent|percent)|[$€£]\s?\d")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of a sentence; whether they say it for the stem that it completes."""

    verdict: Verdict | None
    completes: bool = False


def find_signals(
    place: int,
    span: Span | None,
    sentences: Sequence[Sentence],
    judged: Mapping[int, Judged],
    *,
    rules: Sequence[PhraseRule],
) -> tuple[str, ...]:
    """Names of all that holds of the sentence at ``place``, sorted."""
    sentence, here = sentences[place], judged.get(place, Judged(None))
    verdict = here.verdict
    names = {*_of_place(sentence), *_of_neighbours(place, sentences, judged)}
    names |= {*_of_rules(sentence, span, rules), *_of_syntax(span)} if span else {"not parsed"}
    part = str(verdict.part) if verdict else "no rule"
    if verdict:
        names.add(f"rule: {verdict.trigger}")
    names |= {f"{part} + {name}" for name in names if name.startswith(_JOINED)}
    names |= {part, f"strength: {verdict.strength}" if verdict else "no strength"}
    if here.completes:
        names.add("completes its stem")
    return tuple(sorted(names))


# What is weighed once more together with what the rules say.
_JOINED = ("kind", "stem", "heading", "root", "clause", "subject", "items around", "past", "veto")


def _of_rules(sentence: Sentence, span: Span, rules: Sequence[PhraseRule]) -> Iterator[str]:
    plain = mask(sentence.text).strip()
    for rule in rules:
        if rule.pattern.search(plain):
            yield f"phrase: {rule.verdict.trigger}"
    veto = find_veto(plain)
    if veto:
        yield f"veto: {veto}"
    if is_report(span):
        yield "past report"
    if is_instruction(span):
        yield "instruction"


def _of_syntax(span: Span) -> Iterator[str]:
    root = span.root
    yield f"root {root.tag_}"
    yield "clause" if stands_alone(span) else "clause lacking"
    opening = [token for token in span if token.is_alpha][:2]
    yield "opens " + " ".join(token.tag_ for token in opening)
    yield from (f"first word {token.lower_}" for token in opening[:1])
    subject = child_of(root, *SUBJECTS)
    yield f"subject {_kind_of(subject)}"
    determiner = child_of(subject, "det") if subject is not None else None
    if determiner is not None:
        yield f"subject with {determiner.lower_}"
    if gives_purpose_first(span):
        # Of a rule: "To enter, a visitor must"; of an ask: "To win visitors, the museum must".
        yield f"purpose first, subject {_kind_of(subject)}"
        if determiner is not None:
            yield f"purpose first, subject with {determiner.lower_}"
    for token in span:
        if token.tag_ == "MD":
            holder = child_of(token.head, *SUBJECTS)
            yield f"modal {token.lower_}"
            yield f"modal {token.lower_} of {_kind_of(holder)}"
            yield f"modal in {token.head.dep_}"
        if token.dep_ == "neg":
            yield "negated" if token.head == root else "negation inside"
        if token.dep_ in ("auxpass", "nsubjpass") and token.head == root:
            yield "passive"
        if token.dep_ == "mark" and token.lower_ == "if":
            yield "condition"
    words = len(span.text.split())
    yield f"words up to {next((limit for limit in _LENGTHS if words <= limit), 'any')}"


def _kind_of(subject: Token | None) -> str:
    """What a subject is: a pronoun itself, a body, a name, a thing."""
    if subject is None:
        return "none"
    if subject.tag_ in _PRONOUNS:
        return subject.lower_
    if subject.lower_ in ACTORS:
        return "body"
    if subject.tag_ in NAMES:
        return "name"
    return "deed" if subject.tag_.startswith("VB") else "thing"


def _of_place(sentence: Sentence) -> Iterator[str]:
    paragraph, text = sentence.paragraph, sentence.text
    yield f"kind {paragraph.kind.value}"
    yield f"stem {sentence.stem.kind.value}" if sentence.stem else "stem none"
    title = paragraph.label or (paragraph.headings[-1] if paragraph.headings else "")
    above = " / ".join(paragraph.headings[:-1])
    for name, pattern in (
        ("asks", RECOMMENDING_HEADING),
        ("stands", STANDING_HEADING),
        ("principle", PRINCIPLE_HEADING),
    ):
        if pattern.search(title):
            yield f"heading {name}"
        if pattern.search(above):
            yield f"heading above {name}"
    yield "later sentence" if sentence.before else "first sentence"
    if _NUMBERED_ASK.search(paragraph.number):
        yield "numbered within a paragraph"
    elif paragraph.number:
        yield "numbered"
    yield f"ends {text[-1]}" if not text[-1].isalnum() else "ends open"
    checks = (
        ("warns", _WARNING),
        ("attributed", _ATTRIBUTED),
        ("past dated", _DATED_PAST),
        ("quotes", _QUOTED),
    )
    yield from (name for name, pattern in checks if pattern.search(text))
    if _MONEY_OR_SHARE.search(text):
        yield "figures"
    if sentence.announced:
        yield "announced"


def _of_neighbours(
    place: int, sentences: Sequence[Sentence], judged: Mapping[int, Judged]
) -> Iterator[str]:
    """What the rules say of the sentences before and after, and of the items of the list."""

    def said(other: int) -> str:
        verdict = judged[other].verdict if other in judged else None
        return str(verdict.part) if verdict else "no rule"

    yield f"before: {said(place - 1)}"
    yield f"after: {said(place + 1)}"
    around = range(max(0, place - _NEIGHBOURS), min(len(sentences), place + _NEIGHBOURS + 1))
    own = sentences[place].paragraph
    items = [
        said(other)
        for other in around
        if other != place
        and own.kind is sentences[other].paragraph.kind is ParagraphKind.LIST_ITEM
        and own.headings == sentences[other].paragraph.headings
    ]
    if items:
        part, count = min(Counter(items).items(), key=lambda pair: (-pair[1], pair[0]))
        share = "all" if count == len(items) else "most" if 2 * count > len(items) else "mixed"
        yield f"items around: {share} {part}"
