"""Measure whether locators are true, and whether paragraphs come out whole.

    python benchmarks/locators.py [FOLDER ...]

Runs the pipeline on every folder of the shared corpus and checks each mention as
``stocktake verify`` does; then once more with every page moved by one, which nearly
all must fail. After that, for each FOLDER of PDF files with a gold.jsonl (the shared
one where none is named): the share of labelled recommendations that stand whole in
one paragraph with the labelled number, and the paragraphs that a running head, a
page number or a footnote was joined into. Writes benchmarks/results/locators.json.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pdfplumber
from shared import find_shared, run_measured, write_result

from pipeline.config import IngestSettings
from pipeline.ingest import read_source
from pipeline.records import ParagraphKind, Source
from pipeline.register import load_register
from pipeline.verify import Kind, Verification, check, read_claims

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.records import Paragraph

GOLD = "gold.jsonl"
PROCESSES = 2
FEWEST_REPEATS = 3
MARGINAL_LINES = 3
SMALL = 0.9
# A shorter line of a footnote may stand in the text as well.
SHORTEST_LINE = 15
SHORTEST_HEAD = 4


def main() -> None:
    """Run both measurements."""
    shared = find_shared()
    given = [(Path(name), Path(name) / GOLD) for name in sys.argv[1:]]
    labelled = given or [(shared / "corpus" / "upr", shared / "eval" / "upr" / GOLD)]
    folders = sorted(path for path in (shared / "corpus").iterdir() if path.is_dir())
    with tempfile.TemporaryDirectory() as workspace:
        locators = {
            path.name: measure_locators(path, Path(workspace) / path.name) for path in folders
        }
    paragraphs = {folder.name: measure_paragraphs(folder, gold) for folder, gold in labelled}
    write_result("locators", {"locators": locators, "paragraphs": paragraphs})


def measure_locators(folder: Path, workspace: Path) -> dict[str, object]:
    """What a run's mentions say of their places, and the same with every page moved by one."""
    run_measured(folder, "--workspace", workspace)
    claims = read_claims(workspace / "outputs" / "mentions.csv")
    sources = load_register(workspace)

    def checked(step: int) -> Verification:
        moved = [replace(one, page=one.page + step) for one in claims if one.page is not None]
        return check(
            moved if step else claims,
            sources,
            settings=IngestSettings(),
            progress=lambda _stage, _steps: lambda: None,
        )

    result = checked(0)
    found: dict[str, object] = {kind.value: count(result, kind) for kind in Kind}
    found["failures"] = [
        f"{one.claim.document}, page {one.claim.page}, {one.claim.number}: {one.reason}"
        for one in result.failures
    ]
    if any(one.page is not None for one in claims):
        found["pages moved by one"] = {
            f"{step:+}": count(checked(step))["text"] for step in (-1, 1)
        }
    return found


def count(result: Verification, kind: Kind | None = None) -> dict[str, dict[str, int]]:
    """The counts, with plain names."""
    return {
        what: {verdict.value: number for verdict, number in sorted(counts.items())}
        for what, counts in result.counts(kind).items()
    }


def measure_paragraphs(folder: Path, gold: Path) -> dict[str, object]:
    """How many labelled recommendations stand whole under their number, and what is spliced."""
    entries = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    jobs = [(folder / f"{entry['doc']}.pdf", entry["recs"]) for entry in entries]
    total: Counter[str] = Counter()
    missed: list[str] = []
    with ProcessPoolExecutor(PROCESSES) as processes:
        for counts, misses in processes.map(_measure_document, *zip(*jobs, strict=True)):
            total += counts
            missed += misses
    whole, labelled = total.pop("whole"), total.pop("labelled")
    return {
        "labelled": labelled,
        "whole under the labelled number": whole,
        "share": round(whole / labelled, 4),
        "missed": missed,
        "paragraphs": total.pop("paragraphs"),
        "spliced": {name: total[name] for name in ("running head", "page number", "footnote")},
    }


def _measure_document(
    path: Path, labelled: Iterable[dict[str, str]]
) -> tuple[Counter[str], list[str]]:
    source = Source(document_id=path.stem, path=path)
    documents, _ = read_source(source, settings=IngestSettings())
    paragraphs = [paragraph for document in documents for paragraph in document.paragraphs]
    counts: Counter[str] = Counter(paragraphs=len(paragraphs))
    missed = []
    by_number: dict[str, list[str]] = {}
    for paragraph in paragraphs:
        by_number.setdefault(paragraph.number, []).append(squeeze(paragraph.text))
    for one in labelled:
        is_whole = any(squeeze(one["text"]) in text for text in by_number.get(one["par"], []))
        counts.update(labelled=1, whole=is_whole)
        if not is_whole:
            missed.append(f"{path.stem} {one['par']}")
    furniture = _read_furniture(path)
    for paragraph in paragraphs:
        counts.update(_find_splices(paragraph, furniture))
    return counts, missed


def squeeze(text: str) -> str:
    """ASCII letters and digits of the text, in lower case; ligatures count as their letters."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(filter(str.isalnum, plain.encode("ascii", "ignore").decode())).lower()


@dataclass(frozen=True)
class _Furniture:
    """What a document's pages print beside the text, as pdfplumber has it."""

    heads: frozenset[str]
    notes: frozenset[str]


def _read_furniture(path: Path) -> _Furniture:
    """Lines near the edges that repeat on pages, and lines in small print."""
    sizes: Counter[float] = Counter()
    repeated: Counter[str] = Counter()
    lines: list[tuple[str, float]] = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            own = [_measure_line(line) for line in page.extract_text_lines()]
            page.close()
            edges = {_shape(text) for text, _ in own[:MARGINAL_LINES] + own[-MARGINAL_LINES:]}
            repeated.update(edge for edge in edges if len(edge) >= SHORTEST_HEAD)
            lines += own
            for text, size in own:
                sizes[size] += len(text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    small = {squeeze(text) for text, size in lines if size < SMALL * usual}
    return _Furniture(
        heads=frozenset(head for head, times in repeated.items() if times >= FEWEST_REPEATS),
        notes=frozenset(text for text in small if len(text) >= SHORTEST_LINE),
    )


def _measure_line(line: dict[str, object]) -> tuple[str, float]:
    sizes = Counter(round(character["size"], 1) for character in line["chars"])
    return str(line["text"]), sizes.most_common(1)[0][0]


def _shape(text: str) -> str:
    """The line's letters, since its numbers change from page to page."""
    return re.sub(r"\d", "", squeeze(text))


def _find_splices(paragraph: Paragraph, furniture: _Furniture) -> Iterator[str]:
    """Names of what was joined into the paragraph; each once."""
    if paragraph.kind in {ParagraphKind.FOOTNOTE, ParagraphKind.OTHER, ParagraphKind.HEADING}:
        return
    halves = [(paragraph.text[:at], paragraph.text[at:], page) for at, page in _breaks(paragraph)]
    shapes = [(_shape(before), _shape(after)) for before, after, _ in halves]
    if any(
        before.endswith(head) or after.startswith(head)
        for before, after in shapes
        for head in furniture.heads
    ):
        yield "running head"
    if any(_is_page_number(before, after, page) for before, after, page in halves):
        yield "page number"
    text = squeeze(paragraph.text)
    small = sum(len(note) for note in furniture.notes if note in text)
    if 0 < small < len(text) / 2:
        yield "footnote"


def _breaks(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """Offsets in the text at which pages begin, each with its page."""
    for after, page in paragraph.breaks:
        letters = [at for at, character in enumerate(paragraph.text) if character.isalpha()]
        if 0 < after < len(letters):
            yield letters[len(letters) - after], page


def _is_page_number(before: str, after: str, page: int) -> bool:
    """Whether the number of either page stands alone at the break."""
    numbers = {str(page - 1), str(page)}
    last, first = before.split()[-1:], after.split()[:1]
    return bool(numbers & {*last, *first})


if __name__ == "__main__":
    main()
