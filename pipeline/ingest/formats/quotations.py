"""What of a message its sender wrote: no quotations, nothing forwarded, no signature."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree, html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.ingest.blocks import Block

_QUOTED = re.compile(r"^\s*>")
_ATTRIBUTION = re.compile(
    r"^(?:on|le|am|el|em|il|op)\b.{5,200}(?:wrote|écrit|schrieb|escribió|escreveu|scritto|schreef)"
    r"\s?:\s*$",
    re.IGNORECASE | re.DOTALL,
)
_FORWARDED = re.compile(
    r"^\s*-{2,}\s*(?:original message|forwarded message|message d'origine|message transféré|"
    r"ursprüngliche nachricht|weitergeleitete nachricht|mensaje original|mensaje reenviado)"
    r"\s*-{2,}\s*$|^_{20,}\s*$|^\s*(?:begin forwarded message|début du message réexpédié|"
    r"anfang der weitergeleiteten nachricht|inicio del mensaje reenviado)\s?:\s*$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$|^-----BEGIN PGP SIGNATURE-----")
_FROM = re.compile(r"^\*?(?:From|De|Von|Da|Van)\s?:")
# A memorandum has "From:" and "Date:"; "Sent:" is what mail programs write over what they quote.
_SENT = re.compile(r"^\*?(?:Sent|Envoyé|Gesendet|Enviado(?: el)?|Inviato|Verzonden)\s?:")
_FIELDS_WITHIN = 4
_LONGEST_ATTRIBUTION = 3

_QUOTE_CLASSES = frozenset(
    "gmail_signature moz-cite-prefix moz-forward-container moz-signature protonmail_quote "
    "yahoo_quoted".split()
)
_CITED = frozenset({"gmail_quote", "protonmail_quote"})
_END_IDS = frozenset({"appendonsend", "divRplyFwdMsg", "OLK_SRC_BODY_SECTION", "stopSpelling"})


def own_text(text: str) -> str:
    """The plain text without what is quoted or forwarded in it and the signature."""
    lines = text.splitlines()
    return "\n".join(lines[place] for place in _own(lines))


def own_blocks(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a page without what is forwarded in it and the signature."""
    return [blocks[place] for place in _own([block.text for block in blocks])]


def _own(lines: Sequence[str]) -> list[int]:
    """Places of the lines that the sender wrote."""
    end = next((place for place in range(len(lines)) if _ends(lines, place)), len(lines))
    own = lines[:end]
    dropped = {place for place, line in enumerate(own) if _QUOTED.match(line)}
    for place in range(end):
        dropped |= _attribution(own, place)
    return [place for place in range(end) if place not in dropped]


def _ends(lines: Sequence[str], place: int) -> bool:
    """Whether the signature or an older message begins on the line."""
    line = lines[place]
    if _SIGNATURE.match(line) or _FORWARDED.match(line):
        return True
    following = lines[place + 1 : place + 1 + _FIELDS_WITHIN]
    return bool(_FROM.match(line)) and any(map(_SENT.match, following))


def _attribution(lines: Sequence[str], place: int) -> set[int]:
    """Places of a line such as "On 3 May, Ann wrote:", which programs wrap over up to three."""
    for length in range(1, _LONGEST_ATTRIBUTION + 1):
        if _ATTRIBUTION.match("\n".join(lines[place : place + length])):
            return set(range(place, place + length))
    return set()


def own_page(page: str) -> str:
    """The page of a message without the elements in which mail programs quote."""
    try:
        root = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return page
    for element in list(root.iter(etree.Element)):
        if element.get("id") in _END_IDS:
            _drop_following(element)
            break
    for element in list(root.iter(etree.Element)):
        if _is_quotation(element) and element.getparent() is not None:
            element.drop_tree()
    return str(html.tostring(root, encoding="unicode"))


def _is_quotation(element: html.HtmlElement) -> bool:
    classes = set(element.get("class", "").split())
    if element.tag == "blockquote":
        return element.get("type") == "cite" or bool(classes & _CITED)
    return bool(classes & _QUOTE_CLASSES)


def _drop_following(element: html.HtmlElement) -> None:
    """Take the element and all that comes after it out of its tree."""
    inner = element
    while (outer := inner.getparent()) is not None:
        for later in list(inner.itersiblings()):
            outer.remove(later)
        inner.tail = None
        inner = outer
    element.clear()


def unflow(text: str, *, is_delsp: bool) -> str:
    """The text of a message in the flowed format (RFC 3676), a line a paragraph."""
    lines: list[list[str]] = []
    before = None
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(">"))
        piece = line[depth:].removeprefix(" ")
        is_soft = piece.endswith(" ") and piece != "-- "
        if is_soft and is_delsp:
            piece = piece[:-1]
        if before == depth and piece != "-- ":
            lines[-1].append(piece)
        else:
            lines.append([f"{'>' * depth} {piece}" if depth else piece])
        before = depth if is_soft else None
    return "\n".join(map("".join, lines))
