"""Mentions as their documents have them: what stands around each, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.board import Board
    from pipeline.records import Mention, Source

# Of what stands around a mention, so many characters are shown on either side.
_AROUND = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A mention in its document.

    Attributes:
        before: What stands before it in its paragraph, at most some hundred characters.
        after: What stands after it.
        source: The document; None where only the mention is left of it.
    """

    mention: Mention
    before: str
    after: str
    source: Source | None


def see(board: Board, mentions: Iterable[Mention]) -> list[Seen]:
    """Each mention with what stands around it."""
    mentions = list(mentions)
    documents = {name: board.document(name) for name in {m.document_id for m in mentions}}
    seen = []
    for mention in mentions:
        document = documents[mention.document_id]
        text, paragraphs = "", document.paragraphs if document else ()
        if mention.paragraph < len(paragraphs):
            text = paragraphs[mention.paragraph].text
        seen.append(
            Seen(
                mention=mention,
                before=_cut(text[: mention.start], from_end=True),
                after=_cut(text[mention.end :], from_end=False),
                source=document.source if document else None,
            )
        )
    return seen


def _cut(text: str, *, from_end: bool) -> str:
    if len(text) <= _AROUND:
        return text
    return "…" + text[-_AROUND:] if from_end else text[:_AROUND] + "…"
