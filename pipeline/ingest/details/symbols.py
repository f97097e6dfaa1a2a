"""Document symbols: "A/67/65-E/2012/48", "COM(2020) 123 final"."""

from __future__ import annotations

import re

_ORGAN = (
    r"(?:A|E|S|T|ST|TD|CAT|CCPR|CED|CEDAW|CERD|CMW|CRC|CRPD|CBD|DP|ECE|FCCC|HRI|HSP|ICCD|ICC|LC|"
    r"SPT|UNEP|UNW|UNFF|UNCTAD)"
)
_PART = r"[A-Z0-9][A-Za-z0-9.]*(?:\([A-Za-z0-9. ]{1,10}\)[A-Z0-9]*)*(?:-[A-Z0-9][A-Za-z0-9.]*)*"
_SERIES = (
    r"(?: ?\((?:Sect|Vol|Part|Chap|Supp|SUPP|Rev|Introduction|\d{4})[^()]{0,24}\)(?:-[A-Z])?"
    r"| [A-Z](?!\w))"
)
_UNITED_NATIONS = rf"{_ORGAN}(?:/{_PART})+{_SERIES}?"
_EUROPEAN = r"(?:COM|SWD|SEC|JOIN|C)\(\d{4}\) ?\d{1,5}(?: final(?:[ /]\d)?)?"
_OECD = r"[A-Z]{1,8}(?:/[A-Z0-9]{1,8})*\(\d{4}\)\d{1,4}(?:/[A-Z0-9]+)*"
# Of any other body: three parts, or two of which the first counts the event or the series.
_COUNTED = r"[A-Z][A-Z.]*-?[A-Z]*-?\d{2,4}(?:\.\d)?"
_GENERAL = (
    rf"(?:[A-Z][A-Z.-]+(?:/{_PART}){{2,}}|{_COUNTED}(?:/{_PART})+|[A-Z]+-[A-Z]+-\d+/{_PART})"
    r"(?: \(Rev[^()]{0,6}\)(?:-[A-Z])?)?"
)
_ANY = f"(?:{_UNITED_NATIONS}|{_EUROPEAN}|{_OECD}|{_GENERAL})"
_SYMBOL = re.compile(
    r"(?:(?:Document|Doc\.?|Symbol|Ref(?:erence)?\.?)(?:\s*:\s*|\s+(?:No\.? ?)?))?"
    rf"(?P<symbol>{_ANY}(?:\s?[-–—]\s?{_UNITED_NATIONS})?)[*†]*(?![\w/(])"
)
_QUARTER = re.compile(r"[A-Z]?\d{1,2}/\d{4}|[HQ]\d/\d{2,4}")


def read_symbol(text: str, start: int = 0) -> tuple[str, int] | None:
    """The document symbol that stands at ``start``, and where it ends; None where none does."""
    found = _SYMBOL.match(text, start)
    if found is None or not any(character.isdigit() for character in found["symbol"]):
        return None
    if _QUARTER.fullmatch(found["symbol"]):
        return None
    return re.sub(r"\s?([-–—])\s?(?=[A-Z]+/)", r"\1", found["symbol"]), found.end()
