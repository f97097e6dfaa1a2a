"""Words that point at something outside their sentence: "these services", "it", "the group"."""

from __future__ import annotations

import re

from pipeline.drafting import ACTION_NOUNS, ACTION_VERBS, words

# Words of a noun phrase; words of a clause that can name what comes after it.
LONGEST_PHRASE, _SHORTEST_CLAUSE = 3, 5

# Words that are no part of a noun phrase.
FUNCTION = words(
    "a an the this that these those such it its they them their he she his her we us our i my you "
    "your and or but nor so yet if then than as at by for from in into of on out over to up upon "
    "via with within without about above after against all also although among any are be because "
    "been before being below between both can cannot could did do does during each every few had "
    "has have here how is just many may might more most much must need needs neither no not now "
    "one only other others rather requires same shall should since some still there therefore "
    "through thus toward towards under until very was were what when where whether which while "
    "who whom whose why will would two three first second third finally instead further"
)
_CONNECTIVES = words("and but so or yet also however therefore thus hence moreover furthermore")
# What "this" says nothing with: "for this reason", "in this respect".
EMPTY_NOUNS = words("end purpose reason way manner regard respect context effect case aim goal")
_LOOSE_NOUNS = words("regard respect context connection sense")
FINITE = re.compile(
    r"(?i)\b(?:is|are|was|were|be|ha[sd]|have|should|must|shall|will|would|can|could|may|needs?)\b"
)
_CLAUSE_END = re.compile(r"[,;:–—]|\b(?:and|but|or|so|because|if|when|while)\b")
# Not "those who ..." nor nouns by which a document speaks of itself, its speaker or its time.
_POINTER = re.compile(
    r"(?i)\b(?:(?:this|these|those)\b(?!\s+(?:document|paper|report|submission|contribution|"
    r"statement|response|consultation|committee|commission|council|assembly|meeting|conference|"
    r"session|section|recommendation|resolution|declaration|letter|questionnaire|inquiry|year|"
    r"month|week|days?|times?|moment|stage|century|decade|era|age|world|planet)\b)"
    r"(?<!those(?=\s(?:who|which|that|of|in|with|for|from|whose|to|on|at|being|not|already)\s))"
    r"(?<!those(?=\s(?:\w+ed|\w+ing|responsible|able|willing)\s))"
    rf"|that (?=(?:{'|'.join(sorted(EMPTY_NOUNS))})\b)"
    r"|(?:of|from|with|by|about|under|for|on) that (?!(?:the|a|an|of|which|is|it|they)\b)(?=[a-z])"
    r"|such\b(?!\s+(?:as|that|is)\b)(?!\s+(?:an?\s)?[\w-]+(?:\s[\w-]+)?\s(?:that|as)\b)"
    r"|the same (?:applies|goes|is true|holds)"
    r"|(?P<far>the (?:former|latter)(?=\W*$|,| (?:should|must|and|is|are|can)\b)|the foregoing|"
    r"the above|(?:above|afore)-?\s?(?:mentioned|said)|\w+(?:ed|wn) above|above(?=\W*$)|"
    r"as (?:mentioned|described|stated|noted)(?: above)?(?=,)))\b"
)
PRONOUN = re.compile(r"(?i)\b(?:it|its|they|them|their|he|she|his|him|her)\b")
# "In its resolution 4, the Council"; "in many cases, they": neither tells by what comes before.
_LOOKS_AHEAD = re.compile(
    r"(?i)(?:in|as|by|with|for|when|while|before|after|since|through|given|despite|although|during|"
    r"to|on|from|under)\b(?=.*\b(?:its|their|his|her)\s[^,]*,)"
)
_INTRODUCTION = re.compile(r"(?i)^(?:in|at|on|by|as|for|under|from|with|to)\b[^,]{0,25},\s$")
_IT_IS = (
    r"it(?:['’]s|\s(?:(?:should|would|may|might|must|could|can|will)(?: not| also)? be|is|was|"
    r"seems|appears|becomes?|remains|has been))"
)
# "It is important that", "make it easier to", but not "it is designed to".
_PLEONASTIC = re.compile(
    rf"(?i){_IT_IS}(?!.{{0,20}}\b(?:able|likely|set|due|bound|designed|intended|meant|expected|"
    r"supposed|going|entitled|committed|willing|subject|free) to\b)"
    r"(?: (?!and\b|but\b)[\w’'-]+){1,6}?"
    r"(?: for .{1,60}?)? (?:that|if|when|whether|how|why|what|who|which|to(?! (?:the|an?|our)\b))\b"
    rf"|it (?:follows|goes without saying|takes)\b|{_IT_IS} (?:\w+ )?(?:worth|high time|time)\b"
    r"|(?:(?<=make )|(?<=makes )|(?<=made )|(?<=making )|(?<=find )|(?<=consider ))"
    r"it(?: \w+){1,4}? (?:to|that|for|when|if)\b"
)
_OPENS_ELLIPTIC = re.compile(
    r"(?i)(?:that(?:['’]s|(?: \w+)? (?:is|was|would|should|could|will|must|may|might|has)| means|"
    r" (?!said)\w+(?=,))|otherwise|if (?:so|not)|here(?=,)|then|(?:by |in |to )?do(?:ing)? so"
    r"|(?:both|others|neither|none|another(?: \w+)?|the rest|the (?:first|second|third|last|other)"
    r"(?: one)?) (?:should|must|are|were|is|need|can|could|will|would|may|might|have)"
    r"|(?:similar|comparable|the same) (?!to\b|as\b|\w+ (?:that|as|which|to|of)\b)(?!.*\bas\b))\b"
)
# What something named elsewhere is called when nothing but "the" stands before it.
_THE_GENERIC = re.compile(
    r"(?i)\bthe\s+(?P<noun>group|process|programme|program|proposal|paper|body|initiative|"
    r"framework|code|bill|fund|plan|project|mechanism|solution|study|concept|committee|board|"
    r"forum|strategy|agreement|treaty|convention|institution|platform|coalition|centre|center|"
    r"network|guidelines|principles|model|charter|agency|authority|panel|act|government|commission|roadmap|membership)\b"
    r"(?!['’/-]| (?:and|or) \w+ (?:of|for|on|in)\b)(?:\s+(?P<next>\w+))?"
)
WORD = re.compile(r"[\w’'&/-]+|[^\w\s]")


def find_pointer(text: str) -> tuple[int, int] | None:
    """Where a word stands that points out of its sentence; None where none does."""
    begun = (w.start() for w in WORD.finditer(text) if w[0].lower() not in _CONNECTIVES)
    opening = next((start for start in begun if text[start].isalnum()), 0)
    elliptic = _OPENS_ELLIPTIC.match(text, opening)
    if elliptic:
        return elliptic.span()
    for match in _POINTER.finditer(text):
        if match["far"] or not _is_noun_told(text, opening, match):
            return match.span()
    for match in PRONOUN.finditer(text, opening):
        if _is_pronoun_told(text, opening, match):
            return None
        pleonastic = _PLEONASTIC.match(text, match.start())
        if not pleonastic:
            return match.span()
        opening = text.rfind(" ", 0, pleonastic.end())
    return None


def _is_noun_told(text: str, opening: int, pointer: re.Match[str]) -> bool:
    """Whether the sentence itself says which "these services" are, as far as its words tell."""
    before, noun = text[opening : pointer.start()], noun_after(text, pointer.end())[0]
    if (noun and noun[:5] in before) or (noun in _LOOSE_NOUNS and len(before.split()) > 1):
        return True
    for end in _CLAUSE_END.finditer(before):
        clause, rest = before[: end.start()], before[end.end() :]
        follows = not set(rest.lower().split()) - FUNCTION or FINITE.search(rest)
        if len(clause.split()) >= _SHORTEST_CLAUSE and FINITE.search(clause) and follows:
            return True
    return False


def _is_pronoun_told(text: str, opening: int, pronoun: re.Match[str]) -> bool:
    """Whether a noun that a pronoun can stand for is in its own sentence, as far as words tell."""
    before, previous = text[opening : pronoun.start()], ""
    if pronoun[0].lower() in words("its their his her") and _LOOKS_AHEAD.match(text, opening):
        return True
    for word in map(str.lower, WORD.findall(_INTRODUCTION.sub("", before, count=1))):
        follows = previous in ("to", "we", "i", "you") or FINITE.fullmatch(previous)
        is_verb = follows or (not previous and is_verb_first(word))
        if word.isalpha() and not is_verb and word not in FUNCTION and not word.endswith("ly"):
            return True
        previous = previous if word.endswith("ly") else word
    return False


def is_verb_first(first: str) -> bool:
    """Whether the first word of a sentence is an instruction or an adverb, no name."""
    word = first.lower()
    is_verb = word in ACTION_VERBS | ACTION_NOUNS | _CONNECTIVES or word.endswith(("ing", "ly"))
    return is_verb and word != "working"


def find_bare(text: str) -> tuple[str, int] | None:
    """The noun of "the group" and where it ends, if nothing in the sentence says which."""
    for match in _THE_GENERIC.finditer(text):
        is_bare = not match["next"] or FINITE.fullmatch(match["next"]) or match["next"] == "and"
        if is_bare and match["noun"][:5].lower() not in text[: match.start()].lower():
            return match["noun"], match.end("noun")
    return None


def noun_after(text: str, place: int) -> tuple[str, int]:
    """The last word of the noun phrase that begins at a place and where it ends, if one does."""
    found = ("", place)
    for count, word in enumerate(WORD.finditer(text, place)):
        if word[0].lower() in FUNCTION or not word[0][0].isalnum():
            return found
        if count == LONGEST_PHRASE:
            break
        found = (word[0], word.end())
    return "", place
