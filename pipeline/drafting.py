"""The verbs by which policy documents give instructions, for every stage that must know one.

Ingest tells by them an item of a list from the title of a section, extract tells
by them an instruction from a phrase.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a string, as a set."""
    return frozenset(text.split())


# Base forms that open an instruction. The tagger takes many of them for nouns
# when they stand first with a capital letter.
ACTION_VERBS = words(
    "abolish accede accelerate achieve acknowledge adapt add adhere adjust adopt advance allocate "
    "allow amend analyse analyze apply appoint approve arrange ask assess assign assist attract "
    "avoid begin bring broaden build carry cease circulate clarify collaborate collect "
    "communicate complete comply conduct consider consolidate consult continue convene cooperate "
    "coordinate create criminalize decide decrease dedicate define deliver designate develop "
    "devise disclose discontinue disseminate distribute diversify earmark elaborate eliminate "
    "empower enable enact encourage endeavour endorse enforce engage enhance enlarge enrich "
    "ensure eradicate establish evaluate examine expand expedite explore extend facilitate "
    "finalize find formalise formalize formulate foster gather give grant guarantee harmonize "
    "hold identify implement improve include incorporate inform initiate institute integrate "
    "intensify introduce invest investigate invite involve keep maintain make measure merge "
    "mobilise mobilize nominate organise organize permit place pool prepare prevent prioritise "
    "prioritize produce prohibit promote propose protect provide publicise publicize publish "
    "pursue raise ratify reach recognise recognize recommend recruit redouble reduce refrain "
    "reinforce remove renew repeal replace require reserve respond restore restructure retain "
    "revise secure seek send set simplify speed stop streamline strengthen strive submit suspend "
    "sustain tackle take translate transmit treat undertake uphold urge use widen withdraw write"
)
# The same, but as often a noun or an adjective at the head of a title or a bullet.
ACTION_NOUNS = words(
    "access act address balance ban base boost change clear close combat commission commit cost "
    "cut design document double draft draw end fix focus fund help increase issue join launch "
    "lift limit link list map monitor move name offer open pair pay pilot plan post put reform "
    "register report resource respect review rotate run schedule share shorten sign spread step "
    "study support test track train update upgrade work"
)
# Those that "Report on the session" opens as a title, not as an instruction.
DOCUMENT_NOUNS = words("design draft list map plan report review study test update")
