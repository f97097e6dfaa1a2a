"""Commands for single documents: add, withdraw, verify."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.options import SOME_REFUSED, Workspace, errors_on
from pipeline.errors import UsageError
from pipeline.screen import bars, set_up_log, show_verified, tell, tell_added

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="Files, and folders to read with all below them."),
]
Title = Annotated[str, typer.Option(help="Its title; of one file.")]
Symbol = Annotated[str, typer.Option(help="Its symbol, such as A/RES/70/125; of one file.")]
Body = Annotated[str, typer.Option(help="Who issued or submitted it.")]
StakeholderGroup = Annotated[str, typer.Option(help="Such as government or civil society.")]
Region = Annotated[str, typer.Option(help="Country or region of who submitted it.")]
Kind = Annotated[str, typer.Option(help="Such as report, resolution or submission.")]
Published = Annotated[
    str, typer.Option("--date", metavar="YYYY-MM-DD", help="When it was published.")
]
Language = Annotated[
    str, typer.Option(help="Its two letters, such as en; without them it is found from the text.")
]
Url = Annotated[str, typer.Option(help="Where it can be read.")]
Contribution = Annotated[
    str,
    typer.Option(
        metavar="KEY", help="A word of yours: files with the same one are one submission."
    ),
]
TableColumn = Annotated[
    str,
    typer.Option(
        metavar="HEADER", help="Heading of the column that holds the texts of a CSV or XLSX."
    ),
]
Replaces = Annotated[
    str,
    typer.Option(
        metavar="ID",
        help="The document of which this is a new version, by its id or the name of its file.",
    ),
]
DocumentId = Annotated[
    str,
    typer.Option(
        "--id", metavar="ID", help="Id to give it, in place of the one made for it; of one file."
    ),
]


def add(  # noqa: PLR0913 (one parameter an option)
    paths: Files,
    *,
    workspace: Workspace = Path(),
    title: Title = "",
    symbol: Symbol = "",
    body: Body = "",
    stakeholder_group: StakeholderGroup = "",
    region: Region = "",
    kind: Kind = "",
    published: Published = "",
    language: Language = "",
    url: Url = "",
    contribution: Contribution = "",
    text_column: TableColumn = "",
    replaces: Replaces = "",
    document_id: DocumentId = "",
) -> None:
    """Copy documents into the workspace and write what you say of them into its register.

    A line for each file says which id it got, or why it was refused; the next run reads it.
    The exit code is 0, or 1 where some files were refused, or 2 for a wrong call.
    """
    from pipeline.adding import Description  # noqa: PLC0415 (as for run)
    from pipeline.adding import add as add_files  # noqa: PLC0415 (as for run)
    from pipeline.ingest import why_unreadable  # noqa: PLC0415 (as for run)

    with errors_on(Console(stderr=True)):
        description = Description(
            title=title,
            symbol=symbol,
            body=body,
            stakeholder_group=stakeholder_group,
            region=region,
            kind=kind,
            published=_to_date(published),
            language=language,
            url=url,
            contribution=contribution,
            text_column=text_column,
            replaces=replaces,
            document_id=document_id,
        )
        added, rejections = add_files(
            workspace, paths, description, on=_today(), why_unreadable=why_unreadable
        )
    tell_added(added, rejections)
    if rejections:
        raise typer.Exit(SOME_REFUSED)


def withdraw(
    document: Annotated[
        str, typer.Argument(metavar="ID", help="The document's id, or the name of its file.")
    ],
    *,
    workspace: Workspace = Path(),
    note: Annotated[str, typer.Option(help="Why, for who reads the register.")] = "",
) -> None:
    """Take a document, with all its versions, out of all later runs; its file stays.

    The exit code is 0, or 2 where there is no such document.
    """
    from pipeline.register import REGISTER  # noqa: PLC0415 (as for run)
    from pipeline.register import withdraw as withdraw_document  # noqa: PLC0415 (as for run)

    with errors_on(Console(stderr=True)):
        versions = withdraw_document(workspace, document, note=note, on=_today())
    files = ", ".join(version.source.name for version in versions)
    tell(
        [
            f"{versions[-1].source.document_id}: {files} is withdrawn; no later run reads it",
            f"To bring it back, take its [[withdrawn]] entry out of {workspace / REGISTER}",
        ]
    )


def verify(workspace: Workspace = Path()) -> None:
    """Check that each mention's text stands on the page and in the paragraph that it names.

    Each document is read once more, by another reader than the run's. The exit code is 0,
    or 1 where a text or a number does not stand where outputs/mentions.csv says, or 2 for
    a wrong call.
    """
    from pipeline.verify import verify as verify_locators  # noqa: PLC0415 (loads the readers)

    screen = Console(stderr=True)
    set_up_log(verbose=False)
    with errors_on(screen), bars(screen) as progress:
        result = verify_locators(workspace, progress=progress)
    show_verified(result, Console())
    if result.failures:
        raise typer.Exit(SOME_REFUSED)


def _to_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        message = f"--date {text!r}: write it as year-month-day, such as 2025-03-14"
        raise UsageError(message) from error


def _today() -> date:
    return datetime.now().astimezone().date()
