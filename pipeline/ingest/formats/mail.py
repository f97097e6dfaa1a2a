"""EML: the text of a message, its head and its attachments."""

from __future__ import annotations

import email
import re
from email.errors import MessageError
from email.policy import default
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Block, Enclosure, Reading
from pipeline.ingest.decoding import decode
from pipeline.ingest.formats.plain import text_blocks
from pipeline.ingest.formats.quotations import own_blocks, own_page, own_text, unflow
from pipeline.ingest.formats.webpage import page_blocks
from pipeline.records import Details

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from email.message import EmailMessage, MIMEPart

    from pipeline.ingest.blocks import File

# What Python's parser raises on heads and parts that no mail program writes.
DAMAGE = (
    MessageError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    UnboundLocalError,
)

_AS_IT_IS = default.clone(refold_source="none")
_TEXTS = frozenset({"text/plain", "text/html"})
_MESSAGES = frozenset({"message/rfc822", "message/global"})
_ENCRYPTED = frozenset(
    {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
)
_DECORATIONS = frozenset(
    "application/ics application/pgp-keys application/pgp-signature application/pkcs7-signature "
    "application/x-pkcs7-signature message/delivery-status message/disposition-notification "
    "text/calendar text/directory text/rfc822-headers text/vcard text/x-vcard".split()
)
_DECORATION_NAMES = re.compile(
    r"\.(?:ics|p7s|sig|vcf)$|^(?:openpgp_.*|signature)\.asc$", re.IGNORECASE
)
_REPLY = re.compile(
    r"^(?:\s*(?:antw|aw|enc|fwd?|re|res|rv|sv|tr|vs|wg)\s?(?:\[\d+\])?\s?:)+\s*", re.IGNORECASE
)
_SIGNED = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:\w+: .*\n)*\n", re.MULTILINE)
_ENCRYPTED_TEXT = "-----BEGIN PGP MESSAGE-----"
_IS_ENCRYPTED = (
    "is encrypted, or sealed by its signature; open it in the mail program and save what it holds"
)


def read_mail(file: File) -> list[Reading]:
    """The message's own words as one section, its subject first, and its attachments.

    Left out without a word: pictures in the text, visiting cards, invitations to a
    calendar, signatures, and the second form of a text that is there in two.

    Raises:
        UnreadableError: If it is encrypted or holds nothing but quotations.
    """
    try:
        return [to_reading(email.message_from_bytes(file.content, policy=default))]
    except (*DAMAGE, RecursionError) as error:
        raise UnreadableError("is a damaged message; save it anew from the mail program") from error


def to_reading(message: EmailMessage) -> Reading:
    """What a message of any mail program holds, as of ``read_mail``.

    Raises:
        UnreadableError: If it is encrypted or holds nothing but quotations.
    """
    if message.get_content_type() in _ENCRYPTED:
        raise UnreadableError(_IS_ENCRYPTED)
    bodies = _bodies(message)
    blocks = [block for part in bodies for block in _blocks(part)]
    enclosures = tuple(_enclosures(message))
    if not blocks and not enclosures and any(_text(part).strip() for part in bodies):
        raise UnreadableError("holds only what it quotes; register the message that it quotes")
    details = _details(message)
    if blocks and details.title:
        blocks.insert(0, Block(text=details.title, heading=0))
    return Reading(sections=[blocks] if blocks else [], details=details, enclosures=enclosures)


def _details(message: EmailMessage) -> Details:
    """Subject, day and sender: the name, which says more than an address, where there is one."""
    subject = " ".join(str(_header(message, "subject")).split())
    sent = getattr(_header(message, "date"), "datetime", None)
    senders = getattr(_header(message, "from"), "addresses", ())
    names = [sender.display_name.strip(" '\"") or sender.addr_spec for sender in senders]
    return Details(
        title=_REPLY.sub("", subject),
        published=sent.date() if sent else None,
        body=next((name for name in names if name.strip("<>")), ""),
    )


def _header(message: EmailMessage, name: str) -> Any:  # noqa: ANN401 (each header has a class of its own)
    """The header, read as UTF-8 where it holds bare bytes; empty text where it cannot be read."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    text = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return default.header_factory(name, "".join(text.splitlines()))
    except DAMAGE:
        return ""


def _bodies(part: MIMEPart) -> list[MIMEPart]:
    """The parts that are the text; of alternatives the plain one, where it says anything."""
    if not _has_parts(part):
        return [part] if _is_text(part) else []
    found = [_bodies(inner) for inner in part.iter_parts()]
    if part.get_content_subtype() != "alternative":
        return [body for bodies in found for body in bodies]
    said = [bodies for bodies in found if any(_text(body).strip() for body in bodies)]
    plain = [bodies for bodies in said if not any(map(_is_page, bodies))]
    return next(iter(plain or said[-1:]), [])


def _is_text(part: MIMEPart) -> bool:
    """Whether the part belongs to the text; one cut short calls itself multipart."""
    kind = part.get_content_type()
    is_text = kind in _TEXTS or (kind.startswith("multipart/") and not part.is_multipart())
    return is_text and not part.is_attachment() and not part.get_filename()


def _is_page(part: MIMEPart) -> bool:
    return part.get_content_type() == "text/html"


def _text(part: MIMEPart) -> str:
    """The part's text; a charset that is unknown or wrong is guessed."""
    content = _content(part)
    try:
        text = content.decode(part.get_content_charset(""))
    except (LookupError, ValueError):
        text = decode(content)
    return text.replace("\r\n", "\n")


def _content(part: MIMEPart) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _blocks(part: MIMEPart) -> list[Block]:
    text = _text(part)
    if _is_page(part):
        return own_blocks(page_blocks(own_page(text)))
    if _ENCRYPTED_TEXT in text:
        raise UnreadableError(_IS_ENCRYPTED)
    if part.get_param("format", "") == "flowed":
        text = unflow(text, is_delsp=part.get_param("delsp", "") == "yes")
    return text_blocks(own_text(_SIGNED.sub("", text)), is_markdown=False)


def _enclosures(message: EmailMessage) -> Iterator[Enclosure]:
    leaves = list(_leaves(message))
    pages = "".join(_text(leaf) for leaf in leaves if _is_text(leaf) and _is_page(leaf))
    attached = [leaf for leaf in leaves if not _is_text(leaf) and not _is_decoration(leaf, pages)]
    for number, part in enumerate(attached, start=1):
        yield Enclosure(name=_name(part, number), load=partial(_load, part))


def _leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    """The parts that hold something themselves."""
    if not _has_parts(part):
        yield part
        return
    for inner in part.iter_parts():
        yield from _leaves(inner)


def _has_parts(part: MIMEPart) -> bool:
    """Whether it only holds other parts; a message in it is one part, with parts of its own."""
    is_folder = part.is_multipart() and part.get_content_maintype() == "multipart"
    return is_folder and part.get_content_type() not in _ENCRYPTED


def _is_decoration(part: MIMEPart, pages: str) -> bool:
    """Whether nobody would call the part an attachment: a logo, a signature."""
    if part.get_content_type() in _DECORATIONS:
        return True
    if _DECORATION_NAMES.search(part.get_filename("")):
        return True
    if part.get_content_maintype() != "image":
        return False
    identity = str(part.get("content-id", "")).strip(" <>")
    is_shown = bool(identity) and f"cid:{identity}" in pages
    return is_shown or part.get_content_disposition() == "inline"


def _name(part: MIMEPart, number: int) -> str:
    name = part.get_filename("")
    if not name and part.get_content_type() in _MESSAGES:
        messages: Iterable[Any] = part.iter_parts()
        subjects = (str(_header(message, "subject")) for message in messages)
        name = f"{next(subjects, '') or 'message'}.eml"
    return " ".join(name.split()) or f"attachment {number}"


def _load(part: MIMEPart, most: int) -> bytes:
    if part.get_content_type() in _ENCRYPTED:
        raise UnreadableError(_IS_ENCRYPTED)
    try:
        if part.is_multipart():
            (inner,) = part.iter_parts()
            return bytes(inner.as_bytes(policy=_AS_IT_IS))[:most]
        return _content(part)[:most]
    except DAMAGE as error:
        raise UnreadableError("is damaged in the message; save it anew from there") from error
