"""Numbers, dates, shares, durations and rates, each in one form however it is written.

A quantity is a word that begins with "#": "#3", "#50%", "#18m" (a duration in months),
"#14d" (in days), "#month6" (June), "#@12m" (every year). "Every six months",
"half-yearly" and "twice a year" are compared as one rate.
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from itertools import pairwise

_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ORDINAL_TENS = "thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split()
_SMALL = (
    {word: value for value, word in enumerate(_CARDINALS)}
    | {word: 10 * value for value, word in enumerate(_TENS, start=2)}
    | {"dozen": 12, "twice": 2, "thrice": 3, "once": 1}
)
_PLACES = {word: value for value, word in enumerate(_ORDINALS) if value} | {
    word: 10 * value for value, word in enumerate(_ORDINAL_TENS, start=3)
}
_MAGNITUDES = {
    "dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "trillion": 10**12, "mn": 10**6, "bn": 10**9, "tn": 10**12,
}  # fmt: skip
_TIMES = {
    "double": 2, "doubling": 2, "doubled": 2, "twofold": 2, "triple": 3, "tripling": 3,
    "tripled": 3, "treble": 3, "threefold": 3, "quadruple": 4, "fourfold": 4, "tenfold": 10,
    "fivefold": 5, "halve": 1, "halved": 1, "halving": 1,
}  # fmt: skip
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4,
    "fourths": 4, "fifth": 5, "fifths": 5, "sixth": 6, "eighth": 8, "eighths": 8, "tenth": 10,
    "tenths": 10,
}  # fmt: skip
_MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november "
        "december".split(),
        start=1,
    )
}
_WEEKDAYS = {
    name + ending: number
    for number, name in enumerate("mon tues wednes thurs fri satur sun".split(), start=1)
    for ending in ("day", "days")
}
_UNITS = {
    "minute": (Fraction(1, 1440), "d"), "hour": (Fraction(1, 24), "d"), "day": (Fraction(1), "d"),
    "week": (Fraction(7), "d"), "fortnight": (Fraction(14), "d"), "month": (Fraction(1), "m"),
    "quarter": (Fraction(3), "m"), "semester": (Fraction(6), "m"), "year": (Fraction(12), "m"),
    "decade": (Fraction(120), "m"), "century": (Fraction(1200), "m"),
    "biennium": (Fraction(24), "m"), "centurie": (Fraction(1200), "m"),
}  # fmt: skip
_RATES = {
    "hourly": "#@1/24d", "daily": "#@1d", "weekly": "#@7d", "fortnightly": "#@14d",
    "monthly": "#@1m", "quarterly": "#@3m", "semiannual": "#@6m", "semiannually": "#@6m",
    "biannual": "#@6m", "biannually": "#@6m", "annual": "#@12m", "annually": "#@12m",
    "yearly": "#@12m", "annum": "#@12m", "biennial": "#@24m", "biennially": "#@24m",
    "triennial": "#@36m", "triennially": "#@36m", "quadrennial": "#@48m",
    "quinquennial": "#@60m", "decennial": "#@120m",
}  # fmt: skip
_OPEN_TENS = frozenset(range(20, 100, 10))
_OUT_OF = len(("five", "out", "of"))
_LARGEST_WHOLE = 1000
_FACTORS = {"half": Fraction(1, 2), "semi": Fraction(1, 2), "bi": Fraction(2)}
_PERCENT = frozenset({"percent", "%", "percentage"})
_BEFORE_RATE = frozenset({"every", "each"})
_ALTERNATE = frozenset({"other", "second", "alternate"})
_ROMAN = re.compile(r"[IVX]{1,5}")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
# What is counted by a letter or a Roman numeral after it.
_NUMBERED = frozenset(
    """annex appendix article chapter phase part section pillar track title tier table option
    schedule group category committee list class level stage scenario volume goal target zone
    grade model protocol scheme cluster""".split()
)
_BEFORE_MAY = frozenset("by in of before until till since after from to through next last".split())
# What a quantity can begin with, besides digits.
_BEGINNINGS = frozenset(
    {"a", "an", "half"}.union(
        _SMALL, _PLACES, _MAGNITUDES, _TIMES, _MONTHS, _WEEKDAYS, _RATES, _FACTORS, _BEFORE_RATE
    )
)
# Words for how many, beside which a number is another amount.
AMOUNTS = frozenset(
    """a an one single sole both all every each most many several some few multiple half
    majority any once double either numerous various another same repeatedly
    indefinitely""".split()
)
# Stems of what is measured or paid in.
MEASURES = frozenset(
    """dollar euro pound franc yen yuan rupee mil kilometer meter foot inch hectar acr kilogram gram
    ton liter gallon barrel watt kilowatt megawatt gigawatt""".split()
)


def mark_cased(words: list[str]) -> list[str]:
    """The words, with what only capitals show made plain: "Annex II", "Option B", "May"."""
    marked = list(words)
    for place, word in enumerate(words):
        if not word[0].isupper():
            continue
        before = words[place - 1].casefold() if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        # "IV.A": the numeral before was told from a word.
        is_numbered = bool(before) and before.isalpha() and marked[place - 1].isdecimal()
        if before.removesuffix("s") in _NUMBERED and _ROMAN.fullmatch(word):
            marked[place] = str(_roman(word))
        elif len(word) == 1 and (before.removesuffix("s") in _NUMBERED or is_numbered):
            marked[place] = f"#letter{word}"
        elif word == "May" and (
            before in _BEFORE_MAY or before.isdigit() or after[:2] in {"19", "20"}
        ):
            marked[place] = "#month5"
    return marked


def _roman(word: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in word] + [0]
    return sum(v if v >= following else -v for v, following in pairwise(values))


def mark_quantities(words: list[str]) -> list[str]:
    """The words in lower case, each quantity as one word that begins with "#"."""
    marked: list[str] = []
    place = 0
    while place < len(words):
        quantity, length = _quantity(words, place) or (words[place], 1)
        marked.append(quantity)
        place += length
    return _share_percent(marked)


def _quantity(words: list[str], place: int) -> tuple[str, int] | None:
    """A quantity that begins here, and how many words it takes."""
    if words[place] not in _BEGINNINGS and not words[place][0].isdecimal():
        return None
    found = (read(words, place) for read in (_rate, _calendar, _multiple, _share, _count))
    return next(filter(None, found), None)


def _share_percent(words: list[str]) -> list[str]:
    """With "per cent" for both numbers of "from ten to fifteen per cent"."""
    shared = list(words)
    if not any(word[-1] == "%" for word in words):
        return shared
    for place, (word, link, last) in enumerate(zip(words, words[1:], words[2:], strict=False)):
        if word[1:].isdecimal() and link in {"to", "and", "or"} and last[-1] == "%":
            shared[place] = word + "%"
    return shared


def _rate(words: list[str], place: int) -> tuple[str, int] | None:
    """A rate that begins here, and how many words it takes."""
    word, following = words[place], _at(words, place + 1)
    if word in _RATES:
        return _RATES[word], 1
    if word in _FACTORS and following in _RATES:
        length, base = _period(_RATES[following])
        return _rate_of(_FACTORS[word] * length, base), 2
    if word in _BEFORE_RATE:
        return _rate_after_every(words, place)
    if word == "once" and following and (found := _rate_after(words, place + 1)):
        return found[0], found[1] + 1
    if word in {"a", "an"} and _is_rate(words, place):
        return _rate_after(words, place)
    return _times_a_period(words, place)


def _times_a_period(words: list[str], place: int) -> tuple[str, int] | None:
    """A rate by how many times: "twice a year", "three times every month"."""
    value, length = _value(words, place)
    length += _at(words, place + length) == "times"
    unit = _unit(_at(words, place + length + 1))
    is_count = words[place] in {"twice", "thrice"} or words[place + length - 1] == "times"
    if not value or not unit or not is_count:
        return None
    is_per = _at(words, place + length) in {"a", "an", "every", "each"}
    return (_rate_of(unit[0] / value, unit[1]), length + 2) if is_per else None


def _rate_after_every(words: list[str], place: int) -> tuple[str, int] | None:
    """A rate that "every" begins: "every year", "every other year", "every two years"."""
    following = _at(words, place + 1)
    if following in _ALTERNATE and (unit := _unit(_at(words, place + 2))):
        return _rate_of(2 * unit[0], unit[1]), 3
    if unit := _unit(following):
        return _rate_of(*unit), 2
    value, length = _value(words, place + 1)
    unit = _unit(_at(words, place + 1 + length))
    return (_rate_of(value * unit[0], unit[1]), 2 + length) if value is not None and unit else None


def _rate_after(words: list[str], place: int) -> tuple[str, int] | None:
    """A rate after "once": "a year", "in a year", "every year", "in two years"."""
    start = place + (words[place] == "in")
    if _at(words, start) in {"a", "an", "every", "each"} and (unit := _unit(_at(words, start + 1))):
        return _rate_of(*unit), start + 2 - place
    start += _at(words, start) == "every"
    value, length = _value(words, start)
    unit = _unit(_at(words, start + length))
    if value is None or unit is None or start == place:
        return None
    return _rate_of(value * unit[0], unit[1]), start + length + 1 - place


def _is_rate(words: list[str], place: int) -> bool:
    """Whether "a year" says how often, not how long: after "twice", "times" or a plural."""
    before = words[place - 1] if place else ""
    return _unit(_at(words, place + 1)) is not None and (
        before in {"twice", "thrice", "times", "once"} or (before.endswith("s") and before != "as")
    )


def _calendar(words: list[str], place: int) -> tuple[str, int] | None:
    """A month or a day of the week; "may" was told from the verb by its capital before."""
    if words[place] in _WEEKDAYS:
        return f"#weekday{_WEEKDAYS[words[place]]}", 1
    word, before = words[place], words[place - 1] if place else ""
    if word == "march" and not (before in _BEFORE_MAY or _at(words, place + 1)[:1].isdigit()):
        return None
    return (f"#month{_MONTHS[word]}", 1) if word in _MONTHS and word != "may" else None


def _multiple(words: list[str], place: int) -> tuple[str, int] | None:
    """How many times: "double"; "halve" is "half"."""
    times = _TIMES.get(words[place])
    if not times:
        return None
    return (f"#{times}x" if times > 1 else "#50%"), 1


def _count(words: list[str], place: int) -> tuple[str, int] | None:
    """A number with its unit that begins here, and how many words it takes."""
    value, length = _value(words, place)
    if value is None:
        unit = _unit(_at(words, place + 1)) if words[place] in {"a", "an"} else None
        return (_duration(*unit), 2) if unit else None
    after = _at(words, place + length)
    unit = None if _is_ordinal(words[place + length - 1]) else _unit(after)
    if after in _PERCENT:
        return f"#{value}%", length + 1
    if unit:
        return _duration(value * unit[0], unit[1]), length + 1
    # Before no unit, "one" is a pronoun: "one of the ways".
    is_pronoun = words[place] in {"one", "once"} and length == 1
    return None if is_pronoun else (f"#{value}", length + (after == "times"))


def _share(words: list[str], place: int) -> tuple[str, int] | None:
    """A fraction as a percentage: "half", "a third", "three quarters", "two out of five"."""
    word, following = words[place], _at(words, place + 1)
    if word == "half":
        unit = _unit(_at(words, place + 2)) if following in {"a", "an"} else None
        return (_duration(unit[0] / 2, unit[1]), 3) if unit else ("#50%", 1)
    top = 1 if word in {"a", "one"} else _SMALL.get(word) or (int(word) if word.isdecimal() else 0)
    if following in _PARTS and 0 < top < _PARTS[following]:
        unit = _unit(_at(words, place + 3)) if _at(words, place + 2) == "of" else None
        if unit is None:
            return f"#{Fraction(100 * top, _PARTS[following])}%", 2
    out_of = (
        _OUT_OF if words[place + 1 : place + 3] == ["out", "of"] else 2 if following == "in" else 0
    )
    if top and out_of:
        bottom, length = _value(words, place + out_of)
        if (
            bottom is not None
            and top < bottom <= _LARGEST_WHOLE
            and (out_of == _OUT_OF or top == 1)
        ):
            return f"#{100 * top / bottom}%", out_of + length
    return None


def _value(words: list[str], place: int) -> tuple[Fraction | None, int]:
    """The number that begins here, and how many words it takes: "two hundred and fifty"."""
    total, group, length = Fraction(0), Fraction(0), 0
    open_to = 10**12
    while word := _at(words, place + length):
        if word == "and" and _joins(words, place, length):
            length += 1
            continue
        if word in _MAGNITUDES:
            size = _MAGNITUDES[word]
            group = (group if length else Fraction(1)) * size
            if size >= _MAGNITUDES["thousand"]:
                total, group = total + group, Fraction(0)
            open_to = size
        else:
            value = _PLACES.get(word) or _digits(word)
            if value is None or value >= open_to:
                break
            group += value
            open_to = 10 if value in _OPEN_TENS and not word[0].isdecimal() else 0
        length += 1
        if word in _PLACES:
            break
    return (total + group if length else None), max(length, 1)


def _joins(words: list[str], place: int, length: int) -> bool:
    """Whether "and" stands inside a number: "a hundred and fifty"."""
    after = _at(words, place + length + 1)
    return length > 0 and words[place + length - 1] in _MAGNITUDES and after in _SMALL


def _digits(word: str) -> Fraction | None:
    if word in _SMALL and word != "dozen":
        return Fraction(_SMALL[word])
    bare = re.sub(r"(?:st|nd|rd|th)$", "", word)
    if not bare[:1].isdecimal() or not bare.isascii():
        return None
    bare = re.sub(r",(?=\d{3}(?:\D|$))", "", bare).replace(",", ".")
    try:
        return Fraction(bare)
    except ValueError:
        return Fraction(re.sub(r"\D", "", bare))


def _is_ordinal(word: str) -> bool:
    return word in _PLACES or (word[:1].isdecimal() and word.endswith(("st", "nd", "rd", "th")))


def _unit(word: str) -> tuple[Fraction, str] | None:
    return _UNITS.get(word.removesuffix("s")) or _UNITS.get(word)


def is_unit(word: str) -> bool:
    """Whether the word is a measure of time: "year"."""
    return word in _UNITS


def _at(words: list[str], place: int) -> str:
    return words[place] if 0 <= place < len(words) else ""


def _duration(length: Fraction, base: str) -> str:
    return f"#{length}{base}"


def _rate_of(length: Fraction, base: str) -> str:
    return f"#@{length}{base}"


def _period(rate: str) -> tuple[Fraction, str]:
    return Fraction(rate[2:-1]), rate[-1]


def differ(left: Counter[str], right: Counter[str]) -> bool:
    """Whether each text gives a quantity that the other does not.

    A detail added is no conflict. "Twice a year" is "every six months".
    """
    mine, theirs = _without_ages(left - right, right - left)
    if not mine or not theirs:
        return False
    return bool(_merged(mine) - _merged(theirs)) and bool(_merged(theirs) - _merged(mine))


def _without_ages(left: Counter[str], right: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """Without ages that only one text gives with "years": "at 16", "sixteen-year-olds"."""
    bare = {f"#{12 * int(q[1:])}m": q for q in {*left, *right} if q[1:].isdecimal()}
    same = Counter(
        word
        for aged, young in bare.items()
        if (aged in left and young in right) or (aged in right and young in left)
        for word in (aged, young)
    )
    return left - same, right - same


def _merged(quantities: Counter[str]) -> Counter[str]:
    """With a count and a rate as one rate: two, every 12 months: every 6 months."""
    rates = [quantity for quantity in quantities if quantity.startswith("#@")]
    counts = [quantity for quantity in quantities if quantity[1:].isdecimal()]
    if len(rates) != 1 or len(counts) != 1 or counts[0] == "#0":
        return quantities
    length, base = _period(rates[0])
    return (
        quantities
        - Counter([*rates, *counts])
        + Counter([_rate_of(length / int(counts[0][1:]), base)])
    )
