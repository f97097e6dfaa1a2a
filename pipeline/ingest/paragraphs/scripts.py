"""Letters, numbers and marks of the scripts that are not Latin: Cyrillic, Chinese, Arabic."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

# Ranges for a character class.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
ARABIC = "\u0621-\u063a\u0641-\u064a\u066e-\u06d3\u06fa-\u06ff\ufb50-\ufdfb\ufe70-\ufefc"
CAPITALS = "А-ЯЁ"

# Items count without the yo and, in most texts, without the short i.
_CYRILLIC = ("абвгдежзиклмнопрстуфхцчшщэюя", "абвгдежзийклмнопрстуфхцчшщэюя")
# Letters typed for the Latin ones that look like them, as for the second section, B.
_LATIN_TWINS = dict(zip("авсенкморхт", "abcehkmopxt", strict=True))
# The old order of the letters, which drafting keeps, and that of the dictionary.
_ARABIC = ("أبجدهوزحطيكلمنسعفصقرشتثخذضظغ", "أبتثجحخدذرزسشصضطظعغفقكلمنهوي")
# Letters often typed for one another.
_SAME_LETTER = str.maketrans("اھ", "أه")
_ARABIC_NAMES = ("ألف", "باء", "جيم", "دال", "هاء", "واو", "زاي", "حاء", "طاء", "ياء")
_ARABIC_ORDINALS = (
    *("أول", "ثاني", "ثالث", "رابع", "خامس"),
    *("سادس", "سابع", "ثامن", "تاسع", "عاشر"),
)
_HAN_DIGITS = "一二三四五六七八九"

CYRILLIC_LETTER = rf"[{_CYRILLIC[1]}{_CYRILLIC[1].upper()}]"
ARABIC_LETTER = rf"(?:هـ|[{_ARABIC[0]}اھ])"
ARABIC_NAME = f"(?:{'|'.join(_ARABIC_NAMES)})"
ARABIC_ORDINAL = f"(?:{'|'.join(_ARABIC_ORDINALS)})(?:ا\u064b?|\u064bا)"
HAN_NUMBER = rf"(?:[{_HAN_DIGITS[1:]}]?十[{_HAN_DIGITS}]?|[{_HAN_DIGITS}])"
# "一、二" amid a sentence is "one or two", unless a year follows.
HAN_RANGE = f"(?:{'|'.join(f'{a}、{b}' for a, b in pairwise(_HAN_DIGITS))})(?![零〇○])"

COLONS = (":", "\uff1a")

_WIDE = re.compile(f"[{HAN}]")
_CASELESS = re.compile(f"[{HAN}{ARABIC}]")
# A Chinese character says about as much as three letters do.
_LETTERS_OF_HAN = 3


def extent(text: str) -> int:
    """The text's length, in letters of an alphabet."""
    return len(text) + (_LETTERS_OF_HAN - 1) * count_han(text)


def count_han(text: str) -> int:
    """How many Chinese characters the text holds."""
    return len(_WIDE.findall(text))


def is_caseless(character: str) -> bool:
    """Whether it is a letter of Chinese or Arabic script, which have no capitals."""
    return bool(_CASELESS.match(character))


def plain_digits(text: str) -> str:
    """The text with compatible forms and the digits of any script as 0 to 9."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"\d", lambda digit: str(int(digit[0])), text)


def letter_values(printed: str) -> tuple[int, ...]:
    """Which item of a list the letter counts, likeliest first; empty for what is no such letter."""
    if printed in _ARABIC_NAMES:
        return (_ARABIC_NAMES.index(printed) + 1,)
    letter = printed.lower().rstrip("\u0640").translate(_SAME_LETTER)
    if len(letter) != 1:
        return ()
    if letter.isascii():
        return (ord(letter) - ord("a") + 1,)
    values = [order.index(letter) + 1 for order in (*_CYRILLIC, *_ARABIC) if letter in order]
    if letter in _LATIN_TWINS:
        values.append(ord(_LATIN_TWINS[letter]) - ord("a") + 1)
    return tuple(dict.fromkeys(values))


def is_name(printed: str) -> bool:
    """Whether it is the name of an Arabic letter, with which sections count."""
    return printed in _ARABIC_NAMES


def word_value(printed: str) -> int | None:
    """The value of a number in words, Chinese or an Arabic ordinal; None where it is none."""
    ordinal = printed.replace("\u064b", "").removesuffix("ا")
    if ordinal in _ARABIC_ORDINALS:
        return _ARABIC_ORDINALS.index(ordinal) + 1
    if not re.fullmatch(HAN_NUMBER, printed):
        return None
    tens, ten, ones = printed.rpartition("十")
    digits = [_HAN_DIGITS.find(digit) + 1 for digit in (tens, ones) if digit]
    if not ten:
        return digits[0]
    return 10 * (_HAN_DIGITS.find(tens) + 1 if tens else 1) + (digits[-1] if ones else 0)
