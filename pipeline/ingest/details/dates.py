"""Dates as documents print them, in the six languages of the United Nations."""

from __future__ import annotations

import datetime as dt
import re

_NAMES = (
    "january jan janvier janv enero ene января يناير كانون_الثاني كانون_الثاني/يناير",
    "february feb février févr fév febrero февраля فبراير شباط شباط/فبراير",
    "march mar mars marzo марта مارس آذار آذار/مارس",
    "april apr avril avr abril abr апреля أبريل نيسان نيسان/أبريل",
    "may mai mayo мая مايو أيار أيار/مايو",
    "june jun juin junio июня يونيه حزيران حزيران/يونيه",
    "july jul juillet juil julio июля يوليه تموز تموز/يوليه",
    "august aug août agosto ago августа أغسطس آب آب/أغسطس",
    "september sept sep septembre septiembre сентября سبتمبر أيلول أيلول/سبتمبر",
    "october oct octobre octubre октября أكتوبر تشرين_الأول تشرين_الأول/أكتوبر",
    "november nov novembre noviembre ноября نوفمبر تشرين_الثاني تشرين_الثاني/نوفمبر",
    "december dec décembre déc diciembre dic декабря ديسمبر كانون_الأول كانون_الأول/ديسمبر",
)
_MONTHS = {
    name.replace("_", " "): number
    for number, names in enumerate(_NAMES, start=1)
    for name in names.split()
}
MONTH_NAME = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º)?"
_FORMS = (
    rf"(?P<day>{_DAY})\.? (?:de )?(?P<month>{MONTH_NAME})\.?,? (?:del? )?(?P<year>\d{{4}})",
    rf"(?P<month>{MONTH_NAME})\.? (?P<day>{_DAY}),? (?P<year>\d{{4}})",
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
    r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})",
    r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日",
)
_PATTERNS = [re.compile(form + r"(?![\w/-])", re.IGNORECASE) for form in _FORMS]
_NUMERIC_SLASH = _PATTERNS[4]
_MONTHS_IN_YEAR = 12
_EARLIEST, _LATEST = 1900, 2100


def read_date(text: str, start: int = 0) -> tuple[dt.date, int] | None:
    """The date that the text shows at ``start``, and where it ends; None where none is certain.

    "3/4/2012" is a day of March or of April, so it is none; a month without a day is none.
    """
    for pattern in _PATTERNS:
        found = pattern.match(text, start)
        if found is None:
            continue
        date = _to_date(found, is_ambiguous=pattern is _NUMERIC_SLASH)
        if date is not None:
            return date, found.end()
    return None


def _to_date(found: re.Match[str], *, is_ambiguous: bool) -> dt.date | None:
    day = int(re.sub(r"\D", "", found["day"]))
    named = found["month"].lower()
    month = _MONTHS[named] if named in _MONTHS else int(named)
    if is_ambiguous and day <= _MONTHS_IN_YEAR:
        if month <= _MONTHS_IN_YEAR and day != month:
            return None
        day, month = (day, month) if month <= _MONTHS_IN_YEAR else (month, day)
    year = int(found["year"])
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
