"""Bytes become text in the encoding that they were written in; wrong readings are undone."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UnreadableError
from pipeline.ingest.decoding import decode, repair

HARBOUR = "The harbour’s fees – for example “night fees” – should be 5 € per day, à Québec."

# Texts of languages with many accents, quotation marks right behind capitals included.
TRUE_TEXTS = (
    "« L’ÉTÉ À L’ÎLE » – ÉGALITÉ… «À PROPOS» “É” DÉJÀ–VU, n° 12 à 15 °C, où ? Ça coûte 5 €, cœur.",
    "¿QUÉ? ¡ÁNIMO! «ESPAÑA»® SEÑOR… N.º 5, 3.ª edición; AÑO—ÉPOCA; «¡ÓYEME!»",
    "NÃO À CORRUPÇÃO® – «AÇÃO» IRMÃ – MANHÃ” SÃO PAULO, às 10 h; À “MÃE”; ÓRGÃO, irmã”.",
    "ĐÀ NẴNG – PHÂN LOẠI; Ủy ban Nhân dân, Âu Cơ, “Â”, chữ Ã, Ư Ơ… ÔNG À? Nhà nước và xã hội.",
    "İŞÇİ SENDİKASI “ÇAĞRI” – ŞİRKET’in ÖZ… Çığ, hâlâ… “hâlâ”, Ğ.",
    "Ängelholm är Å och Ö. På Å… Än – «Å» ÅSA; GROSSE STRAẞE „ÜBER“ ÄÖÜ–ß… Maß“ Fuß’ Gruß»",
    "România: „Â” şi „Î” ÎN ŢARĂ – ÎNCĂ… Čeština: „KŮŇ“ – Ř… Polski: „ŻÓŁĆ” – ŁÓDŹ…",
    "Ελλάδα: «ΕΛΛΆΔΑ» – ΓΞ… 5 €. Україна: «ЄВРОПА» – Їжак… Росія “РФ” № 5",
    "Let Ã be the cover of A; price Ã 5; the vector Â = 3; naïve… résumé’s “à la carte”",
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_a_text_is_read_in_the_encoding_that_it_was_written_in(encoding: str) -> None:
    assert decode(HARBOUR.encode(encoding)) == HARBOUR


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_a_mark_is_known_by_its_zero_bytes_in_other_scripts_too(
    encoding: str,
) -> None:
    text = "Гавань должна быть открыта ночью.\nСборы за ночь – 5 евро.\n"
    assert decode(text.encode(encoding)) == text


def test_a_file_put_together_from_two_encodings_is_read_line_by_line() -> None:
    content = "Québec’s port\r\n".encode() + "Québec’s lock\r\n".encode("cp1252")
    assert decode(content) == "Québec’s port\r\nQuébec’s lock\r\n"


def test_text_cut_off_inside_a_character_keeps_the_rest() -> None:
    content = (HARBOUR + "\n" + "Montréal et Québec – é").encode()[:-1]
    text = decode(content)
    assert text.startswith(HARBOUR)
    assert "Montréal" in text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("The peopleâ€™s port", "The people’s port"),
        ("SÃ£o Paulo", "São Paulo"),
        ("SÃ©nÃ©gal", "Sénégal"),
        ("the â€œnight feeâ€\x9d of 5 â‚¬", "the “night fee” of 5 €"),
        ("the peopleâ\x80\x99s port", "the people’s port"),
        ("the peopleÃ¢â‚¬â„¢s port", "the people’s port"),
        ("the people\x92s port", "the people’s port"),
        ("true ’ and wrong â€™, cafÃ© and café", "true ’ and wrong ’, café and café"),
        ("at 5Â\xa0% and 20Â°C – true", "at 5\xa0% and 20°C – true"),
        ("Å“uvre du cÅ“ur Ã  MÃ©ziÃ¨res – É", "Å“uvre du cœur Ã  Mézières – É"),
    ],
)
def test_text_read_in_a_wrong_encoding_is_put_right(wrong: str, right: str) -> None:
    assert repair(wrong) == right


@pytest.mark.parametrize("text", TRUE_TEXTS)
def test_true_text_of_any_language_stays_as_it_is(text: str) -> None:
    assert repair(text) == text
    assert decode(text.encode()) == text


@pytest.mark.parametrize("text", TRUE_TEXTS)
@pytest.mark.parametrize("encoding", ["latin-1", "sloppy-windows-1252"])
def test_whole_lines_read_in_a_wrong_encoding_become_what_they_were(
    text: str, encoding: str
) -> None:
    assert repair(text.encode().decode(encoding)) == text


def test_a_good_line_is_not_harmed_by_a_bad_one() -> None:
    assert repair("CORRUPÇÃO”\ncafÃ©\nIRMÃ”") == "CORRUPÇÃO”\ncafé\nIRMÃ”"


def test_a_line_break_of_other_machines_is_no_wrong_reading() -> None:
    assert repair("the port\x85the lock") == "the port\x85the lock"


@given(st.text(alphabet=st.sampled_from("aÃÂâ€™œ“”©¢ï»¿\x80\x99\xa0é\n ")))
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    assert repair(repair(text)) == repair(text)


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_are_refused(content: bytes) -> None:
    with contextlib.suppress(UnreadableError):
        assert isinstance(decode(content), str)


def test_binary_data_is_refused() -> None:
    with pytest.raises(UnreadableError, match="binary data"):
        decode(bytes(range(256)) * 40)


def test_single_zero_bytes_do_not_make_a_short_text_binary() -> None:
    assert decode(b"Boats should be \0lit.\0\n") == "Boats should be lit.\n"


def test_more_than_anybody_writes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ingest.decoding.LARGEST_TEXT", 10)
    with pytest.raises(UnreadableError, match="split it"):
        decode(b"x" * 11)


def test_clean_text_costs_next_to_nothing() -> None:
    text = f"{HARBOUR}\n" * 20_000
    start = time.process_time()
    repair(text)
    assert time.process_time() - start < 2
