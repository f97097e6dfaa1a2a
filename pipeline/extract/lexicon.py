"""The words that the drafting conventions of policy documents give meaning to.

Sources: the United Nations Editorial Manual on resolutions (operative and
preambular verbs), and the modal verbs of English with their weaker kin.
"""

from __future__ import annotations

import re

from pipeline.records import Strength


def words(text: str) -> frozenset[str]:
    """The words of a string, as a set."""
    return frozenset(text.split())


# Base form -> how strongly the verb asks.
ASKING_VERBS = {
    **dict.fromkeys(words("request require demand direct instruct mandate urge"), Strength.MUST),
    **dict.fromkeys(words("recommend call ask appeal advise propose advocate"), Strength.SHOULD),
    **dict.fromkeys(words("encourage invite suggest"), Strength.COULD),
}
REGARDING_VERBS = words(
    "recognize recognise recall underline underscore note emphasize emphasise stress reaffirm "
    "affirm reiterate acknowledge welcome appreciate commend regret observe highlight believe "
    "declare confirm deplore share value"
)
# Verbs that report a proposal even in the past: "it was suggested that ... should".
PROPOSING_VERBS = words(
    "consider agree propose suggest recommend feel believe argue conclude say think ask request "
    "call urge insist favour favor support want be advise stress"
)
# Bodies and people who can be asked to act.
ACTORS = words(
    "secretariat mag committee commission council board group groups forum assembly government "
    "governments state states member members party parties stakeholder stakeholders organization "
    "organizations organisation organisations organiser organisers organizer organizers chair "
    "chairs chairperson chairman co-chairs facilitator facilitators host hosts country countries "
    "community communities society sector secretary-general director director-general agency "
    "agencies university universities company companies business businesses industry donor donors "
    "partner partners participant participants network networks coalition coalitions initiative "
    "initiatives ministry ministries regulator regulators parliament parliamentarians office "
    "institution institutions foundation rapporteur rapporteurs moderators team union nations igf "
    "cstd ecosoc unesco itu undesa desa staff editor editors editorial trustees management"
)
# Base forms that open an instruction. The tagger takes many of them for nouns
# when they stand first with a capital letter.
ACTION_VERBS = words(
    "abolish accede accelerate acknowledge act adapt add address adhere adjust adopt advance "
    "allocate allow amend analyse analyze appoint apply approve arrange ask assess assign assist "
    "attract avoid ban base begin boost bring broaden build carry cease change circulate clarify "
    "clear close collaborate collect combat commission commit communicate complete comply conduct "
    "consider consolidate continue convene cooperate coordinate create criminalize cut decrease "
    "dedicate define deliver design designate develop devise disclose discontinue disseminate "
    "distribute diversify document double draft draw earmark elaborate eliminate empower enable "
    "enact encourage end endeavour endorse enforce engage enhance enlarge enrich ensure eradicate "
    "establish evaluate examine expand expedite explore extend facilitate finalize find fix focus "
    "formalize formulate foster fully fund gather give grant guarantee harmonize hold identify "
    "implement improve include incorporate increase inform initiate institute integrate intensify "
    "introduce invest investigate invite involve issue join keep launch lift limit link maintain "
    "make mandate map measure merge mobilize monitor move name nominate offer open organise "
    "organize pair pay permit pilot plan post prepare prevent prioritise prioritize prohibit "
    "promote protect provide publicise publicize publish pursue put raise ratify reach recognize "
    "recruit redouble reduce refrain reform register remove renew repeal replace report require "
    "resource respect respond restore retain review revise rotate run schedule secure seek send "
    "set share shorten sign simplify speed spread stop streamline strengthen step strive study "
    "submit support suspend tackle take test track train translate transmit treat undertake update "
    "upgrade uphold use widen withdraw work write"
)
# Imperatives that address the reader of the document, not somebody who should act.
READER_VERBS = words("see note click contact thank visit read let please recall find hear dear")
# Headings under which instructions are somebody's standing task, or no ask at all.
STANDING_HEADING = re.compile(
    r"\b(?:mandate|terms of reference|responsibilit|functions?|duties|tasks|role|purpose|"
    r"objectives?|aims?|agenda|outline|contents|background|methodology|how to|contact|about)\b",
    re.IGNORECASE,
)
RECOMMENDING_HEADING = re.compile(
    r"^(?:(?!\bon\b|\bof\b|\bfor improvements? to\b)[\w’' -]+?\s)??"
    r"(?:recommendations?|proposals?|suggestions|suggested improvements|proposed (?:actions|improvements)|"
    r"action points|next steps|way forward|what should (?:be improved|change)|asks?|requests)"
    r"(?:\s(?:for|to|on)\s[\w’' -]+)?\s*:?$",
    re.IGNORECASE,
)
NUMBERED_RECOMMENDATION = re.compile(
    r"^(?:recommendation|proposal|action)\s+(?:no\.?\s*)?[\w.]{1,5}\s*[:.–—-]\s+(?=\w)",
    re.IGNORECASE,
)

_ADVERBS = (
    r"(?:also|further|again|strongly|hereby|therefore|thus|furthermore|moreover|additionally|"
    r"once again|in addition|accordingly|finally|in this regard|likewise|particularly|explicitly)"
)


def _finite(base: str) -> str:
    """The forms of a regular verb that a stem or an operative paragraph uses."""
    third = base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")
    return f"{base}|{third}"


_ASKING = "|".join(_finite(verb) for verb in sorted(ASKING_VERBS))
_REGARDING = "|".join(_finite(verb) for verb in sorted(REGARDING_VERBS)) + (
    r"|takes? note|takes? into account|pays? tribute|expresses|bears? in mind|commits?"
)
# Only what stands first in the sentence: "Also requests ...", "Further notes ...".
OPENS_ASKING = re.compile(
    rf"^(?:{_ADVERBS}[, ]+)*(?P<verb>{_ASKING})\b(?! (?:of|for the)\b)", re.IGNORECASE
)
OPENS_REGARDING = re.compile(rf"^(?:{_ADVERBS}[, ]+)*(?P<verb>{_REGARDING})\b", re.IGNORECASE)
HOLDS_ASKING = re.compile(rf"\b(?P<verb>{_ASKING})\b", re.IGNORECASE)
HOLDS_REGARDING = re.compile(rf"\b(?P<verb>{_REGARDING})\b", re.IGNORECASE)
# A line that is nothing but a verb: "further recognizes", "recommends to:".
BARE_VERB = re.compile(
    rf"^(?:{_ADVERBS}[, ]+)*(?:(?P<asking>{_ASKING})|(?P<regarding>{_REGARDING}))"
    r"(?:\s+(?:upon|on|for))?(?:\s+(?:to|that|the following|as follows))?\s*[:,]?$",
    re.IGNORECASE,
)
ENDS_IN_MODAL = re.compile(
    r"\b(?:should|must|shall|could|may|might|ought to|needs? to|ha(?:s|ve) to|(?:is|are) to|to)"
    r"(?:,? (?:also|inter alia|in particular|therefore|further))?\s*:?$",
    re.IGNORECASE,
)
SAYS_PROPOSED = re.compile(
    r"\b(?:recommendations?|proposals?|suggestions|improvements|steps|actions|measures|changes)\b"
    r"[^.]*\b(?:following|below|are|were|made|proposed|recommended|suggested)\b"
    r"|\bfollowing\b[^.]*\b(?:recommendations?|proposals?|suggestions|improvements|steps|actions|measures|changes)\b",
    re.IGNORECASE,
)
