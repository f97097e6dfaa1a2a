"""Accounts: people are invited by a link, have a role, and are who they are in the log."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.decisions.log import Choice, Kind
from pipeline.errors import UsageError
from pipeline.store.accounts import INVITED, RESET, Account, Invitation
from pipeline.store.people import fold, read_sign_in, to_shown_name, to_sign_in
from pipeline.store.roles import Role
from pipeline.store.throttle import Refusal
from tests.accounts import NOW, PASSWORD, WRONG, open_office, there, token
from tests.databases import KINDS, SQLITE, execute, make_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import URL

    from tests.accounts import Office

A_MOMENT = timedelta(microseconds=1)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """Where a store can be."""
    return make_place(request.param, tmp_path)


@pytest.fixture
def office(place: URL) -> Iterator[Office]:
    """A store without accounts."""
    with open_office(place) as opened:
        yield opened


def remark() -> Choice:
    return Choice(kind=Kind.REMARK, mention_ids=("m1",))


def accept(office: Office, link: str, sign_in: str = "eve", name: str = "Eve") -> str:
    return office.accounts.accept(link, sign_in=sign_in, name=name, password=PASSWORD, now=NOW)


def test_a_role_may_do_what_those_before_it_may() -> None:
    order = [Role.READER, Role.REVIEWER, Role.FACILITATOR, Role.SECRETARIAT]
    for (held, mine), (needed, other) in product(enumerate(order), repeat=2):
        assert mine.may(other) == (held >= needed)


def test_who_accepts_an_invitation_is_signed_in_with_its_role_and_group(office: Office) -> None:
    link = office.accounts.invite("Ada King", Role.FACILITATOR, group="Civil society", now=NOW)
    assert office.accounts.read_invitation(link, NOW) == Invitation(
        name="Ada King", role=Role.FACILITATOR, group="Civil society", account=None
    )
    session = accept(office, link, "Ada@Example.org", "Ada Lovelace")
    signed = there(office.sessions.who(session, NOW))
    assert (signed.name, signed.role, signed.group, signed.last_seen) == (
        "Ada Lovelace",
        Role.FACILITATOR,
        "Civil society",
        0,
    )
    assert office.accounts.everybody() == [
        Account(
            number=signed.account,
            name="Ada Lovelace",
            sign_in="ada@example.org",
            role=Role.FACILITATOR,
            group="Civil society",
            created_at="2026-03-01T09:00:00.000000+00:00",
            disabled=False,
        )
    ]
    assert office.accounts.groups() == {"Ada Lovelace": "Civil society"}


def test_a_link_holds_once_and_for_its_time(office: Office) -> None:
    link = office.accounts.invite("Ada", Role.READER, now=NOW)
    office.accounts.read_invitation(link, NOW + INVITED - A_MOMENT)
    for given_link, moment in ((link, NOW + INVITED), ("no such link", NOW), ("\0\ud800", NOW)):
        with pytest.raises(UsageError, match="was used, is too old or was never given"):
            office.accounts.read_invitation(given_link, moment)
    accept(office, link)
    with pytest.raises(UsageError, match="was used"):
        accept(office, link, "eve2", "Eve 2")


def test_a_link_that_was_never_used_is_forgotten_with_its_name(office: Office, place: URL) -> None:
    office.accounts.invite("Ada", Role.READER, now=NOW)
    accept(office, office.accounts.invite("Bo", Role.READER, now=NOW), "bo", "Bo")
    office.accounts.invite("Cy", Role.READER, now=NOW + INVITED)
    assert execute(place, "SELECT name FROM invitations ORDER BY invitation") == [("",), ("Cy",)]


def test_nothing_that_opens_an_account_stands_in_the_store(office: Office, tmp_path: Path) -> None:
    link = office.accounts.invite("Ada", Role.READER, now=NOW)
    session = accept(office, link)
    made = office.tokens.create(there(office.sessions.who(session, NOW)).account, "x", NOW)
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (link, session, made, PASSWORD):
        assert secret.encode() not in held


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 1001])
def test_a_password_that_is_too_short_or_too_long_leaves_the_link_as_it_was(
    office: Office, password: str
) -> None:
    link = office.accounts.invite("Ada", Role.READER, now=NOW)
    with pytest.raises(UsageError, match=f"has {len(password)} characters; choose one of 12 to"):
        office.accounts.accept(link, sign_in="ada", name="Ada", password=password, now=NOW)
    accept(office, link)


@pytest.mark.parametrize(
    "typed",
    ["x" * 12, "x" * 1000, "ملاحظة 说明 😀😀😀😀😀", "half \ud800 of one", "\0" * 12, "café" * 4],
)
def test_any_characters_make_a_password_however_they_are_typed(office: Office, typed: str) -> None:
    link = office.accounts.invite("Ada", Role.READER, now=NOW)
    office.accounts.accept(link, sign_in="ada", name="Ada", password=typed, now=NOW)
    assert token(office.sign_in("ada", unicodedata.normalize("NFD", typed)))
    assert office.sign_in("ada", typed + "!") == Refusal()


@pytest.mark.parametrize(
    "other",
    [
        "ADA@straße.org",
        "ａｄａ@strasse.org",
        " ada@strasse.org\n",
        "a\u200bda\u202e@stra\u00adsse.org",
    ],
)
def test_a_sign_in_name_that_looks_like_another_makes_no_second_account(
    office: Office, other: str
) -> None:
    office.join("ada@strasse.org", "Ada")
    with pytest.raises(UsageError, match="somebody signs in with it"):
        office.join(other, "Eve")
    assert len(office.accounts.everybody()) == 1
    assert token(office.sign_in(other))


@pytest.mark.parametrize("other", ["ADA  KING", "Ａｄａ King", "Ada\u200d King", "Ada\nKing\u3164"])
def test_nobody_can_be_shown_under_a_name_that_looks_like_that_of_another(
    office: Office, other: str
) -> None:
    office.join("ada", "Ada King")
    link = office.accounts.invite("Eve", Role.READER, now=NOW)
    with pytest.raises(UsageError, match="somebody has that name or one like it"):
        accept(office, link, "eve", other)
    with pytest.raises(UsageError, match="somebody has that name or one like it"):
        office.accounts.invite(other, Role.READER, now=NOW)


def test_only_who_was_invited_under_a_name_becomes_who_decided_under_it(office: Office) -> None:
    office.store.decide([remark()], reviewer="Ada")
    eve = office.accounts.invite("Eve", Role.REVIEWER, now=NOW)
    with pytest.raises(UsageError, match="somebody has that name"):
        accept(office, eve, "eve", "Ada")
    ada = office.accounts.invite("ADA", Role.REVIEWER, group="Academia", now=NOW)
    accept(office, ada, "ada", "ada")
    # The log has one Ada, spelt as before.
    assert office.accounts.groups() == {"Ada": "Academia"}
    with pytest.raises(UsageError, match="somebody has that name"):
        accept(office, eve, "eve", "Ada")


def test_of_several_who_look_alike_in_the_log_the_one_spelt_so_is_meant(office: Office) -> None:
    for name in ("ada", "Ada"):
        office.store.decide([remark()], reviewer=name)
    assert office.join("ada", "Ada").name == "Ada"


def test_nobody_takes_the_name_of_who_was_invited_but_has_not_come(office: Office) -> None:
    grace = office.accounts.invite("Grace", Role.SECRETARIAT, now=NOW)
    with pytest.raises(UsageError, match="somebody has that name"):
        office.join("eve", "grace", invited="Eve")
    accept(office, grace, "grace", "Grace")


@pytest.mark.parametrize(
    "name",
    ["", " ", "\0", "\u3164", "\u202eadA", "a\x1b[31m", "x" * 101, "\u0301", "!?", "a\ue000"],
)
def test_a_name_that_cannot_be_shown_is_refused(office: Office, name: str) -> None:
    with pytest.raises(UsageError, match="is no name that can be shown"):
        office.accounts.invite(name, Role.READER, now=NOW)
    with pytest.raises(UsageError, match="is no name that can be shown"):
        accept(office, office.accounts.invite("Ada", Role.READER, now=NOW), "ada", name)


@pytest.mark.parametrize(
    "sign_in", ["", " ", "\u200b", "ada king", "a\tb", "a\x1bb", "x" * 255, "ﷺ" * 20]
)
def test_a_name_that_nobody_can_sign_in_with_is_refused(office: Office, sign_in: str) -> None:
    with pytest.raises(UsageError, match="is no name to sign in with"):
        office.join(sign_in, "Ada")
    assert isinstance(office.sign_in(sign_in), Refusal)


def test_names_of_every_language_can_be_used(office: Office) -> None:
    for name in ("李小龍", "فرهاد می\u200cخواهد", "Ñandú O’Brien-Æ", "सौम्या क्ष", "x" * 100):
        signed = office.join(name.replace(" ", "."), name)
        (decision,) = office.store.decide([remark()], reviewer=signed.name)
        assert decision.reviewer == signed.name == name
    assert len(execute(office.store.database.url, "SELECT * FROM people")) == 5


@given(st.text(max_size=20))
@example("\u1e9e\u0345\u03b9")
@example("\u01c5\u0130I\u0307")
def test_a_folded_name_stays_as_it_is(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=12), st.sampled_from(["\u200b", "\u202e", "\u00ad", "\ufe0f", "\u2066"]))
def test_case_form_and_what_is_not_seen_make_no_other_name(name: str, unseen: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, name)) == fold(name)
    assert fold(name.casefold()) == fold(name)
    assert fold(unseen.join(name)) == fold(name)


@given(st.text(max_size=30))
def test_a_name_that_was_taken_is_found_as_it_was_typed(name: str) -> None:
    try:
        kept = to_sign_in(name)
    except UsageError:
        return
    assert read_sign_in(name) == to_sign_in(kept) == kept
    assert kept.isprintable()


@given(st.text(max_size=30))
def test_a_shown_name_is_one_line_that_stays_as_it_is(name: str) -> None:
    try:
        shown = to_shown_name(name)
    except UsageError:
        return
    assert to_shown_name(shown) == shown
    assert shown.replace("\u200c", "").replace("\u200d", "").isprintable()


def test_a_role_that_changes_holds_at_once(office: Office) -> None:
    session = accept(office, office.accounts.invite("Eve", Role.READER, now=NOW))
    eve = there(office.sessions.who(session, NOW))
    office.accounts.set_role(eve.account, Role.SECRETARIAT)
    assert there(office.sessions.who(session, NOW)).role is Role.SECRETARIAT


def test_who_is_disabled_can_do_nothing_any_more(office: Office) -> None:
    session = accept(office, office.accounts.invite("Eve", Role.SECRETARIAT, now=NOW))
    eve = there(office.sessions.who(session, NOW)).account
    made = office.tokens.create(eve, "script", NOW)
    given_out = office.accounts.invite("Mallory", Role.SECRETARIAT, by=eve, now=NOW)
    own = office.accounts.reset(eve, now=NOW)
    office.accounts.disable(eve, NOW)
    assert office.sessions.who(session, NOW) is office.tokens.who(made, NOW) is None
    assert office.sign_in("eve") == Refusal()
    for link in (given_out, own):
        with pytest.raises(UsageError, match="was used"):
            office.accounts.read_invitation(link, NOW)
    for call in (
        lambda: office.accounts.disable(eve, NOW),
        lambda: office.accounts.set_role(eve, Role.READER),
        lambda: office.accounts.reset(eve, now=NOW),
        lambda: office.tokens.create(eve, "again", NOW),
        lambda: office.accounts.set_role(99, Role.READER),
    ):
        with pytest.raises(UsageError, match="is no account that can be used"):
            call()


def test_who_was_disabled_can_be_invited_anew_as_the_same_person(office: Office) -> None:
    first = office.join("ada", "Ada", group="Academia")
    office.store.decide([remark()], reviewer=first.name)
    office.accounts.disable(first.account, NOW)
    assert office.accounts.groups() == {"Ada": "Academia"}
    second = office.join("ada", "Ada", group="Government")
    assert second.account != first.account
    assert [(one.name, one.disabled) for one in office.accounts.everybody()] == [
        ("Ada", True),
        ("Ada", False),
    ]
    assert office.accounts.groups() == {"Ada": "Government"}


def test_a_link_for_a_new_password_ends_what_the_old_one_opened(office: Office) -> None:
    ada = office.join("ada", "Ada")
    session = token(office.sign_in("ada"))
    first, second = (office.accounts.reset(ada.account, now=NOW) for _ in range(2))
    assert office.accounts.read_invitation(first, NOW).account == ada.account
    assert office.accounts.read_invitation(first, NOW).name == "Ada"
    assert there(office.sessions.who(session, NOW))
    fresh = office.accounts.set_password(first, WRONG, NOW)
    assert there(office.sessions.who(fresh, NOW)).account == ada.account
    assert office.sessions.who(session, NOW) is None
    assert office.sign_in("ada") == Refusal()
    assert token(office.sign_in("ada", WRONG))
    for link, moment in ((first, NOW), (second, NOW)):
        with pytest.raises(UsageError, match="was used"):
            office.accounts.set_password(link, PASSWORD, moment)
    late = office.accounts.reset(ada.account, now=NOW)
    with pytest.raises(UsageError, match="is too old"):
        office.accounts.set_password(late, PASSWORD, NOW + RESET)


def test_a_link_does_only_what_it_was_given_for(office: Office) -> None:
    ada = office.join("ada", "Ada")
    with pytest.raises(UsageError, match="is for a new password; it makes no account"):
        accept(office, office.accounts.reset(ada.account, now=NOW))
    with pytest.raises(UsageError, match="makes an account; it is not for a new password"):
        office.accounts.set_password(
            office.accounts.invite("Eve", Role.READER, now=NOW), WRONG, NOW
        )


def test_a_group_is_not_endless(office: Office) -> None:
    with pytest.raises(UsageError, match="the group has more than 200 characters"):
        office.accounts.invite("Ada", Role.READER, group="x" * 201, now=NOW)


def test_what_was_seen_stays_seen(office: Office) -> None:
    ada, bo = office.join("ada"), office.join("bo")
    for number in (7, 3):
        office.accounts.see(ada.account, number)
    session = token(office.sign_in("ada"))
    assert there(office.sessions.who(session, NOW)).last_seen == 7
    assert bo.last_seen == 0


def test_a_pseudonym_holds_for_accounts_and_invitations_too(office: Office) -> None:
    ada = office.join("ada", "Augusta King", group="Academia")
    office.accounts.disable(ada.account, NOW)
    link = office.accounts.invite("Augusta King", Role.READER, now=NOW)
    office.store.rename_person("Augusta King", "Reviewer 1")
    assert office.accounts.groups() == {"Reviewer 1": "Academia"}
    assert office.accounts.read_invitation(link, NOW).name == "Reviewer 1"


def test_of_who_was_disabled_and_renamed_no_name_is_left_in_the_file(tmp_path: Path) -> None:
    with open_office(make_place(SQLITE, tmp_path)) as office:
        ada = office.join("augusta@example.org", "Augusta King")
        assert isinstance(office.sign_in("augusta@example.org", WRONG), Refusal)
        office.accounts.disable(ada.account, NOW)
        office.store.rename_person("Augusta King", "Reviewer 1")
        held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Reviewer 1" in held
    assert b"ugusta" not in held


def test_an_account_is_found_by_what_the_person_signs_in_with(office: Office) -> None:
    ada = office.join("ada@example.org", "Ada")
    assert office.accounts.find("ADA@example.org").number == ada.account
    office.accounts.disable(ada.account, NOW)
    for name in ("ada@example.org", "Ada", ""):
        with pytest.raises(UsageError, match="nobody signs in with it"):
            office.accounts.find(name)
