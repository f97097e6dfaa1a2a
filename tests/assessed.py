"""Six years of assessments of the sample corpus, invented but always the same."""

from __future__ import annotations

import random
import shutil
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from pipeline.decisions.log import Choice, Kind, write_value
from pipeline.decisions.progress import (
    Assessment,
    Confidence,
    Evidence,
    Indicator,
    Milestone,
    Observation,
    SignOff,
)
from pipeline.last import read_run
from pipeline.records import STATUSES
from pipeline.reviewing import decide
from pipeline.run import run
from pipeline.store import locate_store, open_store

ASSESSMENTS = 300
FIRST, LAST = date(2020, 1, 1), date(2025, 12, 31)

_ASSESSORS = ("Ada", "Ben", "Chandra", "Secretariat of the Forum")
_FOUND = ("It is done.", "", "Half of it: the list is out, the money is not.", "=SUM(A1) <b>&")
_QUOTES = ("", "The board “shall” meet <twice> a year & publish.", "Les délégués y ont souscrit.")
_TARGETS = ("2022-06-30", "2023", "by the end of 2024", "30 June 2025", "soon", "2027-01-31")
# How often each status is found.
_WEIGHTS = (4, 5, 3, 2, 1)
_ASSESSED_SHARE = 0.7
_UNDONE = 5


def assess_corpus(workspace: Path) -> None:
    """Add to a workspace's log what people said of its rows over six years.

    Three rows in ten stay without an assessment; some assessments record only what is claimed,
    and some were taken back.
    """
    chance = random.Random(2020)  # noqa: S311 (invented data, nothing secret)
    rows = sorted(read_run(workspace).rows.items())
    assessed = [row for row in rows if chance.random() < _ASSESSED_SHARE]
    choices = [_assess(*chance.choice(assessed), chance) for _ in range(ASSESSMENTS)]
    for name, mention_ids in rows:
        choices += _plan(name, mention_ids, chance)
    written = []
    for number, assessor in enumerate(_ASSESSORS):
        said = [c for place, c in enumerate(choices) if place % len(_ASSESSORS) == number]
        written += decide(workspace, said, reviewer=assessor)
    undone = chance.sample([d for d in written if d.kind is Kind.ASSESSED], _UNDONE)
    with open_store(locate_store(workspace)) as store:
        store.decide(
            [Choice(kind=Kind.UNDO, mention_ids=d.mention_ids, value=d.key) for d in undone],
            reviewer="Ada",
        )


def _day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))


def _assess(name: str, mention_ids: tuple[str, ...], chance: random.Random) -> Choice:
    only_claims = chance.random() < 0.1
    claims = only_claims or chance.random() < 0.4
    quotation = chance.choice(_QUOTES)
    value = Assessment(
        as_of=_day(chance),
        status="" if only_claims else chance.choices(STATUSES, _WEIGHTS)[0],
        found="" if only_claims else chance.choice(_FOUND),
        claimed=chance.choice(STATUSES) if claims else "",
        statement="We have done it." if claims else "",
        evidence=Evidence(
            quotation=quotation,
            document="ORF/AN/7" if quotation else "",
            page=str(chance.randrange(1, 90)) if quotation else "",
            link="https://example.org/annual?x=1&y=2" if quotation else "",
        ),
        confidence=chance.choice([*Confidence, None]),
    )
    return _choice(Kind.ASSESSED, mention_ids, write_value(value), shown=name)


def _plan(name: str, mention_ids: tuple[str, ...], chance: random.Random) -> list[Choice]:
    """Target dates, milestones, indicators and next steps of some rows."""
    targets = chance.choices(_TARGETS, k=chance.choice((0, 0, 1, 2)))
    choices = [_choice(Kind.TARGET_DATE, mention_ids, target, shown=name) for target in targets]
    if chance.random() < 0.2:
        for version in range(chance.choice((1, 2))):
            owner = chance.choice(("Secretariat", "Advisory Group")) if not version else ""
            milestone = Milestone(name="First draft", due=_day(chance), owner=owner)
            value = write_value(milestone)
            choices.append(_choice(Kind.MILESTONE, mention_ids, value, shown=name))
        if chance.random() < 0.5:
            value = write_value(SignOff(milestone="First draft", on=_day(chance)))
            choices.append(_choice(Kind.SIGNED_OFF, mention_ids, value, shown=name))
    if chance.random() < 0.15:
        baseline, target = (Decimal(chance.randrange(100)) for _ in range(2))
        indicator = Indicator(name="Meetings", unit="a year", baseline=baseline, target=target)
        value = write_value(indicator)
        choices.append(_choice(Kind.INDICATOR, mention_ids, value, shown=name))
        for _ in range(chance.randrange(4)):
            seen = Decimal(chance.randrange(1_000)) / 10
            observed = Observation(indicator="Meetings", on=_day(chance), value=seen)
            value = write_value(observed)
            choices.append(_choice(Kind.OBSERVED, mention_ids, value, shown=name))
    if chance.random() < 0.2:
        words = "Ask the secretariat for the list of <hubs>."
        choices.append(_choice(Kind.NEXT_STEP, mention_ids, words, shown=name))
    return choices


def _choice(kind: Kind, mention_ids: tuple[str, ...], value: str, **said: str) -> Choice:
    return Choice(kind=kind, mention_ids=mention_ids, value=value, **said)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    shutil.copytree(Path(__file__).parents[1] / "corpus", place / "corpus")
    run(place, [], since=None, progress=lambda _stage, _steps: lambda: None)
    assess_corpus(place)
