"""Documents and recommendations for the tests of what is assessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.records import (
    Document,
    Mention,
    Paragraph,
    ParagraphKind,
    Part,
    Recommendation,
    Source,
    Strength,
)


def to_document(
    name: str, year: int, *texts: str, language: str = "en", heading: str = ""
) -> Document:
    """A document of the first day of a year, 0 for none, with a paragraph a text."""
    published = date(year, 1, 1) if year else None
    headings = (heading,) if heading else ()
    return Document(
        source=Source(document_id=name, path=Path(name), published=published, language=language),
        content_hash="",
        paragraphs=tuple(
            Paragraph(kind=ParagraphKind.BODY, text=text, headings=headings) for text in texts
        ),
    )


def to_row(
    recommendation_id: str, text: str, *, document: str = "asked", language: str = "en"
) -> Recommendation:
    """A recommendation with one mention: the whole first paragraph of a document."""
    mention = Mention(
        mention_id=f"m{recommendation_id}", document_id=document, paragraph=0, number="",
        headings=(), page=None, start=0, end=len(text), text=text, standalone=text,
        part=Part.IMPROVEMENT, trigger="", strength=Strength.SHOULD, actors=(), bracketed=False,
        score=1.0, language=language, hedged=False, compound=False, target_date="", marks="",
        reasons=(),
    )  # fmt: skip
    return Recommendation(
        recommendation_id=recommendation_id, text=text, part=Part.IMPROVEMENT, mentions=(mention,)
    )
