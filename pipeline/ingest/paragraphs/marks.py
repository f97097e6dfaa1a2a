"""Numbers and bullets at the start of a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.ingest.paragraphs.scripts import (
    ARABIC,
    ARABIC_LETTER,
    ARABIC_NAME,
    ARABIC_ORDINAL,
    CAPITALS,
    CYRILLIC_LETTER,
    HAN,
    HAN_NUMBER,
    HAN_RANGE,
    is_name,
    letter_values,
    plain_digits,
    word_value,
)


class Style(StrEnum):
    """How a marker counts."""

    BULLET = "bullet"
    DECIMAL = "decimal"
    OUTLINE = "outline"
    LOWER_LETTER = "lower letter"
    UPPER_LETTER = "upper letter"
    LOWER_ROMAN = "lower roman"
    UPPER_ROMAN = "upper roman"
    WORD = "number word"
    ENCLOSED_WORD = "enclosed number word"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """What stands before a paragraph's text.

    Attributes:
        printed: The number without its punctuation; empty for a bullet.
        readings: What it can mean: "i" is the ninth letter or the first roman number.
        enclosed: Whether a parenthesis follows or encloses it.
        source: As printed, to put it back where it turns out to be text.
    """

    printed: str
    readings: tuple[tuple[Style, int], ...]
    enclosed: bool
    source: str

    @property
    def is_bullet(self) -> bool:
        """Whether it carries no number."""
        return not self.printed


# The last range holds the bullets of symbol fonts.
_SIGNS = "•・·‧∙●○◦▪▫■□☐☑☒◆◇❖➢➤►▶▸‣⁃✓✔✗➔→»§\uf020-\uf0ff"
_BULLET = re.compile(
    rf"(?:[{_SIGNS}]+\s*|[-\u2010–—−*]\s+|\+\s+(?=[^\W\d_]|[“\"'(\[*])|-(?=[A-Z][a-z])"
    rf"|-(?=[{CAPITALS}][а-яё])|[-–—](?=[{HAN}{ARABIC}])|——(?=[{HAN}])"
    r"|o(?:\t+|\s{2,}|\s(?=[A-Z“\"]))|\?\s(?=[A-Z“\"]))(?:\[[ xX]\]\s+(?=\S))?"
)
_ROMAN = r"(?:[ivxlc]{1,6}|[IVXLC]{1,6})"
_SIMPLE = rf"(?:\d{{1,3}}|[A-Za-z]|{_ROMAN})"
_OPENING = r"[A-Z\u00c0-\u00de“\"‘'(\[«*]"
_NUMBER = re.compile(
    rf"""
    (?P<symbol>\d{{1,4}}/\d{{1,4}})\.\s+(?=\S)
  | \((?P<enclosed>{_SIMPLE})\)(?:\s+|(?=[A-Z]))
  | (?P<closed>{_SIMPLE})\)(?:\s*)(?=\S|$)
  | (?P<outline>(?:\d{{1,3}}|[A-Z])(?:\.\d{{1,3}}){{1,4}})
      (?:\.(?:\s+|$|(?=[A-Z][a-z]))|\s+(?={_OPENING})|(?=[A-Z][a-z]))
  | (?P<decimal>\d{{1,3}})(?:\.(?:\s+|$|(?=[A-Z“\[]))|\s+[-–—]\s+(?=[A-Za-z“])|[-–/]\s+(?=[A-Z“]))
  | (?P<dotted>[A-Za-z]|{_ROMAN})\.(?:\s+|$)(?![A-Za-z]\.\s?[A-Z])
  | (?P<circled>[①-⑳])(?![①-⑳])\s*(?=\S)
    """,
    re.VERBOSE,
)
_OTHER = rf"(?:{CYRILLIC_LETTER}|{ARABIC_LETTER}|{HAN_NUMBER})"
_START = rf"[{CAPITALS}{HAN}{ARABIC}«《]"
# "3.5亿" and its like are amounts.
_AMOUNT = r"(?:[万亿千百倍个元年月日%％米公吨度]|م[لئ]|بليون|تريليون|في\sالمائة|دولار)"
# Tried after the above, so that nothing in Latin script depends on it.
_OTHER_NUMBER = re.compile(
    rf"""
    [(（](?P<enclosed>{_SIMPLE}|{_OTHER})(?:\)(?:\s+|(?={_START}))|）\s*(?=\S|$))
  | (?P<closed>{_SIMPLE}|{_OTHER})[)）]\s*(?=\S|$)
  | (?P<outline>\d{{1,3}}(?:[.．]\d{{1,3}}){{1,4}})[.．]?\s*(?={_START})(?!{_AMOUNT})
  | (?P<decimal>\d{{1,3}})(?:\.(?={_START})|[．、]\s*(?!\d)(?=\S|$)|\s*[-–—ـ]\s*(?=[{ARABIC}])
      |\s+[-–—]\s+(?=[{CAPITALS}а-яё{HAN}])|[-–/]\s+(?=[{CAPITALS}{HAN}]))
  | [-–—](?P<reversed>\d{{1,3}})\s+(?=[{ARABIC}])
  | (?P<dotted>{CYRILLIC_LETTER})\.(?:\s+|$)(?!{CYRILLIC_LETTER}\.\s?[{CAPITALS}])
  | (?P<listed>[A-Za-z]|{_ROMAN})[．、]\s*(?=[{HAN}])
  | (?!{HAN_RANGE})(?P<word>{HAN_NUMBER})(?:[、．]|\.(?!\d))\s*(?=\S|$)
  | (?P<ordinal>{ARABIC_ORDINAL})\s*[-–—:ـ]\s*(?=\S|$)
  | (?P<dashed>{ARABIC_LETTER}|{ARABIC_NAME})\s*[-–—]\s*(?=[{ARABIC}])
  | (?P<circled>[㉑-㉟㊱-㊿])\s*(?=\S)
  | (?P<parenthesised>[⑴-⒇㈠-㈩])\s*(?=\S)
    """,
    re.VERBOSE,
)
_ENCLOSED = frozenset({"enclosed", "closed", "parenthesised"})
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def split_marker(text: str) -> tuple[Marker | None, str]:
    """The marker that the text starts with, if any, and the text after it."""
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet else 0
    number = _NUMBER.match(text, start) or _OTHER_NUMBER.match(text, start)
    if number is None and bullet is None:
        return None, text
    if number is None:
        return Marker(
            printed="", readings=((Style.BULLET, 0),), enclosed=False, source=text[:start]
        ), (text[start:].strip())
    return _numbered(number, text[: number.end()]), text[number.end() :].strip()


def _numbered(match: re.Match[str], source: str) -> Marker:
    style = str(match.lastgroup)
    printed = plain_digits(match[style]).strip("()")
    return Marker(
        printed=printed,
        readings=_readings(style, printed),
        enclosed=style in _ENCLOSED,
        source=source,
    )


def _readings(group: str, printed: str) -> tuple[tuple[Style, int], ...]:
    if group == "symbol":
        return ((Style.SYMBOL, 0),)
    if group == "outline":
        return ((Style.OUTLINE, int(printed.rpartition(".")[2])),)
    if printed.isdigit():
        return ((Style.DECIMAL, int(printed)),)
    word = word_value(printed)
    if word is None:
        return _letter_readings(printed)
    return ((Style.ENCLOSED_WORD if group in _ENCLOSED else Style.WORD, word),)


def _letter_readings(printed: str) -> tuple[tuple[Style, int], ...]:
    upper = printed.isupper() or is_name(printed)
    readings = []
    value = roman_value(printed)
    if value is not None:
        readings.append((Style.UPPER_ROMAN if upper else Style.LOWER_ROMAN, value))
    letters = Style.UPPER_LETTER if upper else Style.LOWER_LETTER
    return (*readings, *((letters, value) for value in letter_values(printed)))


def roman_value(printed: str) -> int | None:
    """The value of a roman number, None where the letters spell none."""
    digits = [_ROMAN_DIGITS.get(letter, 0) for letter in printed.lower()]
    if not digits or 0 in digits:
        return None
    total = sum(
        -digit if digit < max(digits[index:]) else digit for index, digit in enumerate(digits)
    )
    return total if roman(total) == printed.lower() else None


def roman(value: int) -> str:
    """The value as a roman number in lower case."""
    pairs = (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
    )
    text = ""
    for size, letters in (*pairs, (1, "i")):
        count, value = divmod(value, size)
        text += letters * count
    return text
