"""Who is asked to act, as written."""

from __future__ import annotations

import re

from pipeline.extract.lexicon import ACTORS, OPENS_ASKING

_MOST_WORDS = 8
_MODAL = re.compile(
    r"^(?:[^,]{0,60}, )?(?:.{0,80}?\bthat )?(?P<actor>[^,.;:]{2,90}?) (?:also |therefore |then )?"
    r"(?:should|must|shall|could|may|might|needs? to|ha(?:s|ve) to|ought to)\b"
    r"(?! (?:also |therefore )?be (?!encouraged|invited|asked|requested|urged))",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"^\s*(?:upon |on )?(?P<actor>[^,.;:]{2,90}?)(?:,| to\b| that\b|$)", re.IGNORECASE
)
_OUTSIDE = re.compile(r"\s(?:of|from|for|in|at|on|with|who|which|that|to)\s")


def find_actor(text: str) -> str:
    """The body or people that a sentence asks, or an empty string where none is named."""
    asking = OPENS_ASKING.match(text)
    match = _ADDRESSED.match(text[asking.end() :]) if asking else _MODAL.match(text)
    if not match:
        return ""
    actor = match["actor"].strip('[(“" ')
    return actor if _is_actor(actor) else ""


def _is_actor(phrase: str) -> bool:
    """Whether the head of the phrase is a body or people, not a thing of theirs."""
    heads = re.split(r"\s(?:and|or)\s", phrase)
    nouns = [_OUTSIDE.split(head)[0].split()[-1:] for head in heads]
    known = [bool(noun) and noun[0].lower() in ACTORS for noun in nouns]
    return any(known) and len(phrase.split()) <= _MOST_WORDS
