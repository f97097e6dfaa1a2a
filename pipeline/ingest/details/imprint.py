"""Lines of a masthead that are no words of the author's: symbol, date, body, session."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.ingest.details.bodies import BODY_NAME, body_of_name
from pipeline.ingest.details.dates import MONTH_NAME, read_date
from pipeline.ingest.details.symbols import read_symbol

if TYPE_CHECKING:
    import datetime as dt

LONGEST_LINE = 200

_LANGUAGE = (
    r"(?:Arabic|Chinese|English|French|Russian|Spanish|anglais|arabe|chinois|español|espagnol|"
    r"français|francés|inglés|russe|ruso|árabe|chino)(?: only| seulement| solamente)?"
)
_ORDINAL = (
    r"(?:\d{1,4}(?:st|nd|rd|th)?|[a-z-]*(?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth|tenth|eleventh|twelfth|teenth|tieth))"
)
_LETTERED = r"\d{1,3}(?: ?\(?[a-z]\))*"
_NUMBERS = rf"(?P<numbers>{_LETTERED}(?:(?:,| and| to| et| y|[-–]) ?{_LETTERED})*)"
_PLACE = r"[^\W\d_][\w.’-]+(?: [^\W\d_][\w.’-]+){0,2}"
# What says nothing of the document but where it stands among others.
_FURNITURE = (
    r"Distr(?:\.|ibution)?(?: ?: ?|\.? )(?:general|limited|restricted|générale|limitée|limitada)",
    r"Distr\.(?: ?:)?|GENERAL|LIMITED|[AES]|UNITED|NATIONS",
    rf"Original ?: ?{_LANGUAGE}(?:(?:/| and | et | y |, ?){_LANGUAGE})*",
    rf"{_LANGUAGE}(?:/{_LANGUAGE})*",
    rf"(?:(?:resumed|special) )?{_ORDINAL}(?: [a-z-]+)? (?:session|meeting)(?:,? \d{{4}})?",
    r"(?:substantive|annual|organizational|resumed|special) session(?: (?:of|for) \d{4})?",
    r"(?:[\w-]+ ){0,4}(?:période de sessions|período de sesiones)(?: de \d{4})?",
    r"(?:[\w-]+ ){1,4}(?:сессия)|[\w-]+ième session|session de \d{4}",
    r"(?:(?:GE|CS)\.\d\d-\d{0,6}|\d\d-\d{5})(?: ?\([A-Z]\))?(?: +\d{6})*|\*\d{7}\*",
    rf"(?:{MONTH_NAME}) \d{{4}}",
    rf"(?:{_PLACE}, )?\d{{1,2}}(?: (?:{MONTH_NAME}))? ?[-–—] ?\d{{1,2}} (?:{MONTH_NAME}),? \d{{4}}",
    r"Document ?:?",
    r"(?:advance|unedited|advance unedited) (?:copy|version)|please recycle",
    r"\[(?:on|without|adopted|sur|sans|por|sin)\b[^\[\]]*\]",
)
_ITEM = re.compile(
    rf"(?:provisional )?(?:agenda )?items? {_NUMBERS}"
    r"(?: of the (?:provisional |preliminary )?(?:list|agenda)(?: of items)?)?[*†]*"
    rf"|(?:points?|temas?) {_NUMBERS.replace('numbers', 'nombres')}"
    r" (?:de l[’']ordre du jour|del programa|de la agenda)(?: provisoire| provisional)?[*†]*",
    re.IGNORECASE,
)
_ADOPTION = re.compile(
    rf"(?:resolution|decision)s? adopted by the (?P<body>{BODY_NAME})[*†]*"
    r"(?: at its [^,]{3,60},?)?(?: on)?",
    re.IGNORECASE,
)
_SIMPLE = [re.compile(pattern, re.IGNORECASE) for pattern in _FURNITURE]
_BODY = re.compile(BODY_NAME, re.IGNORECASE)
_DATED = re.compile(
    r"(?:(?:date|dated|published|issued|updated|last updated|version of)(?: on)?(?: ?:)? )?"
    rf"\(?(?:{_PLACE}, )?(?:the )?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?",
    re.IGNORECASE,
)
# "года" is Russian for the year that stands before it.
_BETWEEN = re.compile(r"[\s|,;*†)]*(?:года?(?!\w))?[\s|,;*†)]*")
# A series of documents, or what numbers a line of text, is no part of a word.
_ENDS = re.compile(r"(?![\w/])")


@dataclass(slots=True, kw_only=True)
class Imprint:
    """What one line of a masthead says.

    Attributes:
        items: How many items of an agenda it names; their titles follow.
        is_adoption: Whether it says when and by whom a resolution was adopted.
        is_distribution: Whether its date is that of issue: "Distr.", "Original" or a
            symbol stands beside it.
    """

    symbols: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    published: dt.date | None = None
    items: int = 0
    is_adoption: bool = False
    is_distribution: bool = False
    is_place: bool = False


def read_imprint(text: str) -> Imprint | None:
    """What a line says, if all of it is such as mastheads have; None for any other line."""
    if not text or len(text) > LONGEST_LINE:
        return None
    imprint = Imprint()
    position = 0
    while position < len(text):
        end = _read_next(text, position, imprint)
        if end is None or (end < len(text) and not _ENDS.match(text, end)):
            return None
        position = _after(text, end)
    return imprint


def _after(text: str, end: int) -> int:
    between = _BETWEEN.match(text, end)
    return between.end() if between else end


def _read_next(text: str, start: int, imprint: Imprint) -> int | None:
    """Where the longest thing that stands at ``start`` ends, after noting it."""
    adoption = _ADOPTION.match(text, start)
    if adoption:
        imprint.is_adoption = True
        imprint.bodies.append(body_of_name(adoption["body"]))
        return adoption.end()
    item = _ITEM.match(text, start)
    if item:
        imprint.items += len((item["numbers"] or item["nombres"]).replace("(", "").split(" and "))
        return item.end()
    return _read_value(text, start, imprint) or _read_furniture(text, start, imprint)


def _read_value(text: str, start: int, imprint: Imprint) -> int | None:
    """Where a symbol or a date that stands at ``start`` ends, after noting it."""
    symbol = read_symbol(text, start)
    if symbol:
        imprint.symbols.append(symbol[0])
        imprint.is_distribution = True
        return symbol[1]
    opening = _DATED.match(text, start)
    for begin in (start, opening.end() if opening else start):
        date = read_date(text, begin)
        if date:
            imprint.published = imprint.published or date[0]
            return date[1]
    return None


def _read_furniture(text: str, start: int, imprint: Imprint) -> int | None:
    found = [match for pattern in _SIMPLE if (match := pattern.match(text, start))]
    named = _BODY.match(text, start)
    longest = max((match.end() for match in found), default=start)
    if named and named.end() > longest:
        imprint.bodies.append(body_of_name(named[0]))
        return named.end()
    imprint.is_distribution |= text.startswith(("Distr", "Original", "DISTR", "ORIGINAL"), start)
    return longest if longest > start else None
