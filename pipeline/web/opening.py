"""A workspace opened for pages."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.board import BOARD, Board
from pipeline.store import locate_store, open_store
from pipeline.store.accounts import Accounts
from pipeline.store.places import to_url
from pipeline.store.sessions import Sessions
from pipeline.store.tokens import Tokens
from pipeline.store.upgrading import open_database
from pipeline.web.runs import Runs
from pipeline.web.site import Doors, Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LOOPBACK = ("127.0.0.1", "localhost")


@contextmanager
def open_site(workspace: Path, *, reviewer: str = "", hosts: Iterable[str] = ()) -> Iterator[Site]:
    """The site of a workspace, closed at the end.

    Args:
        workspace: Whose table it shows.
        reviewer: The one reviewer, on this machine; empty for a group with accounts.
        hosts: Names by which browsers ask for the site of a group; none where any may.

    Raises:
        UsageError: Its store cannot be used.
    """
    place = locate_store(workspace)
    url = to_url(place) if isinstance(place, Path) else place
    with (
        open_store(place) as store,
        closing(open_database(url)) as database,
        closing(Runs(workspace)) as runs,
    ):
        doors = Doors(
            accounts=Accounts(database), sessions=Sessions(database), tokens=Tokens(database)
        )
        yield Site(
            workspace=workspace,
            store=store,
            board=Board(workspace / BOARD),
            doors=None if reviewer else doors,
            reviewer=reviewer,
            hosts=frozenset(_LOOPBACK if reviewer else hosts),
            runs=runs,
        )
