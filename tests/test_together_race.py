"""Two who close the same proposal at once: one closing is in the log, and the other is told."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from pipeline.config import DecidingSettings
from pipeline.decisions.log import Choice, Kind, Verdict, propose, read_value, write_value
from pipeline.decisions.state import fold
from pipeline.decisions.together import close, name_closing, standing
from pipeline.store import open_store
from pipeline.store.roles import Role
from pipeline.web import taking
from tests.conftest import make_log
from tests.databases import KINDS, make_place
from tests.tables import small_table
from tests.web import browser, fields_of, group, join

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.synchronize import Barrier
    from pathlib import Path

    from sqlalchemy import URL

    from pipeline.decisions.log import Decision
    from pipeline.web.site import Site
    from pipeline.web.visitors import Visitor

PROPOSALS = 12
_SECONDS = 120


def _close_all(place: URL, name: str, together: Barrier) -> None:
    """Close every proposal, each at the moment at which the other closes it."""
    with open_store(place) as store:
        for number in range(PROPOSALS):
            log = store.log()
            (proposal,) = (
                one for one in fold(log, moved={}).proposals if one.proposal.number == number + 1
            )
            stands = standing(
                proposal, groups={}, settings=DecidingSettings(), now=datetime.now(UTC)
            )
            choice = close(stands, taken=name == "Ada")
            key = name_closing(proposal.proposal, log)
            together.wait(_SECONDS)
            made = store.decide([choice], reviewer=name, keys=[key])
            if not made:
                told = Choice(kind=Kind.REMARK, mention_ids=("told",), value=str(number + 1))
                store.decide([told], reviewer=name)
            together.wait(_SECONDS)


@pytest.mark.parametrize("kind", KINDS)
def test_of_two_processes_that_close_at_once_one_does_and_the_other_is_told(
    tmp_path: Path, kind: str
) -> None:
    place = make_place(kind, tmp_path)
    proposed = [
        propose(Choice(kind=Kind.STATUS, mention_ids=(f"m{number}",), value="ongoing"))
        for number in range(PROPOSALS)
    ]
    with open_store(place) as store:
        made = store.decide(proposed, reviewer="Cy")
    spawn = multiprocessing.get_context("spawn")
    barrier = spawn.Barrier(2)
    both = [
        spawn.Process(target=_close_all, args=(place, name, barrier)) for name in ("Ada", "Ben")
    ]
    for process in both:
        process.start()
    for process in both:
        process.join()
        assert process.exitcode == 0
    with open_store(place) as store:
        log = store.log()
    closings = [one for one in log if one.kind is Kind.CLOSED]
    assert [read_value(one, Verdict).proposal for one in closings] == [one.key for one in made]
    told = {one.value: one.reviewer for one in log if one.kind is Kind.REMARK}
    assert {str(n): one.reviewer for n, one in enumerate(closings, 1)}.keys() == told.keys()
    assert all(told[str(n)] != one.reviewer for n, one in enumerate(closings, 1))


def test_a_page_tells_who_closed_first_in_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stocktake.toml").write_text('[deciding]\nrule = "agreements"\n', encoding="utf-8")
    table = small_table(tmp_path)
    table.decide(Kind.COST, "a", "Y")
    with open_store(tmp_path / "stocktake.db") as other, group(tmp_path) as site:
        (proposed,) = other.decide(
            [propose(Choice(kind=Kind.STATUS, mention_ids=("a",), value="ongoing"))], reviewer="Ada"
        )

        def write_second(
            site: Site, visitor: Visitor, choice: Choice, *, key: str
        ) -> Sequence[Decision]:
            other.decide([choice], reviewer="Dan", keys=[key])
            return write_once(site, visitor, choice, key=key)

        write_once = taking.write_once
        monkeypatch.setattr(taking, "write_once", write_second)
        with browser(site, join(site, "Chi", Role.FACILITATOR)) as client:
            page = client.get("/proposals").text
            action = f"/proposals/{proposed.number}/close"
            sent = fields_of(page, action) | {"closed": "not taken", "note": "no money"}
            told = client.post(action, data=sent)
    assert told.status_code == 409
    assert "Dan" in told.text
    assert "no money" in told.text
    assert "It is closed" in told.text
    assert [one.reviewer for one in table.log() if one.kind is Kind.CLOSED] == ["Dan"]


def test_a_proposal_that_is_open_again_can_be_closed_again() -> None:
    proposed = propose(Choice(kind=Kind.COST, mention_ids=("a",), value="Y"))
    verdict = write_value(Verdict(proposal="k1", taken=True))
    log = make_log(proposed, (Kind.CLOSED, "a", verdict), (Kind.UNDO, "a", "k2"))
    assert name_closing(log[0], log[:1]) != name_closing(log[0], log)
