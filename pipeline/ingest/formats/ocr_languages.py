"""Names of Tesseract's language packs, by language and by script."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

LATIN = "Latin"

# ISO 639-1 code of a language, its pack, and the script as Tesseract names it.
_LANGUAGES = """
af afr Latin; am amh Ethiopic; ar ara Arabic; az aze Latin; be bel Cyrillic; bg bul Cyrillic
bn ben Bengali; bs bos Latin; ca cat Latin; cs ces Latin; cy cym Latin; da dan Latin
de deu Latin; el ell Greek; en eng Latin; eo epo Latin; es spa Latin; et est Latin
eu eus Latin; fa fas Arabic; fi fin Latin; fr fra Latin; ga gle Latin; gl glg Latin
gu guj Gujarati; he heb Hebrew; hi hin Devanagari; hr hrv Latin; hu hun Latin; hy hye Armenian
id ind Latin; is isl Latin; it ita Latin; ja jpn Japanese; ka kat Georgian; kk kaz Cyrillic
km khm Khmer; kn kan Kannada; ko kor Korean; ky kir Cyrillic; lo lao Lao; lt lit Latin
lv lav Latin; mk mkd Cyrillic; ml mal Malayalam; mr mar Devanagari; ms msa Latin; mt mlt Latin
my mya Myanmar; ne nep Devanagari; nl nld Latin; no nor Latin; pl pol Latin; ps pus Arabic
pt por Latin; ro ron Latin; ru rus Cyrillic; si sin Sinhala; sk slk Latin; sl slv Latin
sq sqi Latin; sr srp Cyrillic; sv swe Latin; sw swa Latin; ta tam Tamil; te tel Telugu
th tha Thai; tr tur Latin; uk ukr Cyrillic; ur urd Arabic; uz uzb Latin; vi vie Latin
zh chi_sim Han
"""
_ROWS = [row.split() for row in _LANGUAGES.replace("\n", ";").split(";") if row.strip()]
_PACKS = {language: pack for language, pack, _ in _ROWS}
_SCRIPTS = {pack: script for _, pack, script in _ROWS} | {"chi_tra": "Han"}
# The pack to begin with, or to install, for a script that several packs read.
_USUAL = {"Arabic": "ara", "Cyrillic": "rus", "Devanagari": "hin", "Latin": "eng"}
_ALSO_CALLED = {
    "Hangul": "Korean",
    "HanS": "Han",
    "HanT": "Han",
    "Hiragana": "Japanese",
    "Katakana": "Japanese",
}


def pack_of(language: str) -> str:
    """The pack of a language by its ISO 639-1 code; empty where none is known."""
    return _PACKS.get(language.lower()[:2], "")


def script_of(pack: str) -> str:
    """The script that a pack reads; Latin where the pack is not known."""
    return _SCRIPTS.get(pack, LATIN)


def pack_of_script(script: str, installed: Collection[str]) -> str:
    """An installed pack that reads the script, else the one to install; empty if none does."""
    script = _ALSO_CALLED.get(script, script)
    packs = [pack for pack, other in _SCRIPTS.items() if other == script]
    usual = _USUAL.get(script, packs[0] if packs else "")
    return next((pack for pack in (usual, *packs) if pack in installed), usual)
