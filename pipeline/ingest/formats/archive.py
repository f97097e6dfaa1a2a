"""ZIP: its files, one after the other, each unpacked in memory when its turn comes."""

from __future__ import annotations

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from functools import partial
from typing import IO, TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Enclosure, Reading
from pipeline.ingest.formats.packages import ENCRYPTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.ingest.blocks import File

# What zipfile and the decompressors below it raise on archives cut short or altered.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ValueError,
    IndexError,
    OSError,
    EOFError,
)

# zipfile unpacks as many bytes as it is asked for at once, by some methods to any length.
_PIECE = 4_096
_UTF8_NAME = 0x800
_SEPARATORS = re.compile(r"[/\\]+")
# What macOS, Windows and Office leave behind between people's files.
_LEFT_BEHIND = re.compile(r"\.[^.]|__MACOSX$|Thumbs\.db$|desktop\.ini$|~\$", re.IGNORECASE)


def read_archive(file: File) -> list[Reading]:
    """The archive's files as enclosures; folders, links and what systems leave behind are none.

    Names are only names: nothing is written to a disk.

    Raises:
        UnreadableError: If its list of files is damaged, or it holds none.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(file.content))
    except (*DAMAGE, NotImplementedError) as error:
        raise UnreadableError("is a damaged ZIP file; pack its files anew") from error
    enclosures = tuple(_enclosures(package))
    if not enclosures:
        raise UnreadableError("is an archive without files")
    return [Reading(sections=[], enclosures=enclosures, is_bundle=True)]


def _enclosures(package: zipfile.ZipFile) -> Iterator[Enclosure]:
    for member in package.infolist():
        parts = [part for part in _SEPARATORS.split(_name(member)) if part]
        is_file = not member.is_dir() and not stat.S_ISLNK(member.external_attr >> 16)
        if is_file and parts and not any(map(_LEFT_BEHIND.match, parts)):
            yield Enclosure(name="/".join(parts), load=partial(_unpack, package, member))


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name; programs that do not say so write UTF-8 too."""
    name = member.orig_filename
    if member.flag_bits & _UTF8_NAME:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _unpack(package: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """The member's first bytes, whatever length the archive states for it."""
    if member.flag_bits & ENCRYPTED:
        raise UnreadableError("is encrypted; pack it without a password")
    try:
        with package.open(member) as unpacked:
            return _read(unpacked, most)
    except NotImplementedError as error:
        raise UnreadableError(
            "is packed by a method that few programs know; pack it anew as ordinary ZIP"
        ) from error
    except DAMAGE as error:
        raise UnreadableError("is damaged in the archive; pack it anew") from error


def _read(unpacked: IO[bytes], most: int) -> bytes:
    content = bytearray()
    while len(content) < most:
        piece = unpacked.read(_PIECE)
        if not piece:
            break
        content += piece
    return bytes(content[:most])
