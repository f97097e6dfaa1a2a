"""Which bodies and people a phrase names, as a column "Responsible" would name them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.drafting import ACTION_VERBS, words
from pipeline.extract.bodies import BODIES, DETERMINER, NOT_BODIES, STATES, THINGS, names_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_MOST_WORDS = 9
# Whose own noun says whose they are: "MAG members" act as the MAG.
_TRANSPARENT = re.compile(
    r"^(?:members|staff|representatives|entities|bodies)\s+of\s+", re.IGNORECASE
)
# The United Nations do not answer for "United Nations Member States".
_SOVEREIGN = words("states state countries country governments government nations")
_ACRONYM = re.compile(r"(?:[A-Z][A-Za-z]*-)?[A-Z]{2}[A-Z0-9&-]{0,8}s?")
# "These entities" are named in another sentence.
_POINTS_BACK = re.compile(r"\W*(?:these|those|such|this|both|they)\s", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\s(?:of|from|for|in|at|on|with|within|by|to|between|among|amongst|under|across|into|through|"
    r"before|after|during|throughout|towards?|who|which|that|whose|where|when|as|including|"
    r"against|regarding|about|upon|over|via|without|"
    r"prior|together|using|according|responsible|so|such|once|whenever|nonetheless|however)(?:\s|$)"
)
# What belongs to a name: "of the Board", "on Trade", "for the Blind"; not "in the meantime".
_NAME_ENDS = (
    r"(?!(?:of|from|for|in|at|on|with|within|by|to|who|which|that|and|or|as|before|after|prior|"
    r"during|under|through|nonetheless|[a-z]+ed)\b)"
)
_COMPLEMENT = re.compile(
    r"\s(?:of\s(?:(?:the|its|their)\s)?(?!the\b|art\b|affairs\b|origin\b|\w+ing\b)[\w’'-]+"
    rf"(?:\s{_NAME_ENDS}[\w’'-]+){{0,4}}|(?:on|for)\s(?:the\s)?[A-Z][\w’'-]+)"
    r"(?:\s(?:of|for|and|on|in)(?:\sthe)?(?:\s[A-Z][\w’'-]+)+|\s[A-Z][\w’'-]+)*"
)
_JOINT = re.compile(
    r"\s*(?:,\s*(?:and|or|as well as|along with|together with)|,|"
    r"\s(?:and/or|and|or|as well as|along with|together with))\s+(?:also\s+)?"
)
# Ministries and the like have "and" in their names.
_OPEN_NAME = re.compile(
    r"\b(?:Ministr|Department|Commission|Office|Committee|Council|Cent|Fund|Bureau|Institute|"
    r"Authority|Agency|Organi[sz]ation|Conference|Union|Group|Federation|Corporation|Society|"
    r"Association|Forum|Panel|Board)\w*"
    r"(?:\s(?:of|on|for|to)(?:\sthe)?|\s[A-Z][\w’'-]+|,)*\s[A-Z][\w’'-]+$"
)
_ADJECTIVE = re.compile(
    r"(?:[\w-]*(?:al|ic|ive|ary|ed|ing|ant|ent|ous|an|ese|ern)|public|private|small|large|local|"
    r"other|big|rich|poor|high|low|new|old|north|south|east|west|main|current|future)",
    re.IGNORECASE,
)
# Words that a name of a body does not hold.
_FOREIGN = words(
    "is are was were has have had be been it this we i you they he she not there no none nobody "
    "should must shall would could can may might will if whether how what why than then so "
    "neither nor one become becoming mandate that including especially particularly notably "
    "called between let please us them themselves "
    "urge urges urged call calls invite invites invited encourage encourages encouraged request "
    "requests requested recommend recommends recommended ask asks asked suggest suggests suggested "
    "propose proposes proposed says said believes believe thinks notes noted welcomes expect "
    "expects"
)
_OPENS_CLAUSE = words(
    "in on at to for from by with within under after before during given as while when where if "
    "since because although though whether how what why once until unless despite through of "
    "among between towards toward upon about against like without via per finally however"
)
_ARTICLES = words("the a an all")
# "Developing countries", unlike "hiring experts".
_PARTICIPLES = words(
    "developing participating working existing neighbouring steering leading contributing "
    "implementing hosting emerging organizing organising governing supporting coordinating "
    "operating "
    "monitoring funding standing planning sending receiving competing consulting cooperating "
    "sponsoring remaining engineering reporting advising acting incoming outgoing"
)
# "Members elected by lot", unlike "members agreed by vote".
_AFTER_NOUN = words(
    "involved concerned engaged interested affected mandated tasked appointed elected represented "
    "located based established designated listed mentioned named entrusted accredited registered"
)
_MODIFIES = re.compile(
    rf"{_PREPOSITION.pattern}|\s[a-z]+ing\b|"
    r"\s[a-z]+ed(?:\s(?:by|in|with|on|for|at|from|under|as)\b|$)|\s?,"
)
_CAPITAL_HEADS = words("council commission states committee")
_RELATIVE = re.compile(r"\s(?:who|which|that|whose|where)\s")
_FINITE = re.compile(
    r"\s(?:is|are|was|were|has|have|had|be|been|should|must|shall|would|could|can|may|will|"
    r"needs?|continues?|does|do|did)\b"
)


def leading_actors(phrase: str, *, names: Mapping[str, str]) -> tuple[str, ...]:
    """The bodies with which a phrase begins: "the Board and donors in time" -> Board, Donors."""
    read = []
    for _, item in _conjuncts(phrase, names):
        name = _read(item, names)
        if not name:
            break
        read.append(name)
        if _goes_on(item):
            break
    return _once(read)


def only_actors(phrase: str, *, names: Mapping[str, str]) -> tuple[str, ...]:
    """The bodies that a phrase lists, the first of them at least; none where a clause joins in."""
    items = [item for _, item in _conjuncts(phrase, names)]
    read = [_read(item, names) for item in items]
    return _once(filter(None, read)) if read[0] and _all_names(items) else ()


def trailing_actors(phrase: str, *, names: Mapping[str, str]) -> tuple[str, ...]:
    """The bodies with which a phrase ends, as the subject before a verb does.

    After a comma a subject follows what was said before it, so only a list that
    ends in "and" goes on to the left over commas.
    """
    items = _conjuncts(phrase, names)
    read = [_read(item, names) for _, item in items]
    if read[0] and _all_names(items for _, items in items):
        return _once(filter(None, read))
    joints = [joint for joint, _ in items]
    first = last = len(items) - 1
    while first >= 0 and read[first]:
        joint = joints[first]
        follows_list = joint == "," and (first == last or joints[first - 1] not in ("", ","))
        if not joint or follows_list:
            return _once(read[first:])
        first -= 1
    # What stands before the list must be set off from it by a comma.
    return _once(read[first + 1 :]) if first < last and joints[first + 1] == "," else ()


def _all_names(items: Iterable[str]) -> bool:
    """Whether nothing in a list is a clause or opens one."""
    for item in items:
        bare = DETERMINER.sub("", _unquoted(item))
        core, complement = _core(bare)
        if not core or not _is_name(core) or _says_something(bare, core + complement):
            return False
    return True


def _conjuncts(phrase: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The parts that commas and "and" join, each with what joins it to the part before."""
    phrase = _guard(phrase.strip(" ,"), names)
    parts: list[tuple[str, str]] = []
    joint, start = "", 0
    for match in _JOINT.finditer(phrase):
        parts.append((joint, phrase[start : match.start()]))
        joint, start = match.group().strip(), match.end()
    parts.append((joint, phrase[start:]))
    return [(each, part.replace("\x00", " ")) for each, part in _rejoined(parts)]


def _guard(phrase: str, names: Mapping[str, str]) -> str:
    """The phrase with the spaces of each known name that holds "and" made unbreakable."""
    for term in (*names, *STATES):
        if " and " in term:
            pattern = rf"\b{re.escape(term)}\b"
            phrase = re.sub(
                pattern, lambda m: m.group().replace(" ", "\x00"), phrase, flags=re.IGNORECASE
            )
    return phrase


def _rejoined(parts: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Parts that one name or one noun holds together: "small and large firms"."""
    held: tuple[str, str] | None = None
    for joint, part in parts:
        if held and (_is_adjective(held[1]) or _is_inside_name(held[1], joint, part)):
            held = (held[0], f"{held[1]}{'' if joint[0] == ',' else ' '}{joint} {part}")
            continue
        if held:
            yield held
        held = (joint, part)
    if held:
        yield held


def _is_adjective(part: str) -> bool:
    last = DETERMINER.sub("", part).split(" ")
    return (
        len(last) == 1
        and _ADJECTIVE.fullmatch(last[0]) is not None
        and last[0].lower() not in BODIES
        and not names_state(last[0])
    )


def _is_inside_name(left: str, joint: str, right: str) -> bool:
    return (
        joint == "and"
        and right[:1].isupper()
        and not _ACRONYM.fullmatch(right.split(" ", maxsplit=1)[0])
        and _OPEN_NAME.search(left) is not None
        and right.rsplit(" ", maxsplit=1)[-1].lower() not in _CAPITAL_HEADS
    )


def _goes_on(item: str) -> bool:
    """Whether words follow the name: what "and" joins after them may be something else."""
    tail = _PREPOSITION.search(item)
    return tail is not None and not _COMPLEMENT.fullmatch(item, tail.start())


def _read(item: str, names: Mapping[str, str]) -> str:
    """The name of the one body or group that a phrase is about; empty where there is none."""
    plain = _unquoted(item)
    bare = DETERMINER.sub("", plain)
    if _POINTS_BACK.match(item) and len(bare.split()) == 1:
        return ""
    # "Members of the Board" act for it, where the vocabulary knows the Board.
    whole = DETERMINER.sub("", _TRANSPARENT.sub("", bare))
    name = _name(whole, names)
    return name if name in names.values() else _name(bare, names)


def _unquoted(item: str) -> str:
    """A phrase without the marks around it."""
    return re.sub(r"^\W+|[\s\]”\"'’:]+$", "", item)


def _name(bare: str, names: Mapping[str, str]) -> str:
    core, complement = _core(bare)
    if not core or not _is_name(core) or _says_something(bare, core + complement):
        return ""
    as_written = _capitalised(core + complement) if _is_body(core) else ""
    return _names_one(bare, len(core), names) or as_written


def _core(bare: str) -> tuple[str, str]:
    """A phrase's head with what stands before it, and what belongs to the name after it."""
    cut = _PREPOSITION.search(bare)
    core = bare[: cut.start()] if cut else bare
    parts = core.split()
    for place, part in enumerate(parts[1:], start=1):
        # "States wishing to", "organizations involved in".
        ends = part in _AFTER_NOUN if part.endswith("ed") else part.endswith("ing")
        known = parts[place - 1].lower() in BODIES and part not in _FOREIGN
        if ends and known and part.islower():
            return " ".join(parts[:place]), ""
    complement = _COMPLEMENT.match(bare, cut.start()) if cut else None
    return core, complement.group() if complement else ""


def _says_something(bare: str, name: str) -> bool:
    """Whether a verb or an object follows the name: then it is no name but a clause."""
    rest = bare[len(name) :]
    follows = bool(rest) and not _MODIFIES.match(rest)
    clause = _RELATIVE.split(bare)[0]
    return follows or bool(_FINITE.search(clause) or _FOREIGN.intersection(_low(clause)))


def _low(phrase: str) -> list[str]:
    """Words in lower case, but "US" is a state and "us" a pronoun."""
    return [part if part.isupper() else part.lower() for part in phrase.split()]


def _is_name(core: str) -> bool:
    """Whether a phrase up to its head can be a name: it opens no clause and holds no verb."""
    parts = _low(core)
    first, *later = parts
    opens = first in _OPENS_CLAUSE or _is_gerund(first) or (bool(later) and first in ACTION_VERBS)
    odd = ":" in core or len(parts) > _MOST_WORDS or not _ARTICLES.isdisjoint(later)
    return not (opens or odd or _holds_verb(core) or not _FOREIGN.isdisjoint(parts))


def _is_gerund(word: str) -> bool:
    """Whether a first word goes on about doing: "hiring experts", "observing that ..."."""
    return word.endswith("ing") and word not in _PARTICIPLES


def _holds_verb(core: str) -> bool:
    """Whether it reads "the Assembly created a forum" or "the policy allows operators"."""
    return any(
        (first.lower() in BODIES and second.islower() and second.endswith("ed"))
        or (first.endswith("s") and first[:-1].lower() in ACTION_VERBS)
        for first, second in pairwise(core.split())
    )


def _names_one(bare: str, core_end: int, names: Mapping[str, str]) -> str:
    """The vocabulary's name of the body that the phrase is headed by.

    A term that is the head itself goes before one that only describes it, and of
    two the longer: the Chair of the Commission is the Chair.
    """
    head = bare[:core_end].rsplit(maxsplit=1)[-1].lower()
    found = []
    for term, name in names.items():
        match = re.search(rf"(?<![\w-]){re.escape(term)}(?:s|es)?(?![\w-])", bare, re.IGNORECASE)
        if match and match.start() < core_end:
            is_head = match.end() >= core_end
            if is_head or _describes(term, head, name):
                found.append((is_head, len(term), name))
    return max(found)[2] if found else ""


def _describes(term: str, head: str, name: str) -> bool:
    """Whether what a term describes acts for its body: "MAG members", not "MAG budget"."""
    if _ADJECTIVE.fullmatch(term.rsplit(maxsplit=1)[-1]):
        return head.rstrip("s") in name.lower()
    return head in BODIES and head not in _SOVEREIGN


def _is_body(core: str) -> bool:
    parts = core.split()
    head = parts[-1]
    if names_state(core) or head.lower() in BODIES:
        return True
    if head.lower() in THINGS:
        # "civil society", "the Internet Society", "the country team".
        before = parts[-2] if len(parts) > 1 else ""
        return before.lower() in ("civil", "country") or (
            head[0].isupper() and before[:1].isupper()
        )
    return _ACRONYM.fullmatch(head) is not None and head.lower() not in NOT_BODIES


def _capitalised(name: str) -> str:
    plain = " ".join(name.split())
    return plain[:1].upper() + plain[1:]


def _once(read: Iterable[str]) -> tuple[str, ...]:
    """Each name as first written; "Members" and "members" are the same."""
    first: dict[str, str] = {}
    for name in read:
        first.setdefault(name.lower(), name)
    return tuple(first.values())
