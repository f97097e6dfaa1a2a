"""The rules that tell whether a sentence asks, regards, or does neither.

Each rule has a name, which reviewers see, and a score set by hand: how often a
sentence like that turned out to be what the rule says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.lexicon import (
    ACTION_VERBS,
    ASKING_VERBS,
    OPENS_ASKING,
    OPENS_REGARDING,
    PROPOSING_VERBS,
    READER_VERBS,
    REGARDING_VERBS,
    words,
)
from pipeline.records import Part, Strength

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Span, Token


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a sentence."""

    trigger: str
    part: Part
    strength: Strength
    score: float


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """A rule that is one regular expression over a sentence without its quotations."""

    trigger: str
    part: Part
    strength: Strength
    score: float
    pattern: re.Pattern[str]


def _rule(trigger: str, strength: Strength, score: float, pattern: str) -> PhraseRule:
    compiled = re.compile(pattern, re.IGNORECASE)
    return PhraseRule(trigger, Part.IMPROVEMENT, strength, score, compiled)


_NEEDED = (
    "important|essential|necessary|crucial|vital|imperative|critical|indispensable|key|paramount"
)
_USEFUL = "useful|helpful|desirable|beneficial|advisable|appropriate|good|better|best|worthwhile|valuable|wise|welcome|sensible"
_STEP = "step|way|ways|option|options|possibility|possibilities|solution|idea|approach|measure|means|improvement"
_HELPS = "help|improve|benefit|strengthen|enhance|facilitate|enable|allow|contribute|make|increase|ensure|support|encourage|ease|save|reduce|raise|bring"

PHRASE_RULES = (
    _rule("first-person request", Strength.SHOULD, 0.9,
          r"\b(?:we|i)(?: \w+ly| also| therefore| further| would| do| hereby| respectfully| again)*"
          r" (?:urge|recommend|propose|suggest|request|ask|call (?:on|upon|for)|encourage|invite|advocate|"
          r"appeal|demand|(?:like|love|wish|want|prefer|hope) to see|(?:like|wish|want) the \w+ to|expect (?:the|all)|"
          r"would (?:favou?r|support|welcome|prefer)|favou?r)\b"),
    _rule("it is important to", Strength.SHOULD, 0.85,
          rf"\b(?:it|what) (?:is|would be|will be|remains|seems|becomes|was considered|is considered|might be|may be)"
          rf"(?: \w+)? (?:also |now |therefore |very |most )*(?:{_NEEDED})\b[^.;]*?\b(?:to|that)\b"),
    _rule("considered important", Strength.SHOULD, 0.85,
          rf"\b(?:consider|find|found|think|thought|deem|see|saw|believe)\w* (?:it|that it \w+(?: \w+){{0,2}}) (?:{_NEEDED}|{_USEFUL})\b"),
    _rule("it would be useful to", Strength.COULD, 0.85,
          rf"\b(?:it|what) (?:would|could|might|may)(?: \w+){{0,2}} (?:be|prove)(?: \w+)? (?:{_USEFUL}|of (?:use|help|value|benefit))\b"),
    _rule("worth doing", Strength.COULD, 0.75, r"\b(?:is|be|seems) (?:well )?worth \w+ing\b|\bmerits? (?:consideration|attention)\b"),
    _rule("is recommended", Strength.SHOULD, 0.85,
          r"(?:\b(?:is|are)|\bthe) (?:\w+ly )?(?:hereby |therefore |also |strongly )*(?:recommended|encouraged|invited|"
          r"requested|urged|called (?:up)?on|proposed|advised|asked) (?:to|that|for|in)\b"
          r"|\b(?:is|are) (?:also |strongly |hereby )*(?:recommended|proposed|suggested)\s*(?:[.:;]|$)"),
    _rule("recommendation is that", Strength.SHOULD, 0.85,
          r"\b(?:recommendation|proposal|suggestion|request|ask|demand|wish|plea)s?(?: \w+){0,4} (?:is|was|are|were|would be)(?: made)?"
          r" (?:to|that|for|concerning|on|about|regarding)\b"),
    _rule("step or option is to", Strength.COULD, 0.8,
          rf"\b(?:{_STEP})(?: \w+){{0,8}}? (?:is|would be|could be|might be|may be)(?: \w+)? (?:to \w+|that|\w+ing\b)"),
    _rule("would be a step", Strength.COULD, 0.75,
          rf"\b(?:would|could|might) (?:also )?be (?:an?|one) (?:\w+ )*?(?:{_STEP}|start|beginning|incentive)\b"),
    _rule("would help", Strength.COULD, 0.7,
          rf"\b(?:would|could|might) (?:also |greatly |further |certainly )?(?:{_HELPS})\b"
          rf"(?! (?:\w+ )?(?:if|had))|\bwould be (?:very |more |most )?(?:{_USEFUL}|{_NEEDED})\b"),
    _rule("is needed", Strength.SHOULD, 0.8,
          r"\b(?:is|are) (?:\w+ly |also |still |therefore )?(?:needed|required|called for|overdue|lacking)\b(?! by (?:the )?law)"
          r"|\bthere (?:is|remains) (?:an? |still |also )*(?:\w+ ){0,2}(?:need|room|scope|call) (?:for|to)\b"
          r"|\bneeds? (?:\w+ ){0,2}(?:improvement|strengthening|attention|reform|clarification|review)"),
    _rule("more can be done", Strength.COULD, 0.75,
          r"\b(?:more|much|better|further)\b[^.]*\bcan (?:also )?be (?:done|made|improved|strengthened|achieved)\b"
          r"|\bcan and should\b"),
    _rule("this includes", Strength.SHOULD, 0.6,
          r"^(?:this|that|it|these|such \w+) (?:also |would |might |may |could |should |will )*"
          r"(?:includes?|means?|implies|imply|involves?|requires?|entails?) (?:\w+ing\b|to \w+|having)"),
    _rule("please", Strength.SHOULD, 0.75, r"^please (?!see|note|find|contact|visit|click|refer|do not hesitate|let|read)\w+"),
)  # fmt: skip

# Sentences about value that ask nobody to do anything.
_VALUE = re.compile(
    r"\b(?:is|are|remains?|plays?|has been|have been|constitutes?|forms?)\b(?: \w+){0,5}? "
    r"(?:key|essential|important|crucial|vital|fundamental|critical|central|integral|indispensable|"
    r"invaluable|cornerstone|pillar|paramount|of (?:great |utmost |particular )?(?:importance|value))\b"
    r"|\b(?:importance|value|benefits?) of\b[^.]*\b(?:cannot be|is|are|lies)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"«][^”\"»]{12,}(?:[”\"»]|$)|\*“.*")
_ASIDE = re.compile(
    r"^\W*\(?\s*(?:see|cf\.?)\s+(?:also|above|below|paragraph|annex|section)\b", re.IGNORECASE
)
_MODALS = {
    "must": Strength.MUST,
    "shall": Strength.MUST,
    "should": Strength.SHOULD,
    "ought": Strength.SHOULD,
    "could": Strength.COULD,
    "may": Strength.COULD,
    "might": Strength.COULD,
}
# "may be explored" proposes; "may be affected" guesses.
_PROPOSABLE = words(
    "explore consider use give envisage develop create establish invite encourage include "
    "organize organise introduce make hold publish extend add allow adopt examine study"
)
_GROUP = words(
    "group members assembly council commission committee board meeting we states forum council task force working party participants conference"
)
_CONDITION = words("if whether unless lest although though while")
_WH = words("how what why which who whom whose where when")


def mask(text: str) -> str:
    """The text with its longer quotations blanked, of the same length.

    What a quoted mandate or an earlier decision asked for, this sentence does not.
    """
    return _QUOTED.sub(lambda match: " " * len(match.group()), text)


def judge(sentence: Span, *, after: Part | None) -> Verdict | None:
    """What a sentence says by itself.

    Args:
        sentence: One sentence.
        after: What the sentence before it in the paragraph was.

    Returns:
        None where it is neither a recommendation nor a consideration.
    """
    text = mask(sentence.text.strip())
    if text.rstrip('"”’)] ').endswith("?") or _ASIDE.match(text):
        return None
    plain = text.lstrip('[(“"‘ ')
    verdict = _operative(sentence, plain)
    if verdict or _is_report(sentence):
        return verdict
    return (
        _modal(sentence, text)
        or _phrase(plain, sentence)
        or _regarding(sentence)
        or _continuation(plain, after)
        or _value(plain)
    )


def _operative(sentence: Span, text: str) -> Verdict | None:
    """Sentences that open with a drafting verb: "Requests ...", "Also notes ..."."""
    asking = OPENS_ASKING.match(text)
    if asking and _is_finite(asking["verb"]):
        strength = ASKING_VERBS[_base(asking["verb"], ASKING_VERBS)]
        return Verdict("operative verb", Part.IMPROVEMENT, strength, 0.95)
    regarding = OPENS_REGARDING.match(text)
    if regarding and _is_finite(regarding["verb"]):
        if re.search(
            r"(?:,|;| and) (?:also |further )?(?:requests|invites|encourages|calls|urges|recommends)\b",
            text,
        ):
            return Verdict("operative verb", Part.IMPROVEMENT, Strength.SHOULD, 0.7)
        return Verdict("regarding verb", Part.CONSIDERATION, Strength.SHOULD, 0.9)
    return None


def _is_finite(verb: str) -> bool:
    """Whether the verb is in the third person: a bare "Request" opens an instruction or a noun."""
    return verb.lower().split()[0].endswith("s")


def _base(verb: str, known: Iterable[str]) -> str:
    low = verb.lower()
    return next((k for k in known if low in (k, k + "s", k + "es")), low)


def _is_report(sentence: Span) -> bool:
    """Whether the sentence tells what was said or decided, and proposes nothing."""
    root = sentence.root
    if root.tag_ != "VBD" and not (root.tag_ == "VBN" and _has_past_auxiliary(root)):
        return False
    return root.lemma_.lower() not in PROPOSING_VERBS and not _coordinated_modal(root)


def _has_past_auxiliary(verb: Token) -> bool:
    return any(c.dep_ in ("aux", "auxpass") and c.tag_ == "VBD" for c in verb.children)


def _coordinated_modal(root: Token) -> bool:
    """ "... was introduced and should be kept": the second half asks."""
    return any(
        child.dep_ == "conj" and any(c.lower_ in _MODALS for c in child.children)
        for child in root.children
    )


def _modal(sentence: Span, masked: str) -> Verdict | None:
    """ "should", "must", "need to" and their kin, in a clause that speaks for the document."""
    best: Verdict | None = None
    for token in sentence:
        if masked[token.idx - sentence.start_char :][:1] == " " or not _speaks(token, sentence):
            continue
        strength = _strength(token)
        if strength and (best is None or _order(strength) < _order(best.strength)):
            score = 0.7 if strength is Strength.COULD else 0.9
            best = Verdict(_name(token), Part.IMPROVEMENT, strength, score)
    return best


def _name(token: Token) -> str:
    return f"modal {token.lower_}" if token.lower_ in _MODALS else f"{token.lemma_.lower()} to"


def _order(strength: Strength) -> int:
    return list(Strength).index(strength)


def _strength(token: Token) -> Strength | None:
    low = token.lower_
    if low in ("may", "might", "could"):
        return Strength.COULD if _proposes(token) else None
    if low in _MODALS and token.tag_ == "MD":
        return _MODALS[low] if not _is_perfect(token.head) else None
    following = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
    if low in ("has", "have") and following == "to":
        return Strength.MUST
    if low in ("need", "needs") and token.pos_ in ("VERB", "AUX") and following in ("to", "be"):
        return Strength.SHOULD
    if low in ("need", "needs") and following == "to" and token.dep_ in ("ROOT", "conj", "ccomp"):
        return Strength.SHOULD
    return None


def _is_perfect(verb: Token) -> bool:
    """ "should have been": a regret, not a request."""
    return any(child.dep_ == "aux" and child.lemma_.lower() == "have" for child in verb.children)


def _proposes(token: Token) -> bool:
    """Whether "could", "may" or "might" proposes rather than guesses."""
    verb = token.head
    if _is_perfect(verb) or any(child.dep_ == "neg" for child in verb.children):
        return False
    if token.lower_ == "could":
        return verb.lemma_ != "be" or not _is_guess(verb)
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    return passive and verb.lemma_.lower() in _PROPOSABLE


def _is_guess(verb: Token) -> bool:
    return any(
        child.lower_ in ("likely", "able", "unable", "seen", "due", "true")
        for child in verb.children
    )


def _speaks(token: Token, sentence: Span) -> bool:
    """Whether the token's clause is the document's own voice.

    A relative clause describes, a condition supposes, an indirect question asks.
    """
    verb = token.head if token.lower_ in _MODALS else token
    for clause in (verb, *verb.ancestors):
        if clause not in sentence or (clause.dep_ == "relcl" and not _holds_all(clause, sentence)):
            return False
        marks = {child.lower_ for child in clause.children if child.i < verb.i}
        if clause.dep_ in ("advcl", "ccomp", "pcomp", "csubj") and marks & (_CONDITION | _WH):
            return False
        if clause is not verb and clause.dep_ == "ROOT" and _is_plain_report(clause):
            return False
    inverted = token.lower_ == "should" and token.i == sentence.start and verb is not token
    return not inverted


def _holds_all(clause: Token, sentence: Span) -> bool:
    """A "relative clause" that is nearly the whole sentence is a parser's slip."""
    return len(list(clause.subtree)) > 0.7 * len(sentence)


def _is_plain_report(root: Token) -> bool:
    past = root.tag_ == "VBD" or (root.tag_ == "VBN" and _has_past_auxiliary(root))
    return past and root.lemma_.lower() not in PROPOSING_VERBS


def _phrase(text: str, sentence: Span) -> Verdict | None:
    for rule in PHRASE_RULES:
        if rule.pattern.search(text) and not re.search(
            r"\b(?:no|not) (?:longer )?(?:need|necessary|important)", text
        ):
            return Verdict(rule.trigger, rule.part, rule.strength, rule.score)
    return None


def _regarding(sentence: Span) -> Verdict | None:
    """ "The Group further recalls ...", "We recognize ..."."""
    root = sentence.root
    if root.lemma_.lower() not in REGARDING_VERBS or root.tag_ not in ("VBZ", "VBP"):
        return None
    subjects = [child for child in root.children if child.dep_ == "nsubj"]
    own = any({t.lower_ for t in subject.subtree} & _GROUP for subject in subjects)
    return Verdict("regarding verb", Part.CONSIDERATION, Strength.SHOULD, 0.8) if own else None


def _continuation(text: str, after: Part | None) -> Verdict | None:
    """ "It would have no oversight function": the sentence before goes on."""
    if after is Part.CONSIDERATION and re.match(
        r"(?:it|they|this|these)\b[^.]*?\b(?:would|will|shall|is|are)\b", text, re.IGNORECASE
    ):
        return Verdict("continues a consideration", Part.CONSIDERATION, Strength.COULD, 0.6)
    return None


def _value(text: str) -> Verdict | None:
    if _VALUE.search(text):
        return Verdict("statement of value", Part.CONSIDERATION, Strength.COULD, 0.5)
    return None


def is_instruction(sentence: Span) -> bool:
    """Whether the sentence opens with the base form of a verb that somebody should carry out."""
    opening = [token for token in sentence if token.is_alpha][:3]
    while len(opening) > 1 and (
        opening[0].lower_.endswith("ly") or opening[0].lower_ in ("also", "further", "to")
    ):
        opening = opening[1:]
    if not opening or opening[0].lower_ in READER_VERBS:
        return False
    first = opening[0]
    if first.lower_ in ACTION_VERBS:
        noun_use = len(opening) > 1 and opening[1].lower_ in (
            "of",
            "is",
            "are",
            "was",
            "should",
            "has",
            "for",
        )
        return not noun_use and not _has_subject(sentence, before=first)
    return first.tag_ == "VB" and first.dep_ == "ROOT" and not _has_subject(sentence, before=first)


def has_finite_clause(sentence: Span) -> bool:
    """Whether the main verb is finite and has a subject: the sentence stands alone."""
    root = sentence.root
    finite = root.tag_ in ("VBZ", "VBP", "VBD") or any(
        child.dep_ in ("aux", "auxpass") and child.tag_ in ("MD", "VBZ", "VBP", "VBD")
        for child in root.children
    )
    subject = any(child.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") for child in root.children)
    return finite and subject


def _has_subject(sentence: Span, *, before: Token) -> bool:
    return any(
        child.dep_.startswith("nsubj") and child.i < before.i for child in sentence.root.children
    )
