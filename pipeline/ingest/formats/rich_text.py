"""RTF: paragraphs with the numbers that their program printed, tables and footnotes.

Pages are not counted: the file only says where an author began a new one by hand.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Block, Reading
from pipeline.ingest.decoding import LARGEST_TEXT, refuse_binary
from pipeline.ingest.formats.packages import damaged
from pipeline.ingest.formats.rich_text_story import Story
from pipeline.ingest.formats.rich_text_tables import NO_FONT, Fonts, StyleSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.ingest.blocks import File

DEEPEST_GROUP = 1_000
DEEPEST_TABLE = 8
TWIPS_PER_STEP = 360

_START = b"{\\rtf"
_HEAD = 1_024
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,18})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}]+)|\\",
    re.DOTALL,
)
_BRACE = re.compile(rb"\\bin(\d{1,18}) ?|\\.|([{}])", re.DOTALL)
_UNPRINTED = b"\r\n\0"

_SKIPPED = frozenset(
    """
    aftncn aftnsep aftnsepc annotation atnauthor atndate atnid bkmkend bkmkstart colortbl
    datafield fldinst filetbl fontemb footer footerf footerl footerr ftncn ftnsep ftnsepc
    header headerf headerl headerr info latentstyles listoverridetable listtable nonesttables
    nonshppict objclass objdata objname pict pntxta pntxtb private rxe shprslt sp tc
    themedata xe
    """.split()
)
_ENTERED = frozenset("do footnote nesttableprops shpinst ud".split())
_CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "column": "\n",
    "emdash": "—",
    "endash": "–",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
}
_SIGNS = {"~": "\u00a0", "-": "\u00ad", "_": "-", "{": "{", "}": "}", "\\": "\\"}
_PARAGRAPH_ENDS = frozenset("par sect page".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What holds inside a group, until it ends.

    Attributes:
        target: Where text goes: to the "text", to a paragraph's "label", or to the
            table of "fonts" or "styles".
        fallbacks: Characters after each Unicode character that stand for it in old programs.
        rows: How many tables the paragraph is in.
    """

    story: Story
    target: str = "text"
    fallbacks: int = 1
    font: int = NO_FONT
    is_deleted: bool = False
    is_hidden: bool = False
    is_bold: bool = False
    style: int = 0
    outline: int | None = None
    indent: int = 0
    list_level: int = 0
    rows: int = 0


def read_rich_text(file: File) -> list[Reading]:
    """The blocks of an RTF, as one section; of a damaged one, all that can be made out.

    Raises:
        UnreadableError: If it is no RTF, or nothing can be made out in it.
    """
    start = file.content.find(_START, 0, _HEAD)
    if start < 0:
        raise UnreadableError(damaged("RTF"))
    blocks = _Reader(file.content).read(start)
    if not blocks:
        raise UnreadableError(f"holds no text, or {damaged('RTF')}")
    refuse_binary("\n".join(block.text for block in blocks))
    return [Reading(sections=[blocks])]


class _Reader:
    """One reading of one document, token by token; however deep its groups, nothing recurs."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._state = _State(story=Story())
        self._groups: list[_State] = []
        self._fonts, self._sheet = Fonts(), StyleSheet()
        self._bytes = bytearray()
        self._size = 0
        self._position = 0
        self._fallbacks_left = 0
        self._is_starred = False
        self._is_next_skipped = False
        self._actions = self._bind()

    def _bind(self) -> dict[str, Callable[[int], None]]:
        """What control words do, the number behind them given; 0 where there is none."""
        return {
            "u": self._add_character,
            "bin": self._skip_binary,
            "upr": lambda _: self._skip_next(),
            "cell": lambda _: self._end_cell(1),
            "nestcell": lambda _: self._end_cell(max(2, self._state.rows)),
            "row": lambda _: self._state.story.end_row(1),
            "nestrow": lambda _: self._state.story.end_inner_row(),
            "footnote": lambda _: self._begin_story(is_note=True),
            "shptxt": lambda _: self._begin_story(is_note=False),
            "dptxbxtext": lambda _: self._begin_story(is_note=False),
            "ansicpg": lambda page: self._fonts.set_page(f"cp{page}"),
            "mac": lambda _: self._fonts.set_page("mac_roman"),
            "pc": lambda _: self._fonts.set_page("cp437"),
            "pca": lambda _: self._fonts.set_page("cp850"),
            "deff": self._set_default_font,
            "fcharset": self._set_charset,
            "outlinelevel": self._set_level,
            "sbasedon": self._set_base,
        }

    def read(self, start: int) -> list[Block]:
        """All blocks from the position on."""
        self._position = start
        while match := _TOKEN.match(self._content, self._position):
            self._position = match.end()
            self._token(match)
        while self._groups:
            self._close()
        self._end_paragraph()
        return self._state.story.finish()

    def _token(self, match: re.Match[bytes]) -> None:
        word, value, code, sign, brace, text = match.groups()
        if text is not None:
            self._add_bytes(text.translate(None, _UNPRINTED))
        elif code is not None:
            self._add_bytes(bytes.fromhex(code.decode()))
        elif brace is not None:
            self._flush()
            self._fallbacks_left = 0
            (self._open if brace == b"{" else self._close)()
        elif word is not None:
            self._flush()
            self._word(word.decode(), None if value is None else int(value))
        elif sign is not None:
            self._flush()
            self._sign(sign.decode("latin-1"))

    def _add_bytes(self, content: bytes) -> None:
        """Take bytes as text, but for those that repeat a Unicode character."""
        dropped = min(self._fallbacks_left, len(content))
        self._fallbacks_left -= dropped
        self._bytes += content[dropped:]

    def _flush(self) -> None:
        """Decode the bytes since the last token of another kind; some characters take several."""
        if self._bytes:
            text = self._fonts.decode(bytes(self._bytes), self._state.font)
            self._bytes.clear()
            self._write(text)

    def _write(self, text: str) -> None:
        state = self._state
        if state.target == "styles":
            self._sheet.add_name(state.style, text)
        if state.target not in {"text", "label"} or state.is_deleted or state.is_hidden:
            return
        self._size += len(text)
        if self._size > LARGEST_TEXT:
            raise UnreadableError(f"has more than {LARGEST_TEXT} characters of text; split it")
        if state.target == "label":
            state.story.write_label(text)
        else:
            state.story.write(text, is_bold=state.is_bold)

    def _open(self) -> None:
        if self._is_next_skipped or len(self._groups) >= DEEPEST_GROUP:
            self._position = _end_of_group(self._content, self._position) + 1
            self._is_next_skipped = False
            return
        self._groups.append(self._state)

    def _close(self) -> None:
        self._flush()
        self._is_starred = self._is_next_skipped = False
        if not self._groups:
            return
        inner, outer = self._state, self._groups.pop()
        if inner.story is not outer.story:
            self._end_paragraph()
            outer.story.add_inner(inner.story, rows=outer.rows)
        self._state = outer

    def _skip_group(self) -> None:
        """Leave the rest of the group unread; never that of the outermost, which is all."""
        if len(self._groups) > 1:
            self._position = _end_of_group(self._content, self._position)

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._is_starred = True
        elif sign in "\r\n":
            self._end_paragraph()
        elif sign in _SIGNS:
            self._replaceable(_SIGNS[sign])

    def _replaceable(self, text: str) -> None:
        """Write a character, unless it repeats a Unicode character."""
        if self._fallbacks_left:
            self._fallbacks_left -= 1
        else:
            self._write(text)

    def _word(self, word: str, value: int | None) -> None:
        is_starred, self._is_starred = self._is_starred, False
        if word in _SKIPPED or (is_starred and word not in _ENTERED):
            self._skip_group()
        elif word in _CHARACTERS:
            self._replaceable(_CHARACTERS[word])
        elif word in _PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word in self._actions:
            self._actions[word](value or 0)
        elif word in _CHANGES:
            self._state = _CHANGES[word](self._state, 1 if value is None else value)

    def _end_paragraph(self, rows: int | None = None) -> None:
        state = self._state
        if state.target != "text":
            return
        indent = state.list_level if state.story.is_item else state.indent // TWIPS_PER_STEP
        rank = self._sheet.rank(state.style, state.outline)
        block = Block(text="", indent=max(0, indent), heading=rank)
        state.story.end_paragraph(block, rows=state.rows if rows is None else rows)

    def _end_cell(self, level: int) -> None:
        self._end_paragraph(level)
        self._state.story.end_cell(level)

    def _add_character(self, code: int) -> None:
        code = code + 0x10000 if code < 0 else code
        self._write(chr(code) if 0 < code <= sys.maxunicode else "\ufffd")
        self._fallbacks_left = self._state.fallbacks

    def _begin_story(self, *, is_note: bool) -> None:
        state = replace(_pard(self._state), story=Story(is_note=is_note), target="text")
        self._state = replace(state, is_bold=False)

    def _skip_binary(self, size: int) -> None:
        self._position += max(0, size)

    def _skip_next(self) -> None:
        self._is_next_skipped = True

    def _set_charset(self, charset: int) -> None:
        if self._state.target == "fonts":
            self._fonts.set_charset(self._state.font, charset)

    def _set_default_font(self, font: int) -> None:
        self._fonts.default = font

    def _set_level(self, level: int) -> None:
        self._state = replace(self._state, outline=level)
        if self._state.target == "styles":
            self._sheet.set_level(self._state.style, level)

    def _set_base(self, style: int) -> None:
        if self._state.target == "styles":
            self._sheet.set_base(self._state.style, style)


def _end_of_group(content: bytes, position: int) -> int:
    """Where the brace stands that closes the group that is open at the position."""
    depth = 1
    while match := _BRACE.search(content, position):
        position = match.end() + int(match[1] or 0)
        depth += {b"{": 1, b"}": -1}.get(match[2], 0)
        if not depth:
            return match.start()
    return len(content)


def _pard(state: _State) -> _State:
    """The state with the properties of an ordinary paragraph."""
    return replace(state, style=0, outline=None, indent=0, list_level=0, rows=0)


def _plain(state: _State) -> _State:
    """The state with the properties of ordinary letters."""
    return replace(state, font=NO_FONT, is_deleted=False, is_hidden=False, is_bold=False)


# What control words change in the state, the number behind them given; 1 where there is none.
_CHANGES: dict[str, Callable[[_State, int], _State]] = {
    "pard": lambda state, _: _pard(state),
    "plain": lambda state, _: _plain(state),
    "b": lambda state, value: replace(state, is_bold=bool(value)),
    "v": lambda state, value: replace(state, is_hidden=bool(value)),
    "deleted": lambda state, value: replace(state, is_deleted=bool(value)),
    "f": lambda state, font: replace(state, font=font),
    "uc": lambda state, count: replace(state, fallbacks=max(0, count)),
    "s": lambda state, style: replace(state, style=style),
    "li": lambda state, indent: replace(state, indent=indent),
    "ilvl": lambda state, level: replace(state, list_level=level),
    "intbl": lambda state, _: replace(state, rows=max(1, state.rows)),
    "itap": lambda state, rows: replace(state, rows=min(max(0, rows), DEEPEST_TABLE)),
    "listtext": lambda state, _: replace(state, target="label"),
    "pntext": lambda state, _: replace(state, target="label"),
    "fonttbl": lambda state, _: replace(state, target="fonts"),
    "stylesheet": lambda state, _: replace(state, target="styles", style=0),
}
