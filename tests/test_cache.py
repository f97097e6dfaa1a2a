"""Values that are given back as they were kept, or not at all."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from hypothesis import given

from pipeline import cache as cache_module
from pipeline import incremental
from pipeline.cache import Cache, make_key, open_cache
from pipeline.records import Document, Mention, Rejection
from tests import strategies
from tests.conftest import make_document, make_mention

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

FEES = "The harbour board should publish its fees every year."
LAMPS = "Lamps must be put on the northern pier before winter."


def test_a_run_that_is_killed_loses_a_second_s_work_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(cache_module.time, "monotonic", lambda: now[0])
    killed = Cache(tmp_path / "known.db")
    for number in range(9):
        now[0] += 0.5
        killed.keep(make_key(number), number)
    with open_cache(tmp_path / "known.db") as left:
        known = [left.get(make_key(number), int) for number in range(9)]
    killed.close()
    assert known[:6] == list(range(6))


def test_a_read_only_cache_is_done_without(tmp_path: Path) -> None:
    with open_cache(tmp_path / "known.db") as cache:
        cache.keep(make_key(1), 1)
    (tmp_path / "known.db").chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        with open_cache(tmp_path / "known.db") as cache:
            assert cache.get(make_key(1), int) in (1, None)
            cache.keep(make_key(2), 2)
            cache.forget_unused()
    finally:
        tmp_path.chmod(0o700)


def test_a_locked_cache_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_SECONDS_TO_WAIT", 0)
    with open_cache(tmp_path / "known.db") as cache:
        cache.keep(make_key(1), 1)
    lock = sqlite3.connect(tmp_path / "known.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    with open_cache(tmp_path / "known.db") as cache:
        cache.keep(make_key(2), 2)
    lock.close()
    with open_cache(tmp_path / "known.db") as cache:
        assert (cache.get(make_key(1), int), cache.get(make_key(2), int)) == (1, None)


def test_two_runs_at_once_do_each_other_no_harm(tmp_path: Path) -> None:
    with open_cache(tmp_path / "known.db") as one, open_cache(tmp_path / "known.db") as other:
        one.keep(make_key(1), 1)
        other.keep(make_key(2), 2)
        one.forget_unused()
        other.forget_unused()
        assert one.get(make_key(1), int) in (1, None)
        assert other.get(make_key(2), int) == 2


def test_a_value_of_another_kind_is_not_given(tmp_path: Path) -> None:
    with open_cache(tmp_path / "known.db") as cache:
        cache.keep(make_key(1), "text")
        cache.forget_unused()
        assert cache.get(make_key(1), tuple[Mention, ...]) is None
        assert cache.get(make_key(1), str) == "text"


def test_what_no_file_can_hold_is_not_kept(tmp_path: Path) -> None:
    with open_cache(tmp_path / "known.db") as cache:
        assert make_key("\ud800") == b""
        cache.keep(make_key("\ud800"), 1)
        cache.keep(make_key(1), "\ud800")
        cache.forget_unused()
        assert cache.get(make_key("\ud800"), int) is None
        assert cache.get(make_key(1), str) is None


@given(strategies.mentions)
def test_a_mention_comes_back_as_it_was(mention: Mention) -> None:
    assert cache_module.decode(cache_module.encode(mention), Mention) == mention


@given(strategies.rejections)
def test_a_rejection_comes_back_as_it_was(rejection: Rejection) -> None:
    assert cache_module.decode(cache_module.encode(rejection), Rejection) == rejection


def test_text_of_a_library_s_own_kind_is_kept_as_text() -> None:
    class Lettering(str):
        __slots__ = ()

    mention = make_mention(Lettering(FEES))
    assert cache_module.decode(cache_module.encode(mention), Mention) == mention


@given(strategies.documents)
def test_a_document_comes_back_as_it_was_but_for_its_folder(document: Document) -> None:
    kept = cache_module.decode(cache_module.encode(document), Document)
    assert incremental.lying_at(document.source.path, kept) == document
    assert kept.source.path.name == document.source.path.name


def test_documents_that_differ_in_anything_but_their_folder_have_other_keys() -> None:
    document = make_document(FEES)
    same = incremental.lying_at(document.source.path.parent / "deeper" / "d.txt", document)
    assert make_key(document) == make_key(same)
    others = [
        make_document(LAMPS),
        make_document(FEES, title="Fees"),
        incremental.lying_at(document.source.path.with_name("e.txt"), document),
    ]
    assert len({make_key(each) for each in (document, *others)}) == 4
