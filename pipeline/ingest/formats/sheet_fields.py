"""Columns that tell of the submitter, by their headings in the six UN languages."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.ingest.details.dates import read_date
from pipeline.records import Details

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# A longer heading is a question, which may name a country without asking for one.
MOST_HEADING_WORDS = 7
# A column headed "Title" holds titles of submissions, not "Dr", where a cell has as many words.
FEWEST_TITLE_WORDS = 3

_STAKEHOLDER_GROUP = (
    r"\b(?:stakeholder|sector|secteur|constituency)"
    r"|\bpartes? interesadas?|\bparties? prenantes?"
    r"|\b(?:type|category|kind) of (?:respondent|organi[sz]ation|submitter|entity)"
    r"|\b(?:respondent|organi[sz]ation|submitter|entity) (?:type|category)"
    r"|\btype d.organi[sz]ation|\btipo de organización"
    r"|сектор|заинтересованн|тип организации|利益攸关方|利益相关方|部门|القطاع|أصحاب المصلحة"
)
_REGION = (
    r"\b(?:country|region|pays|région|país|región)\b"
    r"|^стран|^регион|国家|地区|البلد|الدولة|المنطقة"
)
_URL = r"\b(?:url|link|website|web site|lien|enlace|sitio web)\b|ссылка|链接|网址|الرابط"
_LANGUAGE = r"\b(?:language|lang|langue|idioma)\b|^язык|语言|语文|اللغة"
_ORGANISATION = (
    r"\b(?:organi[sz]ations?|organisme|organización|institution|institución|entity|company)\b"
    r"|^org$|^организаци|组织|机构|المنظمة|منظمة|المؤسسة"
)
_PERSON = (
    r"^(?:your |full )?name(?: of (?:the )?(?:respondent|submitter|author))?$"
    r"|^(?:respondent|submitter|author|commenter|contributor)(?: name)?$|^submitted by$"
    r"|^(?:nom|soumis par|nombre|nombre completo|presentado por|имя|фио|автор|姓名|名称|الاسم)$"
)
_PUBLISHED = (
    r"\b(?:date|timestamp|fecha|horodateur|marca temporal)\b"
    r"|^(?:submitted|received|created|posted)(?: (?:on|at))?$"
    r"|^дата|日期|时间|التاريخ|تاريخ"
)
_TITLE = (
    r"^(?:title|subject|titre|sujet|objet|título|asunto|название|тема|заголовок|标题|主题"
    r"|العنوان|عنوان|الموضوع)$|^title of (?:the )?(?:submission|contribution|comment)$"
)
# The first that fits a heading is what its column holds; of several columns for one
# field a row takes the first filled, in this order: an organisation before its speaker.
_HEADINGS = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        ("stakeholder_group", _STAKEHOLDER_GROUP),
        ("region", _REGION),
        ("url", _URL),
        ("language", _LANGUAGE),
        ("body", _ORGANISATION),
        ("body", _PERSON),
        ("published", _PUBLISHED),
        ("title", _TITLE),
    )
)
_ID = re.compile(
    r"^(?:(?:response|respondent|submission|comment|contribution|entry|record|answer) )?"
    r"(?:id|uuid|guid|identifier|reference|ref|token|ид|编号)$"
)
# Lists of words, however long.
_KEYWORDS = re.compile(
    r"^(?:key ?words?|tags?|mots clés|palabras clave|ключевые слова|关键词|الكلمات المفتاحية)$"
)
# At these a person is reached; they tell rows apart and are shown nowhere.
_PRIVATE = re.compile(
    r"\be ?mail\b|\b(?:tele)?phone\b|\bmobile\b|\bip address\b|\bpostal address\b"
    r"|\bcourriel\b|\bcorreo\b|\bteléfono\b|почт|телефон|邮箱|电子邮件|电话|البريد|الهاتف"
)
_LANGUAGES = {
    name: code
    for code, names in (
        ("ar", "arabic arabe árabe арабский 阿拉伯文 阿拉伯语 العربية"),
        ("en", "english anglais inglés английский 英文 英语 الإنكليزية الإنجليزية"),
        ("es", "spanish espagnol español испанский 西班牙文 西班牙语 الإسبانية"),
        ("fr", "french français francés французский 法文 法语 الفرنسية"),
        ("ru", "russian russe ruso русский 俄文 俄语 الروسية"),
        ("zh", "chinese chinois chino китайский 中文 汉语 الصينية"),
    )
    for name in names.split()
}
_LANGUAGE_CODE = re.compile(r"([a-z]{2})(?:[-_][a-z]{2,4})?")
_TIME = re.compile(r"[T ,]+\d{1,2}:\d{2}.*$", re.DOTALL)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})")
_MONTHS_A_YEAR = 12


def find_fields(
    header: Sequence[str], rows: Sequence[Sequence[str]]
) -> list[tuple[str, int, list[str | date]]]:
    """What is known of each row, by columns that name it: field, column, a value a row.

    In the order in which a row takes them; a value is empty where the cell says nothing
    that can be used, such as a date that may be the fourth of May or the fifth of April.
    """
    found = []
    for place, heading in enumerate(header):
        rank = _rank(heading)
        if rank is not None:
            cells = [row[place].strip() if place < len(row) else "" for row in rows]
            found.append((rank, place, cells))
    return [
        (field := _HEADINGS[rank][0], place, _CONVERSIONS.get(field, _as_they_are)(cells))
        for rank, place, cells in sorted(found, key=lambda column: column[:2])
    ]


@lru_cache(maxsize=1_024)
def names_field(heading: str) -> bool:
    """Whether a column with that heading tells of the submitter or the submission."""
    is_known = _rank(heading) is not None or is_id(heading) or is_private(heading)
    return is_known or bool(_KEYWORDS.match(_fold(heading)))


def is_id(heading: str) -> bool:
    """Whether a column with that heading holds what a row is known by."""
    return bool(_ID.match(_fold(heading)))


def is_private(heading: str) -> bool:
    """Whether a column with that heading holds where a person is reached."""
    return bool(_PRIVATE.search(_fold(heading)))


def to_details(values: Mapping[str, str | date], other: Sequence[tuple[str, str]]) -> Details:
    """A row's details: values by field, and what has no field as pairs of heading and cell."""
    texts = {field: value for field, value in values.items() if isinstance(value, str)}
    published = values.get("published")
    return Details(
        **texts, published=published if isinstance(published, date) else None, other=tuple(other)
    )


def read_dates(cells: Sequence[str]) -> list[date | None]:
    """The date that each cell of a column gives; None where none, or where it is ambiguous.

    Whether 4/5/2024 is in April or in May is read off the column's other dates: a 13 to 31
    in the first or in the second place.
    """
    days = [_TIME.sub("", cell.strip()) for cell in cells]
    slashed = [match for day in days if (match := _SLASHED.fullmatch(day))]
    is_day_first = any(int(match[1]) > _MONTHS_A_YEAR for match in slashed)
    is_month_first = any(int(match[3]) > _MONTHS_A_YEAR for match in slashed)
    order = "" if is_day_first == is_month_first else "day" if is_day_first else "month"
    return [_read_date(day, order) for day in days]


def _read_date(text: str, order: str) -> date | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    match = _SLASHED.fullmatch(text)
    if match and (order or match[1] == match[3]):
        day, month = (match[1], match[3]) if order == "day" else (match[3], match[1])
        return _date(int(match[4]), int(month), int(day))
    found = read_date(text)
    return found[0] if found and found[1] == len(text) else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _rank(heading: str) -> int | None:
    folded = _fold(heading)
    if len(folded.split()) > MOST_HEADING_WORDS:
        return None
    return next((r for r, (_, pattern) in enumerate(_HEADINGS) if pattern.search(folded)), None)


def _fold(heading: str) -> str:
    """The heading in lower case, without its number, remarks in brackets and marks."""
    text = re.sub(r"\([^)]*\)", " ", heading.casefold())
    text = re.sub(r"^\s*q?\d+(?:\.\d+)*[.):]\s*", "", text)
    return " ".join(re.sub(r"[^\w'’]+|_", " ", text).split())


def _as_they_are(cells: Sequence[str]) -> list[str | date]:
    return list(cells)


def _to_dates(cells: Sequence[str]) -> list[str | date]:
    return [found or "" for found in read_dates(cells)]


def _to_titles(cells: Sequence[str]) -> list[str | date]:
    is_title = any(len(cell.split()) >= FEWEST_TITLE_WORDS for cell in cells)
    return [" ".join(cell.split()) if is_title else "" for cell in cells]


def _to_urls(cells: Sequence[str]) -> list[str | date]:
    return [cell if re.fullmatch(r"(?i)(?:https?://|www\.)\S+", cell) else "" for cell in cells]


def _to_languages(cells: Sequence[str]) -> list[str | date]:
    return [_to_language(cell.casefold()) for cell in cells]


def _to_language(cell: str) -> str:
    code = _LANGUAGE_CODE.fullmatch(cell)
    return code[1] if code else _LANGUAGES.get(cell, "")


_CONVERSIONS: dict[str, Callable[[Sequence[str]], list[str | date]]] = {
    "language": _to_languages,
    "published": _to_dates,
    "title": _to_titles,
    "url": _to_urls,
}
