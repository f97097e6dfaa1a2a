"""Whether a sentence is a recommendation, a consideration or neither, and by which rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract.grammar import (
    MODALS,
    asking_strength,
    asks_with_modal,
    base_form,
    is_report,
    recalls,
    regards,
    reports_proposal,
    speaks_for_document,
)
from pipeline.extract.lexicon import ASKING_VERBS, OPENS_ASKING, OPENS_REGARDING
from pipeline.extract.rules import PhraseRule, Verdict
from pipeline.records import Part, Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Span, Token

# Rules by which the drafting conventions themselves say which part a sentence is.
SETTLING = frozenset(
    {
        "asked by its stem",
        "continues a consideration",
        "operative verb",
        "preambular paragraph",
        "regarded by its stem",
        "regarding verb",
    }
)

_QUOTED = re.compile(r"[“\"«][^”\"»]{12,}(?:[”\"»]|$)|[「『《][^」』》]{6,}[」』》]")
_ASIDE = re.compile(
    r"^\W*(?:see|cf\.?)\s+(?:also|above|below|paragraph|annex|section)\b", re.IGNORECASE
)
_ALSO_ASKS = re.compile(
    r"(?:,|;| and)(?: also| further| we)* (?:request|invite|encourage|call|urge|recommend)s?\b"
)
# "What we recommend" on an agenda.
_TITLE_QUESTION = re.compile(r"(?:what|how|who|where|when|why)(?:\s[\w’'-]+){0,5}$", re.IGNORECASE)
# "It should be noted that ..." asks for nothing but attention.
_REMARK = re.compile(
    r"(?:\w+,? ){0,4}?(?:it|this|that) (?:\w+ ){0,2}?"
    r"(?:should|must|needs? to|has to|could|is \w+ to|is worth) (?:also |again )?(?:be )?"
    r"(?:not(?:ed?|ing)|mention(?:ed|ing)?|remember(?:ed|ing)?|recall(?:ed|ing)?|"
    r"stress(?:ed|ing)?|emphasi[sz](?:ed?|ing)|point(?:ed|ing)? out|underst\w+)\b",
    re.IGNORECASE,
)
_NO_NEED = re.compile(
    r"\b(?:no|not)(?: longer)? (?:needed|need|necessary|important|required)\b", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"(?:it|they|this|these)\b(?: [\w’-]+){0,3}? (?:would|will|shall|is|are)\b", re.IGNORECASE
)


def judge(sentence: Span, *, after: Part | None, rules: Sequence[PhraseRule]) -> Verdict | None:
    """What a sentence says by itself; None where it neither asks nor regards.

    Args:
        sentence: One sentence.
        after: What the sentence before it in the paragraph was.
        rules: Phrase rules, in the order in which they are tried.
    """
    masked = mask(sentence.text)
    plain = masked.strip().lstrip('[(“"‘ ')
    if find_veto(plain):
        return None
    verdict = _operative(plain)
    if verdict:
        return verdict
    if reports_proposal(sentence):
        return Verdict("reported proposal", Part.IMPROVEMENT, Strength.COULD, 0.65)
    reports = is_report(sentence)
    usable = [rule for rule in rules if rule.in_reports or not reports]
    asking = [rule for rule in usable if rule.verdict.part is Part.IMPROVEMENT]
    valuing = [rule for rule in usable if rule.verdict.part is Part.CONSIDERATION]
    regarding = None if reports else _regarding(sentence, masked)
    if regarding and recalls(sentence) and not _ALSO_ASKS.search(plain):
        # "We recognize that States should ..." recalls; it does not ask anew.
        return regarding
    return (
        (None if reports else _modal(sentence, masked) or _asking(sentence, masked))
        or _phrase(plain, asking)
        or regarding
        or _continuation(plain, after)
        or _phrase(plain, valuing)
    )


def find_veto(plain: str) -> str:
    """Why a sentence, read alone, asks for nothing, in a word; empty where it may."""
    if plain.rstrip('"”’)] ').endswith("?"):
        return "question"
    vetoes = {"cross-reference": _ASIDE, "title": _TITLE_QUESTION, "remark": _REMARK}
    return next((name for name, pattern in vetoes.items() if pattern.match(plain)), "")


def mask(text: str) -> str:
    """The text with its longer quotations blanked, of the same length.

    What a quoted mandate or an earlier decision asked for, this sentence does not.
    """
    return _QUOTED.sub(lambda match: " " * len(match.group()), text)


def _operative(text: str) -> Verdict | None:
    """Sentences that open with a drafting verb: "Requests ...", "Also notes ..."."""
    asking = OPENS_ASKING.match(text)
    if asking and _is_third_person(asking["verb"]):
        strength = ASKING_VERBS[base_form(asking["verb"].casefold())]
        return Verdict("operative verb", Part.IMPROVEMENT, strength, 0.95)
    regarding = OPENS_REGARDING.match(text)
    if regarding and _is_third_person(regarding["verb"]):
        if _ALSO_ASKS.search(text):
            return Verdict("operative verb", Part.IMPROVEMENT, Strength.SHOULD, 0.7)
        return Verdict("regarding verb", Part.CONSIDERATION, Strength.SHOULD, 0.9)
    return None


def _is_third_person(verb: str) -> bool:
    """Whether it is "Requests": a bare "Request" opens an instruction or a noun."""
    return verb.lower().split()[0].endswith("s")


def _modal(sentence: Span, masked: str) -> Verdict | None:
    """The strongest of "should", "must", "need to" and their kin in the document's own voice."""
    found: list[tuple[Token, Strength]] = []
    for token in sentence:
        strength = None if _is_quoted(token, sentence, masked) else asks_with_modal(token)
        if strength and speaks_for_document(token, sentence):
            found.append((token, strength))
    if not found:
        return None
    order = list(Strength)
    token, strength = min(found, key=lambda pair: order.index(pair[1]))
    name = f"modal {token.lower_}" if token.lower_ in MODALS else f"{base_form(token.lower_)} to"
    score = 0.7 if strength is Strength.COULD else 0.9
    return Verdict(name, Part.IMPROVEMENT, strength, score)


def _asking(sentence: Span, masked: str) -> Verdict | None:
    strength = asking_strength(sentence)
    if not strength or _is_quoted(sentence.root, sentence, masked):
        return None
    return Verdict("asking verb", Part.IMPROVEMENT, strength, 0.9)


def _is_quoted(token: Token, sentence: Span, masked: str) -> bool:
    return masked[token.idx - sentence.start_char].isspace()


def _phrase(text: str, rules: Sequence[PhraseRule]) -> Verdict | None:
    if _NO_NEED.search(text):
        return None
    return next((rule.verdict for rule in rules if rule.pattern.search(text)), None)


def _regarding(sentence: Span, masked: str) -> Verdict | None:
    if not regards(sentence) or _is_quoted(sentence.root, sentence, masked):
        return None
    return Verdict("regarding verb", Part.CONSIDERATION, Strength.SHOULD, 0.8)


def _continuation(text: str, after: Part | None) -> Verdict | None:
    """Whether the consideration before goes on: "It would have no oversight function"."""
    if after is not Part.CONSIDERATION or not _GOES_ON.match(text):
        return None
    return Verdict("continues a consideration", Part.CONSIDERATION, Strength.COULD, 0.6)
