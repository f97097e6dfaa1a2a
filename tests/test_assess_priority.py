"""A priority is a sum of parts, all shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.assess.priority import Priority, prioritise
from pipeline.config import PrioritySettings
from pipeline.records import STATUSES, Recommendation, Source
from tests.assessing import to_row

SETTINGS = PrioritySettings()


def source(name: str, *, year: int = 0, **known: str) -> Source:
    published = date(year, 5, 1) if year else None
    return Source(document_id=name, path=Path(name), published=published, **known)  # type: ignore[arg-type]  # texts alone


def row(*documents: str) -> Recommendation:
    one = to_row("R-0001", "Boats should be lit at night.", document=documents[0])
    mentions = tuple(replace(one.mentions[0], document_id=name) for name in documents)
    return replace(one, mentions=mentions)


def only(one: Recommendation, *sources: Source, count_as: dict[str, str] | None = None) -> Priority:
    by_id = {item.document_id: item for item in sources}
    (priority,) = prioritise([one], by_id, SETTINGS, as_of=2020, count_as=count_as or {})
    return priority


def part(priority: Priority, name: str) -> tuple[float, str]:
    return next((points, words) for other, points, words in priority.parts if other == name)


def test_more_bodies_weigh_more_and_one_body_counts_once() -> None:
    two = only(row("a", "b"), source("a", body="Port"), source("b", body="Town"))
    one = only(row("a", "b"), source("a", body="Port"), source("b", body="PORT"))
    assert part(two, "sources")[0] > part(one, "sources")[0]
    assert part(one, "sources")[1] == "distinct sources: 1"


def test_copies_of_a_form_letter_are_one_source_whoever_sent_them() -> None:
    letter = {"a": "letter of a", "b": "letter of a"}
    sent = only(row("a", "b"), source("a", body="Port"), source("b", body="Town"), count_as=letter)
    assert part(sent, "sources")[1] == "distinct sources: 1"


def test_a_resolution_weighs_more_than_a_paper_and_is_named() -> None:
    high = only(row("a"), source("a", symbol="A/RES/70/125"))
    low = only(row("a"), source("a", symbol="ORF/2"))
    assert part(high, "authority")[0] > part(low, "authority")[0]
    assert part(high, "authority")[1] == "highest source: A/RES/70/125"


def test_what_was_asked_for_lately_and_again_weighs_more() -> None:
    again = only(row("a", "b"), source("a", year=2012), source("b", year=2019))
    once = only(row("a"), source("a", year=2012))
    assert part(again, "recency")[0] > part(once, "recency")[0]
    assert part(again, "repetition") == (2.5, "years in which it was asked for: 2012, 2019")


def test_without_dates_groups_or_symbols_the_words_say_so() -> None:
    words = [said for _, _, said in only(row("a"), source("a")).parts]
    assert "no source has a date" in words
    assert "stakeholder groups: none known" in words
    assert "no source with a symbol" in words


@pytest.mark.parametrize("status", ["completed", "overtaken by events"])
def test_nothing_is_left_of_the_priority_of_what_is_done(status: str) -> None:
    priority = only(replace(row("a"), status=status), source("a", year=2020, body="Port"))
    assert priority.score == 0
    assert part(priority, "status")[1] == f"{status}: nothing is left to do"


def test_what_the_group_agreed_on_weighs_more_than_what_it_did_not() -> None:
    scores = [
        only(replace(row("a"), consensual=said), source("a")).score for said in ("yes", "", "no")
    ]
    assert scores == sorted(scores, reverse=True)


def test_a_weight_of_nought_leaves_a_part_out() -> None:
    settings = replace(SETTINGS, sources=0.0)
    (priority,) = prioritise([row("a")], {}, settings, as_of=2020, count_as={})
    assert part(priority, "sources")[0] == 0


@given(
    st.lists(st.sampled_from("abcdef"), min_size=1, unique=True),
    st.sampled_from(STATUSES),
    st.sampled_from(["", "yes", "no"]),
    st.integers(1990, 2030),
)
def test_the_parts_sum_to_the_score_and_their_order_does_not_matter(
    names: list[str], status: str, consensual: str, year: int
) -> None:
    sources = [source(name, year=year, body=name, stakeholder_group=name) for name in names]
    one = replace(row(*names), status=status, consensual=consensual)
    priority = only(one, *sources)
    assert priority == only(replace(one, mentions=one.mentions[::-1]), *sources[::-1])
    assert 0 <= priority.score <= 100
    assert priority.score == pytest.approx(sum(points for _, points, _ in priority.parts), abs=0.35)
