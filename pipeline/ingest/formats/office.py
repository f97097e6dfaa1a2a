"""Files of older office programs and of OpenDocument, converted by LibreOffice where it is."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.ingest.formats.sheet import read_workbook
from pipeline.ingest.formats.slides import read_slides
from pipeline.ingest.formats.word import read_word
from pipeline.ingest.sniffing import sniff

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.ingest.blocks import File, Reading

# Share of a file's time that its conversion may take, so that it ends before its reader does.
CONVERSION_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What a format is for people, what it is converted to, and who reads that."""

    name: str
    target: str
    read: Callable[[File], list[Reading]]


_KINDS = {
    ".doc": _Kind(name=".doc file of Word before 2007", target="docx", read=read_word),
    ".odp": _Kind(name=".odp presentation", target="pptx", read=read_slides),
    ".ods": _Kind(name=".ods table", target="xlsx", read=read_workbook),
    ".ppt": _Kind(name=".ppt file of PowerPoint before 2007", target="pptx", read=read_slides),
    ".xls": _Kind(name=".xls file of Excel before 2007", target="xlsx", read=read_workbook),
}

# A document may name pictures and data on the network, and may bring programs of its own.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def read_converted(file: File) -> list[Reading]:
    """What the format's successor says, into which LibreOffice converts the file.

    Raises:
        UnreadableError: LibreOffice is not installed, or cannot convert it.
    """
    ending = sniff(file.content, file.source.name)
    kind = _KINDS[ending]
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnreadableError(
            f"is a {kind.name}: install LibreOffice, or save it as {kind.target.upper()}"
        )
    # Left behind by a program that goes on writing, the folder is the system's to clear.
    with tempfile.TemporaryDirectory(prefix="stocktake-", ignore_cleanup_errors=True) as folder:
        content = _convert(file, ending, program, Path(folder))
    return kind.read(replace(file, content=content))


def _convert(file: File, ending: str, program: str, folder: Path) -> bytes:
    """The content of the converted file, made in the folder with a profile of its own there."""
    kind = _KINDS[ending]
    given = folder / f"document{ending}"
    given.write_bytes(file.content)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", kind.target, "--outdir", str(folder), str(given)]
    seconds = file.settings.seconds * CONVERSION_SHARE
    try:
        subprocess.run(  # noqa: S603 (found by its name on the path; the file's name is ours)
            command, timeout=seconds, check=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return given.with_suffix(f".{kind.target}").read_bytes()
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(
            f"is a {kind.name} that LibreOffice has not converted in {seconds:.0f} seconds; "
            f"save it as {kind.target.upper()}"
        ) from error
    except FileNotFoundError as error:
        raise UnreadableError(
            f"is a {kind.name} that LibreOffice cannot convert, damaged or with a password; "
            f"save it as {kind.target.upper()}"
        ) from error
