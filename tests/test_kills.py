"""Whatever is killed, at whatever moment: nothing is lost, there twice or half written."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.databases import KINDS, find_server
from tests.killed_commands import COMMANDS


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_run_import_and_export_that_are_killed_have_done_all_or_nothing() -> None:
    # Skips the test where it cannot be started.
    find_server()
    command = [sys.executable, "-m", "tests.killed_commands", str(len(COMMANDS)), "20261122"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 (our own program)
    assert done.returncode == 0, done.stderr
    tried = json.loads(done.stdout)
    assert tried["failures"] == []
    assert [sum(tried["done"][kind].values()) for kind in KINDS] == [len(COMMANDS)] * len(KINDS)
