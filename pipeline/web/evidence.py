"""Evidence in later documents, as pages show it: quoted, with the words that matched marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.assess.status import SAID, STATUS_OF
from pipeline.board import find_deciding
from pipeline.decisions.log import Kind, Proposal, read_value
from pipeline.decisions.state import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from pipeline.assess.findings import Evidence, StatusSuggestion
    from pipeline.board import Board, Row, Waiting
    from pipeline.records import Source
    from pipeline.web.site import Site

# Who works through them sees the others when these are done.
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A passage as a page quotes it.

    Attributes:
        number: Among those of its row, from 1, the best first.
        matching: Spans of the words that the recommendation has too.
        said: What it says of it, in words.
        status: That it speaks for.
        day: Of its document; None where nobody knows, or where it is still to come.
        source: The document; None where it is not there any more.
    """

    number: int
    evidence: Evidence
    matching: tuple[tuple[int, int], ...]
    said: str
    status: str
    day: date | None
    source: Source | None

    @property
    def year(self) -> str:
        """When it was published, in words."""
        published = self.evidence.passage.published
        return f"of {published.year}" if published else "without a date"

    @property
    def fields(self) -> dict[str, str]:
        """What the form of an assessment says of it, by the names of its fields."""
        passage, source = self.evidence.passage, self.source
        return {
            "as_of": self.day.isoformat() if self.day else "",
            "quotation": passage.text,
            "document": (source.symbol or source.title or source.name) if source else "",
            "page": str(passage.page or ""),
            "link": source.url if source else "",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEvidence:
    """What was found of a row.

    Attributes:
        looked: Whether anybody has looked for it.
        passages: The best first.
        suggestion: None where nothing is sure enough.
        because: The passages on which it rests, what decided first.
    """

    looked: bool
    passages: tuple[Quoted, ...] = ()
    suggestion: StatusSuggestion | None = None
    because: tuple[Quoted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToJudge:
    """A row that waits for a person to judge what is suggested.

    Attributes:
        deciding: The passage that decided what is suggested.
        passages: How many there are in all.
        is_proposed: Whether somebody has proposed a status, which the group has to close.
    """

    row: Row
    suggestion: StatusSuggestion
    deciding: Quoted
    passages: int
    is_proposed: bool


def find_evidence_of(site: Site, row: Row) -> RowEvidence:
    """What was found of a row, as its page shows it."""
    looked = site.board.evidence.of(row.id)
    if looked is None:
        return RowEvidence(looked=False)
    sources = _sources(site.board, looked.evidence)
    passages = _quote_all(looked.evidence, sources, site.today)
    return RowEvidence(
        looked=True,
        passages=passages,
        suggestion=looked.suggestion,
        because=_because(passages, looked.suggestion),
    )


def list_waiting(site: Site, *, start: int, count: int) -> list[ToJudge]:
    """Rows that wait for a person to judge what is suggested, the surest first."""
    waiting = site.board.evidence.waiting(start=start, count=count)
    sources = _sources(site.board, [find_deciding(one.suggestion) for one in waiting])
    return [_to_judge(site, one, sources) for one in waiting]


def count_waiting(site: Site) -> int:
    """How many rows wait for that, of which ``MOST_COUNTED`` are counted at most."""
    board = site.board
    return _count(board, board.fact("edition", str), board.fact("decisions", int))


@lru_cache(maxsize=4)
def _count(board: Board, _edition: str, _decisions: int) -> int:
    """What a board says; at an edition and a decision it stays so."""
    return board.evidence.count_waiting(MOST_COUNTED)


def find_words(text: str, words: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where any of the words stands in a text, in whatever case, as start and end."""
    any_of = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    found = re.finditer(rf"(?<!\w)(?:{any_of})(?!\w)", text, re.IGNORECASE) if any_of else ()
    return tuple(match.span() for match in found)


def _to_judge(site: Site, one: Waiting, sources: Mapping[str, Source]) -> ToJudge:
    deciding = find_deciding(one.suggestion)
    return ToJudge(
        row=one.row,
        suggestion=one.suggestion,
        deciding=_quote(one.evidence.index(deciding) + 1, deciding, sources, site.today),
        passages=len(one.evidence),
        is_proposed=_is_proposed(site, one.row),
    )


def _is_proposed(site: Site, row: Row) -> bool:
    known = site.known()
    state = fold(known.about(site.board.mentions_of(row.id)), moved=known.moved)
    proposed = (read_value(one.proposal, Proposal).kind for one in state.proposals)
    return any(kind in (Kind.ASSESSED, Kind.STATUS) for kind in proposed)


def _sources(board: Board, evidence: Iterable[Evidence]) -> dict[str, Source]:
    return board.sources({one.passage.document_id for one in evidence})


def _quote_all(
    evidence: Sequence[Evidence], sources: Mapping[str, Source], today: date
) -> tuple[Quoted, ...]:
    return tuple(
        _quote(number, one, sources, today) for number, one in enumerate(evidence, start=1)
    )


def _quote(number: int, one: Evidence, sources: Mapping[str, Source], today: date) -> Quoted:
    passage = one.passage
    is_past = passage.published is not None and passage.published <= today
    return Quoted(
        number=number,
        evidence=one,
        matching=find_words(passage.text, one.words),
        said=SAID[one.kind],
        status=STATUS_OF[one.kind],
        day=passage.published if is_past else None,
        source=sources.get(passage.document_id),
    )


def _because(passages: Iterable[Quoted], suggestion: StatusSuggestion | None) -> tuple[Quoted, ...]:
    if suggestion is None:
        return ()
    by_evidence = {one.evidence: one for one in passages}
    found = [by_evidence[one] for one in suggestion.evidence]
    return tuple(sorted(found, key=lambda one: one.status != suggestion.status))
