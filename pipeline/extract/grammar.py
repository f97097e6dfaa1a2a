"""What a sentence's grammar says: does it ask, report, instruct, stand alone?

The parser is small and errs most on short capitalised phrases, so each test
looks at few things and is written to fail towards "no".
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from pipeline.drafting import ACTION_NOUNS, ACTION_VERBS, DOCUMENT_NOUNS, words
from pipeline.extract.lexicon import (
    ACTORS,
    ASKING_VERBS,
    OPINION_VERBS,
    OWN_VOICES,
    PROPOSABLE_VERBS,
    PROPOSING_VERBS,
    READER_VERBS,
    REGARDING_VERBS,
    REMARK_VERBS,
    REPORTED_VERBS,
)
from pipeline.records import Strength

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

MODALS = {
    "must": Strength.MUST,
    "shall": Strength.MUST,
    "should": Strength.SHOULD,
    "ought": Strength.SHOULD,
    "could": Strength.COULD,
    "may": Strength.COULD,
    "might": Strength.COULD,
}
# Tags of proper nouns.
NAMES = ("NNP", "NNPS")
# Relations of a subject to its verb.
SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj", "csubjpass")
_FORMS_OF_HAVE = ("have", "has", "had", "having", "’ve", "'ve")
_IRREGULAR = {
    "been": "be", "is": "be", "are": "be", "was": "be", "were": "be", "brought": "bring",
    "felt": "feel", "found": "find", "gave": "give", "given": "give", "held": "hold",
    "kept": "keep", "made": "make", "said": "say", "saw": "see", "seen": "see",
    "sought": "seek", "sent": "send", "thought": "think", "took": "take", "taken": "take",
    "understood": "understand", "written": "write", "wrote": "write",
}  # fmt: skip
_KNOWN_VERBS = (
    frozenset(ASKING_VERBS)
    | REGARDING_VERBS
    | PROPOSING_VERBS
    | REMARK_VERBS
    | REPORTED_VERBS
    | PROPOSABLE_VERBS
    | ACTION_VERBS
)
_ENDINGS = (
    ("", ""),
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("d", ""),
    ("ed", ""),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
)
_AUXILIARIES = ("aux", "auxpass")
_CONDITIONS = words(
    "if whether unless lest although though while how what why which who whom whose"
)
_GUESSES = words("likely able unable seen due true")
_PRONOUNS = words("it they she he who")
_NOBODY = words("nobody none no nothing neither")
_PRESENT = ("VBZ", "VBP")
_PROPOSED = ("ccomp", "xcomp", "dobj", "prep")
_SUBORDINATE = ("advcl", "ccomp", "pcomp", "csubj", "acl")
# Of a relative clause that covers more of the sentence, the parser mistook the main clause.
_MOST_OF_IT = 0.7
# Words within which an action point has named its owner.
_LONGEST_OWNER = 7


@functools.cache
def base_form(word: str) -> str:
    """The base form of a verb that some list here names; other words as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending, put in _ENDINGS:
        stem = word.removesuffix(ending) + put
        if word.endswith(ending) and stem in _KNOWN_VERBS:
            return stem
        if put == "" and stem[-1:] == stem[-2:-1] and stem[:-1] in _KNOWN_VERBS:
            return stem[:-1]
    return word


def asks_with_modal(token: Token) -> Strength | None:
    """How strongly a token asks, if it is "should", "need to" and the like."""
    low = token.lower_
    if low in MODALS and token.tag_ == "MD":
        if _is_perfect(token.head) or _is_remark(token.head) or _is_about_person(token.head):
            return None
        weak = MODALS[low] is Strength.COULD
        return MODALS[low] if not weak or _proposes(token) else None
    following = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
    if low in ("has", "have") and following == "to":
        is_denied = any(child.dep_ == "neg" for child in token.children)
        return None if is_denied or _is_about_person(token) else Strength.MUST
    if low in ("need", "needs") and following in ("to", "be"):
        # "the need to", "no need to" name a need and state none.
        is_noun = token.i > 0 and token.nbor(-1).tag_ in ("DT", "PRP$", "JJ")
        return None if is_noun or _is_about_person(token) else Strength.SHOULD
    if low in ("need", "needs") and token.tag_ in _PRESENT:
        return Strength.SHOULD if child_of(token, "dobj", "obj") else None
    return None


def speaks_for_document(token: Token, sentence: Span) -> bool:
    """Whether the token's clause is the document's own voice.

    A relative clause describes, a condition supposes, an indirect question asks,
    and what follows a report's verb was said by somebody else.
    """
    verb = token.head if token.lower_ in MODALS else token
    subject = child_of(verb, "nsubj", "nsubjpass", "expl")
    inverted = token.lower_ == "should" and subject is not None and subject.i > token.i
    asks = subject is not None and subject.lower_ in _CONDITIONS
    if inverted or asks or verb not in sentence:
        return False
    for clause in (verb, *verb.ancestors):
        if clause.dep_ == "conj" and clause.head.dep_ == "ROOT":
            return True
        if _is_aside(clause, sentence) or (clause != verb and _is_reporting_root(clause)):
            return False
    return True


def _is_aside(clause: Token, sentence: Span) -> bool:
    """Whether a clause describes, supposes or asks indirectly."""
    if clause.dep_ == "relcl":
        return len(list(clause.subtree)) < _MOST_OF_IT * len(sentence)
    return clause.dep_ in _SUBORDINATE and clause.left_edge.lower_ in _CONDITIONS


def _is_reporting_root(clause: Token) -> bool:
    return clause.dep_ == "ROOT" and _is_past_report(clause)


def is_report(sentence: Span) -> bool:
    """Whether the sentence tells what was said, decided or done, and proposes nothing."""
    root = sentence.root
    return _is_past_report(root) and not any(
        child.dep_ == "conj" and any(c.lower_ in MODALS for c in child.children)
        for child in root.children
    )


def asking_strength(sentence: Span) -> Strength | None:
    """How strongly "The Group therefore recommends that ..." asks; None for other sentences."""
    root = sentence.root
    lemma = base_form(root.lower_)
    subject = child_of(root, "nsubj")
    if subject is None or not _can_ask(subject) or root.left_edge.lower_ in _CONDITIONS:
        return None
    addressed = any(child.lower_ in ("for", "on", "upon") for child in root.children)
    if subject.lower_ in ("they", "he", "she") or (lemma == "call" and not addressed):
        return None
    return ASKING_VERBS.get(lemma) if root.tag_ in _PRESENT else None


def reports_proposal(sentence: Span) -> bool:
    """Whether somebody at the meeting proposed something: "Ms Tey suggested a rota".

    What an audit or a body proposed in an earlier year is history.
    """
    root = sentence.root
    if root.tag_ != "VBD" or base_form(root.lower_) not in REPORTED_VERBS:
        return False
    subject = child_of(root, "nsubj")
    if subject is None or not _can_ask(subject):
        return False
    dated = any(token.shape_ == "dddd" for token in sentence)
    # "requested information" asks a question; "requested that" proposes.
    proposed = ("ccomp",) if base_form(root.lower_) == "request" else _PROPOSED
    return not dated and child_of(root, *proposed) is not None


def regards(sentence: Span) -> bool:
    """Whether the document's own body recalls, recognizes, stresses something."""
    root = sentence.root
    subject = child_of(root, "nsubj")
    if (
        base_form(root.lower_) not in REGARDING_VERBS
        or root.tag_ not in _PRESENT
        or subject is None
    ):
        return False
    return any(token.lower_ in OWN_VOICES for token in subject.subtree)


def recalls(sentence: Span) -> bool:
    """Whether what is regarded stands already: "we reaffirm", not "we believe"."""
    return base_form(sentence.root.lower_) in REGARDING_VERBS - OPINION_VERBS


def gives_purpose_first(sentence: Span) -> bool:
    """Whether it opens with what is to be reached: "To win readers, the library has to ..."."""
    opening = [token.lower_ for token in sentence if token.is_alpha][:2]
    is_purpose = opening[:1] == ["to"] or opening == ["in", "order"]
    return is_purpose and child_of(sentence.root, *SUBJECTS) is not None


def is_instruction(sentence: Span) -> bool:
    """Whether the sentence opens with the base form of a verb that somebody should carry out."""
    opening = [] if gives_purpose_first(sentence) else [t for t in sentence if t.is_alpha]
    while len(opening) > 1 and (
        opening[0].lower_.endswith("ly") or opening[0].lower_ in ("also", "further", "to")
    ):
        opening = opening[1:]
    if not opening or opening[0].lower_ in READER_VERBS or _subject_before(sentence, opening[0]):
        return False
    first, following = opening[0], opening[1] if len(opening) > 1 else None
    if following is not None and following.lower_ in ("and", "or"):
        following = opening[2] if len(opening) > 2 else None  # noqa: PLR2004 (the word after "and")
        if following is not None and following.lower_ not in ACTION_VERBS | ACTION_NOUNS:
            return False
    if first.lower_ in DOCUMENT_NOUNS and following is not None and following.tag_ == "IN":
        return False
    if first.lower_ in ACTION_NOUNS:
        return first.tag_ == "VB" or (following is not None and _opens_object(following))
    if first.lower_ in ACTION_VERBS:
        return following is None or following.lower_ not in ("of", "is", "are", "was", "has")
    acts_on = child_of(first, "dobj", "xcomp", "ccomp")
    return first.tag_ == "VB" and first.dep_ == "ROOT" and acts_on is not None


def is_action_point(sentence: Span) -> bool:
    """Whether it is "Secretariat to circulate the draft"."""
    if stands_alone(sentence):
        return False
    to = next((token for token in sentence[:_LONGEST_OWNER] if token.lower_ == "to"), None)
    if to is None or to.i in (sentence.start, sentence.end - 1):
        return False
    owner = sentence.doc[to.i - 1]
    owns = owner.lower_ in ACTORS or owner.tag_ in NAMES
    return owns and to.nbor().lower_ in ACTION_VERBS | ACTION_NOUNS


def stands_alone(sentence: Span) -> bool:
    """Whether the main verb is finite and has a subject."""
    root = sentence.root
    finite = root.tag_ in ("VBZ", "VBP", "VBD") or any(
        child.dep_ in _AUXILIARIES and child.tag_ in ("MD", "VBZ", "VBP", "VBD")
        for child in root.children
    )
    return finite and child_of(root, *SUBJECTS) is not None


def child_of(token: Token, *relations: str) -> Token | None:
    """The first word that hangs on another by one of the relations."""
    return next((child for child in token.children if child.dep_ in relations), None)


def _is_perfect(verb: Token) -> bool:
    """Whether it is "should have been": a regret, not a request."""
    return any(child.dep_ in _AUXILIARIES and child.lower_ == "have" for child in verb.children)


def _can_ask(subject: Token) -> bool:
    return subject.tag_ in NAMES or subject.lower_ in ACTORS | OWN_VOICES | _PRONOUNS


def _is_remark(verb: Token) -> bool:
    """Whether it is "should be noted", "should not be construed": it asks for attention."""
    return base_form(verb.lower_) in REMARK_VERBS and child_of(verb, "auxpass") is not None


def _is_about_person(verb: Token) -> bool:
    """Whether it says what he, she or you must do, which is a fact or advice."""
    subject = child_of(verb, "nsubj", "nsubjpass")
    return subject is not None and subject.lower_ in ("he", "she", "you")


def _has_no_one(verb: Token) -> bool:
    """Whether it is "nobody could say"."""
    subject = child_of(verb, "nsubj", "nsubjpass")
    return subject is not None and subject.lower_ in _NOBODY


def _proposes(token: Token) -> bool:
    """Whether "could", "may" or "might" proposes rather than guesses."""
    verb = token.head
    if _has_no_one(verb) or any(child.dep_ == "neg" for child in verb.children):
        return False
    if token.lower_ == "could":
        return not any(child.lower_ in _GUESSES for child in verb.children)
    if child_of(verb, "auxpass") is not None:
        return base_form(verb.lower_) in PROPOSABLE_VERBS
    subject = child_of(verb, "nsubj")
    acts = subject is not None and subject.lower_ in ACTORS
    return token.lower_ == "might" and acts and base_form(verb.lower_) in ACTION_VERBS


def _is_past_report(root: Token) -> bool:
    past = root.tag_ == "VBD" or (
        root.tag_ == "VBN"
        and any(
            child.dep_ in _AUXILIARIES and (child.tag_ == "VBD" or child.lower_ in _FORMS_OF_HAVE)
            for child in root.children
        )
        and not any(child.tag_ == "MD" for child in root.children)
    )
    return past and base_form(root.lower_) not in PROPOSING_VERBS


def _opens_object(token: Token) -> bool:
    """Whether a token begins what a verb before it acts on."""
    return token.tag_ in ("DT", "PRP$", "JJ", "JJR", "CD") or token.lower_ in ("to", "with")


def _subject_before(sentence: Span, token: Token) -> bool:
    subject = child_of(sentence.root, *SUBJECTS)
    return subject is not None and subject.i < token.i
