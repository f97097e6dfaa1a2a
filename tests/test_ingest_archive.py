"""ZIP: every file in it is a document or a rejection, and none can fill the memory."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError
from pipeline.ingest import read_source
from pipeline.ingest.blocks import File
from pipeline.ingest.formats.archive import read_archive
from pipeline.records import Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SMALL = replace(IngestSettings(), largest_megabytes=1, unpacked_megabytes=2)


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return made.getvalue()


def read(
    tmp_path: Path, content: bytes, settings: IngestSettings = SMALL
) -> tuple[dict[str, str], dict[str, str]]:
    """Texts by member, and reasons by item."""
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    source = Source(document_id="d", path=path, body="Board", title="Papers")
    documents, rejections = read_source(source, settings=settings)
    assert len({document.document_id for document in documents}) == len(documents)
    assert {document.source.body for document in documents} <= {"Board"}
    assert {document.source.contribution for document in documents} <= {""}
    assert not any(document.source.title == "Papers" for document in documents)
    texts = {d.source.member: " ".join(p.text for p in d.paragraphs) for d in documents}
    return texts, {rejection.item: rejection.reason for rejection in rejections}


def test_every_file_is_a_document_of_its_own_and_an_archive_inside_is_read(tmp_path: Path) -> None:
    inner = packed({"deep/c.md": "# Piers\n\nPiers should be painted."})
    texts, reasons = read(
        tmp_path,
        packed({"a.txt": "Boats should be lit.", "b/": "", "b/b.zip": inner}),
    )
    assert texts == {
        "a.txt": "Boats should be lit.",
        "b/b.zip/deep/c.md": "Piers Piers should be painted.",
    }
    assert reasons == {}


def test_what_systems_leave_behind_is_left_out_without_a_word(tmp_path: Path) -> None:
    names = [
        "__MACOSX/._a.txt",
        ".DS_Store",
        "b/Thumbs.db",
        "desktop.ini",
        ".git/config",
        "~$letter.docx",
    ]
    texts, reasons = read(tmp_path, packed({"a.txt": "Boats"} | dict.fromkeys(names, "x")))
    assert set(texts) == {"a.txt"}
    assert reasons == {}


def test_a_link_is_no_file(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("a.txt", "Boats")
        link = zipfile.ZipInfo("b.txt")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "../../etc/passwd")
    assert set(read(tmp_path, made.getvalue())[0]) == {"a.txt"}


def test_names_that_lead_elsewhere_are_only_names(tmp_path: Path) -> None:
    names = ["../../up.txt", "/root.txt", "C:\\back\\slash.txt", "two\nlines.txt"]
    texts, _ = read(tmp_path, packed(dict.fromkeys(names, "Boats should be lit.")))
    assert set(texts) == {"../../up.txt", "root.txt", "C:/back/slash.txt", "two?lines.txt"}
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_two_files_of_one_name_are_two_documents(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("a.txt", "Boats")
        with pytest.warns(UserWarning, match="Duplicate"):
            package.writestr("a.txt", "Piers")
    path = tmp_path / "a.zip"
    path.write_bytes(made.getvalue())
    documents, _ = read_source(Source(document_id="d", path=path), settings=SMALL)
    assert [document.paragraphs[0].text for document in documents] == ["Boats", "Piers"]
    assert len({document.document_id for document in documents}) == 2


def test_names_in_utf_8_are_read_whether_or_not_they_say_so(tmp_path: Path) -> None:
    content = packed({"évaluation.txt": "Boats"})
    bare = content.replace(b"\x00\x08", b"\x00\x00")
    assert bare != content
    assert set(read(tmp_path, content)[0]) == set(read(tmp_path, bare)[0]) == {"évaluation.txt"}
    old = packed({"XXX.txt": "Boats"}).replace(b"XXX", b"\x82t\x82")
    assert set(read(tmp_path, old)[0]) == {"été.txt"}


def test_an_encrypted_file_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    content = bytearray(packed({"a.txt": "Boats", "b.txt": "Piers"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    texts, reasons = read(tmp_path, bytes(content))
    assert set(texts) == {"b.txt"}
    assert "encrypted" in reasons["a.zip/a.txt"]


def test_a_file_packed_by_an_unknown_method_is_refused(tmp_path: Path) -> None:
    content = bytearray(packed({"a.txt": "Boats", "b.txt": "Piers"}))
    content[content.index(b"PK\x01\x02") + 10] = 9
    texts, reasons = read(tmp_path, bytes(content))
    assert set(texts) == {"b.txt"}
    assert "few programs" in reasons["a.zip/a.txt"]


def test_a_damaged_file_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    content = packed({"a.txt": "Boats", "b.txt": "Piers"}, zipfile.ZIP_STORED)
    texts, reasons = read(tmp_path, content.replace(b"Boats", b"Goats"))
    assert set(texts) == {"b.txt"}
    assert "damaged" in reasons["a.zip/a.txt"]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_file_that_unpacks_to_too_much_is_refused_and_the_rest_is_read(
    tmp_path: Path, method: int
) -> None:
    content = packed({"bomb.txt": b"a" * 30_000_000, "a.txt": "Boats"}, method)
    texts, reasons = read(tmp_path, content)
    assert set(texts) == {"a.txt"}
    assert "more than 1000000 bytes" in reasons["a.zip/bomb.txt"]


def test_the_size_that_the_archive_states_is_not_believed(tmp_path: Path) -> None:
    content = bytearray(packed({"bomb.txt": b"a" * 30_000_000}))
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.index(magic) + offset, 10)
    texts, reasons = read(tmp_path, bytes(content))
    assert texts == {}
    assert "damaged" in reasons["a.zip/bomb.txt"]


def test_all_files_together_may_unpack_to_so_much_only(tmp_path: Path) -> None:
    inner = packed({f"{name}.txt": f"Boat {name}." + " " * 900_000 for name in "ab"})
    texts, reasons = read(tmp_path, packed({"1.zip": inner, "2.zip": inner, "c.txt": "Piers"}))
    assert set(texts) == {"1.zip/a.txt", "1.zip/b.txt"}
    assert "with all before it" in reasons["a.zip/2.zip/a.txt"]
    assert "with all before it" in reasons["a.zip/c.txt"]


def test_members_that_share_their_bytes_count_each_time(tmp_path: Path) -> None:
    content = bytearray(packed({"a.txt": "Boats." + " " * 900_000}))
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    entry = content[start:end]
    many = content[:start] + entry * 5 + content[end:]
    struct.pack_into("<HHI", many, len(many) - 14, 5, 5, len(entry) * 5)
    path = tmp_path / "a.zip"
    path.write_bytes(many)
    documents, rejections = read_source(Source(document_id="d", path=path), settings=SMALL)
    assert len(documents) <= 2
    assert len(documents) + len(rejections) == 5


def test_files_too_many_are_one_rejection(tmp_path: Path) -> None:
    few = replace(SMALL, members=2)
    texts, reasons = read(tmp_path, packed({f"{n}.txt": f"Boat {n}" for n in range(9)}), few)
    assert set(texts) == {"0.txt", "1.txt"}
    assert list(reasons) == ["a.zip"]
    assert "more than 2 files" in reasons["a.zip"]


def test_files_too_deep_are_refused(tmp_path: Path) -> None:
    content = packed({"deep.txt": "Boats"})
    for number in range(3):
        content = packed({f"{number}.zip": content, f"{number}.txt": f"Pier {number}"})
    texts, reasons = read(tmp_path, content)
    assert set(texts) == {"2.txt", "2.zip/1.txt", "2.zip/1.zip/0.txt"}
    assert "more than 3" in reasons["a.zip/2.zip/1.zip/0.zip/deep.txt"]


def test_files_of_a_kind_that_cannot_be_read_are_refused_by_their_names(tmp_path: Path) -> None:
    texts, reasons = read(tmp_path, packed({"a.txt": "Boats", "b.json": "{}", "empty.txt": ""}))
    assert set(texts) == {"a.txt"}
    assert "'.json'" in reasons["a.zip/b.json"]
    assert "no bytes" in reasons["a.zip/empty.txt"]


def test_an_archive_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="without files"):
        read(tmp_path, packed({"folder/": "", ".hidden": "x"}))


def test_an_archive_whose_list_is_damaged_is_refused(tmp_path: Path) -> None:
    content = packed({"a.txt": "Boats"})
    file = File(
        content=content[:-30],
        source=Source(document_id="d", path=tmp_path),
        settings=SMALL,
    )
    with pytest.raises(UnreadableError, match="damaged ZIP"):
        read_archive(file)


WHOLE = [
    packed({"a.txt": "Boats should be lit. " * 20, "b/b.txt": "Piers"}, method)
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
]


@given(st.sampled_from(WHOLE), st.integers(0, 400), st.binary(max_size=3), st.integers(30, 600))
def test_a_damaged_archive_gives_documents_or_reasons(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, place: int, change: bytes, length: int
) -> None:
    content = (whole[:place] + change + whole[place + len(change) :])[:length]
    with suppress(UnreadableError):
        texts, reasons = read(tmp_path_factory.mktemp("damage"), content)
        assert texts or reasons
