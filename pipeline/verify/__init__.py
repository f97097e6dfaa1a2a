"""Every locator of a run checked against the source files by a second reader.

A mention names its document, page and paragraph. Here its verbatim text is looked
for on that page, and the paragraph's number before it, by another reader than the
one that wrote them: pdfplumber where PDFium read, bare XML where a library did.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pipeline.config import OUTPUTS, SETTINGS, load_config
from pipeline.errors import UnreadableError, UsageError
from pipeline.isolation import map_apart, run_apart
from pipeline.records import printable
from pipeline.register import load_register, outermost
from pipeline.verify.checking import Check, Claim, Kind, Verdict, check_source, refuse_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from pipeline.config import IngestSettings
    from pipeline.records import Source

__all__ = ["Check", "Claim", "Kind", "Verdict", "Verification", "read_claims", "verify"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What checking every mention found."""

    checks: tuple[Check, ...]

    columns = tuple(verdict.value for verdict in Verdict)

    @property
    def failures(self) -> list[Check]:
        """Mentions whose text or number is not where they say."""
        return [check for check in self.checks if Verdict.FAILED in (check.text, check.number)]

    def counts(self, kind: Kind | None = None) -> dict[str, Counter[Verdict]]:
        """How many texts and how many numbers are held, failed and not checkable.

        Args:
            kind: Only mentions read so; None for all.
        """
        chosen = [check for check in self.checks if kind in (None, check.kind)]
        return {
            "text": Counter(check.text for check in chosen),
            "number": Counter(check.number for check in chosen if check.claim.number),
        }

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The counts as a table: a kind, text or number, and one of ``columns`` each."""
        for kind in Kind:
            for what, counts in self.counts(kind).items():
                if counts:
                    yield kind.value, what, *(str(counts[verdict]) for verdict in Verdict)


def verify(workspace: Path, *, progress: Callable[[str, int], Callable[[], None]]) -> Verification:
    """Every mention of the workspace's last run, checked against its source file.

    Raises:
        StocktakeError: There are no outputs of a run, or the register or a setting
            cannot be used.
    """
    claims = read_claims(workspace / OUTPUTS / "mentions.csv")
    settings = load_config(workspace / SETTINGS).ingest
    return check(claims, load_register(workspace), settings=settings, progress=progress)


def check(
    claims: Iterable[Claim],
    sources: Iterable[Source],
    *,
    settings: IngestSettings,
    progress: Callable[[str, int], Callable[[], None]],
) -> Verification:
    """The claims checked, each source's in a process of its own, by document and in their order."""
    by_id = {source.document_id: source for source in sources}
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(outermost(claim.document_id, by_id), []).append(claim)
    step = progress("Checking locators", len(groups))
    jobs = [(by_id.get(name), group) for name, group in sorted(groups.items())]
    checks: list[Check] = []
    for checked in map_apart(partial(_check, settings=settings), jobs):
        checks += checked
        step()
    return Verification(checks=tuple(checks))


def read_claims(path: Path) -> list[Claim]:
    """What a run's mentions.csv says of each mention.

    Raises:
        UsageError: It cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [_claim(row) for row in csv.DictReader(file)]
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise UsageError(
            f"{path}: cannot be read as a run's mentions ({error}); run stocktake run first"
        ) from error


def _claim(row: dict[str, str]) -> Claim:
    return Claim(
        mention_id=row["mention_id"],
        document_id=row["document_id"],
        document=row["document"],
        number=row["paragraph"],
        page=int(row["page"]) if row["page"] else None,
        text=row["text"],
    )


def _check(job: tuple[Source | None, Sequence[Claim]], *, settings: IngestSettings) -> list[Check]:
    source, claims = job
    if source is None:
        return refuse_all(claims, "its document is not in the register any more")
    try:
        return run_apart(
            partial(check_source, source, claims, settings=settings),
            seconds=settings.seconds,
            megabytes=settings.megabytes,
        )
    except UnreadableError as error:
        return refuse_all(claims, printable(f"{source.name} {error}"))
