"""Names of bodies, places and instruments, and whether two texts name different ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.cluster.wordforms import FUNCTION_WORDS, is_headline, stem

if TYPE_CHECKING:
    from collections.abc import Sequence

INSTRUMENTS = frozenset(
    stem(word)
    for word in """convention protocol treaty covenant agreement resolution act law directive
    declaration charter fund programme plan strategy statute principle guideline code accord pact
    regulation ordinance decree constitution bill compact agenda framework roadmap policy scheme
    facility budget standard recommendation rule decision mandate memorandum compact platform
    outcome voucher register registry index survey
    questionnaire certificate initiative contract toolkit handbook manual
    legislation annex communique summit
    consensus goals""".split()
)
BODIES = frozenset(
    stem(word)
    for word in """ministry council committee commission secretariat bureau board agency office
    department authority assembly parliament court tribunal panel group government university
    chair chairperson president minister secretary director municipality host donor forum force
    union association bank organisation institute regulator ombudsman treasury police army senate
    cabinet bureau presidency congress conference federation network academy centre college
    community communities mayor governor judge legislature executive judiciary inspector
    inspectorate commissioner rapporteur coordinator observatory hospital school society
    foundation corporation company companies industry business trust chamber unit service
    division region state country city county province district village member observer
    ngo civil private sector privatesector partner stakeholder team delegation envoy registrar
    prosecutor prisoner leader voter holder insurer producer officer
    auditor custodian operator employer trade worker farmer teacher patient parent student
    moderator facilitator mediator chairman vice deputy minister general nation crown house
    supervisor contractor consultant donor recipient trustee shareholder manager owner tenant
    landlord provider consumer user mission embassy consulate party parties""".split()
)
_COUNTRIES = frozenset(
    """afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan
    bahamas bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia bosnia
    botswana brazil brunei bulgaria burundi cambodia cameroon canada chad chile china colombia
    comoros congo croatia cuba cyprus czechia denmark djibouti dominica dominican ecuador egypt
    eritrea estonia eswatini ethiopia fiji finland france gabon gambia georgia germany ghana
    greece grenada guatemala guinea guyana haiti honduras hungary iceland india indonesia iran
    iraq ireland israel italy jamaica japan jordan kazakhstan kenya kiribati kuwait kyrgyzstan
    latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg madagascar malawi
    malaysia maldives mali malta mauritania mauritius mexico micronesia moldova monaco mongolia
    montenegro morocco mozambique myanmar namibia nauru nepal netherlands nicaragua niger
    nigeria norway oman pakistan palau palestine panama paraguay peru philippines poland
    portugal qatar romania russia rwanda samoa senegal serbia seychelles singapore slovakia
    slovenia somalia spain sudan suriname sweden switzerland syria tajikistan tanzania thailand
    togo tonga tunisia türkiye turkey turkmenistan tuvalu uganda ukraine uruguay uzbekistan
    vanuatu venezuela vietnam yemen zambia zimbabwe africa asia europe america oceania geneva
    york london paris brussels vienna nairobi parliament congress""".split()
)
_SAME_NAME = {
    "french": "france", "german": "germany", "spanish": "spain", "dutch": "netherlands",
    "british": "uk", "swiss": "switzerland", "danish": "denmark", "swedish": "sweden",
    "finnish": "finland", "polish": "poland", "turkish": "turkey", "türkiye": "turkey",
    "greek": "greece", "irish": "ireland", "chinese": "china", "portuguese": "portugal",
    "norwegian": "norway", "thai": "thailand", "peruvian": "peru", "welsh": "wales",
    "scottish": "scotland", "european": "europe", "holland": "netherlands", "czech": "czechia",
    "filipino": "philippine", "britain": "uk", "usa": "us", "american": "america",
    "penal": "criminal",
}  # fmt: skip
_DEMONYM_ENDINGS = ("ese", "ish", "ian", "ean", "an", "i", "a", "y", "e", "s", "o")
_SHORTEST_ROOT = 4
_ALIASES = {
    "unicef": "united nations children fund", "unaids": "joint united nations program on hiv aids",
    "cedaw": "convention on the elimination of all forms of discrimination against women",
    "crpd": "convention on the rights of persons with disabilities",
    "interpol": "international criminal police organization", "icc": "international criminal court",
    "uk": "united kingdom", "un": "united nations", "us": "united states", "usa": "united states",
    "ohchr": "office high commissioner human rights",
    "unscr": "united nations security council resolution",
    "opicescr": "optional protocol covenant economic social cultural rights",
    "sdg": "sustainable development goal", "ngo": "non governmental organization",
    "habitat": "united nations human settlements program", "ecosoc": "economic and social council",
    "unfpa": "united nations population fund", "iom": "international organization for migration",
    "cat": "convention against torture", "opcat": "optional protocol convention against torture",
}  # fmt: skip
# What stands inside a name in small letters.
_INSIDE = frozenset("of on for the to and against in de la du des van von".split())
_REPORTS = frozenset(
    stem(word)
    for word in """recommend note consider feel felt stress underline emphasise highlight agree
    suggest propose believe affirm reaffirm recall observe acknowledge recognise express point
    said noted argue conclude reiterate hear heard discuss discussed held heard""".split()
)
_MOST_INSIDE = 3
_FEWEST_SPELLED = 2
_FEWEST_LETTERS_TO_SKIP = 4
_FEWEST_CAPITALS = 2


@dataclass(frozen=True, slots=True)
class Name:
    """A word of a name: its root, and whether the name is an instrument's or a speaker's."""

    root: str
    acronym: str
    is_instrument: bool
    is_speaker: bool


@lru_cache(maxsize=100_000)
def root_of(word: str) -> str:
    """The stem of a name's word, one for a country, its people and its adjective."""
    low = word.casefold().removesuffix("'s").rstrip("'")
    low = _SAME_NAME.get(low, low)
    if low in _COUNTRIES or not word[:1].isupper():
        return stem(low)
    for ending in _DEMONYM_ENDINGS:
        bare = low.removesuffix(ending)
        if bare != low and len(bare) >= _SHORTEST_ROOT:
            for tail in ("", *_DEMONYM_ENDINGS, "land", "ia", "any"):
                if bare + tail in _COUNTRIES:
                    return stem(bare + tail)
    return stem(low)


def find_names(words: Sequence[str], begins: Sequence[bool]) -> tuple[Name, ...]:
    """The words of the text's names, in order, each once."""
    headline = is_headline(list(words))
    flags = [
        word[0].isupper() and _is_name(words, begins, place, headline=headline)
        for place, word in enumerate(words)
    ]
    found: dict[str, Name] = {}
    for first, last in _spans(words, flags, begins):
        kinds = [root_of(words[k]) for k in range(first, last + 1) if flags[k]]
        head = next((kind for kind in kinds if kind in INSTRUMENTS or kind in BODIES), "")
        reports = any(stem(word.casefold()) in _REPORTS for word in words[last + 1 : last + 3])
        for place in range(first, last + 1):
            if flags[place]:
                root = root_of(words[place])
                bare = words[place].removesuffix("'s")
                acronym = bare.rstrip("s").casefold() if _is_acronym(bare) else ""
                found.setdefault(root, Name(root, acronym, head in INSTRUMENTS, reports))
    return tuple(found.values())


def _is_name(words: Sequence[str], begins: Sequence[bool], place: int, *, headline: bool) -> bool:
    word = words[place]
    if _is_acronym(word):
        return not headline or not all(other.isupper() for other in words)
    if word.casefold() in FUNCTION_WORDS:
        return False
    if root_of(word) in COUNTRY_ROOTS:
        return True
    if headline or len(word) == 1:
        return False
    return not begins[place] or _begins_name(words, begins, place)


def _begins_name(words: Sequence[str], begins: Sequence[bool], place: int) -> bool:
    """Whether the first word of a sentence is a name's, by the capital of the next."""
    known = BODIES | INSTRUMENTS
    following = list(words[place + 1 : place + 4])
    while following and following[0] in _INSIDE and stem(words[place].casefold()) in known:
        following.pop(0)
    if not following or begins[place + 1] or not following[0][0].isupper():
        return False
    return not _is_acronym(following[0])


COUNTRY_ROOTS = frozenset(stem(word) for word in _COUNTRIES) | {"uk", "us"}


def _is_acronym(word: str) -> bool:
    return sum(map(str.isupper, word)) >= _FEWEST_CAPITALS and word.rstrip("s").isupper()


def _spans(
    words: Sequence[str], flags: Sequence[bool], begins: Sequence[bool]
) -> list[tuple[int, int]]:
    """First and last word of each name; small words may stand inside."""
    spans: list[tuple[int, int]] = []
    for place, flag in enumerate(flags):
        if not flag:
            continue
        inside = words[spans[-1][1] + 1 : place] if spans else ()
        joined = spans and len(inside) <= _MOST_INSIDE and all(word in _INSIDE for word in inside)
        if joined and not any(begins[spans[-1][1] + 1 : place + 1]):
            spans[-1] = (spans[-1][0], place)
        else:
            spans.append((place, place))
    return spans


def unshared(
    mine: Sequence[Name],
    my_words: Sequence[str],
    theirs: Sequence[Name],
    their_words: Sequence[str],
) -> list[Name]:
    """The words of my names that the other text has not, not even as an acronym."""
    known = frozenset(their_words) | {name.root for name in theirs}
    rest = [name for name in mine if name.root not in known]
    rest = [n for n in rest if not (n.acronym and spelled_by(n.acronym, their_words))]
    for name in theirs if rest else ():
        if name.acronym and name.root not in my_words:
            spelled = spelled_by(name.acronym, my_words)
            rest = [other for other in rest if other.root not in spelled]
    return rest


def spelled_by(acronym: str, words: Sequence[str]) -> frozenset[str]:
    """The words that an acronym stands for, "CSTD" or "ECOSOC"; none where it stands for none."""
    known = frozenset(stem(word) for word in _ALIASES.get(acronym, "").split()) - FUNCTION_WORDS
    if known and len(known & frozenset(words)) * 2 > len(known):
        return known
    for start, word in enumerate(words):
        if word[0] == acronym[0] and word not in FUNCTION_WORDS:
            length = _spelling_length(acronym, words[start:])
            if length >= _FEWEST_SPELLED:
                return frozenset(words[start : start + length]) - FUNCTION_WORDS
    return frozenset()


def _spelling_length(acronym: str, words: Sequence[str]) -> int:
    """How many words, from the first on, make up the acronym; 0 where they do not."""
    left, skipped = acronym, 0
    for length, word in enumerate(words, start=1):
        taken = _beginning(left, word)
        left = left[taken:]
        if not left:
            return length
        skipped += not taken and word not in FUNCTION_WORDS
        if skipped > (len(acronym) >= _FEWEST_LETTERS_TO_SKIP):
            break
    return 0


def _beginning(letters: str, word: str) -> int:
    """How many of the letters begin the word: one, or three as in "ECOSOC"."""
    return next((n for n in (3, 1) if len(letters) >= n and word.startswith(letters[:n])), 0)
