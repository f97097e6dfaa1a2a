"""Who is asked to act, read from where a sentence names them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.drafting import ACTION_NOUNS, ACTION_VERBS
from pipeline.extract.actors import leading_actors, only_actors, trailing_actors
from pipeline.extract.bodies import names_state
from pipeline.extract.compounds import is_compound
from pipeline.extract.wording import find_target_date, is_hedged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["find_actors", "find_target_date", "is_compound", "is_hedged"]

_ACTIONS = "|".join(sorted(ACTION_VERBS | ACTION_NOUNS))
_ADVERBS = (
    r"(?:(?:also|further|therefore|then|thus|always|clearly|now|still|instead|not only|only|better|"
    r"more|fully|at least|all|each|both|not|never|together|in turn|\w+ly),? )*"
)
_ASKED = (
    r"(?:encouraged|invited|urged|asked|requested|called (?:up)?on|tasked|mandated|instructed|"
    r"advised|reminded|expected|obliged|required|directed|exhorted) to"
)
# Where the subject before it is asked to do what comes after it.
_ASKS = re.compile(
    rf"\s(?:(?:should|must|shall|ought to|could|needs? to|ha(?:s|ve) to|(?:may|might) (?:wish|"
    rf"want) to)"
    rf"(?=[ ,])|(?:is|are)(?: strongly| kindly| also| hereby| further| therefore)? {_ASKED}\b|"
    rf"(?:is|are) to(?= (?:{_ACTIONS})\b)|"
    rf"(?:has|have) (?:a|an|the)(?: \w+)? (?:responsibility|duty|obligation) to\b)"
)
# After the modal: what the subject is or gets, which is not what it does.
_RECEIVES = re.compile(
    rf"\s+{_ADVERBS}(?:have|enjoy|benefit|receive|feel|get|remain|become|include|consist|exist|"
    rf"retain|know|gain|reap|suffer|stay|belong|contain|comprise|lose|like|"
    rf"be {_ADVERBS}(?!{_ASKED}|prepared|committed|dedicated|concerned|determined)"
    rf"(?:\w+(?:ed|en|wn)|said|thought|bought|sold|read|cut|lost|spent|caught|sought|laid|dealt|"
    rf"able|free|given|there|an?|the|part|in|at|on|of|subject|held|kept|made|"
    rf"brought|built|put|set|told|sent|taught|left|paid|found|heard|met|led|done|shown|known|"
    rf"understood|bound|represented|present|welcome|equal|eligible|entitled|treated|no|as|by|"
    rf"one))\b"
)
# A subject begins after these ...
_BOUNDARY = re.compile(
    r"[;:.!?“”\"—–]|\s-\s|\b(?:that|because|since|whereas|so|but|while|which|than|yet|"
    r"feels?|believes?|think|thinks|says?)\b",
    re.IGNORECASE,
)
_ADVERB_LAST = re.compile(
    r"(?:,?\s(?:also|then|therefore|thus|each|all|both|in turn|themselves|still|now|"
    r"[a-z]{2,}ly))+\s*$"
)
_ADVERB_FIRST = re.compile(
    r"^[\s,]*(?:(?:therefore|thus|hence|consequently|however|also|and|finally|first|second|third|"
    r"then|moreover|furthermore|together|likewise|similarly|instead|accordingly|(?!assembly|italy|"
    r"family|supply)[a-z]{3,}ly)\b[,\s]*)+",
    re.IGNORECASE,
)
# What comes after these says what for, or describes.
_DESCRIBES = re.compile(r"\b(?:so that|such that|which)$", re.IGNORECASE)
# ... and after these the sentence only supposes or wonders.
_SUPPOSED = re.compile(
    r"\b(?:if|whether|unless|when|where|how|what|why|who|whom|although|though|until|"
    r"lest)\b[^,;:]*$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",\s(?:in|with|within|through|including|especially|particularly|notably|such as|where|as|when|"
    r"acting|working|under|by|at|for|on|upon|subject|if|inter alia|via|without|taking|based|even|"
    r"too|either|therefore|however|thus|then|again|above all|first|of course|led|supported|"
    r"wherever|depending|pursuant|together with its|jointly)\b(?! well)[^;:.]*?,(?=\s|$)",
    re.IGNORECASE,
)
_DASHED = re.compile(r"\s(--|–|—)\s[^–—]*?\s\1(?=\s|$)")
_SUBJECT = (
    r"(?:\b(?:we|i|who|participants|members|delegations|states|governments|speakers|and)\s"
    r"(?:\w+ly |also |hereby |further |therefore |again |would like to |wish to |want to |must |"
    r"can only )*)"
)
_BASE = (
    r"request|invite|encourage|urge|ask(?: for)?|call (?:up)?on|call for|instruct|advise|appeal to|"
    r"remind|recommend(?: to)?|propose to|expect|want|would like|would wish|exhort|implore|direct"
)
_FINITE = (
    r"(?:request|invite|encourage|urge|instruct|advise|remind|expect|want|exhort)[sd]?|"
    r"(?:mandate|task)[sd]|"
    r"(?:requested|asked|asks|directs|directed|recommends|recommended|instructed|reminded|expected|"
    r"tasked)(?: for| to)?|(?:calls|called) (?:(?:up)?on|for)|appeal(?:s|ed) to|propos(?:es|ed) to|"
    r"recommend(?:s|ed) to"
)
# Before somebody who is asked "to" do something.
_ADDRESSES = re.compile(
    rf"{_SUBJECT}(?:{_BASE})\s|^(?:\w+ly |also |further |again )?(?:urge|call (?:up)?on|ask)\s|"
    rf"(?<!\bto )(?<!\bbe )(?<!\bshould )(?<!\bmust )(?<!\bas )(?<!\bthat )(?<!\bwhich )"
    rf"\b(?!(?:{_BASE})\s)(?:{_FINITE})\s|"
    rf"\b(?:important|essential|necessary|needed|need|useful|helpful|vital|crucial|critical|"
    rf"imperative|desirable|time|call|calls|good|better|best|incumbent|up|is|are)(?: also)? "
    rf"(?:for|upon|on)\s|"
    rf"\b(?:is|are|remains) (?:the|a)(?: \w+)? (?:responsibility|duty|obligation|task|job) of\s|"
    rf"\b(?:recommendations?|proposals?|suggestions|requests?|asks|appeals?|action points|advice)"
    rf"(?: (?:is|are|was|were))?(?: made| addressed| directed) (?:for|to)\s|"
    rf"^[^,;:]{{0,60}}\b(?:recommendations?|proposals?|suggestions|requests?|asks|action points|"
    rf"advice) (?:for|to)\s",
    re.IGNORECASE,
)
_WE = re.compile(r"\b(?:[Ww]e|I|participants|members)\b")
_TO = re.compile(
    r"\s(?:to$|that\s|(?:also |[a-z]+ly )?to\s(?!(?:the|a|an|all|its|their|this|these)\b))"
)
# Whoever answers recommendations was asked: the stem of a list in a report of a review.
_ANSWERS = re.compile(
    r"\brecommendations\b[^:]*?\b(?:examined by|accepted by|noted by|rejected by|support of)\s"
    r"(?:and enjoy (?:the support of )?)?(?P<who>[^,;:.]{2,80}?)"
    r"(?=$|[,;:.]|\s(?:and|which|that|who|out of|in the|as|will|would|but|are)\b)"
)
_LIMITS = re.compile(
    r"\s(?:in (?:close |full |due )?(?:consultation|collaboration|cooperation|coordination|"
    r"partnership|conjunction|accordance|line)|within|through|acting|to continue)\s.*$"
)
# Before a clause whose subject is to act though no modal says so.
_WISHES = re.compile(
    r"\b(?:recommend|propos|suggest|request|ask|urg|insist|demand|advocat|important|essential|"
    r"crucial|vital|imperative|necessary|critical|desirable|agreed|decid|stipulat|require)\w*"
    r"(?:(?! to\b) \w+){0,3}? that\s|\b(?:recommend|suggest)(?:s|ed)?\s",
    re.IGNORECASE,
)
_ACTS = re.compile(rf"\s(?:\w+ly |also |not )?(?:{_ACTIONS})\b")
_WELCOMES_IF = re.compile(
    r"\b(?:useful|helpful|good|better|best|welcome|appreciat\w+|grateful|desirable|valuable|"
    r"beneficial|like)(?: it)?(?: \w+)? if\s",
    re.IGNORECASE,
)
_DID = re.compile(
    r"\s(?:\w+ly |also )?(?:could|would|were to|\w{2,}ed|made|gave|held|set|took|sent)\b"
)
_DONE_BY = re.compile(
    r"\b(?:should|must|shall|could|needs? to|ha(?:s|ve) to|ought to)\s(?:\w+ly |also )?be\s"
    r"(?:\w+ly )?(?!informed|guided|governed|inspired|affected|followed|represented|owned|used|"
    r"seen|understood|accepted|required|bound|needed|accessed|enjoyed|controlled|dominated|shared|"
    r"trusted|driven|characteri|recogni|agreed|caused|influenced|replaced|trusted)"
    r"(?:\w+(?:ed|en)|done|led|made|held|put|set|drawn|run|built|sent|brought|borne|met|paid|"
    r"kept)\b"
    r"(?:\s(?!that|which|who|not|by|and|of|\w+ed\b)[\w’'-]+){0,8}?\sby\s(?=\S)",
    re.IGNORECASE,
)
# "Secretariat to circulate the minutes", "Secretariat: circulate the minutes".
_ACTION_POINT = re.compile(
    r"^(?:action(?: point)?s?:\s)?(?P<who>[^.;:]{2,120}?)"
    r"(?:\sto\s(?!(?:the|an?|all|its|their|this|these|date|which|whom|be)\b)[a-z]|"
    rf"(?:\s?[:–—]\s(?:to\s)?|\s-\s)(?:\w+ly |also |not )?(?:{_ACTIONS})\b)",
    re.IGNORECASE,
)
# Asides, and the square brackets of what is not agreed.
_BRACKETED = re.compile(r"\s*\([^()]*\)|[\[\]]")
# Of a stem with a sentence before it only the last leads to the list.
_SENTENCE_END = re.compile(r"(?<=[.!?][”\"])\s+(?=[A-Z])|(?<=[a-z)][.!?])\s+(?=[A-Z])")
_ENDS_OPEN = re.compile(r"\b(?:to|should|must|shall|could|may|might)$")
_LONGEST = 400


def find_actors(text: str, *, stem: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The bodies and people who are asked to act, in order of mention, without repeats.

    Args:
        text: A sentence.
        stem: The words above a list that the text completes, or nothing. Whom the text
            itself names goes before whom they name.
        names: The vocabulary's name of each body by the terms that speak for it, in
            lower case. Other bodies are named as written, without their article.
    """
    return _asked(text, names) or (_asked_above(stem, names) if stem else ())


def _asked_above(stem: str, names: Mapping[str, str]) -> tuple[str, ...]:
    answers = _ANSWERS.search(stem)
    state = answers["who"] if answers and names_state(answers["who"]) else ""
    return only_actors(state, names=names) if state else _asked(_complete(stem), names)


def _complete(stem: str) -> str:
    """A stem as a sentence: what it leads to is an act."""
    plain = _SENTENCE_END.split(stem)[-1].rstrip(" :：—–-,")
    return f"{plain} act" if _ENDS_OPEN.search(plain) else f"{plain} to act"


def _asked(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    plain = _BRACKETED.sub("", " ".join(text.split())).lstrip("[“\"'‘•- ")
    point = _ACTION_POINT.match(plain)
    found = [(0, only_actors(point["who"], names=names))] if point else []
    if not any(actors for _, actors in found):
        readers = (_before_modal, _addressed, _wished, _agents)
        found = [pair for reader in readers for pair in reader(plain, names)]
    found.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(name for _, actors in found for name in actors))


def _before_modal(text: str, names: Mapping[str, str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Subjects: "The Board and the donors should", "States are invited to"."""
    for match in _ASKS.finditer(text):
        if _RECEIVES.match(text, match.end()):
            continue
        before = _without_asides(text[max(0, match.start() - _LONGEST) : match.start()])
        boundary = list(_BOUNDARY.finditer(before))
        clause = before[boundary[-1].end() :] if boundary else before
        if _DESCRIBES.search(before[: len(before) - len(clause)]):
            continue
        if not _SUPPOSED.search(clause):
            clause = _ADVERB_LAST.sub("", _ADVERB_FIRST.sub("", clause))
            yield match.start() - len(clause), trailing_actors(clause, names=names)


def _addressed(text: str, names: Mapping[str, str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Objects of asking: "calls upon States to", "it is for the regulator to"."""
    for match in _ADDRESSES.finditer(text):
        if match.group().lower().startswith("and ") and not _WE.search(text[: match.start()]):
            continue
        rest = _without_asides(text[match.end() : match.end() + _LONGEST])
        rest = re.split(r"[.;:]", rest, maxsplit=1)[0].rstrip()
        until = _TO.search(rest)
        if until:
            phrase = _LIMITS.sub("", rest[: until.start()])
            inner = rest[until.end() :] if "that" in until.group() else ""
            wished = _subject(inner, _ACTS, names)
            yield match.start(), wished or only_actors(phrase, names=names)


def _wished(text: str, names: Mapping[str, str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Subjects of what is wished: "asked that the Board publish", "useful if donors paid"."""
    for wish, act in ((_WISHES, _ACTS), (_WELCOMES_IF, _DID)):
        for match in wish.finditer(text):
            rest = _without_asides(text[match.end() : match.end() + _LONGEST])
            yield match.start(), _subject(rest, act, names)


def _subject(clause: str, act: re.Pattern[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """The bodies before the first verb of a clause that has any before it."""
    phrases = (clause[: verb.start()] for verb in act.finditer(clause))
    return next(filter(None, (only_actors(phrase, names=names) for phrase in phrases)), ())


def _agents(text: str, names: Mapping[str, str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """By whom it should be done."""
    for match in _DONE_BY.finditer(text):
        rest = re.split(r"[.;:]", text[match.end() : match.end() + _LONGEST])[0]
        yield match.start(), leading_actors(rest, names=names)


def _without_asides(text: str) -> str:
    """The text without what is said between two commas about how or with whom."""
    return _ASIDE.sub("", _DASHED.sub("", text))
