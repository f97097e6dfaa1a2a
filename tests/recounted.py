"""The figures of a report, worked out again with pandas from the raw log and the CSV files.

Nothing of the program is used, so that a mistake in one of the two shows.
"""

from __future__ import annotations

import json
import re
import sqlite3
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

STATUSES = ["completed", "ongoing", "to be started", "overtaken by events", "not assessed"]
CLOSED = ["completed", "overtaken by events"]


class Recount:
    """A workspace's log and outputs as tables, each fact once a row of the report.

    Args:
        workspace: With outputs and a store in a file.
        as_of: Year-month-day; what is dated later does not count.
    """

    def __init__(self, workspace: Path, as_of: str) -> None:
        self.as_of = as_of
        table, self.mentions, self.documents = (
            pd.read_csv(workspace / "outputs" / f"{name}.csv", dtype=str, keep_default_na=False)
            for name in ("table", "mentions", "documents")
        )
        with sqlite3.connect(workspace / "stocktake.db") as connection:
            query = "select d.*, p.name reviewer from decisions d join people p using (person)"
            log = pd.read_sql(query, connection).rename(columns={"value": "raw"})
        undone = set(log.loc[log["kind"] == "undo", "raw"])
        log = log[~log["key"].isin(undone)]
        log = log.assign(mention_id=log["mention_ids"].map(json.loads)).explode("mention_id")
        home = self.mentions[["mention_id", "recommendation_id"]]
        log = log.merge(home, on="mention_id").drop_duplicates(["number", "recommendation_id"])
        self.log = log.sort_values("number")
        kinds = ["assessed", "milestone", "signed off", "indicator", "observed", "next step"]
        recorded = self.log[self.log["kind"].isin([*kinds, "status", "target date"])]
        is_in = (table["Part"] == "improvement") | table["Id"].isin(recorded["recommendation_id"])
        self.table = table[is_in].set_index("Id", drop=False)
        self.assessed = self._said("assessed").assign(on=lambda frame: frame["as_of"])

    def _said(self, kind: str) -> pd.DataFrame:
        """Decisions of one kind, the parts of their values as columns."""
        rows = self.log[self.log["kind"] == kind].reset_index(drop=True)
        return rows.join(pd.DataFrame([json.loads(value) for value in rows["raw"]]))

    def _last(self, frame: pd.DataFrame, day: str, by: str = "recommendation_id") -> pd.DataFrame:
        """Of each row what is dated last, up to a day."""
        some = frame[frame["on"] <= day]
        return some.sort_values(["on", "number"]).drop_duplicates(by, keep="last").set_index(by)

    def findings(self, day: str | None = None) -> pd.DataFrame:
        """The last finding of each row."""
        return self._last(self.assessed[self.assessed["status"] != ""], day or self.as_of)

    def claims(self) -> pd.DataFrame:
        """The last claim about each row."""
        has_claim = (self.assessed["claimed"] != "") | (self.assessed["statement"] != "")
        return self._last(self.assessed[has_claim], self.as_of)

    def status(self, day: str | None = None) -> pd.Series[str]:
        """What was found of each row by a day."""
        return self.findings(day)["status"].reindex(self.table.index).fillna("not assessed")

    def tally(self, ids: Iterable[str], day: str | None = None) -> list[str]:
        """All, each status, assessed, degree, as the report writes them."""
        counts = self.status(day).loc[list(ids)].value_counts().reindex(STATUSES, fill_value=0)
        assessed = counts.sum() - counts["not assessed"]
        return [str(n) for n in (counts.sum(), *counts, assessed)] + [
            percent(int(counts["completed"]), int(assessed))
        ]

    def by(self, groups: pd.Series[str]) -> dict[str, list[str]]:
        """A tally for each group; the index of ``groups`` names rows, some more than once."""
        return {
            str(name): self.tally(dict.fromkeys(some.index))
            for name, some in groups.groupby(groups)
        }

    def categories(self) -> dict[str, list[str]]:
        """By category."""
        return self.by(self.table["Category"].replace("", "no category"))

    def bodies(self) -> dict[str, list[str]]:
        """By responsible body."""
        named = self.table["Responsible"].replace("", "nobody named").str.split(";").explode()
        return self.by(named.str.strip())

    def _placed(self) -> pd.DataFrame:
        """Each row with each of its documents."""
        some = self.mentions[self.mentions["recommendation_id"].isin(self.table.index)]
        both = some[["recommendation_id", "document_id"]].merge(self.documents, on="document_id")
        return both.set_index("recommendation_id")

    def sources(self) -> dict[str, list[str]]:
        """By document, which has its symbol behind its title."""
        placed = self._placed()
        symbol = placed["symbol"].map(lambda text: f" ({text})" if text else "")
        return self.by(placed["title"] + symbol)

    def years(self) -> dict[str, list[str]]:
        """By the year of the first document."""
        published = self._placed()["published"]
        first = published[published != ""].groupby(level=0).min().str[:4]
        return self.by(first.reindex(self.table.index).fillna("no date"))

    def over_time(self) -> dict[str, list[str]]:
        """At the end of each year, and on the day."""
        on = self.assessed.loc[self.assessed["recommendation_id"].isin(self.table.index), "on"]
        first = min([day for day in on if day <= self.as_of], default=self.as_of)
        ends = [f"{year}-12-31" for year in range(int(first[:4]), int(self.as_of[:4]))]
        return {day: self.tally(self.table.index, day) for day in [*ends, self.as_of]}

    def claimed(self) -> dict[str, list[str]]:
        """What was found, by what is claimed."""
        claims = self.claims()["claimed"]
        claims = claims[claims.index.isin(self.table.index) & (claims != "")]
        return self.by(claims)

    def targets(self) -> pd.DataFrame:
        """Target dates of each row, first and now, where it has one."""
        decided = self.log[self.log["kind"] == "target date"].groupby("recommendation_id")["raw"]
        own = self.mentions[self.mentions["target_date"] != ""]
        own = own.groupby("recommendation_id")["target_date"].agg(
            lambda s: "; ".join(dict.fromkeys(s))
        )
        frame = pd.DataFrame({"first": decided.first(), "now": decided.last()})
        return frame.reindex(self.table.index).fillna({"first": own, "now": own})

    def milestones(self) -> pd.DataFrame:
        """Milestones, one a row, with what became of each."""
        groups = self._said("milestone").groupby("recommendation_id", sort=False)
        owners = self._said("milestone").query("owner != ''").groupby("recommendation_id")["owner"]
        frame = pd.DataFrame(
            {"first": groups["due"].first(), "due": groups["due"].last(), "owner": owners.last()}
        )
        signed = self._last(self._said("signed off"), self.as_of)[["on", "reviewer"]]
        frame = frame.join(signed).fillna("")
        late = (frame["on"] > frame["due"]).map({True: "signed off late", False: "signed off"})
        open_ = (frame["due"] < self.as_of).map({True: "overdue", False: "to come"})
        return frame.assign(state=late.where(frame["on"] != "", open_))

    def overdue(self) -> set[tuple[str, str, str, int]]:
        """Id, milestone, day and days late of what is overdue."""
        status = self.status()
        now = pd.Timestamp(self.as_of)
        found = set()
        for name, text in self.targets()["now"].dropna().items():
            day = last_day(text)
            if status[name] not in CLOSED and day and day < self.as_of:
                found.add((str(name), "", day, (now - pd.Timestamp(day)).days))
        for name, row in self.milestones().iterrows():
            if status[name] not in CLOSED and row["state"] == "overdue":
                late = (now - pd.Timestamp(row["due"])).days
                found.add((str(name), "First draft", str(row["due"]), late))
        return found

    def indicators(self) -> dict[str, list[str]]:
        """Baseline, target, latest, day, share of the way and state of each row's indicator."""
        last = self._last(self._said("observed"), self.as_of)
        found = {}
        for row in self._said("indicator").to_dict("records"):
            name = row["recommendation_id"]
            low, high = Decimal(row["baseline"]), Decimal(row["target"])
            if name not in last.index:
                ends = ["", "", "not available", "not observed yet"]
            else:
                seen = Decimal(str(last.loc[name, "value"]))
                way = "not available"
                if low != high:
                    share = (seen - low) / (high - low) * 100
                    way = f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP) + 0}%"
                reached = seen <= high if low > high else seen >= high
                state = "target reached" if reached else "target not reached"
                ends = [str(seen), str(last.loc[name, "on"]), way, state]
            found[name] = [str(low), str(high), *ends]
        return found


def percent(part: int, whole: int) -> str:
    """A share with one decimal."""
    if not whole:
        return "not available"
    share = Decimal(part) * 100 / Decimal(whole)
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def last_day(text: str) -> str:
    """The day that one of the invented target dates allows."""
    known = {"30 June 2025": "2025-06-30", "2022-06-30": "2022-06-30", "2027-01-31": "2027-01-31"}
    year = re.search(r"\b20\d\d\b", text)
    return known.get(text, f"{year[0]}-12-31" if year else "")
