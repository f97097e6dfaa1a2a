"""Measured on the shared documents, where they are at hand; nothing of them is copied here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.run import Result

SHARED = Path(os.environ.get("STOCKTAKE_SHARED", "") or ROOT.parent / "shared").resolve()

pytestmark = pytest.mark.skipif(
    not (SHARED / "eval" / "score.py").is_file(),
    reason=f"the shared documents are not in {SHARED}; name their folder in STOCKTAKE_SHARED",
)


@pytest.fixture(scope="module")
def shared_run(
    tmp_path_factory: pytest.TempPathFactory, process: Callable[..., Result]
) -> tuple[Path, Result]:
    """A workspace in which the mission's own documents were processed."""
    workspace = tmp_path_factory.mktemp("igf")
    return workspace, process(workspace, SHARED / "corpus" / "igf")


@pytest.fixture(scope="module")
def measured(shared_run: tuple[Path, Result]) -> dict[str, dict[str, float] | float]:
    """What the shared scorer says of the run."""
    score = [sys.executable, SHARED / "eval" / "score.py", SHARED / "eval" / "gold"]
    made = subprocess.run(  # noqa: S603 (the shared scorer)
        [*score, shared_run[0] / "outputs", "--json"], check=True, capture_output=True, text=True
    )
    return json.loads(made.stdout)  # type: ignore[no-any-return] # the scorer's own shape


def test_all_ten_documents_are_read(shared_run: tuple[Path, Result]) -> None:
    _, result = shared_run
    assert (len(result.documents), result.rejections) == (10, ())


@pytest.mark.parametrize(
    ("measure", "least"), [("extraction", 0.85), ("pairs", 0.60), ("considerations", 0.80)]
)
def test_what_is_found_is_as_good_as_was_promised(
    measured: dict[str, dict[str, float]], measure: str, least: float
) -> None:
    assert measured[measure]["f1"] >= least


def test_categories_are_as_good_as_was_promised(measured: dict[str, float]) -> None:
    assert measured["category_accuracy"] >= 0.80
