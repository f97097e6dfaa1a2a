"""Sessions and tokens: who asks, until when, and how often somebody may try to guess."""

from __future__ import annotations

import itertools
import statistics
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import argon2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.store import passwords
from pipeline.store.passwords import NOBODYS
from pipeline.store.roles import Role
from pipeline.store.sessions import IDLE, WHOLE
from pipeline.store.throttle import (
    FAILURES_OF_ADDRESS,
    FAILURES_OF_NAME,
    WINDOW,
    Refusal,
    begin_attempt,
)
from tests.accounts import HERE, NOW, PASSWORD, WRONG, open_office, there, token
from tests.databases import KINDS, SQLITE, execute, make_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import URL

    from tests.accounts import Office

A_MOMENT = timedelta(microseconds=1)
# A session is put off no more often than in ten minutes, so it may end so much earlier.
AT_LEAST = IDLE - timedelta(minutes=10)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """Where a store can be."""
    return make_place(request.param, tmp_path)


@pytest.fixture
def office(place: URL) -> Iterator[Office]:
    """A store with one account."""
    with open_office(place) as opened:
        opened.join("ada", "Ada", role=Role.REVIEWER, group="Academia")
        yield opened


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """As ``office``, in a file, for tests that do not mind each other."""
    with open_office(make_place(SQLITE, tmp_path_factory.mktemp("file"))) as opened:
        opened.join("ada", "Ada")
        yield opened


def test_who_signs_in_is_known_by_the_token_until_the_session_ends(office: Office) -> None:
    first, second = token(office.sign_in("ADA")), token(office.sign_in("ada"))
    signed = there(office.sessions.who(first, NOW))
    assert (signed.sign_in, signed.name, signed.role, signed.group) == (
        "ada",
        "Ada",
        Role.REVIEWER,
        "Academia",
    )
    assert signed.csrf != there(office.sessions.who(second, NOW)).csrf != ""
    office.sessions.sign_out(first)
    office.sessions.sign_out("\0 no such \ud800")
    assert office.sessions.who(first, NOW) is office.sessions.who("", NOW) is None
    assert there(office.sessions.who(second, NOW))
    office.sessions.sign_out_everywhere(signed.account)
    assert office.sessions.who(second, NOW) is None


def test_a_session_ends_when_nobody_uses_it_and_after_a_week_in_any_case(office: Office) -> None:
    used, unused = token(office.sign_in("ada")), token(office.sign_in("ada"))
    assert there(office.sessions.who(unused, NOW + IDLE - A_MOMENT))
    other = token(office.sign_in("ada"))
    assert office.sessions.who(other, NOW + IDLE) is None
    moment = NOW
    while moment < NOW + WHOLE:
        assert there(office.sessions.who(used, moment))
        moment += timedelta(hours=11)
    assert office.sessions.who(used, NOW + WHOLE) is None


def test_sessions_that_have_ended_are_forgotten(office: Office, place: URL) -> None:
    token(office.sign_in("ada", now=NOW + IDLE))
    assert execute(place, "SELECT count(*) FROM sessions") == [(1,)]


@settings(max_examples=30)
@given(st.lists(st.timedeltas(timedelta(0), timedelta(hours=13)), max_size=20))
def test_a_session_holds_as_long_as_it_is_used_and_young(
    file: Office, gaps: list[timedelta]
) -> None:
    begun = datetime(2026, 4, 1, tzinfo=UTC)
    with file.store.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM attempts")
    session = token(file.sign_in("ada", now=begun))
    moment, longest = begun, timedelta(0)
    for gap in gaps:
        moment, longest = moment + gap, max(longest, gap)
        holds = file.sessions.who(session, moment) is not None
        if longest >= IDLE or moment - begun >= WHOLE:
            assert not holds
            return
        if longest < AT_LEAST and moment - begun < WHOLE - timedelta(minutes=10):
            assert holds


def test_a_wrong_password_and_a_wrong_name_are_refused_alike(office: Office) -> None:
    office.join("bo")
    office.accounts.disable(office.accounts.find("bo").number, NOW)
    for name, password in (
        ("ada", WRONG),
        ("eve", PASSWORD),
        ("bo", PASSWORD),
        ("", ""),
        ("a\0\ud800", "\0\ud800"),
        ("x" * 10**6, "\u0301\u0323" * 10**6),
        ("'; DROP TABLE accounts; --", "%s :name ?"),
    ):
        assert office.sign_in(name, password) == Refusal()
    assert office.sign_in("ada", PASSWORD[:-1] + " " * 2_000) == Refusal()


def test_a_wrong_name_takes_as_long_as_a_wrong_password(tmp_path: Path) -> None:
    seconds: dict[str, list[float]] = defaultdict(list)
    with open_office(make_place(SQLITE, tmp_path), argon2.PasswordHasher()) as office:
        office.join("ada")
        for name in ["ada", "eve"] * FAILURES_OF_NAME:
            before = time.process_time()
            assert office.sign_in(name, WRONG) == Refusal()
            seconds[name].append(time.process_time() - before)
    medians = [statistics.median(some) for some in seconds.values()]
    assert max(medians) < 2 * min(medians)


def test_what_no_password_has_is_made_as_all_are() -> None:
    assert not argon2.PasswordHasher().check_needs_rehash(NOBODYS)


def test_who_fails_too_often_waits_whether_there_is_such_an_account(office: Office) -> None:
    for name in ("ada", "eve"):
        for minute in range(FAILURES_OF_NAME):
            moment = NOW + timedelta(minutes=minute)
            assert office.sign_in(name, WRONG, address=f"{name} {minute}", now=moment) == Refusal()
        late = NOW + timedelta(minutes=10)
        assert office.sign_in(name, now=late) == Refusal(seconds=300)
        assert office.sign_in(name, now=NOW + WINDOW - A_MOMENT) == Refusal(seconds=1)
    assert token(office.sign_in("ada", now=NOW + WINDOW))
    assert office.sign_in("eve", now=NOW + WINDOW) == Refusal()
    assert office.sign_in("ada", WRONG, now=NOW + WINDOW) == Refusal()
    assert office.sign_in("ada", now=NOW + WINDOW) == Refusal(seconds=60)


def test_who_signs_in_does_not_use_up_tries_nor_give_them_back(office: Office) -> None:
    for _ in range(FAILURES_OF_NAME - 1):
        office.sign_in("ada", WRONG)
    for _ in range(3):
        assert token(office.sign_in("ada"))
    office.sign_in("ada", WRONG)
    assert office.sign_in("ada") == Refusal(seconds=900)


@pytest.mark.parametrize(
    ("addresses", "outcome"),
    [
        (["192.0.2.1"], Refusal),
        (["2001:db8::1", "2001:db8::ffff:0:1"], Refusal),
        (["::ffff:192.0.2.1", "192.0.2.1"], Refusal),
        (["::ffff:192.0.2.1", "::ffff:192.0.2.2"], int),
        (["2001:db8::1", "2001:db8:0:1::1"], int),
        (["a socket", "192.0.2.1"], int),
    ],
)
def test_an_address_that_tries_many_names_waits(
    file: Office, addresses: list[str], outcome: type
) -> None:
    with file.store.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM attempts")
        tried = itertools.cycle(addresses)
        for number in range(FAILURES_OF_ADDRESS):
            assert isinstance(begin_attempt(connection, f"n{number}", next(tried), NOW), int)
        last = begin_attempt(connection, "another", addresses[-1], NOW)
    assert isinstance(last, outcome)


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 400)),
        max_size=80,
    )
)
def test_in_no_quarter_of_an_hour_more_can_be_tried(
    file: Office, tries: list[tuple[str, str, int]]
) -> None:
    moment, let_in = NOW, defaultdict[str, list[datetime]](list)
    with file.store.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM attempts")
        for name, address, seconds in tries:
            moment += timedelta(seconds=seconds)
            result = begin_attempt(connection, name, address, moment)
            recent = {
                key: [t for t in let_in[key] if t > moment - WINDOW] for key in (name, address)
            }
            free = len(recent[name]) < FAILURES_OF_NAME
            free = free and len(recent[address]) < FAILURES_OF_ADDRESS
            assert isinstance(result, int) is free
            if isinstance(result, Refusal):
                again = begin_attempt(
                    connection, name, address, moment + timedelta(seconds=result.seconds)
                )
                assert isinstance(again, int)
                moment += timedelta(seconds=result.seconds)
            for key in (name, address):
                let_in[key].append(moment)


def test_who_guesses_many_at_once_gets_no_more_tries(office: Office) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: office.sign_in("ada", WRONG), range(12)))
    assert results.count(Refusal()) == FAILURES_OF_NAME
    assert results.count(Refusal(seconds=900)) == 12 - FAILURES_OF_NAME


def test_attempts_are_forgotten_when_they_count_no_more(office: Office, place: URL) -> None:
    office.sign_in("eve")
    ((name, address),) = execute(place, "SELECT name, address FROM attempts")
    assert "eve" not in str(name)
    assert HERE not in str(address)
    office.sign_in("ada", now=NOW + WINDOW)
    assert execute(place, "SELECT * FROM attempts") == []


def test_a_new_password_ends_every_session_but_gives_one(office: Office) -> None:
    session = token(office.sign_in("ada"))
    signed = there(office.sessions.who(session, NOW))
    link = office.accounts.reset(signed.account, now=NOW)

    def change(old: str, new: str) -> str | Refusal:
        return office.sessions.change_password(signed, old, new, address=HERE, now=NOW)

    with pytest.raises(UsageError, match="choose one of 12 to 1,000"):
        change(PASSWORD, "short")
    assert change(WRONG, "boats in the harbour") == Refusal()
    assert there(office.sessions.who(session, NOW))
    fresh = token(change(PASSWORD, "boats in the harbour"))
    assert there(office.sessions.who(fresh, NOW)).account == signed.account
    assert office.sessions.who(session, NOW) is None
    with pytest.raises(UsageError, match="was used"):
        office.accounts.set_password(link, WRONG, NOW)
    assert office.sign_in("ada") == Refusal()
    for _ in range(FAILURES_OF_NAME - 2):
        change(WRONG, "boats in the harbour")
    assert change("boats in the harbour", PASSWORD) == Refusal(seconds=900)


def test_a_hash_that_was_made_in_an_older_way_is_made_anew(place: URL) -> None:
    present = argon2.PasswordHasher()
    with open_office(place) as office:
        office.join("ada")
    with open_office(place, present) as office:
        assert office.sign_in("ada", WRONG) == Refusal()
        hashes = [execute(place, "SELECT password_hash FROM accounts")]
        for _ in range(2):
            assert token(office.sign_in("ada"))
            hashes.append(execute(place, "SELECT password_hash FROM accounts"))
    outdated = [present.check_needs_rehash(str(kept)) for ((kept,),) in hashes]
    assert outdated == [True, False, False]
    assert hashes[1] == hashes[2]


@pytest.mark.parametrize("changes", ["disable", "set_password"])
def test_who_is_disabled_or_gets_another_password_meanwhile_is_not_signed_in(
    office: Office, monkeypatch: pytest.MonkeyPatch, changes: str
) -> None:
    signed = there(office.sessions.who(token(office.sign_in("ada")), NOW))
    whole = passwords.matches

    def change_meanwhile(password: str, kept: str | None) -> bool:
        if changes == "disable":
            office.accounts.disable(signed.account, NOW)
        else:
            office.accounts.set_password(office.accounts.reset(signed.account, now=NOW), WRONG, NOW)
        return whole(password, kept)

    monkeypatch.setattr("pipeline.store.sessions.matches", change_meanwhile)
    if changes == "disable":
        assert office.sign_in("ada") == Refusal()
    else:
        changed = office.sessions.change_password(
            signed, PASSWORD, "boats in the harbour", address=HERE, now=NOW
        )
        assert changed == Refusal()


def test_a_token_asks_in_the_name_of_its_account_until_it_is_revoked(office: Office) -> None:
    ada, bo = office.accounts.find("ada").number, office.join("bo").account
    made = office.tokens.create(ada, " script ", NOW)
    other = office.tokens.create(ada, "other", NOW)
    assert there(office.tokens.who(made, NOW)) == there(office.tokens.who(made, NOW))
    signed = there(office.tokens.who(made, NOW + timedelta(days=400)))
    assert (signed.account, signed.name, signed.role, signed.csrf) == (ada, "Ada", "reviewer", "")
    first, second = office.tokens.of(ada)
    assert (first.label, first.used_on, first.revoked) == ("script", "2027-04-05", False)
    assert (second.label, second.used_on, second.created_at[:10]) == ("other", "", "2026-03-01")
    with pytest.raises(UsageError, match="is no token of the account that holds"):
        office.tokens.revoke(bo, first.number, NOW)
    office.tokens.revoke(ada, first.number, NOW)
    with pytest.raises(UsageError, match="is no token of the account that holds"):
        office.tokens.revoke(ada, first.number, NOW)
    assert office.tokens.who(made, NOW) is office.tokens.who("\0\ud800", NOW) is None
    assert there(office.tokens.who(other, NOW))
    assert [one.revoked for one in office.tokens.of(ada)] == [True, False]
    assert office.tokens.of(bo) == []


def test_a_token_opens_no_session_and_a_session_is_no_token(office: Office) -> None:
    made = office.tokens.create(office.accounts.find("ada").number, "script", NOW)
    session = token(office.sign_in("ada"))
    assert office.sessions.who(made, NOW) is office.tokens.who(session, NOW) is None
    assert office.sign_in("ada", made) == Refusal()


@pytest.mark.parametrize("label", ["", " ", "x" * 501])
def test_a_token_has_a_label(office: Office, label: str) -> None:
    with pytest.raises(UsageError, match="what the token is called is empty or too long"):
        office.tokens.create(office.accounts.find("ada").number, label, NOW)


def test_no_two_tokens_are_the_same_and_all_can_stand_in_a_url(office: Office) -> None:
    ada = office.accounts.find("ada").number
    made = {office.tokens.create(ada, "script", NOW) for _ in range(20)}
    assert len(made) == 20
    assert all(len(one) == 43 and one.replace("-", "a").replace("_", "a").isalnum() for one in made)
