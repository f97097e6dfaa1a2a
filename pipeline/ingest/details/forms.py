"""The fields of a form at the head of a submission: "Organisation: ...", "Region: ..."."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.ingest.details.dates import read_date
from pipeline.records import Details, ParagraphKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.records import Paragraph

FEWEST_FIELDS = 3
FEWEST_TELLING = 2
# The form must begin this near the document's beginning.
LATEST_START = 12
LONGEST_FORM = 120
LONGEST_TITLE = 300
MOST_TITLE_LINES = 5
LONGEST_LINE = 200
MOST_WRAPS = 6
LABEL_WORDS = 6
LEAST_TITLE_WORDS = 3

_ORGANISATION = r"(?:organi[sz]ation|institution|company|affiliation|entity)"
_WORK = r"(?:contribution|document|input|paper|proposal|response|submission)"
# What a label means.
_MEANINGS = {
    "title": rf"title(?: of (?:the |your )?{_WORK})?|{_WORK} title",
    "body": rf"(?:name of (?:the |your )?)?{_ORGANISATION}(?: name)?|organi[sz]ational affiliation|"
    rf"(?:submitting|responding) {_ORGANISATION}|on behalf of|submitted by|respondent",
    "stakeholder_group": r"(?:stakeholder )?sector|stakeholder(?: (?:group|category|type))?|"
    rf"(?:type|kind|category) of (?:{_ORGANISATION}|stakeholder|respondent)|"
    rf"(?:{_ORGANISATION}|respondent) (?:type|category)|constituency",
    "region": r"(?:country|region)(?: of (?:residence|origin|establishment))?",
    "private": r"(?:contact )?e-?mail(?: address)?|"
    r"(?:tel|telephone|phone|mobile|fax)(?: (?:number|no))?|"
    r"(?:(?:postal|mailing|street) )?address|contact (?:details|information)",
    "date": r"date(?: of (?:the )?submission)?|submission date|date submitted|submitted on",
    "other": r"(?:full |first |last |family |given |contact )?name|surname|contact(?: person)?|"
    r"authors?|entitled by|submitter|position|job title|function|key ?words?|"
    r"(?:thematic )?area|themes?|topics?|track|web ?site|url|language|"
    r"(?:doc(?:ument)?s? )?attached|attach(?:ed )?(?:ment|document|file)s?",
}
# These tell a form from any other lines with colons.
_TELLING = frozenset({"title", "body", "stakeholder_group", "region", "private"})
_KNOWN = re.compile(
    rf"(?:your )?(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _MEANINGS.items())})",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?P<label>[A-Z][^:|.?!;]{1,60}?)\s*(?:[:：]|\|)(?!//)\s*(?P<value>.*)")
_ASIDE = re.compile(r"\([^()]*\)|\*")
_JOINT = re.compile(r"\s*(?:/|,|\bor\b|\band\b|&)\s*")
# A text taken from a PDF may have lost the line break before a label.
_LOST_BREAK = re.compile(
    rf"(?<=[a-z0-9)])(?=[A-Z])(?=(?i:{'|'.join(_MEANINGS.values())}):)"
    r"|(?<=[a-z0-9)])(?=Abstract$)"
)
_SECTION = re.compile(r"Abstract|Document", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+|\b00)[\d ()./-]{7,}\d")
_SALUTATIONS = frozenset("mr ms mrs dr prof professor sir h.e".split())


@dataclass(slots=True, kw_only=True)
class _Field:
    """One field: its label as printed, what that means ("" where unknown), its lines."""

    label: str
    meaning: str
    lines: list[str] = field(default_factory=list)

    @property
    def value(self) -> str:
        """The lines as one, without addresses and numbers at which a person is reached."""
        text = " ".join(filter(None, self.lines))
        return " ".join(_PHONE.sub("", _MAIL.sub("", text)).split())


@dataclass(slots=True, kw_only=True)
class _Form:
    """The lines above the first field, the fields, and how many pieces they take."""

    title: list[str]
    fields: list[_Field]
    start: int
    end: int

    @property
    def is_form(self) -> bool:
        """Whether enough labels are those of a form."""
        known = {each.meaning + each.label for each in self.fields if each.meaning}
        telling = {each.meaning for each in self.fields} & _TELLING
        return bool(telling) and (len(known) >= FEWEST_FIELDS or len(telling) >= FEWEST_TELLING)


def parts_fields(before: str, line: str) -> bool:
    """Whether a printed line continues none before it, because a field or a part of a form ends."""
    found = _LABEL.match(line)
    opens_field = bool(found and _meaning(found["label"]))
    return opens_field or is_section_label(line) or is_section_label(before)


def is_section_label(line: str) -> bool:
    """Whether a line only says which part of a form follows: "Abstract", "Document"."""
    return bool(_SECTION.fullmatch(line.rstrip(" :"))) and line[:1].isupper()


def read_form(paragraphs: tuple[Paragraph, ...]) -> tuple[Details, tuple[Paragraph, ...]]:
    """What the fields of a leading form say, and the paragraphs without them.

    A form is a run of labels that consultations use ("Title", "Organisation", "Sector",
    "Region", "E-mail"), each with a colon or in a table's row before its value, ahead
    of the text. Unknown labels among them are kept in ``other``. E-mail and postal
    addresses and telephone numbers are kept nowhere: what is found is shown in public.
    """
    if any(paragraph.label for paragraph in paragraphs[:LATEST_START]):
        return Details(), paragraphs
    pieces = [
        (index, piece)
        for index, paragraph in enumerate(paragraphs[:LONGEST_FORM])
        for piece in _LOST_BREAK.split(paragraph.text)
    ]
    form = _find_form([piece for _, piece in pieces])
    if form is None:
        return Details(), paragraphs
    details = _details(form)
    first = pieces[0 if form.title and details.title == _join(form.title) else form.start][0]
    after = pieces[form.end][0] if form.end < len(pieces) else len(paragraphs)
    left = [text for index, text in pieces[form.end :] if index == after]
    return details, _without(paragraphs, range(first, after), left)


def _find_form(pieces: Sequence[str]) -> _Form | None:
    start = next(
        (i for i, text in enumerate(pieces[:LATEST_START]) if _field(text, known=True)), -1
    )
    if start < 0:
        return None
    form = _Form(title=_title_lines(pieces[:start]), fields=[], start=start, end=start)
    found, ends_in_label = _run(pieces[start:])
    last = max(place for place, each in found if each.meaning)
    if ends_in_label:
        last = len(pieces)
    form.fields = [each for place, each in found if place <= last]
    form.end = start + sum(1 + len(each.lines[1:]) for each in form.fields)
    if not ends_in_label:
        form.end -= len(form.fields[-1].lines[1:])
        del form.fields[-1].lines[1:]
    return form if form.is_form else None


def _run(pieces: Sequence[str]) -> tuple[list[tuple[int, _Field]], bool]:
    """The fields in a row, each with its place, and whether a section's label ends them."""
    found: list[tuple[int, _Field]] = []
    for place, text in enumerate(pieces):
        if is_section_label(text):
            return found, True
        opened = _field(text, known=False)
        if opened is not None:
            found.append((place, opened))
        elif len(text) > LONGEST_LINE or len(found[-1][1].lines) > MOST_WRAPS:
            break
        else:
            found[-1][1].lines.append(text)
    return found, False


def _field(text: str, *, known: bool) -> _Field | None:
    """The field that the text opens, if it opens one."""
    found = _LABEL.fullmatch(text)
    if found is None:
        return None
    label = _ASIDE.sub("", found["label"]).strip()
    meaning = _meaning(label)
    is_likely = len(label.split()) <= LABEL_WORDS and 0 < len(found["value"]) <= LONGEST_LINE
    if not meaning and (known or not is_likely):
        return None
    return _Field(label=label, meaning=meaning, lines=[found["value"]])


def _meaning(label: str) -> str:
    """What a label means: that of its first known part where it joins several."""
    whole = " ".join(_ASIDE.sub(" ", label).split())
    for part in (whole, *_JOINT.split(whole)):
        found = _KNOWN.fullmatch(part)
        if found is not None and found.lastgroup is not None:
            return found.lastgroup
    return ""


def _title_lines(lines: Sequence[str]) -> list[str]:
    """The lines above the first field where they can be a title."""
    length = sum(map(len, lines))
    is_title = len(lines) <= MOST_TITLE_LINES and 0 < length <= LONGEST_TITLE
    return list(lines) if is_title else []


def _join(lines: Iterable[str]) -> str:
    return " ".join(lines)


def _details(form: _Form) -> Details:
    values: dict[str, str] = {}
    published: dt.date | None = None
    other: list[tuple[str, str]] = []
    for each in form.fields:
        date = read_date(each.value) if each.meaning == "date" else None
        if date is not None and published is None:
            published = date[0]
        elif each.meaning in _TELLING and each.meaning not in values and _is_value(each):
            values[each.meaning] = each.value
        elif each.meaning != "private" and each.value:
            other.append((each.label, each.value))
    return Details(
        title=values.get("title") or _join(form.title),
        body=values.get("body", ""),
        stakeholder_group=values.get("stakeholder_group", ""),
        region=values.get("region", ""),
        published=published,
        other=tuple(other),
    )


def _is_value(each: _Field) -> bool:
    """Whether a field says something; beside a name, "Title" may ask for "Dr" or "Director"."""
    words = each.value.lower().split()
    if each.meaning == "private" or not words:
        return False
    return each.meaning != "title" or (
        len(words) >= LEAST_TITLE_WORDS and words[0].rstrip(".") not in _SALUTATIONS
    )


def _without(
    paragraphs: Sequence[Paragraph], form: range, left: Sequence[str]
) -> tuple[Paragraph, ...]:
    """The paragraphs less those of the form, their heading paths less what stood in it."""
    gone = {paragraphs[index].text.rstrip(" :") for index in form}
    rest = list(paragraphs[form.stop :])
    if rest and left:
        rest[0] = replace(rest[0], text=_join(left))
    return (*paragraphs[: form.start], *_under_sections(rest, gone))


def _under_sections(paragraphs: Iterable[Paragraph], gone: set[str]) -> Iterator[Paragraph]:
    """The paragraphs under "Abstract" as a heading, and under "Document" as no heading at all."""
    gone = set(gone)
    section: tuple[str, ...] = ()
    for paragraph in paragraphs:
        if is_section_label(paragraph.text) and paragraph.kind is not ParagraphKind.FOOTNOTE:
            label = paragraph.text.rstrip(" :")
            gone |= {*section, label}
            section = (label,) if label.lower() == "abstract" else ()
            kind = ParagraphKind.HEADING if section else ParagraphKind.OTHER
            yield replace(paragraph, kind=kind, level=0, headings=())
            continue
        path = tuple(text for text in paragraph.headings if text not in gone)
        if paragraph.kind is ParagraphKind.HEADING:
            gone.discard(paragraph.text.rstrip(" :"))
            level = len(section) + len(path)
            yield replace(paragraph, level=level, headings=(*section, *path))
        else:
            yield replace(paragraph, headings=(*section, *path))
