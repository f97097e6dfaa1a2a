"""RTF as Outlook packs it in its messages (MS-OXRTFCP)."""

from __future__ import annotations

from pipeline.errors import UnreadableError

_HEAD, _KIND = 16, slice(8, 12)
_PACKED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4_096
_REFERENCE = 2
_LARGEST = 50_000_000
# What every text is taken to follow, so that its beginning can refer back to it.
_BEFORE = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def unpack_rtf(packed: bytes) -> bytes:
    """The RTF that was packed.

    Raises:
        UnreadableError: If it is packed in no known way.
    """
    kind, content = packed[_KIND], packed[_HEAD:]
    if kind == _PLAIN:
        return content
    if kind != _PACKED:
        raise UnreadableError("is damaged; save the message anew from Outlook")
    return _unpack(content)


def _unpack(content: bytes) -> bytes:
    """The bytes: those that stand there, and those that a reference repeats from before."""
    text = bytearray(_BEFORE)
    place = 0
    while place < len(content) and len(text) < _LARGEST:
        flags = content[place]
        place += 1
        for bit in range(8):
            is_reference = flags >> bit & 1
            piece = content[place : place + 1 + is_reference]
            place += 1 + is_reference
            if not is_reference:
                text += piece
            elif len(piece) < _REFERENCE or not _repeat(text, int.from_bytes(piece, "big")):
                return bytes(text[len(_BEFORE) :])
    return bytes(text[len(_BEFORE) :])


def _repeat(text: bytearray, reference: int) -> bool:
    """Repeat what the reference names; whether it names anything but the text's end."""
    offset, length = reference >> 4, (reference & 0xF) + 2
    distance = (len(text) - offset) % _WINDOW
    if distance == 0 or distance > len(text):
        return False
    for _ in range(length):
        text.append(text[-distance])
    return True
