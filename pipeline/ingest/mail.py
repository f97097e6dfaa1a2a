"""EML: the text of a message, without what it quotes and its signature."""

from __future__ import annotations

import email
import re
from email.errors import MessageError
from email.policy import default
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Block, Reading
from pipeline.ingest.decoding import decode
from pipeline.ingest.plain import text_blocks
from pipeline.ingest.webpage import webpage_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage, MIMEPart

_QUOTED = re.compile(r"^\s*>")
_ATTRIBUTION = re.compile(
    r"^(?:on|le|am|el|em|il|op)\b.{5,200}(?:wrote|écrit|schrieb|escribió|escreveu|scritto|schreef)"
    r"\s?:\s*$",
    re.IGNORECASE | re.DOTALL,
)
_FORWARDED = re.compile(
    r"^\s*-{2,}\s*(?:original message|forwarded message|message d'origine|"
    r"ursprüngliche nachricht|mensaje original)\s*-{2,}\s*$|^_{20,}\s*$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$")
_FIELDS = ("From:", "Sent:", "De :", "Von:", "De:")


def read_mail(content: bytes) -> Reading:
    """The blocks of a message, its subject first, as one section.

    Raises:
        UnreadableError: If it is no message or has no text part.
    """
    try:
        message = email.message_from_bytes(content, policy=default)
        body = _body(message)
        subject = str(message.get("subject", "")).strip()
        attached = [part.get_filename() or "without a name" for part in message.iter_attachments()]
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableError("is a damaged message; save it anew from the mail program") from error
    return Reading(
        sections=[([Block(text=subject, heading=0)] if subject else []) + body],
        left_out=tuple(
            f"attachment {name}: not read; save it and register it" for name in attached
        ),
    )


def _body(message: EmailMessage) -> list[Block]:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None or not part.get_content_type().startswith("text/"):
        raise UnreadableError("has no text, only attachments; register those")
    text = _text(part)
    if part.get_content_type() == "text/html":
        return webpage_blocks(text)
    return text_blocks(strip_reply(text), is_markdown=False)


def _text(part: MIMEPart) -> str:
    """The part's text; a charset that nobody knows is guessed."""
    try:
        return str(part.get_content())
    except LookupError:
        payload = part.get_payload(decode=True)
        return decode(payload) if isinstance(payload, bytes) else str(payload)


def strip_reply(text: str) -> str:
    """The message's own text: quotations, what was forwarded and the signature left out."""
    lines = text.splitlines()
    end = next((place for place in range(len(lines)) if _ends_message(lines, place)), len(lines))
    own = lines[:end]
    dropped = {place for place, line in enumerate(own) if _QUOTED.match(line)}
    for place in range(len(own)):
        dropped |= _attribution(own, place)
    return "\n".join(line for place, line in enumerate(own) if place not in dropped)


def _ends_message(lines: Sequence[str], place: int) -> bool:
    line = lines[place]
    if _SIGNATURE.match(line) or _FORWARDED.match(line):
        return True
    following = "".join(lines[place + 1 : place + 5])
    return line.startswith(_FIELDS[0]) and any(field in following for field in _FIELDS[1:])


def _attribution(lines: Sequence[str], place: int) -> set[int]:
    """Places of a line such as "On 3 May, Ann wrote:", which programs wrap over up to three."""
    for length in (1, 2, 3):
        if _ATTRIBUTION.match("\n".join(lines[place : place + length])):
            return set(range(place, place + length))
    return set()
