"""Outlook's files as tests need them: a writer of compound files, and of messages in them."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import TypeAlias

Tree: TypeAlias = "dict[str, bytes | Tree]"
Value: TypeAlias = "str | bytes | int | datetime"

SECTOR, MINI_SECTOR, CUTOFF = 512, 64, 4_096
FREE, END, IS_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5
STRING, STRING8, BINARY, TIME = 0x001F, 0x001E, 0x0102, 0x0040


class _Sectors:
    """Contents, each in a chain of sectors of one size."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.content = b""
        self.next: list[int] = []

    def add(self, content: bytes) -> int:
        """The first sector of the content."""
        if not content:
            return END
        count, first = -(-len(content) // self.size), len(self.next)
        self.next += [*range(first + 1, first + count), END]
        self.content += content.ljust(count * self.size, b"\xff")
        return first


class _Writer:
    def __init__(self) -> None:
        self.sectors, self.minis = _Sectors(SECTOR), _Sectors(MINI_SECTOR)
        self.entries: list[bytes] = [b""]

    def folder(self, tree: Tree) -> int:
        """The number of the folder's first entry, which leads to the others."""
        following = FREE
        for name, node in sorted(tree.items(), key=lambda item: (len(item[0]), item[0]))[::-1]:
            self.entries.append(b"")
            number = len(self.entries) - 1
            if isinstance(node, dict):
                child, start, size, kind = self.folder(node), 0, 0, STORAGE
            else:
                place = self.minis if len(node) < CUTOFF else self.sectors
                child, start, size, kind = FREE, place.add(node), len(node), STREAM
            self.entries[number] = _entry(name, kind, following, child, start, size)
            following = number
        return following


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII36xIQ", len(encoded), kind, 1, FREE, right, child, start, size)
    return encoded.ljust(64, b"\0") + links


def _numbers(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def compound(tree: Tree) -> bytes:
    """A compound file (MS-CFB) of these folders and streams."""
    writer = _Writer()
    child, sectors, minis = writer.folder(tree), writer.sectors, writer.minis
    start = sectors.add(minis.content)
    size = len(minis.content)
    writer.entries[0] = _entry("Root Entry", ROOT, FREE, child, start, size)
    mini_fat = sectors.add(_numbers(minis.next))
    count = -(-len(minis.next) * 4 // SECTOR)
    directory = sectors.add(
        b"".join(writer.entries).ljust(-(-len(writer.entries) // 4) * 512, b"\0")
    )
    first = len(sectors.next)
    fats = 1
    while first + fats > fats * SECTOR // 4:
        fats += 1
    fat = _numbers([*sectors.next, *[IS_FAT] * fats]).ljust(fats * SECTOR, b"\xff")
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, fats, directory, 0, CUTOFF, mini_fat, count, END, 0, first),
    )
    places = _numbers(list(range(first + 1, first + fats)))
    return (head + places).ljust(SECTOR, b"\xff") + sectors.content + fat


def properties(values: dict[int, Value], *, head: int) -> Tree:
    """The streams of a message (head of 32 bytes, 24 inside another) or attachment (8)."""
    entries = b"\0" * head
    tree: Tree = {}
    for tag, value in values.items():
        content = _content(tag, value)
        if isinstance(value, str | bytes):
            tree[f"__substg1.0_{tag:08X}"] = content
            content = struct.pack("<Q", len(content))
        entries += struct.pack("<II", tag, 6) + content
    return {"__properties_version1.0": entries, **tree}


def _content(tag: int, value: Value) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-16-le" if tag & 0xFFFF == STRING else "cp1251")
    if isinstance(value, datetime):
        since = value - datetime(1601, 1, 1, tzinfo=UTC)
        value = int(since.total_seconds()) * 10_000_000
    return value if isinstance(value, bytes) else struct.pack("<Q", value)
