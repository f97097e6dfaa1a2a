"""How long a report takes on 10,000 recommendations with 50,000 assessments, and its memory.

    python benchmarks/report.py

Everything is invented. The report is written by the command's own function, in a process of its
own, from a table, a run's record and a log as a workspace has them.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from shared import write_result

from pipeline.config import OUTPUTS
from pipeline.decisions.log import Choice, Kind, write_value
from pipeline.decisions.progress import Assessment, Confidence, Evidence
from pipeline.last import keep_run
from pipeline.outputs import to_csv
from pipeline.records import (
    STATUSES,
    Document,
    Mention,
    Part,
    Recommendation,
    Source,
    Strength,
)
from pipeline.reporting.writing import report
from pipeline.store import locate_store, open_store
from pipeline.table import build_table

_WORDS = """harbour board should publish fees every year pilots trained course two weeks lamps
northern pier winter secretariat members report budget donors session early open""".split()
_CATEGORIES = {"funding": "Funding", "participation": "Participation", "outcomes": "Outcomes"}
_BODIES = ("Secretariat", "Harbour board", "Member States", "Donors", "Host country")
_DOCUMENTS = 300
_FIRST, _LAST = date(2020, 1, 1), date(2025, 12, 31)


def main() -> None:
    """Write the result, or, in a process of its own, measure the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--assessments", type=int, default=50_000)
    parser.add_argument("--workspace", type=Path)
    options = parser.parse_args()
    if options.workspace:
        print(json.dumps(measure(options.workspace)))
        return
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        invent(workspace, options.rows, options.assessments)
        command = [sys.executable, __file__, "--workspace", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (our own script)
    found = json.loads(done.stdout)
    counts = {"recommendations": options.rows, "assessments": options.assessments}
    write_result("report", {**counts, **found})


def measure(workspace: Path) -> dict[str, float]:
    """Seconds and peak memory of a report, and the sizes of its files."""
    start = time.perf_counter()
    folder = workspace / "report"
    report(workspace, folder, as_of=_LAST, since=None, title="Report", force=False)
    seconds = time.perf_counter() - start
    sizes = {
        f"megabytes of {path.name}": round(path.stat().st_size / 1e6, 1)
        for path in sorted(folder.iterdir())
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": round(seconds, 1), "peak megabytes": round(peak), **sizes}


def invent(workspace: Path, rows: int, assessments: int) -> None:
    """A workspace whose last run made so many rows, and its log."""
    chance = random.Random(1)  # noqa: S311 (invented data, nothing secret)
    documents = {f"d{number}": _document(number) for number in range(_DOCUMENTS)}
    made = [_row(number, chance) for number in range(1, rows + 1)]
    table = build_table(
        made, [], documents, references={}, category_names=_CATEGORIES, tag_names={}
    )
    (workspace / OUTPUTS).mkdir()
    (workspace / OUTPUTS / "table.csv").write_bytes(to_csv(table))
    keep_run(workspace, made, documents, moved={}, decisions=0)
    choices = [_assess(chance.choice(made), chance) for _ in range(assessments)]
    with open_store(locate_store(workspace)) as store:
        store.decide(choices, reviewer="Ada")


def _document(number: int) -> Document:
    source = Source(
        document_id=f"d{number}",
        path=Path(f"harbours {number}.pdf"),
        title=f"Report of the harbour group no. {number}",
        symbol=f"HB/{number}",
        published=_FIRST + timedelta(days=7 * number),
    )
    return Document(source=source, content_hash="0", paragraphs=())


def _row(number: int, chance: random.Random) -> Recommendation:
    text = " ".join(chance.choices(_WORDS, k=30)) + f" {number}."
    mentions = tuple(_mention(number, place, text, chance) for place in range(2))
    return Recommendation(
        recommendation_id=f"R-{number:04}",
        text=text,
        part=Part.IMPROVEMENT,
        mentions=mentions,
        category=chance.choice(list(_CATEGORIES)),
        responsible=mentions[0].actors,
        target_date=mentions[0].target_date,
    )


def _mention(number: int, place: int, text: str, chance: random.Random) -> Mention:
    return Mention(
        mention_id=f"m{number:08}{place}", document_id=f"d{chance.randrange(_DOCUMENTS)}",
        paragraph=number, number=str(number), headings=(), page=number % 90, start=0,
        end=len(text), text=text, standalone=text, part=Part.IMPROVEMENT, trigger="modal should",
        strength=Strength.SHOULD, actors=tuple(chance.sample(_BODIES, 2)), bracketed=False,
        score=0.9, language="en", hedged=False, compound=False,
        target_date=f"by {chance.randrange(2021, 2030)}", marks="", reasons=(),
    )  # fmt: skip


def _assess(row: Recommendation, chance: random.Random) -> Choice:
    value = Assessment(
        as_of=_FIRST + timedelta(days=chance.randrange((_LAST - _FIRST).days)),
        status=chance.choice(STATUSES),
        found="It was found in the annual report.",
        claimed=chance.choice(STATUSES),
        statement="We have done it.",
        evidence=Evidence(
            quotation=" ".join(chance.choices(_WORDS, k=12)),
            document="Annual report",
            page="12",
            link="https://example.org/annual",
        ),
        confidence=Confidence.MEDIUM,
    )
    names = tuple(mention.mention_id for mention in row.mentions)
    return Choice(kind=Kind.ASSESSED, mention_ids=names, value=write_value(value))


if __name__ == "__main__":
    main()
