"""The records that pass between the stages, and the ids that they carry.

Frozen, so that a stage can only give new records, never change those it was
given. Ids are content-derived: the same document and the same sentence give the
same id on every machine and in every order.
"""

from __future__ import annotations

import dataclasses
import hashlib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date  # noqa: TC003 (who loads a record from a file reads its types)
from enum import StrEnum
from pathlib import Path  # noqa: TC003 (the same)
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


class ParagraphKind(StrEnum):
    """What a paragraph is in its document."""

    HEADING = "heading"
    PREAMBULAR = "preambular"
    OPERATIVE = "operative"
    LIST_ITEM = "list item"
    BODY = "body"
    FOOTNOTE = "footnote"
    OTHER = "other"


class Part(StrEnum):
    """The part of the table that a mention belongs to: top or bottom."""

    IMPROVEMENT = "improvement"
    CONSIDERATION = "consideration"


class Strength(StrEnum):
    """How strongly a mention asks for something."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"


# Of ASCII, what is neither letter nor digit; taking it out so is ten times as fast.
_BETWEEN = {code: None for code in range(128) if not chr(code).isalnum()}

# What the status of a recommendation can be; silence is never completion.
NOT_ASSESSED = "not assessed"
STATUSES = ("completed", "ongoing", "to be started", "overtaken by events", NOT_ASSESSED)
COSTS = ("Y", "N")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is known of a document besides its text; empty where nothing is.

    Attributes:
        body: Issuing body, or who submitted it.
        region: Country or region of the submitter.
        language: ISO 639-1 code: "en".
        other: Named values that have no field of their own: further columns of an
            export, further fields of a form.
    """

    title: str = ""
    symbol: str = ""
    body: str = ""
    stakeholder_group: str = ""
    region: str = ""
    kind: str = ""
    published: date | None = None
    language: str = ""
    url: str = ""
    other: tuple[tuple[str, str], ...] = ()

    def fill(self, found: Details) -> Self:
        """The same with what was found where it says nothing itself."""
        empty = {
            field.name: getattr(found, field.name)
            for field in dataclasses.fields(Details)
            if not getattr(self, field.name)
        }
        return dataclasses.replace(self, **empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Details):
    """One document's file and what is known of it, by the register or its own text.

    Attributes:
        document_id: Key of the document, the same over all its versions.
        path: Where the file lies, absolute.
        member: Name inside the file: of an archive's member, of an attachment.
        contribution: Files that belong to one submission share it.
        text_column: Heading of the column that holds the texts of a table of
            submissions; empty where it is to be found.
    """

    document_id: str
    path: Path
    member: str = ""
    contribution: str = ""
    text_column: str = ""

    @property
    def name(self) -> str:
        """The file's name, and the member's inside it, fit to be shown."""
        return printable("/".join(filter(None, (self.path.name, self.member))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A numbered unit of a document, in reading order.

    Attributes:
        number: As printed and with its parents' numbers: "12", "12 (a)", "90.1",
            "B.2"; of a footnote, that of the paragraph which refers to it; empty
            where the document prints none.
        level: Depth of a list item inside its list, 0 for the outermost; a
            heading's rank, 0 for the highest.
        headings: Texts of the headings above, outermost first.
        page: Page, slide or data row of the file, from 1; None where the format has none.
        text: Cleaned text without its number or bullet.
        label: The heading of its own column or field, where a paragraph is one
            cell of a table ("Your proposal"); else empty.
        breaks: Where the text runs over to another page: how many letters come after
            the break, and the page that begins there. Letters are what cleaning and
            a split-off number leave alone.
    """

    number: str = ""
    kind: ParagraphKind
    level: int = 0
    headings: tuple[str, ...] = ()
    page: int | None = None
    text: str
    label: str = ""
    breaks: tuple[tuple[int, int], ...] = ()

    def page_at(self, start: int) -> int | None:
        """Page of the character at an offset of the text."""
        left = count_letters(self.text[start:]) if self.breaks else 0
        begun = [page for after, page in self.breaks if left <= after]
        return begun[-1] if begun else self.page


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source as read: what the register says of it, and its paragraphs."""

    source: Source
    content_hash: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def document_id(self) -> str:
        """Key of the document in the register."""
        return self.source.document_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One occurrence of a recommendation or consideration in one document.

    Attributes:
        paragraph: Index into the document's paragraphs.
        start: Offset of ``text`` in the paragraph's text, in characters.
        end: Offset just after it.
        text: Verbatim.
        standalone: Readable alone; what was filled in stands in square brackets.
        trigger: Name of the rule that found it; "wording" where no rule did.
        actors: Who is asked to act, by the vocabulary's name or else as written.
        bracketed: Whether the text stood in square brackets, that is, was not agreed.
        score: 0 to 1, how likely it is what ``part`` says.
        language: In which it was searched, ISO 639-1.
        hedged: Whether it is told as somebody's, not everybody's, wish.
        compound: Whether it joins actions that could be decided apart.
        target_date: By when it should be done, as written; empty where it does not say.
        marks: What was cut off around ``text``: a number, a bullet, a footnote's mark.
        reasons: What spoke most for taking it, strongest first.
    """

    mention_id: str
    document_id: str
    paragraph: int
    number: str
    headings: tuple[str, ...]
    page: int | None
    start: int
    end: int
    text: str
    standalone: str
    part: Part
    trigger: str
    strength: Strength
    actors: tuple[str, ...]
    bracketed: bool
    score: float
    language: str
    hedged: bool
    compound: bool
    target_date: str
    marks: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePair:
    """Two mentions worth comparing; ``left`` sorts before ``right``."""

    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchScore:
    """How alike a candidate pair is, and why.

    Attributes:
        score: 0 to 1.
        features: Named parts of the score, for people to see.
        guards: Names of the differences (number, negation, direction, body, instrument,
            object, wording, antecedent, decided) that keep the pair from merging by itself.
    """

    pair: CandidatePair
    score: float
    features: tuple[tuple[str, float], ...]
    guards: tuple[str, ...]


class RelationKind(StrEnum):
    """How two mentions are near each other without stating the same."""

    CONTRADICTS = "contradicts"
    ELABORATES = "elaborates"
    OVERLAPS = "overlaps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Two mentions, by their ids; ``left`` contradicts, elaborates or overlaps ``right``."""

    left: str
    right: str
    kind: RelationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Mentions that state one thing; ``canonical`` is the one that stands for them."""

    mention_ids: tuple[str, ...]
    canonical: str


class Scheme(StrEnum):
    """What a suggestion suggests."""

    CATEGORY = "category"
    TAG = "tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A label proposed for a cluster, with its score (0 to 1) and the words behind it."""

    cluster: Cluster
    scheme: Scheme
    label: str
    score: float
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedLabels:
    """What people decided of the labels of one recommendation.

    Attributes:
        mention_ids: All of its mentions.
        text: Of its canonical mention.
        headings: Above that mention, outermost first.
        category: Key in the vocabulary; empty where nobody decided.
        tags: Keys; None where nobody decided.
    """

    recommendation_id: str
    mention_ids: tuple[str, ...]
    text: str
    headings: tuple[str, ...]
    category: str
    tags: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A row of the table: what its mentions state, what was decided and what is suggested.

    Attributes:
        recommendation_id: "R-0001" and so on, minted once.
        text: The canonical text.
        mentions: In document order, the oldest document first.
        category: Key in the vocabulary; empty where none is decided or suggested.
        responsible: Who is asked to act, the most often named first.
        target_date: By when, as the mentions say it; empty where none does.
        category_evidence: Why the category is suggested, in words.
        tag_evidence: Why the tags are.
        cost: "Y" or "N"; empty until somebody says, as are the fields below.
        reference: What stands for the cross-references that were found.
        relevant: Whether the group left it in the table.
        consensual: "yes" or "no".
        review: What the group wants done with the row.
        decided: Names of the fields that a person decided.
    """

    recommendation_id: str
    text: str
    part: Part
    mentions: tuple[Mention, ...]
    category: str = ""
    tags: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    target_date: str = ""
    category_evidence: str = ""
    tag_evidence: str = ""
    cost: str = ""
    status: str = NOT_ASSESSED
    remark: str = ""
    reference: str = ""
    relevant: bool = True
    consensual: str = ""
    review: str = ""
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """An item that a stage refused, and the reason in words for people."""

    stage: str
    item: str
    reason: str


def printable(text: str) -> str:
    """The text with a question mark for each control character and stray byte.

    For names of files, which may hold anything, wherever they are shown or written.
    """
    # Nearly every name is, and names are asked for with every mention.
    if text.isprintable():
        return text
    return "".join("?" if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


def count_letters(text: str) -> int:
    """How many letters the text has."""
    return sum(map(str.isalpha, text))


def normalise(text: str) -> str:
    """Letters and digits of the text, folded to lower case, with nothing between.

    What re-conversion changes leaves it unchanged: hyphenation, quotation marks,
    spacing, punctuation, compatibility forms of characters.
    """
    if text.isascii():
        return text.lower().translate(_BETWEEN)
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, folded))


def mention_ids(document_id: str, texts: Iterable[str]) -> list[str]:
    """Ids of a document's mentions, in their order.

    Derived from the document's key and the normalised sentence, with an ordinal
    for repeats; never from offsets, pages or numbers, so re-paging and
    renumbering orphan nothing.
    """
    seen: Counter[str] = Counter()
    ids = []
    for text in texts:
        sentence = normalise(text)
        seen[sentence] += 1
        key = f"{document_id}\n{sentence}\n{seen[sentence]}"
        ids.append("m" + hashlib.sha256(key.encode()).hexdigest()[:16])
    return ids
