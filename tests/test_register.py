"""The register: what is read of it, and that nothing of people's is changed."""

from __future__ import annotations

import tempfile
import threading
import tomllib
from datetime import date
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError, UsageError
from pipeline.records import Source
from pipeline.register import LOCK, REGISTER, load_register, locked, outermost, slug, withdraw
from tests import strategies
from tests.conftest import write


def register(workspace: Path, text: str) -> Path:
    return write(workspace / REGISTER, text)


def test_a_workspace_without_a_register_holds_nothing(tmp_path: Path) -> None:
    assert load_register(tmp_path) == []


def test_an_entry_is_read_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    register(
        tmp_path,
        '[[source]]\npath = "pier.txt"\nid = "orf-1"\ntitle = "On piers"\nsymbol = "ORF/1"\n'
        "published = 2024-05-06\n",
    )
    assert load_register(tmp_path) == [
        Source(
            document_id="orf-1",
            path=(tmp_path / "corpus" / "pier.txt").resolve(),
            title="On piers",
            symbol="ORF/1",
            published=date(2024, 5, 6),
        )
    ]


@pytest.mark.parametrize(
    ("entry", "document_id"),
    [
        ('symbol = "ORF/WG/3"\ntitle = "On piers"', "orf-wg-3"),
        ('title = "On piers"', "on-piers"),
        ("", "pier"),
        ('id = ""', "pier"),
    ],
)
def test_an_entry_without_an_id_is_known_by_symbol_else_title_else_file(
    tmp_path: Path, entry: str, document_id: str
) -> None:
    register(tmp_path, f'[[source]]\npath = "pier.txt"\n{entry}\n')
    assert [source.document_id for source in load_register(tmp_path)] == [document_id]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[source]]\npath = "a.txt"\ncolour = "red"\n', "colour"),
        ("[[source]]\npath = 3\n", "path"),
        ('[[source]]\npath = "a.txt"\npublished = "2024"\n', "published"),
        ('[[source]]\npath = "a.txt"\npublished = 2024-05-06T07:08:09\n', "published"),
        ('[[source]]\ntitle = "On piers"\n', "no path"),
        ('[[source]]\npath = "a.txt"\nid="x"\n[[source]]\npath = "b.txt"\nid = "x"\n', "'x'"),
        ('[[source]]\npath = "a.txt"\nid="x"\n[[source]]\npath = "./a.txt"\nid = "y"\n', "path"),
        ('[source]\npath = "a.txt"\n', "source"),
        ('[[sources]]\npath = "a.txt"\n', "sources"),
        ('source = ["a.txt"]\n', "source"),
        ("source = [1]\n", "source"),
        ('[[source]]\npath = "a\\u0000b.txt"\n', "path"),
        ("[[source]\n", "TOML"),
    ],
)
def test_a_register_that_cannot_be_used_is_an_error_that_names_the_file_and_the_fault(
    tmp_path: Path, text: str, said: str
) -> None:
    register(tmp_path, text)
    with pytest.raises(ConfigError, match=said) as caught:
        load_register(tmp_path)
    assert "sources.toml" in str(caught.value)


@given(st.text())
def test_a_slug_is_made_of_letters_digits_and_single_hyphens_and_stays_one(text: str) -> None:
    made = slug(text)
    assert all((part and part.isalnum()) or not made for part in made.split("-"))
    assert slug(made) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [("A/RES/70/125", "a-res-70-125"), ("  Été — 2024 ", "été-2024"), ("...", ""), ("a_b", "a-b")],
)
def test_a_slug_can_be_read(text: str, made: str) -> None:
    assert slug(text) == made


@pytest.mark.parametrize(
    ("document_id", "source"),
    [
        ("pier", "pier"),
        ("pier-0a1b2c3d", "pier"),
        ("pier-0a1b2c3d-44556677", "pier"),
        ("quay-0a1b2c3d", "quay-0a1b2c3d"),
        ("quay-0a1b2c3d-44556677", "quay-0a1b2c3d"),
        ("pier-lamps", "pier-lamps"),
    ],
)
def test_a_document_lies_in_the_registered_source_whose_id_its_own_goes_on_from(
    document_id: str, source: str
) -> None:
    assert outermost(document_id, {"pier", "quay-0a1b2c3d"}) == source


@given(title=strategies.register_texts, body=strategies.register_texts, published=st.dates())
def test_what_is_written_in_the_register_is_read_as_it_was_written(
    title: str, body: str, published: date
) -> None:
    entry = {"id": "x", "path": "a.txt", "title": title, "body": body, "published": published}
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "corpus").mkdir()
        (Path(name) / REGISTER).write_bytes(tomli_w.dumps({"source": [entry]}).encode())
        (source,) = load_register(Path(name))
    assert (source.title, source.body, source.published) == (title, body, published)


def test_a_title_without_letters_still_gives_an_id(tmp_path: Path) -> None:
    register(tmp_path, '[[source]]\npath = "a.txt"\ntitle = "???"\n')
    assert [source.document_id for source in load_register(tmp_path)] == ["a"]


VERSIONS = """
[[source]]
id = "orf-1"
path = "first.txt"
title = "On piers"
body = "Harbour board"
stakeholder_group = "government"
published = 2024-01-02
url = "https://example.org/first"
registered = 2024-05-01
"""


def test_of_a_document_s_versions_the_newest_is_processed_and_takes_over_what_was_said(
    tmp_path: Path,
) -> None:
    newer = 'replaces = "orf-1"\npath = "second.txt"\ntitle = "On piers, revised"\n'
    register(tmp_path, f"{VERSIONS}\n[[source]]\n{newer}registered = 2024-06-01\n")
    assert load_register(tmp_path) == [
        Source(
            document_id="orf-1",
            path=(tmp_path / "corpus" / "second.txt").resolve(),
            title="On piers, revised",
            body="Harbour board",
            stakeholder_group="government",
        )
    ]


@pytest.mark.parametrize(
    ("days", "newest"),
    [
        (("2024-06-01", "2024-05-02"), "v0.txt"),
        (("2024-06-01", "2024-06-01"), "v1.txt"),
        (("2024-06-01", ""), "v1.txt"),
        (("", "2024-06-01"), "v1.txt"),
        (("", "2024-04-01"), "v0.txt"),
    ],
)
def test_versions_are_ordered_by_the_day_of_registering_then_by_their_place_in_the_file(
    tmp_path: Path, days: tuple[str, ...], newest: str
) -> None:
    entries = [
        f'[[source]]\nreplaces = "orf-1"\npath = "v{number}.txt"\n'
        + (f"registered = {day}\n" if day else "")
        for number, day in enumerate(days)
    ]
    register(tmp_path, VERSIONS + "\n".join(entries))
    assert [source.path.name for source in load_register(tmp_path)] == [newest]


def test_a_withdrawn_document_is_not_processed_in_any_version(tmp_path: Path) -> None:
    newer = '[[source]]\nreplaces = "orf-1"\npath = "second.txt"\n'
    gone = '[[withdrawn]]\nid = "orf-1"\non = 2024-07-01\nnote = "sent twice"\n'
    register(tmp_path, f"{VERSIONS}{newer}{gone}")
    assert load_register(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[source]]\nreplaces = "orf-2"\npath = "b.txt"\n', "'orf-2'"),
        ('[[source]]\nid = "x"\nreplaces = "x"\npath = "b.txt"\n', "'x'"),
        ('[[source]]\nid = "x"\nreplaces = "orf-1"\npath = "b.txt"\n', "take the id out"),
        ('[[source]]\nreplaces = "orf-1"\npath = "first.txt"\n', "path"),
        ('[[source]]\nid = "orf-1"\npath = "b.txt"\n', "replaces = "),
        ('[[source]]\npath = "b.txt"\nregistered = "today"\n', "registered"),
        ('[[source]]\npath = "b.txt"\nmember = "x"\n', "member"),
        ('[[withdrawn]]\nid = "orf-2"\n', "'orf-2'"),
        ("[[withdrawn]]\non = 2024-07-01\n", "id"),
        ('[[withdrawn]]\nid = "orf-1"\nwhy = "x"\n', "why"),
        ('[[withdrawn]]\nid = "orf-1"\non = "today"\n', "on"),
        ('[withdrawn]\nid = "orf-1"\n', "withdrawn"),
    ],
)
def test_versions_and_withdrawals_that_name_nothing_are_errors_that_name_the_place(
    tmp_path: Path, text: str, said: str
) -> None:
    register(tmp_path, f"{VERSIONS}{text}")
    with pytest.raises(ConfigError, match=said) as caught:
        load_register(tmp_path)
    assert "sources.toml" in str(caught.value)


def test_withdrawing_is_written_below_what_people_wrote(tmp_path: Path) -> None:
    path = register(tmp_path, f"# ours\r\n{VERSIONS}")
    before = path.read_bytes()
    withdraw(tmp_path, "first.txt", note='said "no"', on=date(2024, 7, 1))
    assert path.read_bytes().startswith(before)
    assert tomllib.loads(path.read_text(encoding="utf-8"))["withdrawn"] == [
        {"id": "orf-1", "on": date(2024, 7, 1), "note": 'said "no"'}
    ]


@pytest.mark.parametrize("name", ["orf-1", "first.txt", "corpus/first.txt"])
def test_a_document_is_withdrawn_by_its_id_or_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    register(tmp_path, VERSIONS)
    (version,) = withdraw(tmp_path, name, note="", on=date(2024, 7, 1))
    assert version.source.path.name == "first.txt"
    assert load_register(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("orf-11", "near it are orf-1 "),
        ("frist.txt", "first.txt"),
        ("zzz", "the ids are in"),
        ("same.txt", "a, b; name one by id"),
        ("gone", "take the .* entry of gone out"),
    ],
)
def test_what_cannot_be_withdrawn_is_an_error_that_says_what_can(
    tmp_path: Path, name: str, said: str
) -> None:
    others = "".join(
        f'[[source]]\nid = "{key}"\npath = "{key}/same.txt"\n' for key in ("a", "b", "gone")
    )
    path = register(tmp_path, f'{VERSIONS}{others}[[withdrawn]]\nid = "gone"\n')
    before = path.read_bytes()
    with pytest.raises(UsageError, match=said):
        withdraw(tmp_path, name, note="", on=date(2024, 7, 1))
    assert path.read_bytes() == before


def test_withdrawing_from_a_folder_that_is_no_workspace_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--workspace"):
        withdraw(tmp_path / "w", "x", note="", on=date(2024, 7, 1))
    assert not (tmp_path / "w").exists()


def test_a_register_that_somebody_else_changes_is_waited_for(tmp_path: Path) -> None:
    register(tmp_path, VERSIONS)
    with locked(tmp_path):
        waiting = threading.Thread(
            target=lambda: withdraw(tmp_path, "orf-1", note="", on=date(2024, 7, 1))
        )
        waiting.start()
        waiting.join(0.3)
        assert load_register(tmp_path) != []
    waiting.join()
    assert load_register(tmp_path) == []


def test_a_corpus_that_cannot_be_written_to_is_an_error_that_names_it(tmp_path: Path) -> None:
    write(tmp_path / "corpus", "this is no folder")
    with pytest.raises(UsageError, match=r"sources\.toml: cannot be written"), locked(tmp_path):
        pass


def test_a_lock_that_is_no_lock_is_an_error_that_names_the_register(tmp_path: Path) -> None:
    write(tmp_path / LOCK, "this is no database" * 100)
    with pytest.raises(UsageError, match=r"sources\.toml: cannot be written"), locked(tmp_path):
        pass
