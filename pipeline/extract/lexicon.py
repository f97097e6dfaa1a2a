"""The words that the drafting conventions of policy documents give meaning to.

Sources: the United Nations Editorial Manual on resolutions (operative and
preambular verbs), and the modal verbs of English with their weaker kin.
"""

from __future__ import annotations

import re

from pipeline.drafting import words
from pipeline.records import Strength

# Base form -> how strongly the verb asks.
ASKING_VERBS = {
    **dict.fromkeys(words("request demand direct instruct urge decide"), Strength.MUST),
    **dict.fromkeys(words("recommend call ask appeal advise propose advocate"), Strength.SHOULD),
    **dict.fromkeys(words("encourage invite suggest"), Strength.COULD),
}
REGARDING_VERBS = words(
    "recognize recognise recall underline underscore note emphasize emphasise stress reaffirm "
    "affirm reiterate acknowledge welcome appreciate commend regret observe highlight believe "
    "declare confirm deplore share value"
)
# Those by which a view is put forward, so that "we believe that ... must" asks.
OPINION_VERBS = words("believe declare share value observe note")
# Verbs that report a proposal even in the past: "it was suggested that ... should".
PROPOSING_VERBS = words(
    "consider agree propose suggest recommend feel believe argue conclude say think ask request "
    "call urge insist favour favor support want be advise stress"
)
# Verbs by which somebody at a meeting proposes.
REPORTED_VERBS = words("propose suggest recommend urge advocate request")
# What "should be noted" and the like ask for is attention.
REMARK_VERBS = words("note construe recall remember mention surprise interpret")
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
# What "may be ..." proposes rather than guesses: "may be explored", not "may be affected".
PROPOSABLE_VERBS = words(
    "explore consider use give envisage develop create establish invite encourage include "
    "organize organise introduce make hold publish extend add allow adopt examine study test try"
)
# Who speaks in a document of a group's own.
OWN_VOICES = words(
    "group members assembly council commission committee board meeting we i states forum party "
    "participants conference"
)
# Imperatives that address the reader of the document, not somebody who should act.
READER_VERBS = words(
    "see note click contact thank visit read let please recall dear tell check learn"
)
# Headings under which instructions are somebody's standing task, or no ask at all.
STANDING_HEADING = re.compile(
    r"\b(?:mandate|terms of reference|responsibilit|functions?|duties|tasks|role|purpose|"
    r"objectives?|aims?|agenda|outline|contents|background|methodology|how to|contact|about)\b",
    re.IGNORECASE,
)
# Few words before and after: "Chair's summary of the recommendations made since 2010" is a title.
RECOMMENDING_HEADING = re.compile(
    r"^(?:.*[:–—]\s)?(?:[^\W\d][\w’'/-]*\s){0,2}"
    r"(?:recommendations?|proposals?|suggestions|suggested improvements|proposed \w+|"
    r"action points|next steps|way (?:forward|ahead)|asks?|requests|ideas|wishes|wish list|"
    r"(?:improvements|changes)(?: (?:proposed|wanted|needed|requested))?|for decision|"
    r"(?:what|how|where)\b.*\b(?:recommend|propose|suggest|improved?|changed?|ask(?: for)?|better|"
    r"want|need|like to see|go from here))"
    r"(?:\s(?:for|to|on|at|in|from|by)(?:\s[\w’'-]+){1,4}|\s[–—-]\s.*|\s\w{1,3})?[*\d]{0,3}\s*[:?]?$",
    re.IGNORECASE,
)
PRINCIPLE_HEADING = re.compile(
    r"\b(?:principles?|values|beliefs|convictions|what (?:is at stake|we believe|we stand for))\b",
    re.IGNORECASE,
)
NUMBERED_RECOMMENDATION = re.compile(
    r"^(?:recommendation|proposal|action point)\s+(?:no\.?\s*)?[\w.]{1,5}\s*[:.–—-]\s+(?=\w)",
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
# "Recalling ...", "Deeply concerned ...", "Having considered ...": what a title is not.
OPENS_PREAMBULAR = re.compile(
    r"^\W*(?:whereas\b|that\b|(?:and |also |further |deeply |fully |gravely |keenly |strongly |"
    r"again |seriously )*(?:[a-z]{2,}ing|concerned|convinced|aware|mindful|conscious|alarmed|"
    r"encouraged|guided|disturbed|inspired|determined|persuaded|resolved|cognizant|desirous|"
    r"dismayed|distressed|appalled|shocked|moved|in)\b)|.*,$",
    re.IGNORECASE | re.DOTALL,
)
# Only what stands first in the sentence: "Also requests ...", "Further notes ...".
OPENS_ASKING = re.compile(
    rf"^(?:{_ADVERBS}[, ]+)*(?P<verb>{_ASKING})\b(?! (?:of|for the)\b)", re.IGNORECASE
)
OPENS_REGARDING = re.compile(rf"^(?:{_ADVERBS}[, ]+)*(?P<verb>{_REGARDING})\b", re.IGNORECASE)
HOLDS_ASKING = re.compile(
    r"(?<!\bto )(?<!\bthe )(?<!\ba )(?<!\bthis )(?<!\bour )(?<!\bits )"
    rf"\b(?:{_ASKING}|proposed|suggested|recommended|requested|asked|urged|called|"
    r"invited|encouraged|advised|agreed)\b",
    re.IGNORECASE,
)
HOLDS_REGARDING = re.compile(rf"\b(?:{_REGARDING})\b", re.IGNORECASE)
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
_PROPOSALS = (
    r"\b(?:recommendations?|proposals?|suggestions|improvements|steps|actions|measures|changes)\b"
)
SAYS_PROPOSED = re.compile(
    rf"{_PROPOSALS}[^.]*\b(?:following|below|are|were|made|proposed|recommended|suggested|"
    r"listed|formulated|examined|accepted|supported|received)\b"
    rf"|\bfollowing\b[^.]*{_PROPOSALS}",
    re.IGNORECASE,
)
SAYS_FOLLOWING = re.compile(
    rf"\bfollowing\b[^.]*{_PROPOSALS}|{_PROPOSALS}[^.]*\b(?:below|as follows)\b", re.IGNORECASE
)
# Words without one of which no rule takes a sentence that stands alone.
CUES = re.compile(
    rf"\b(?:should|must|shall|ought|could|may|might|would|can(?: also)? be|can and|needs?|needed|"
    rf"necessity|ha(?:s|ve) to|(?:is|are|be)(?: \w+)? to|please|let|why|wish\w*|want\w*|hope\w*|"
    rf"{_ASKING}|{_REGARDING}|(?:recommend|suggest|request|encourag|invit|urg|demand|favou?r|"
    rf"propos|advocat|prefer|advis|welcom|recogni[sz]|emphasi[sz]|underlin|underscor|stress|"
    rf"appreciat|acknowledg)(?:e?d|ing|es)|advisable|preferable|(?:proposal|recommendation|"
    rf"suggestion|demand|request|plea)s?(?: \w+){{0,4}} (?:is|was|are|were)|calls? for|agreed?|"
    rf"insist\w*|expressed|put forward|wise|sensible|important|importance|essential|necessary|"
    rf"crucial|vital|imperative|critical|indispensable|key|paramount|fundamental|central|"
    rf"integral|invaluable|cornerstone|pillar|asset|strength|benefits? (?:from|of)|useful|helpful|"
    rf"desirable|beneficial|appropriate|worth\w*|valuable|required|lacking|overdue|merits?|"
    rf"warrants?|deserves?|(?:merit|scope|room|reason) (?:in|for|to)|time (?:to|for|has|is)|"
    rf"(?:includes?|means?|impl(?:ies|y)|involves?|requires?|entails?) (?:\w+ing|to)|"
    rf"case (?:for|can)|support for|convinced|guided)\b",
    re.IGNORECASE,
)
