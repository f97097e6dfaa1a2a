"""Zipped office packages, checked before anything in them is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.ingest.blocks import File

# What python-docx, python-pptx and the libraries below them raise on packages cut short
# or altered; AttributeError where a part's root is an element that they have no class for,
# TypeError where an attribute that a part must have is not there.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    NotImplementedError,
    EOFError,
    AttributeError,
    TypeError,
)

LARGEST_PART = 300_000_000
CONTENT_TYPES = "[Content_Types].xml"
ENCRYPTED = 0x1

_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@contextmanager
def refuse_damage(save_as: str, library_error: type[Exception]) -> Iterator[None]:
    """Turn what reading a damaged package raises into the reason that people are shown.

    Args:
        save_as: The format's name for people ("DOCX").
        library_error: The error that the format's library has of its own.
    """
    try:
        yield
    except (*DAMAGE, library_error) as error:
        raise UnreadableError(damaged(save_as)) from error


def check_package(file: File, *, save_as: str) -> None:
    """Refuse what is no zipped package or would fill the memory.

    Args:
        file: Its bytes and the limits.
        save_as: The format's name for people ("DOCX").

    Raises:
        UnreadableError: With what to do.
    """
    if file.content.startswith(_OLD_FORMAT):
        raise UnreadableError(
            f"is encrypted or in the old binary format; save it as {save_as} without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
        raise UnreadableError(damaged(save_as)) from error
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise UnreadableError(f"is encrypted; save it as {save_as} without a password")
    sizes = [part.file_size for part in parts]
    if (
        sum(sizes) > file.settings.unpacked_megabytes * 1_000_000
        or max(sizes, default=0) > LARGEST_PART
    ):
        raise UnreadableError(f"would unpack to {sum(sizes)} bytes, which no document needs")


def as_plain(content: bytes, *, plain: bytes, others: Iterable[bytes]) -> bytes:
    """The package as if its main part were a plain document's, the rest left as it is.

    Templates, slide shows and files with macros hold the same as a plain document under
    another content type, and the libraries refuse that type. Nothing but the list of
    content types is unpacked.

    Args:
        content: The package, checked.
        plain: The content type that the library takes.
        others: Those that it refuses.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        types = given = package.read(CONTENT_TYPES)
    for other in others:
        types = types.replace(other, plain)
    if types == given:
        return content
    changed = io.BytesIO(content)
    with zipfile.ZipFile(changed, "a") as package:
        package.filelist.remove(package.NameToInfo.pop(CONTENT_TYPES))
        package.writestr(CONTENT_TYPES, types)
    return changed.getvalue()


def damaged(save_as: str) -> str:
    """The reason given for a package that cannot be opened."""
    return f"is a damaged {save_as} file, or none; open it in its program and save it anew"
