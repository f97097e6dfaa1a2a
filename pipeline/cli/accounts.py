"""Commands for accounts: invite, list, disable, give a role or a new password."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipeline.cli.options import Workspace, errors_on
from pipeline.errors import UsageError
from pipeline.screen import tell
from pipeline.store import has_store, locate_store
from pipeline.store.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.store.accounts import Account, Accounts

app = typer.Typer(
    name="account",
    help="Say who may use the web application, and as what.",
    no_args_is_help=True,
)

SignIn = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="What the person signs in with, as stocktake account list shows it."
    ),
]


@app.command()
def invite(
    *,
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    name: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Who is invited; who decided under that name before is that person.",
        ),
    ],
    group: Annotated[str, typer.Option(help="The person's stakeholder group.")] = "",
    workspace: Workspace = Path(),
) -> None:
    """Print a link by which a person makes an account, once, within seven days.

    It begins after the address of the web application. Each role may do what those before it
    may. The exit code is 0, or 2 where somebody has an account under the name.
    """
    with errors_on(Console(stderr=True)), _open(workspace, makes=True) as accounts:
        token = accounts.invite(name, role, group=group, now=datetime.now(UTC))
    tell([f"/invitation/{token}"])


@app.command("list")
def list_(*, workspace: Workspace = Path()) -> None:
    """Show every account: the person's name, what they sign in with, role and group.

    The exit code is 0, or 2 for a wrong call.
    """
    with errors_on(Console(stderr=True)), _open(workspace) as accounts:
        lines = [_describe(account) for account in accounts.everybody()]
    tell(lines or ["there are no accounts; make the first: stocktake account invite"])


@app.command()
def disable(name: SignIn, *, workspace: Workspace = Path()) -> None:
    """Let nobody use an account any more; what the person decided stays in the log.

    Sessions and tokens end at once, and so do links that the account gave out. It cannot be
    undone, but the person can be invited anew, under the same name. The exit code is 0, or 2
    where there is no such account.
    """
    with errors_on(Console(stderr=True)), _open(workspace) as accounts:
        found = accounts.find(name)
        accounts.disable(found.number, datetime.now(UTC))
    tell([f"the account of {found.name} ({found.sign_in}) is disabled"])


@app.command("role")
def give_role(
    name: SignIn,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="What the person may do now.")],
    *,
    workspace: Workspace = Path(),
) -> None:
    """Give an account another role: reader, reviewer, facilitator or secretariat.

    The exit code is 0, or 2 where there is no such account.
    """
    with errors_on(Console(stderr=True)), _open(workspace) as accounts:
        found = accounts.find(name)
        accounts.set_role(found.number, role)
    tell([f"{found.name} ({found.sign_in}) has the role {role}"])


@app.command()
def reset(name: SignIn, *, workspace: Workspace = Path()) -> None:
    """Print a link by which a person sets a new password, once, within a day.

    It begins after the address of the web application; the old password holds until it is
    used. The exit code is 0, or 2 where there is no such account.
    """
    with errors_on(Console(stderr=True)), _open(workspace) as accounts:
        token = accounts.reset(accounts.find(name).number, now=datetime.now(UTC))
    tell([f"/invitation/{token}"])


@contextmanager
def _open(workspace: Path, *, makes: bool = False) -> Iterator[Accounts]:
    """The accounts of a workspace; of one without a store only where it may be made."""
    from pipeline.store.accounts import open_accounts  # noqa: PLC0415 (loads argon2, which --help need not wait for)

    if not makes and not has_store(workspace):
        raise UsageError(f"{workspace}: has no accounts; make the first: stocktake account invite")
    with open_accounts(locate_store(workspace)) as accounts:
        yield accounts


def _describe(account: Account) -> str:
    """An account in one line."""
    used = "disabled" if account.disabled else account.sign_in
    return ", ".join(filter(None, [f"{account.name} ({used})", account.role, account.group]))
