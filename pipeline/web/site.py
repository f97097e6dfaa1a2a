"""What the pages of one workspace are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.config import SETTINGS, VOCABULARY, load_config, own_or_shipped
from pipeline.decisions.wording import names_in
from pipeline.suggest.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pipeline.board import Board, KnownLog
    from pipeline.config import Config
    from pipeline.decisions.wording import Names
    from pipeline.store import Store
    from pipeline.store.accounts import Accounts
    from pipeline.store.sessions import Sessions
    from pipeline.store.tokens import Tokens
    from pipeline.suggest.vocabulary import Vocabulary
    from pipeline.web.runs import Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """How people of a group come in."""

    accounts: Accounts
    sessions: Sessions
    tokens: Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A workspace as pages see it.

    Attributes:
        doors: How people come in; None where there is one reviewer, on this machine.
        reviewer: The name of that one reviewer in the log; else empty.
        hosts: Names by which browsers may ask for it; none where any may.
        runs: Runs that pages begin.
    """

    workspace: Path
    store: Store
    board: Board
    doors: Doors | None
    reviewer: str
    hosts: frozenset[str]
    runs: Runs

    def known(self) -> KnownLog:
        """The log; the board is brought up to it."""
        return self.board.follow(self.store)

    @property
    def config(self) -> Config:
        """The settings, as they are in the file now."""
        return load_config(self.workspace / SETTINGS)

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary, as it is in the file now."""
        return _vocabulary(own_or_shipped(self.workspace, VOCABULARY))

    @property
    def today(self) -> date:
        """The day on this machine."""
        return datetime.now().astimezone().date()

    @property
    def names(self) -> Names:
        """Names of categories and tags."""
        return names_in(self.vocabulary)


_loaded: dict[Path, tuple[float, Vocabulary]] = {}


def _vocabulary(path: Path) -> Vocabulary:
    """The vocabulary in a file, read again where the file changed."""
    changed = path.stat().st_mtime
    if path not in _loaded or _loaded[path][0] != changed:
        _loaded[path] = changed, load_vocabulary(path)
    return _loaded[path][1]
