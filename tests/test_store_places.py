"""Where a store lies: what people write is understood, and no password is ever shown."""

from __future__ import annotations

import ssl
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from pipeline.config import load_config
from pipeline.errors import ConfigError, UsageError
from pipeline.store import has_store, locate_store, open_store
from pipeline.store import places as store_places
from pipeline.store.places import (
    VARIABLE,
    describe_place,
    driver_arguments,
    find_network,
    parse_place,
    to_url,
)
from tests.conftest import write
from tests.databases import GUEST, PASSWORD, execute, make_database

MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
server:/export /srv/shared nfs4 rw,vers=4.2 0 0
//server/team /mnt/our\040team cifs rw 0 0
/dev/sdb1 /srv/shared/disk xfs rw 0 0
ada@server:/ /srv/ada/remote fuse.sshfs rw 0 0
auto /net autofs rw 0 0
server:/net /net nfs rw 0 0
a line that is cut
"""


def place(text: str, **fields: Path) -> str:
    return parse_place(text, origin="URL", **fields).render_as_string(hide_password=False)


def test_without_a_word_it_is_a_file_in_the_workspace(tmp_path: Path) -> None:
    assert locate_store(tmp_path) == to_url(tmp_path / "stocktake.db")
    assert not has_store(tmp_path)
    with open_store(locate_store(tmp_path)):
        assert has_store(tmp_path)


def test_the_settings_can_say_otherwise_and_the_environment_goes_before_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "stocktake.toml", '[store]\nurl = "postgresql://ada:pw@db.example.org/ours"\n')
    assert describe_place(locate_store(tmp_path)) == "postgresql://db.example.org/ours"
    assert has_store(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "other.db"))
    assert locate_store(tmp_path) == to_url(tmp_path / "other.db")
    monkeypatch.setenv(VARIABLE, "")
    assert describe_place(locate_store(tmp_path)) == "postgresql://db.example.org/ours"


def test_a_path_in_the_settings_begins_at_the_workspace(tmp_path: Path) -> None:
    write(tmp_path / "stocktake.toml", '[store]\nurl = "kept/decisions.db"\n')
    assert locate_store(tmp_path) == to_url(tmp_path / "kept" / "decisions.db")


def test_a_url_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "stocktake.toml", "[store]\nurl = 3\n")
    with pytest.raises(ConfigError, match=r"stocktake\.toml \[store\] url.*quotation marks"):
        locate_store(tmp_path)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("decisions.db", "sqlite:///decisions.db"),
        ("/srv/what?now#1.db", "sqlite:////srv/what%3Fnow%231.db"),
        (r"C:\disk\decisions.db", r"sqlite:///C:\disk\decisions.db"),
        ("sqlite:///decisions.db", "sqlite:///decisions.db"),
        ("postgresql://ada@host/ours", "postgresql+pg8000://ada@host/ours"),
        ("postgres://ada:p%40w@host:6543/ours", "postgresql+pg8000://ada:p%40w@host:6543/ours"),
        ("PostgreSQL+pg8000://ada@host/ours", "postgresql+pg8000://ada@host/ours"),
    ],
)
def test_a_place_is_a_url_or_a_path(text: str, meant: str) -> None:
    assert parse_place(text, origin="URL") == make_url(meant) or place(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "postgresql:ada:open-sesame@host/ours",
        "postgresql:/ada:open-sesame@host/ours",
        "postgresql://ada:open-sesame@host",
        "postgresql://ada:open-sesame:17@host:open-sesame/ours",
        "postgresql+psycopg://ada:open-sesame@host/ours",
        "mysql://ada:open-sesame@host/ours",
        "sqlite://",
    ],
)
def test_what_is_no_place_is_an_error_that_says_where_and_repeats_no_password(text: str) -> None:
    with pytest.raises(UsageError, match=r"stocktake\.toml.*postgresql://USER") as caught:
        parse_place(text, origin="stocktake.toml [store] url")
    assert "sesame" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("?sslmode=perhaps", "sslmode"),
        ("?password=open-sesame", "not one of host"),
        ("?host=a&host=b", "not one of host"),
        ("?sslmode=verify-full&sslrootcert=/nowhere/ca.pem", "sslrootcert cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_used_is_an_error(settings: str, said: str) -> None:
    url = parse_place(f"postgresql://ada:open-sesame@host/ours{settings}", origin="URL")
    with pytest.raises(UsageError, match=said) as caught, open_store(url):
        pass
    assert "sesame" not in str(caught.value)


def test_a_url_without_a_user_is_an_error() -> None:
    with pytest.raises(UsageError, match="names no user"):
        driver_arguments(parse_place("postgresql://host/ours", origin="URL"))


def test_the_settings_of_a_url_mean_what_they_mean_to_postgresql() -> None:
    def arguments(settings: str) -> dict[str, object]:
        return {**driver_arguments(parse_place(f"postgresql://a@h/d{settings}", origin="URL"))}

    assert arguments("") == {"ssl_context": None}
    assert arguments("?sslmode=disable") == {"ssl_context": False}
    assert arguments("?sslmode=require") == {"ssl_context": True}
    trusting = arguments("?sslmode=verify-full")["ssl_context"]
    assert isinstance(trusting, ssl.SSLContext)
    assert trusting.check_hostname
    assert trusting.verify_mode is ssl.CERT_REQUIRED
    assert arguments("?host=/run/pg")["unix_sock"] == "/run/pg/.s.PGSQL.5432"


@given(st.text())
def test_no_description_and_no_error_shows_a_password(password: str) -> None:
    secret = quote(f"sesame{password}", safe="")
    for end in ("/ours", "", "/ours?sslmode=x", ":port/ours"):
        try:
            url = parse_place(f"postgresql://ada:{secret}@host{end}", origin="URL")
            shown = describe_place(url) + repr(url)
            driver_arguments(url)
        except UsageError as error:
            shown = str(error)
        assert "sesame" not in shown


def test_a_wrong_password_is_an_error_that_shows_neither_it_nor_the_right_one() -> None:
    url = make_database().set(username=GUEST, password="let-me-in")  # noqa: S106 (the wrong one)
    with pytest.raises(UsageError, match="password authentication failed") as caught:
        open_store(url).__enter__()
    assert "let-me-in" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert str(url.database) in str(caught.value)


def test_a_password_can_be_where_postgresql_looks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    place = make_database()
    execute(place, f"GRANT ALL ON SCHEMA public TO {GUEST}")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with open_store(place.set(username=GUEST)) as store:
        assert store.log() == []


def test_a_server_that_does_not_answer_is_an_error_that_says_what_to_look_at() -> None:
    url = parse_place("postgresql://ada:open-sesame@127.0.0.1:1/ours", origin="URL")
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:1/ours.*server runs") as caught:
        open_store(url).__enter__()
    assert "sesame" not in str(caught.value)


def test_where_the_driver_is_not_installed_a_line_says_how_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pg8000", None)
    with pytest.raises(UsageError, match="pip install pg8000"):
        open_store(parse_place("postgresql://ada@host/ours", origin="URL")).__enter__()


def test_the_settings_show_no_url(tmp_path: Path) -> None:
    path = write(tmp_path / "s.toml", '[store]\nurl = "postgresql://ada:open-sesame@host/ours"\n')
    assert "sesame" not in repr(load_config(path))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/shared/team/stocktake.db", "nfs4"),
        ("/srv/shared", "nfs4"),
        ("/mnt/our team/stocktake.db", "cifs"),
        ("/srv/ada/remote/a/b/stocktake.db", "fuse.sshfs"),
        ("/net/stocktake.db", "nfs"),
        ("/srv/shared/disk/stocktake.db", ""),
        ("/srv/shared-not/stocktake.db", ""),
        ("/mnt/our/stocktake.db", ""),
        ("/srv/ada/stocktake.db", ""),
    ],
)
def test_a_network_share_is_known_by_what_is_mounted_deepest(path: str, kind: str) -> None:
    assert find_network(MOUNTS, PurePosixPath(path)) == kind


def test_a_share_of_windows_is_known_by_its_path() -> None:
    assert find_network("", PureWindowsPath(r"\\server\team\stocktake.db")) == "Windows share"
    assert find_network("", PureWindowsPath(r"C:\disk\stocktake.db")) == ""
    assert find_network("", PurePosixPath("/disk/stocktake.db")) == ""


def test_a_file_on_a_network_share_is_refused_also_by_way_of_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, workspace = tmp_path / "our share", tmp_path / "workspace"
    share.mkdir()
    workspace.symlink_to(share)
    escaped = str(share.resolve()).replace(" ", r"\040")
    mounts = write(tmp_path / "mounts", f"/dev/sda1 / ext4 rw 0 0\ns:/x {escaped} nfs4 rw 0 0\n")
    monkeypatch.setattr(store_places, "_MOUNTS", mounts)
    with pytest.raises(UsageError, match=r"our share.stocktake\.db.*\(nfs4\).*disk of this"):
        open_store(workspace / "stocktake.db").__enter__()
    assert list(share.iterdir()) == []
    with open_store(tmp_path / "stocktake.db"):
        pass
