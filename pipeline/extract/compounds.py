"""Whether one sentence asks for two things that could be decided apart."""

from __future__ import annotations

import re

from pipeline.drafting import ACTION_NOUNS, ACTION_VERBS, words

# Action verbs that after "and" are as often nouns or adjectives.
_AMBIGUOUS = ACTION_NOUNS | words(
    "advance complete find hold measure place pool produce reach secure set speed stop use permit "
    "approach treat raise separate clear request promise abolish"
)
# Verbs of laws and policies that open no instruction often enough to be known elsewhere.
_RARER = words(
    "abide accept bring criminalise decriminalize disband dismantle enlist fulfil fulfill "
    "finalise grant honour honor halt lower outlaw penalize penalise prosecute punish rectify "
    "rehabilitate repair resolve resume rethink solve safeguard "
    "synthesize transpose unify update waive"
)
_SURE = "|".join(sorted((ACTION_VERBS | _RARER) - _AMBIGUOUS))
_UNSURE = "|".join(sorted(_AMBIGUOUS))
_ANY = "|".join(sorted(ACTION_VERBS | ACTION_NOUNS | _RARER))
_SOME = (
    r"(?:the|an?|its|their|all|any|every|each|this|these|those|that|more|such|other|full|on|no|"
    r"additional|further|new|back|annually|regularly|free|to the|with)"
)
_ADVERB = r"(?:also |then |further |therefore |not |thereby |subsequently |at least |\w+ly )*"
# A second instruction: after a joint, a verb and what it is about. "them" and "it"
# are the first one's object: a pair of verbs about one thing.
_SECOND = (
    rf"{_ADVERB}(?:(?:{_SURE}) (?!(?:and|or|it|them|of|by|is|are|should|must|which|"
    rf"that would)\b)\w|(?:{_UNSURE}) {_SOME}\b)"
)
# After a bare comma "to" says what for.
_JOINT = re.compile(
    rf"(?:(?:\s?;(?: and)?|,? and|, as well as)(?:,(?: [\w’'-]+){{1,6}},)? (?:to )?|, ){_SECOND}",
    re.IGNORECASE,
)
_ASKING = r"(?:requests|urges|calls (?:up)?on|invites|encourages|recommends|asks|instructs|decides)"
# Where the first instruction begins.
_MAIN = re.compile(
    rf"^(?:please |to |and |that )?{_ADVERB}(?P<bare>(?:{_ANY})\b)|"
    rf"\b(?:should|must|shall|ought to|could|needs? to|ha(?:s|"
    rf"ve) to)\b {_ADVERB}(?P<modal>(?!(?:be|and|or)\b)[a-z]+)|"
    rf"\b(?:requests?|urges?|calls? (?:up)?on|invites?|encourages?|asks?|recommends?|requested|"
    rf"urged|"
    rf"called (?:up)?on|invited|encouraged|asked|recommended)\b(?: (?!to (?!the |its |an? |all )|"
    rf"that )[^ .;]+){{1,40}}? to "
    rf"(?!the |its |an? |all |be ){_ADVERB}(?P<asked>[a-z]+)|"
    rf"\b(?:recommends?|recommended|proposes?|proposed|asks?|asked|requests?|requested|"
    rf"suggest\w*) that"
    rf"(?: [\w’'-]+){{1,6}}? (?P<wished>{_ANY})\b|"
    rf"^(?!as |in |with |for |by |on |at |through |"
    rf"given )(?:[\w’'-]+ ){{1,5}}to {_ADVERB}(?P<point>{_ANY})\b"
    r"(?!.*\b(?:should|must|shall|could)\b)",
    re.IGNORECASE,
)
# After these a verb may belong to a clause of its own. "To" before an article or what
# looks like a noun is no infinitive.
_SUBORDINATE = re.compile(
    r"\b(?:that|which|who|whose|whom|where|how|whether|so|when|if|while|because|since|unless|"
    r"thereby|what|why|as to|until|"
    r"(?<!and )(?<!also )to (?!(?:the|an?|all|its|their|this|these|every|any|those|both)\b|"
    r"[a-z-]+(?:tion|sion|ity|ness|dom|ism|ics|ship|cy|[^su\W]s)\b)[a-z]+)\b",
    re.IGNORECASE,
)
# "To build trust and save time, the Board should": what it is for stands first.
_PURPOSE = re.compile(
    r"(?:In order )?[Tt]o [^;:]*?,(?= [^;:]*?\b(?:should|must|shall|could|needs?|is|are)\b)"
)
_CHAIN = re.compile(rf"(?:(?:,? and|,? or|,)? ?{_ADVERB}(?:{_ANY})\b)+", re.IGNORECASE)
# French has verbs of the same letters: "encourage les donateurs".
_ENGLISH = re.compile(r"\b(?:the|and|of|to|with|for|all|its|every|should|must)\b", re.IGNORECASE)
_TWO_ASKING = re.compile(
    rf"^(?:\w+ )?{_ASKING}\b(?! and\b)[^;]{{12,}}?(?:;|,| and)(?: and)?(?: also| further|"
    rf" in addition)*"
    rf" {_ASKING} (?!and\b)",
    re.IGNORECASE,
)
_MODAL = r"(?:should|must|shall|(?<!the )(?<!a )(?<!no )(?<!any )needs? to|ought to|ha(?:s|ve) to)"
# "The Board should publish, and the Chair should report".
_TWO_MODALS = re.compile(
    rf"\b{_MODAL} (?:\w+ly |also |not )?\w+ (?:(?!(?:that|which|who|where|whether|how|if|"
    rf"when)\b)[^.;])*?"
    rf"(?:;|,? and|, but)(?: that)? "
    rf"(?P<subject>(?:(?!which|who|what|how|where|why|when|whose|that|this|it|they|these|those|"
    rf"there|as|and|or|than|can|if)[\w’'-]+ ){{1,8}}){_MODAL} (?!be (?:able|noted))",
    re.IGNORECASE,
)
# "Respect, reflect and protect", "take responsibility for and act on": what it is about
# is still to come.
_IS_OPEN = re.compile(r"^,|\b(?:for|of|on|in|to|with|from|by|about|at)$", re.IGNORECASE)
_AFTER_SEMICOLON = re.compile(
    rf"(?:;\s?|\) / )(?:and )?(?:to )?{_ADVERB}(?:(?:{_SURE}) \w|(?:{_UNSURE}) {_SOME}\b)",
    re.IGNORECASE,
)


def is_compound(text: str) -> bool:
    """Whether a sentence joins instructions that could be decided apart.

    Read from the words alone, so it says yes only where a verb with an object of its own
    follows the first one's object at the same level.
    """
    plain = " ".join(text.split())
    if not _ENGLISH.search(plain):
        return False
    if _TWO_ASKING.search(plain) or _has_two_modals(plain):
        return True
    purpose = _PURPOSE.match(plain)
    main = _MAIN.search(plain, purpose.end()) if purpose else _MAIN.search(plain)
    return main is not None and (_goes_on(plain, main) or _restarts(plain, main))


def _has_two_modals(text: str) -> bool:
    return any(not _is_supposed(match["subject"]) for match in _TWO_MODALS.finditer(text))


def _is_supposed(subject: str) -> bool:
    return subject.strip().lower() in ("we", "one", "you")


def _restarts(text: str, main: re.Match[str]) -> bool:
    """Whether a semicolon separates it from a further instruction."""
    return _AFTER_SEMICOLON.search(text, main.end()) is not None


def _goes_on(text: str, main: re.Match[str]) -> bool:
    """Whether a second verb with its object follows the object of the first."""
    verb = max(main.start(group) for group in ("bare", "modal", "asked", "wished", "point"))
    aside = _SUBORDINATE.search(text, main.end())
    level = text[verb : aside.start()] if aside else text[verb:]
    chain = _CHAIN.match(level)
    start = chain.end() if chain else main.end() - verb
    for joint in _JOINT.finditer(text, verb + start, min(len(text), verb + len(level) + 20)):
        begins = joint.start() - verb
        about = level[start:begins].strip()
        if begins <= len(level) and about and not _IS_OPEN.search(about):
            return True
    return False
