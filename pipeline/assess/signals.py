"""What in a passage says how far something is carried out, by name.

Patterns of English reports, each for a class of wordings: none of them decides, their
weights are learned.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.assess.passages import sentences_of
from pipeline.drafting import ACTION_NOUNS, ACTION_VERBS

# Verbs of asking and saying, whose past tense tells no deed.
_ASKED = (
    r"recommend|suggest|propos|urg|request|ask|call|invit|encourag|reiterat|reaffirm|recall|"
    r"repeat|stress|emphasi[sz]|underlin|underscor|highlight|express|appeal|advocat|advis|"
    r"remind|endors|support|welcom|not|discuss|debat|mention|observ|consider|demand|insist|"
    r"remark|argu|stat|point|prais|thank|commend|acknowledg|recogni[sz]|favou?r|want|wish|hop|"
    r"plead|press|explain|describ|indicat|warn|promis|agre|believ|claim|maintain|plann|schedul|"
    r"expect|intend|foresee|envisag|delay|postpon|suspend|defer|stall|shelv|adjourn|block|"
    r"reject|refus|declin|cancel|abandon|withdraw|overtak|supersed|replac|abolish|dissolv|"
    r"interrupt|compar|bas|concern|relat|locat|call"
)
_IRREGULAR = (
    r"held|made|given|built|set|begun|taken|put|sent|paid|found|drawn|written|chosen|brought|"
    r"run|met|done|cut|laid|led|spent|bought|sworn|gone|become|come|shown|grown|risen|fallen|"
    r"shut|split|fed|won|known|seen|kept|read|struck"
)
_PARTICIPLE = rf"(?:(?!(?:{_ASKED})(?:e?d|t?ed)\b)[a-z-]{{2,}}ed|{_IRREGULAR})"
_ADVERB = (
    r"(?:(?:now|since|also|already|recently|fully|all|both|thus|then|today|just|finally|\w+ly) )*"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_ASKING_STEMS = (
    r"recommend|suggest|propos|urg|request|ask|call|invit|encourag|reiterat|reaffirm|recall|"
    r"repeat|appeal|advocat|demand|insist|plead|press|renew|remind|advis"
)

_PATTERNS = {
    # asking
    "should": r"\b(?:should|ought to|must)\b",
    "need": r"\b(?:needs?|needed|necessary|necessity|requires?)\b",
    "asks": r"\b(?:recommends?|urges?|calls? (?:up)?on|calls? (?:again )?for|requests|invites?|"
    r"encourages?|proposes?|suggests?|appeals?|reiterates?|reaffirms?|recalls?|"
    r"repeats?|advises?|advocates?|demands?|asks?|reminds?|insists?|stands by)\b",
    "asked": r"\b(?:recommended|urged|called (?:up)?on|called (?:\w+ )?for|requested|invited|"
    r"encouraged|proposed|suggested|appealed|reiterated|reaffirmed|recalled|repeated|"
    r"advised|advocated|demanded|asked|reminded|insisted|pleaded|pressed|pointed (?:to|out))\b",
    "was asked": rf"\b(?:been|was|were|is|are) (?:\w+ )?(?:{_ASKING_STEMS})e?d\b",
    "recommendation": r"\b(?:recommendations?|proposals?|calls?|appeals?|requests?|demands?|"
    r"suggestions?|petition|motion)\b",
    "as recommended": r"\b(?:as (?:recommended|requested|proposed|suggested|envisaged|foreseen|"
    r"planned)|in (?:response|line|accordance|keeping) (?:to|with)|pursuant to|following the|"
    r"in pursuance|in implementation of|further to)\b",
    "wish": r"\b(?:would (?:like|welcome|value|favou?r|benefit|be|help|give|contribute|make)|"
    r"hopes?|hoped|wish(?:es)?|wished|desire|desirable|wants?|wanted|looks? forward|"
    r"trusts|in favou?r of|favou?red|favou?rs?)\b",
    "importance": r"\b(?:importan(?:t|ce)|essential|vital|crucial|urgent(?:ly)?|key|priority|"
    r"valuable|helpful|useful|indispensable|relevan(?:t|ce)|overdue|valid|topical)\b",
    "support": r"\b(?:supports?|supported|welcom(?:es|ed)|endors(?:es|ed)|prais(?:es|ed)|"
    r"agree(?:s|d)? (?:with|that)|shared|backs?|backed|unanimous|broad support|seconded|"
    r"commend(?:s|ed)|approval|underlin\w+|underscor\w+|stress(?:es|ed)|emphasi[sz]\w+|"
    r"highlight\w*)\b",
    "again": r"\b(?:again|anew|once more|repeatedly|as before|still|continues? to (?:believe|be)|"
    r"remains? (?:valid|relevant|recommendation|as)|as in previous years)\b",
    "opinion": r"\b(?:said|say|felt|feel|argued|stated|remarked|considered|considers|noted|"
    r"view|views|opinion|believes?|believed|found that|agreed that|according to)\b",
    # done
    "has been done": rf"\b(?:has|have|had) {_ADVERB}been {_ADVERB}{_PARTICIPLE}\b",
    "has done": rf"\b(?:has|have) {_ADVERB}(?!been\b|not\b|yet\b){_PARTICIPLE}\b",
    "was done": rf"\b(?:was|were) {_ADVERB}{_PARTICIPLE}\b",
    "is done": rf"\b(?:is|are) {_ADVERB}{_PARTICIPLE}\b",
    "done": r"\b(?:complet(?:ed|es|ion)|finali[sz]ed|implemented|fulfilled|accomplished|achieved|"
    r"concluded|delivered|realised|carried out|closed|ended|exceeded|reached)\b",
    "begun for good": r"\b(?:launched|established|opened|created|founded|introduced|adopted|"
    r"approved|issued|published|released|appointed|set up|rolled out|inaugurated|signed|"
    r"enacted|amended|installed|convened|held)\b",
    "in force": r"\b(?:in(?:to)? (?:force|effect|operation|place|use|office|service)|took effect|"
    r"takes effect|operational|compulsory|mandatory|went (?:live|public|online)|goes online|"
    r"go online|gone online|taken office|took office|took up|became|available)\b",
    "now": r"\b(?:now|today|nowadays|meanwhile|by now)\b",
    "since": r"\bsince (?:then|(?:the )?(?:spring|summer|autumn|winter|beginning|end)|last|"
    rf"\d{{1,2}} {_MONTH}|{_MONTH}|(?:19|20)\d\d)|\b(?:has|have) since\b",
    "date": rf"\b(?:in|on|by|until|from|of) (?:(?:early|late|mid-?) ?)?(?:\d{{1,2}} )?{_MONTH}\b|"
    rf"\b(?:in|by|since|from) (?:mid-|the end of )?(?:19|20)\d\d\b",
    "first": r"\b(?:for the first time|the first|first)\b",
    "last": r"\b(?:the last (?:of|three|two|\w+ ?,)|the last)\b",
    "all": r"\b(?:all|every|each|everywhere|any|full|fully|entire|throughout|always)\b",
    "habit": r"\b(?:each|every) (?:year|month|week|quarter|day|January|June|November)|"
    r"\b(?:annually|monthly|quarterly|weekly|regularly|yearly)\b",
    "quantity": r"\b\d+(?:[.,]\d+)*(?: ?%| per cent| percent| million| billion)|[$€£] ?\d",
    "number": r"(?<![\d-])(?!(?:19|20)\d\d\b)\b\d[\d.,]*\b|\b(?:two|three|four|five|six|seven|"
    r"eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred|thousand)\b",
    # under way
    "under way": r"\b(?:under ?way|in progress|ongoing|on-going|in preparation|in hand|"
    r"in the process of|in the course of|well advanced|in train|on track|under (?:review|"
    r"discussion|construction|development|negotiation|preparation|consideration))\b",
    "is being done": r"\b(?:is|are|was|were) (?:\w+ )?being \w+(?:ed|n|t|d|en)\b|"
    r"\b(?:is|are) (?:currently |now |still |also |already )?(?!being|missing|lacking|willing)"
    r"[a-z]{3,}ing\b",
    "partly": r"\b(?:part(?:ly|ially)?|half|some|a third|two thirds|majority|most|about|nearly|"
    r"almost|several|further|additional|more than half)\b",
    "out of": r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|"
    r"some|none|most) (?:of|out of) (?:the|its|all|our|their)?\b",
    "so far": r"\b(?:so far|to date|by now|until now|thus far|as yet|at present|currently)\b",
    "begun": r"\b(?:began|begun|begins?|started|starts?|commenced|first (?:step|phase|stage|"
    r"meeting|draft|version|part|beginning))\b",
    "pilot": r"\b(?:pilot(?:s|ed|ing)?|trial|test(?:s|ed|ing)?|experiment\w*|draft(?:s|ed|ing)?|"
    r"preliminary|interim|outline|prototype|phase[sd]?|phased)\b",
    "rest": r"\b(?:the (?:rest|others?|remaining|remainder)|remain(?:ing|der)?|others? (?:will|are|"
    r"to)|next|expected to follow|to follow|will follow)\b",
    "continues": r"\b(?:continu(?:e|es|ed|ing)|progress(?:ed|es)?|advanc\w+|proceed\w*|"
    r"improv\w+|increas\w+|compared with|up from|down from|against)\b",
    "not all": r"\b(?:not (?:all|every|fully|entirely|complete)|only|but|although|though|while|"
    r"whereas|however|except)\b",
    "will": r"\b(?:will|shall|is to|are to|due|plans?|planned|scheduled|foreseen|intends?|"
    r"expects?|expected|envisaged|forthcoming|upcoming|promised)\b",
    # not done
    "not": r"\b(?:not|n't|cannot|never|nor|neither)\b",
    "has not": r"\b(?:has|have|had|was|were|did|does|do|is|are|could|can|would)(?: still| so far)? "
    r"(?:not|never)\b|n't\b",
    "not yet": r"\b(?:not (?:so far |as )?yet|yet to|has yet|have yet|not so far|so far not|"
    r"still (?:no|not|has|have|pending|await\w*|wait\w*)|to this day|remains? to be)\b",
    "no": r"\b(?:no|none|nothing|nobody|without|hardly|neither|little|not a single|any)\b",
    "pending": r"\b(?:pending|awaits?|awaiting|awaited|waits?|waiting|outstanding|unresolved|"
    r"unfilled|vacant|remains? (?:open|vacant|unfilled|voluntary|banned|to|informal|closed))\b",
    "delayed": r"\b(?:delay(?:s|ed)?|postpon(?:ed|ement)|deferr(?:ed|al)|suspended|stalled|"
    r"on hold|shelved|put off|adjourned|slipped|halt(?:ed)?|standstill|interrupted|blocked|"
    r"frozen|freeze|stuck|deadlock\w*|behind schedule|moved to|broken off|dormant|lapsed|"
    r"came to nothing|come to nothing|fell through|dropped|cut|cuts)\b",
    "lack": r"\b(?:lack|want|absence|shortage|loss) of\b|\b(?:lacks?|lacking|unfunded|underfunded|"
    r"insufficient|no (?:funds?|funding|money|resources|budget|staff|agreement|consensus)|"
    r"bankrupt)\b",
    "because": r"\b(?:because|owing to|due to|since the|as the|for fear|in spite of|despite|"
    r"for lack|for want)\b",
    "failed": r"\b(?:fail(?:s|ed|ure)?|unable|could not|cannot|can not|declined|refus(?:ed|al)|"
    r"reject(?:ed|ion)|turned down|voted down|objections?|withdrew|resigned|cancel+ed|annulled|"
    r"disagree\w*|dispute\w*|struck out|given up)\b",
    "same as before": r"\b(?:as before|the same as|unchanged|nothing has changed|still|remains?|"
    r"as it ever|once more|again|despite|in spite)\b",
    # no longer wanted
    "superseded": r"\b(?:supersed\w+|overtaken|(?:been |was |were )?replaced(?: by| the)?|"
    r"(?:taken|took|take) (?:over|the place)|takes (?:over|the place)|absorbed|inherited|"
    r"subsumed|merged (?:in)?to|given to|entrusted to|passed to|in favour of|instead of|"
    r"instead|covers? the same|duplicate)\b",
    "no longer": r"\b(?:no longer|not any longer|no more|no need|not (?:needed|required|"
    r"necessary)|unnecessary|superfluous|redundant|obsolete|moot|irrelevant|void|purposeless|"
    r"not applicable|without object|any (?:more|longer)|fallen away|fell away|nothing left|"
    r"lost its (?:purpose|object|meaning)|outlived|no further action|(?:does not|no longer) "
    r"arises?|called for|considers? the matter closed|considered closed)\b",
    "ceased": r"\b(?:abolish(?:ed|es)|dissolv(?:ed|es)|disband(?:ed|s)|ceas(?:ed|es|e) to|wound up|"
    r"closed|clos(?:ure|ing)|discontinued|abandoned|done away with|liquidated|withdrawn|"
    r"not (?:to )?(?:be )?pursued?|dropped|given up|gave up|repealed|ended|stopped|struck|"
    r"decided not|not (?:to )?(?:go ahead|proceed|continue)|prohibit\w+|forbid\w*)\b",
    "therefore": r"\b(?:therefore|thus|so that|hence|thereby|consequently|as a result|has made)\b",
    # about something else
    "thanks": r"\b(?:thank(?:s|ed)?|tribute|appreciation|gratitude|applau\w+|compliment\w*|"
    r"hospitality|congratulat\w+)\b",
    "talk": r"\b(?:discuss\w*|debate[sd]?|panel|speakers?|participants|delegat\w+|session|"
    r"moderator|exchange[sd]?|described|explained|compared|observed|recounted)\b",
}
_COMPILED = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PATTERNS.items()}
IMPERATIVE = "imperative"
SIGNALS = (*_COMPILED, IMPERATIVE)
_FIRST_WORD = re.compile(
    r"(?:[\W\d]|\(?[a-z]\)|(?:To|Further|Also|Please|Not|Never)\b)*+([^\W\d_]+)"
)
_ACTIONS = ACTION_VERBS | ACTION_NOUNS
# Nobody writes a longer passage; what is pasted into a cell may be.
_LONGEST = 3_000


@lru_cache(maxsize=100_000)
def find_signals(text: str) -> tuple[tuple[str, str], ...]:
    """The signals of an English text by name, each with the words that show it."""
    text = text[:_LONGEST]
    found = [(name, match[0]) for name, one in _COMPILED.items() if (match := one.search(text))]
    first = (_FIRST_WORD.match(sentence) for sentence in sentences_of(text))
    asked = [match[1] for match in first if match and match[1].casefold() in _ACTIONS]
    return (*found, (IMPERATIVE, asked[0])) if asked else tuple(found)
