"""What a recommendation asks for, without the frame that drafters put around it.

"The Group considered it important to further broaden the range of stakeholders" and
"Diversify participation" ask for one thing; of the first, half is frame. What is left
of it, its core, is compared beside the whole text. English only: of other languages
the whole text is the core.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Frames stand at the beginning, and a text without end is not read to it.
_LONGEST = 600
_MOST_FRAMES = 8
_FEWEST_WORDS = 2
_FEWEST_WORDS_BEFORE_TRAIL = 3


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()).replace("_", r"\s") + ")"


_MODAL = (
    r"(?:should|must|shall|ought\sto|needs?\sto|ha(?:s|ve|d)\sto|could|may|might|can|would|will|"
    r"(?:is|are)\sto|(?:is|are|be|was|were)\s(?:(?:hereby|further|also|strongly)\s)*+"
    r"(?:encouraged|urged|invited|requested|asked|called\s(?:up)?on|recommended|expected|required|"
    r"advised|obliged|needed|supposed)\sto)"
)
_VALUED = _any(
    "important importance necessary essential crucial useful vital imperative desirable advisable "
    "helpful beneficial critical appropriate urgent time key worthwhile valuable fundamental good "
    "better best wise opportune timely interesting possible indispensable fitting worth preferable "
    "proper right"
)
_DEGREE = (
    r"(?:(?:very|more|most|also|particularly|especially|now|therefore|further|equally|absolutely|"
    r"vitally|so|of|great|utmost|paramount|high)\s)*+"
)
_SAID = (
    r"(?:consider|recommend|suggest|propos|urg|encourag|request|invit|believ|feel|felt|think|"
    r"thought|stress|underlin|emphasi[sz]|highlight|not|agre|ask|advis|argu|reiterat|affirm|"
    r"reaffirm|observ|point|find|found|hold|held|say|said|stat|see|saw|acknowledg|"
    r"recogni[sz])(?:e|es|s|ed|d|ing)?+"
)
_MADE = _any(
    "taken undertaken made found explored sought developed done given placed paid put devoted "
    "intensified continued strengthened adopted pursued directed identified considered"
)
_STEPS = _any(
    "steps measures measure action actions efforts effort endeavours endeavors initiatives ways "
    "means work attention emphasis consideration priority care focus progress policies"
)
_KIND = _any(
    "all the its their our further necessary needed appropriate more concrete effective every "
    "urgent immediate additional active specific ongoing on-going current existing positive recent "
    "firm special greater robust stronger strong vigorous good comprehensive such adequate prompt "
    "practical tangible consistent legislative policy administrative legal possible proactive "
    "sustained continued serious significant some other relevant new and or to"
)
_TAKING = _any(
    "take adopt undertake pursue implement make continue strengthen intensify step_up redouble "
    "increase accelerate speed_up enhance sustain maintain deploy multiply develop introduce "
    "exert put_in_place devote proceed_with build_on expand"
)
_BEGINNING = _any(
    "continue consider keep begin start commit seek aim endeavour endeavor strive try work proceed "
    "look study examine explore ensure assure guarantee see_to_it make_sure envisage contemplate "
    "favourably positively help pay give place put devote focus concentrate lay attach accord "
    "continuing ensuring considering exploring seeking working helping paying giving placing "
    "putting focusing"
)
_GOING_ON = _any(
    "more greater further special particular due increased close favourable serious positive its "
    "the to possibility possibilities option options feasibility ways means and of a an all "
    "priority emphasis importance attention consideration weight stress focus effort efforts "
    "toward towards into that on in with for at even continued necessary urgent"
)
_LINKS = _any(
    "however moreover furthermore therefore thus hence also finally additionally similarly "
    "in_addition in_particular for_example for_instance in_this_regard in_this_respect "
    "in_this_context in_this_connection to_this_end to_that_end for_this_purpose for_this_reason "
    "for_the_above_purpose as_such and or but that then first firstly second secondly third "
    "thirdly lastly again further instead meanwhile overall accordingly consequently especially "
    "please preferably"
)
_CLAUSES = _any(
    "to in_order_to so_as_to with_a_view_to with_the_aim_of for in on at by from as while whilst "
    "although though given considering recognising recognizing recalling noting bearing where when "
    "whenever if since because until after before during under through with without within despite "
    "beyond based building taking following according among between due owing once unless "
    "regarding concerning"
)
_TRAILS = (
    r"for\sexample|for\sinstance|e\.g\.|such\sas|in\sparticular|particularly|especially|including|"
    r"inter\salia|as\swell\sas|so\sthat|so\sas\sto|in\sorder\sto|with\sa\sview\sto|with\sthe\saim\sof|thereby|"
    r"whereby|which|because|since|as\spart\sof|taking\sinto\saccount|taking\saccount|"
    r"bearing\sin\smind|while|(?:if|where)\spossible|(?:where|as)\sappropriate|as\snecessary|"
    r"as\ssoon\sas\spossible|without\sdelay|in\s(?:accordance|line|conformity|compliance)\swith|"
    r"pursuant\sto|consistent\swith"
)

# Each takes one frame off the beginning; they are tried in this order, again and again.
_FRAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # However, for example,
        rf"(?:{_LINKS}\b\s*,?\s+)++(?=\w)",
        # To guarantee the impact of the meetings, ...
        rf"{_CLAUSES}\b[^,;:]{{3,160}},\s+(?=\w+\s+\w+)",
        # The Group considered it important to, it would be useful if
        (
            rf"(?:[^,;:]{{1,90}}?\s)?{_SAID}(?:\s(?:strongly|also|further|therefore|that|it))*+\s"
            rf"(?:(?:would|is|was|be|to|has|been|may|might|could|now|also)\s)*+{_DEGREE}{_VALUED}\s"
            r"(?:that|if|to|for\s[^,;]{1,60}?\sto)\s"
        ),
        (
            rf"(?:[^,;:]{{1,60}}?\s)?it\s(?:(?:would|is|was|will|may|might|could|should|has|be|been|"
            rf"also|now|therefore|to|considered|felt|deemed|seen|regarded|thought|found|as)\s)*+"
            rf"{_DEGREE}{_VALUED}\s(?:that|if|to|for\s[^,;]{{1,60}}?\sto)\s"
        ),
        # It was suggested that, there is a need to
        (
            r"it\s(?:is|was|has\sbeen|would\sbe)\s(?:(?:also|further|therefore|strongly)\s)*+"
            r"\w{3,12}ed\sthat\s"
        ),
        (
            r"there\s(?:is|was|should\sbe|must\sbe|remains?|exists?)\s(?:\w+\s){0,4}?"
            r"(?:need|call|necessity|case|scope|room|merit|value|demand|support|urgency)\s"
            r"(?:to|for|that|in)\s"
        ),
        # We recommend that, the Assembly urges the Board to
        (
            r"(?:[^,;:]{1,60}?\s)?(?:recommend|suggest|propose|urge|encourage|request|invite|call|ask|"
            r"advise|advocate)(?:s|d|ed)?(?:\s(?:up)?on|\sfor)?\s(?:that\s|[^,;:]{1,70}?\sto\s(?=\w))"
        ),
        # Steps need to be taken to, take all necessary measures to
        (
            rf"(?:{_KIND}\s)*+{_STEPS}\s{_MODAL}\s(?:(?:also|therefore|now|further)\s)*+be\s"
            rf"(?:(?:also|further|now)\s)*+{_MADE}\s(?:(?:in\sorder|so\sas)\s)?"
            r"(?:to|on|for|towards?|at|in|that)\s"
        ),
        (
            rf"{_TAKING}(?:ing)?\s(?:{_KIND}[\s,]+)*+{_STEPS}\s(?:(?:aimed|directed|designed|needed|"
            r"required|so|aiming|in\sorder|with\sthe\saim|with\sa\sview)\s)?"
            r"(?:(?:to|in|of|for|at|towards?|on|with|that|regarding|concerning)\s)++"
        ),
        # The Secretariat should, but not "messages should be sent", whose subject is the object
        (
            rf"[^,;:]{{1,120}}?\b{_MODAL}\s(?:(?:also|therefore|now|further|thus|then|always|still|"
            r"first|urgently|actively|strongly|be\sable\sto)\s)*+"
            r"(?!be\b|have\sbeen|not\b|no\b|never\b)"
        ),
        r"to\s(?=\w)",
        # Continue to ensure that, pay more attention to
        rf"{_BEGINNING}\s(?:{_GOING_ON}\s)++",
        # One way would be to, this includes
        (
            r"(?:one|an|another|a)\s(?:\w+\s){0,2}(?:way|means|step|option|possibility|solution|"
            r"approach|idea|suggestion|proposal|measure|priority)\b[^,;:]{0,80}?\s"
            r"(?:is|was|would\sbe|could\sbe|might\sbe)\s(?:(?:also|that|to)\s)*+"
        ),
        (
            r"(?:this|these|that|it|which)\s(?:(?:also|should|could|would)\s)*+"
            r"(?:includes?|means|requires?)\s"
        ),
    )
)
_ANAPHOR = re.compile(r"(?:this|these|those|that|it|its|they|their|such)\b", re.IGNORECASE)
_NUMBER = re.compile(r"^\W*(?:\(?(?:[ivx]{1,4}|\d{1,4}|[a-z])[.)])\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*")
_TRAIL = re.compile(rf"[,;:]?\s+(?:{_TRAILS})\b.*$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_PASSIVE = re.compile(
    rf"^(?P<object>.{{1,160}}?)\s{_MODAL}\s(?:\w+ly\s|also\s|further\s|not\s)*+be\s"
    r"(?:\w+ly\s|further\s|more\s)*+(?P<action>\w+)",
    re.IGNORECASE,
)
_OPENS_NOUN = re.compile(
    r"(?:the|a|an|its|their|our|all|more|better|greater|these|this|clear|new)\b", re.IGNORECASE
)


def points_back(text: str) -> bool:
    """Whether it opens with "this", "they" and the like, and says nothing without them."""
    return _ANAPHOR.match(text) is not None


@lru_cache(maxsize=100_000)
def core_of(text: str) -> str:
    """The text without what introduces, motivates and illustrates what it asks for."""
    left = _NUMBER.sub("", _BRACKETS.sub(" ", text[:_LONGEST]), count=1).strip(" -–•.;:")
    left = " ".join(left.split())
    for _ in range(_MOST_FRAMES):
        shorter = _without_frame(left)
        if shorter == left:
            break
        left = shorter
    bare = _TRAIL.sub("", left)
    return bare if len(_WORD.findall(bare)) >= _FEWEST_WORDS_BEFORE_TRAIL else left


def _without_frame(text: str) -> str:
    for frame in _FRAMES:
        match = frame.match(text)
        if match and len(_WORD.findall(text, match.end())) >= _FEWEST_WORDS:
            return text[match.end() :]
    return text


def action_of(core: str) -> str:
    """The verb that says what should be done, in lower case; empty where none is seen.

    The first word of an imperative, the participle of a passive.
    """
    passive = _PASSIVE.match(core)
    if passive:
        return passive["action"].lower()
    first = _WORD.match(core)
    return first[0].lower() if first and not _OPENS_NOUN.match(core) else ""
