"""How a recommendation is worded: as one voice's wish, and by when."""

from __future__ import annotations

import re

from pipeline.extract.bodies import names_state

_FEW = (
    r"(?:some|several|a few|few|many|most|a (?:small |large |great )?(?:number|couple|minority|"
    r"majority)"
    r" of|the majority of|certain|various|other|two|three|four|one|another|one or two|individual|"
    r"at least one|a)"
)
_PEOPLE = (
    r"(?:participants?|members?|delegations?|delegates?|speakers?|stakeholders?|respondents?|"
    r"contributions?|contributors?|submissions?|commentators?|commenters?|countries|states|"
    r"governments?|organi[sz]ations?|experts?|panell?ists?|people|groups?|colleagues?|"
    r"representatives?|observers?|attendees|interventions?|comments?|inputs?|responses?|voices|"
    r"parties|participant|stakeholder groups?|workshops?|sessions?)"
)
_SAID = (
    r"(?:(?:suggest|argu|express|stress|underlin|urg|wish|favou?r|support|mention|rais|prefer|"
    r"object|question|warn|caution|indicat|insist|highlight|advocat|request|ask|recommend|"
    r"observ|consider|wonder|plead|oppos|point|call|propos|believ|emphasi[sz])(?:e|es|s|ed|ing)?|"
    r"noted|notes?|stated|wanted|felt|feels?|said|says?|thought|thinks?|held|saw|spoke|saying|"
    r"would (?:like|prefer|welcome|have)|made (?:a|the) (?:suggestion|proposal)|"
    r"were of the (?:view|opinion))\b"
)
_GAP = r"(?: (?!(?:to|should|must|could|can|may|will|that|which|need|and|be|shall)\b)\w+){0,3}"
_SUGGESTED = r"(?:suggested|proposed|floated|mooted|put forward|argued|felt|said|mentioned|thought)"
_IDEAS = r"(?:suggestion|proposal|idea|option|possibility|alternative|view|opinion|thought)"
_WEIGHED = (
    r"(?:considered|explored|envisaged|contemplated|examined|looked (?:at|into)|thought (?:of|"
    r"about)|"
    r"discussed|tried|studied|piloted|tested|investigated|reflected|an option|a possibility|useful|"
    r"helpful|worth\w*|desirable|beneficial|of interest|appropriate|interesting|a way|possible)"
)
_HEDGES = re.compile(
    # Who said it: "a few members felt", "others thought", "some of the speakers asked for".
    rf"\b{_FEW} (?:of (?:the |these |our )?)?(?:[\w-]+ ){{0,2}}?{_PEOPLE}{_GAP}? {_SAID}|"
    rf"\b(?:some|others|several|many|a few|most|one|another) (?:also |even |have |had |of them |"
    rf"were )*"
    rf"(?:suggested|proposed|felt|argued?|thought|believed?|said|asked|preferred|called|stressed|"
    rf"wondered|expressed|recommended|noted|favou?red|suggest|feel|think|propose|say|"
    rf"want(?:ed)?)\b|"
    rf"\b(?:participants|members|delegations|speakers|respondents|contributions|submissions|"
    rf"panell?ists|"
    rf"(?:s)?he) (?:also |further |then )?(?:suggested|proposed|argued|wondered|felt)\b|"
    rf"\b(?:according to|in the (?:view|opinion) of|for|to) (?:some|several|a few|one|many)"
    rf"(?: of the| of)?(?: \w+)? {_PEOPLE}\b(?=,)|"
    rf"(?:^|[;:.] )(?:to|for) (?:others|some|many|several|a few),|"
    # What it was called: "one option", "there was a suggestion", "a proposal was made".
    rf"\b(?:one|another|a further) (?:further |other |possible |concrete |"
    rf"additional |interesting |specific |of the )*{_IDEAS}s?\b(?! (?:papers?|polls?)\b)|"
    rf"\bthere (?:was|were|has been|have been) (?:also )?(?:an?|the|some|several|many|"
    rf"a number of|various)?\s?(?:\w+ )?(?:{_IDEAS}s?|calls?|requests?|support|appeals?|pleas?|"
    rf"disagreement)\b|\b(?:{_IDEAS}s?|calls|requests) (?:was|were|has been|have been) (?:also )?"
    rf"(?:made|put forward|raised|voiced|heard|floated|tabled|mentioned|discussed|expressed|"
    rf"offered)|\b(?:suggestions|proposals|ideas|options|views)(?: \w+){{0,3}} included?\b|"
    rf"(?<!\bthat )(?<!\bwhich )\b(?:was|were|has been|had been|have been) "
    rf"(?:also |further |then |even )?(?:suggested|proposed|floated|mooted|argued)\b(?! by\b)|"
    rf"\bit (?:was|has been|had been) (?:also |further |then |\w+ly )?{_SUGGESTED}\b|"
    rf"\b(?:no consensus|views (?:differed|diverged|were divided)|divergent views|"
    rf"was not agreed)\b|"
    # How sure it is: "might be considered", "it may be useful", "perhaps".
    rf"\b(?:might|may|could) (?:also |perhaps |possibly |then |well |usefully |\w+ly )*be "
    rf"(?:\w+ly )?(?:an? )?{_WEIGHED}\b|"
    rf"\b(?:consideration|thought|attention) (?:might|may|could) (?:also )?be given\b|"
    rf"\b(?:might|may) (?:also |perhaps |possibly )?"
    rf"(?:(?:wish|want|like) to (?:\w+ly )?(?:consider|explore|look|think|discuss|examine|review|"
    rf"invite|request|reflect|recommend|decide|study|take|give)|consider|explore)\b|"
    rf"\b(?:is|are|be|seems?|appears?|also) worth (?:considering|exploring|examining|discussing|"
    rf"studying|trying|looking|investigating|thinking)|"
    rf"\b(?:could|might|may) possibly\b|"
    rf"\b(?:perhaps|maybe|tentatively|conceivably)\b(?! (?:the (?:most|best)|includ|more|most|"
    rf"not|because|even))|\bfor (?:discussion|consideration) only\b",
    re.IGNORECASE,
)
_ONE_STATE = re.compile(
    r"(?:^|[,;] |\bthat )(?P<who>(?:the )?[A-Z][\w’'-]+(?: (?:of )?[A-Z][\w’'-]+){0,3}) "
    r"(?:also |further |then )?(?:suggested|proposed|asked|recommended|requested|urged|encouraged|"
    r"called (?:for|on|upon)|invited|wished|felt|argued|stressed)\b"
    r"(?! (?:how|what|whether|why|about|(?:for )?(?:information|clarification|details)))"
)

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_YEAR = r"20\d\d"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? {_YEAR})?|"
    rf"{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?\b(?!\d))?(?:,? {_YEAR})?|"
    rf"{_YEAR}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR})"
)
# A year that a noun follows counts or names something: "2030 delegates", "2030 Agenda".
_YEAR_ALONE = (
    rf"(?:the year )?{_YEAR}(?:[-–/]\d{{2,4}})?(?=\s*(?:$|[.,;:()\]”\"]|"
    rf"(?:and|or|at|to|in|for|with|as|through|so|the|by|on|of|a|an|all|via|when|if|while|"
    rf"which|that|from|is|are|should|must|shall|we|latest)\b))"
)
_ORDINAL = (
    r"(?:next|forthcoming|upcoming|coming|following|subsequent|final|first|second|third|fourth|"
    r"fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|\w+tieth|"
    r"\w+ty-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|hundredth|"
    r"\d{1,3}(?:st|nd|rd|th))"
)
_MEETING = (
    r"(?i:sessions?|meetings?|forum|conference|summit|assembly|congress|retreat|review|"
    r"consultations?|cycle|plenary|elections?|IGF|COP|report|examination)"
)
_GATHERING = (
    rf"(?:the|its|their|our|this) (?:{_YEAR} )?(?:{_ORDINAL}(?: and \w+)?)"
    rf"(?: [\w-]+){{0,3}}? {_MEETING}\b(?: in {_YEAR})?"
    rf"|(?:the|its|their) {_YEAR}(?: [\w-]+){{0,2}}? {_MEETING}\b|{_ORDINAL} {_MEETING}\b"
)
_PERIOD_END = (
    rf"(?:the )?(?:very )?(?:end|beginning|start|middle|close|first half|second half|"
    rf"(?:first|second|third|last|fourth) quarter|spring|summer|autumn|fall|winter)(?: of)?"
    rf" (?:{_DAY}|the year {_YEAR}|{_YEAR}|(?:the|this|its|their|next)(?: current| present|"
    rf" calendar)?"
    rf" (?i:year|month|decade|quarter|session|mandate|term|cycle|week|biennium|century))\b"
)
_NEXT = r"(?:the )?next (?:year|month|week|decade|biennium)\b"
_EARLY = rf"(?:early|mid|late|mid-|early-|late-)[ -]?(?:{_DAY}|{_YEAR})\b"
_WHEN = rf"(?:{_PERIOD_END}|{_EARLY}|{_DAY}\b|{_YEAR_ALONE}|{_NEXT})"
_NUMBER = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four|\d{1,2})"
)
_TARGET_DATE = re.compile(
    rf"\b(?:(?:by|before) (?:at the latest )?{_WHEN}|"
    rf"(?:no|not) later than (?:by |at |in )?(?:{_WHEN}|{_GATHERING})|"
    rf"at the latest (?:by|in|at) (?:{_WHEN}|{_GATHERING})|"
    rf"(?:before|prior to|ahead of|in advance of|in time for|in good time for|well before|"
    rf"(?<!ed )(?<!en )by) (?:{_GATHERING})|"
    rf"(?:prior to|ahead of|in advance of|in time for) {_WHEN}|"
    rf"in time for (?:the|its) {_YEAR} [A-Z]\w+|"
    rf"(?:with)?in (?:a (?:maximum|period) of |at most |less than |the (?:next|coming|following) )"
    rf"{_NUMBER}(?: to {_NUMBER}| or {_NUMBER})? (?:years?|months?)\b|"
    rf"within {_NUMBER}(?: to {_NUMBER}| or {_NUMBER})? (?:years?(?! of age)|months?)\b|"
    rf"within (?:the (?:next|coming|current) |this |the )(?:year|decade|month|biennium)\b|"
    rf"(?:due|deadline(?: is| of|:)?|target date(?: is|:)?) (?:by |on |in )?{_WHEN})",
)
# "The results that it obtained by May 2017" are history.
_TOLD = re.compile(
    r"\b(?:it|they|he|she|we|which|who) (?:had |have |has |was |were )?(?:\w+ed|met|held|made) $"
)
_REPORTS_AT = re.compile(
    rf"\b(?:report|submit|present|provide|transmit|convey|table|inform|update|consider|discuss|"
    rf"review|decide|revert|address|examine|take up|evaluate|include|elect|adopt)\b(?! by)"
    rf"[^.;]{{0,200}}?\b(?P<date>at (?:{_GATHERING}))"
)


def is_hedged(text: str, *, stem: str) -> bool:
    """Whether it is told as the wish of some, or tentatively: it may not be consensual.

    Args:
        text: A sentence.
        stem: The words above a list that the text completes, or nothing.
    """
    return any(_HEDGES.search(part) or _is_of_one_state(part) for part in (text, stem))


def _is_of_one_state(text: str) -> bool:
    """Whether a report tells what one state wished: "Egypt asked that ..."."""
    return any(names_state(match["who"]) for match in _ONE_STATE.finditer(text))


def find_target_date(text: str) -> str:
    """By when it should be done, as written; several joined with "; ", none as nothing."""
    plain = " ".join(text.split())
    found = [
        (match.start(), match.group())
        for match in _TARGET_DATE.finditer(plain)
        if not _TOLD.search(plain, 0, match.start())
    ]
    found += [(match.start("date"), match["date"]) for match in _REPORTS_AT.finditer(plain)]
    return "; ".join(dict.fromkeys(date for _, date in sorted(found)))
