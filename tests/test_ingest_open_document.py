"""ODT paragraphs, numbers, tables, notes and tracked changes."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from pathlib import Path

import pytest

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError
from pipeline.ingest import read_source
from pipeline.ingest.blocks import File
from pipeline.ingest.formats.open_document import read_open_document
from pipeline.records import Paragraph, ParagraphKind, Source
from tests.conftest import read_one

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    [
        *(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "style", "text", "table")),
        f'xmlns:draw="{OASIS}:drawing:1.0" xmlns:fo="{OASIS}:xsl-fo-compatible:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"',
    ]
)
KIND = "application/vnd.oasis.opendocument.text"
OUTLINE = """
  <style:style style:name="Heading_20_1" style:family="paragraph" style:default-outline-level="1"/>
  <style:style style:name="Title" style:family="paragraph"/>
  <text:outline-style style:name="Outline">
    <text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>
    <text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>
  </text:outline-style>
"""
LISTS = """
  <text:list-style style:name="L1">
    <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
    <text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="("
      style:num-suffix=")"/>
    <text:list-level-style-number text:level="3" style:num-format="i" style:num-suffix="."
      text:display-levels="3"/>
    <text:list-level-style-number text:level="4" style:num-format=""/>
  </text:list-style>
  <text:list-style style:name="L2">
    <text:list-level-style-bullet text:level="1" text:bullet-char="-"/>
  </text:list-style>
  <text:list-style style:name="L3">
    <text:list-level-style-number text:level="1" style:num-format="A" text:start-value="3"
      loext:num-list-format="Part %1%:"/>
  </text:list-style>
  <style:style style:name="Listed" style:family="paragraph" style:list-style-name="L1"/>
  <style:style style:name="T1" style:family="paragraph" style:parent-style-name="Title"/>
  <style:style style:name="Bold" style:family="text">
    <style:text-properties fo:font-weight="bold"/></style:style>
  <style:style style:name="Hidden" style:family="text">
    <style:text-properties text:display="none"/></style:style>
"""


def parts_of(body: str) -> dict[str, str]:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{LISTS}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    styles = (
        f"<office:document-styles {SPACES}><office:styles>{OUTLINE}</office:styles>"
        "<office:master-styles><style:header><text:p>Page</text:p></style:header>"
        "</office:master-styles></office:document-styles>"
    )
    return {"mimetype": KIND, "content.xml": content, "styles.xml": styles}


def pack(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def save(tmp_path: Path, parts: dict[str, str]) -> Path:
    path = tmp_path / "a.odt"
    path.write_bytes(pack(parts))
    return path


def read(tmp_path: Path, body: str) -> tuple[Paragraph, ...]:
    return read_one(save(tmp_path, parts_of(body))).paragraphs


def texts(tmp_path: Path, body: str) -> list[str]:
    return [paragraph.text for paragraph in read(tmp_path, body)]


def printed(body: str) -> list[str]:
    """The blocks with the numbers in front of them, before anything makes sense of these."""
    source = Source(document_id="d", path=Path("a.odt"))
    file = File(content=pack(parts_of(body)), source=source, settings=IngestSettings())
    (reading,) = read_open_document(file)
    return [block.text for blocks in reading.sections for block in blocks]


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def h(text: str, level: int, more: str = "") -> str:
    return (
        f'<text:h text:outline-level="{level}" text:style-name="Heading_20_1"{more}>{text}</text:h>'
    )


def items(*inner: str, style: str = "", more: str = "") -> str:
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:list{named}{more}>{''.join(map(item, inner))}</text:list>"


def item(inner: str) -> str:
    return inner if inner.startswith("<text:list-") else f"<text:list-item>{inner}</text:list-item>"


def cell(*inner: str) -> str:
    return f"<table:table-cell>{''.join(inner)}</table:table-cell>"


def table(*rows: str) -> str:
    inner = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f"<table:table>{inner}</table:table>"


def test_headings_have_the_numbers_of_the_outline() -> None:
    body = (
        h("Fees", 1)
        + h("Night fees", 2)
        + h("Unnumbered", 2, ' text:is-list-header="true"')
        + p("Boats should be lit.")
        + h("Locks", 1)
        + h("Gates", 2, ' text:restart-numbering="true" text:start-value="4"')
        + '<text:h text:outline-level="1">Plain</text:h>'
    )
    assert printed(body) == [
        "I. Fees",
        "I.1 Night fees",
        "Unnumbered",
        "Boats should be lit.",
        "II. Locks",
        "II.4 Gates",
        "Plain",
    ]


def test_headings_stand_below_each_other_as_the_outline_says(tmp_path: Path) -> None:
    body = (
        '<text:p text:style-name="T1">Port report</text:p>'
        '<text:h text:outline-level="1">Fees</text:h><text:h text:outline-level="2">Night</text:h>'
    )
    paragraphs = read(tmp_path, body + p("Boats should be lit."))
    assert [p.kind.value for p in paragraphs] == ["heading"] * 3 + ["body"]
    assert paragraphs[-1].headings == ("Fees", "Night")


def test_lists_have_the_numbers_that_the_program_shows() -> None:
    inner = items(p("for tugs;"), p("for yachts;"))
    body = (
        items(
            p("The board decides:") + items(p("the fees;") + inner, p("taxes.")),
            p("The board meets.") + p("It meets twice."),
            "<text:list-header><text:p>Not an item.</text:p></text:list-header>",
            style="L1",
        )
        + p("The members remain.")
        + items(p("It ends."), style="L1", more=' text:continue-numbering="true"')
        + items(p("A new list starts."), style="L1")
    )
    assert printed(body) == [
        "1. The board decides:",
        "(a) the fees;",
        "1.a.i. for tugs;",
        "1.a.ii. for yachts;",
        "(b) taxes.",
        "2. The board meets.",
        "It meets twice.",
        "Not an item.",
        "The members remain.",
        "3. It ends.",
        "1. A new list starts.",
    ]


def test_numbered_items_are_paragraphs_with_their_numbers(tmp_path: Path) -> None:
    body = items(p("The board decides:") + items(p("the fees;"), p("taxes.")), style="L1")
    assert [p.number for p in read(tmp_path, body)] == ["1", "1 (a)", "1 (b)"]


def test_a_wrapper_without_text_of_its_own_is_not_counted() -> None:
    body = items(items(items(p("the tugs"))), p("The board meets."), style="L1")
    assert printed(body) == ["1.a.i. the tugs", "1. The board meets."]


def test_bullets_start_values_patterns_and_levels_without_numbers_are_kept() -> None:
    seventh = '<text:list-item text:start-value="7"><text:p>Locks</text:p></text:list-item>'
    body = (
        items(p("Boats should be lit."), style="L2")
        + f'<text:list text:style-name="L3">{item(p("Fees"))}{seventh}{item(p("Ends"))}</text:list>'
        + items(items(items(items(p("without a number")))), style="L1")
    )
    assert printed(body) == [
        "• Boats should be lit.",
        "Part C: Fees",
        "Part G: Locks",
        "Part H: Ends",
        "without a number",
    ]


def test_a_list_goes_on_where_another_ended_and_styles_may_name_its_numbers() -> None:
    listed = '<text:p text:style-name="Listed">{}</text:p>'
    body = (
        items(listed.format("Port"), more=' xml:id="x"')
        + items(p("Another list"), style="L1")
        + items(listed.format("Lock"), more=' text:continue-list="x"')
        + '<text:numbered-paragraph text:list-id="n" text:level="1" text:style-name="L1">'
        + p("Fees")
        + "</text:numbered-paragraph>"
    )
    assert printed(body) == ["1. Port", "1. Another list", "2. Lock", "1. Fees"]


def test_a_row_of_a_table_is_a_paragraph_and_a_single_cell_its_paragraphs(tmp_path: Path) -> None:
    inner = table(cell(p("day")) + cell(p("5 euros")))
    body = table(
        cell(p("Boat")) + cell(p("Fee")) + cell(p("Proposal")),
        cell(p("Tugs"), p("of all sizes"))
        + f"<table:covered-table-cell>{p('gone')}</table:covered-table-cell>"
        + cell(inner),
        cell(p("One should pay."), p("Two should pay less.")) + cell(),
    ) + p("Boats should be lit.")
    assert texts(tmp_path, body) == [
        "Boat | Fee | Proposal",
        "Tugs of all sizes | day | 5 euros",
        "One should pay.",
        "Two should pay less.",
        "Boats should be lit.",
    ]


def test_notes_follow_the_paragraph_that_cites_them(tmp_path: Path) -> None:
    note = (
        '<text:note text:note-class="{}"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>See {}.</text:p><text:p>It is good.</text:p></text:note-body>"
        "</text:note>"
    )
    body = p(f"Boats{note.format('footnote', 'it')} should be lit.{note.format('endnote', 'them')}")
    row = table(cell(p(f"Tugs{note.format('footnote', 'tugs')}")) + cell(p("pay")))
    assert [(p.kind.value, p.text) for p in read(tmp_path, body + row)] == [
        ("body", "Boats should be lit."),
        ("footnote", "See it. It is good."),
        ("footnote", "See them. It is good."),
        ("body", "Tugs | pay"),
        ("footnote", "See tugs. It is good."),
    ]


def test_tracked_insertions_are_text_and_deletions_and_comments_are_not(tmp_path: Path) -> None:
    changes = (
        '<text:tracked-changes><text:changed-region text:id="c"><text:deletion>'
        "<text:p>never</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    comment = (
        "<office:annotation><dc:creator>Bo</dc:creator><text:p>Why?</text:p></office:annotation>"
    )
    body = changes + p(
        f'Boats <text:change-start text:change-id="d"/>should{comment}'
        '<text:change-end text:change-id="d"/><text:change text:change-id="c"/> be lit.'
    )
    assert texts(tmp_path, body) == ["Boats should be lit."]


def test_spaces_tabs_breaks_and_hidden_text_read_as_the_program_shows_them(tmp_path: Path) -> None:
    body = (
        p('Boats<text:s text:c="3"/>should<text:tab/>be\n  <text:soft-page-break/>lit.')
        + p('Ships <text:span text:style-name="Hidden">never </text:span>should wait.')
        + p("To do:<text:line-break/>(a) light the boats;<text:line-break/>(b) end")
        + p("The <text:a><text:span>port</text:span></text:a> is open.<!-- a comment -->")
    )
    assert texts(tmp_path, body) == [
        "Boats should be lit.",
        "Ships should wait.",
        "To do:",
        "light the boats;",
        "end",
        "The port is open.",
    ]


def test_a_table_of_contents_is_no_text_of_the_document(tmp_path: Path) -> None:
    body = (
        "<text:table-of-content><text:index-body><text:index-title><text:p>Contents</text:p>"
        "</text:index-title><text:p>Fees<text:tab/>3</text:p></text:index-body>"
        "</text:table-of-content><text:section>" + p("Boats should be lit.") + "</text:section>"
    )
    kinds = [paragraph.kind.value for paragraph in read(tmp_path, body)]
    assert kinds == ["other", "other", "body"]


def test_the_text_of_a_box_stands_before_the_paragraph_it_hangs_on(tmp_path: Path) -> None:
    box = f"<draw:frame><draw:text-box>{p('Fees should fall.')}</draw:text-box></draw:frame>"
    assert texts(tmp_path, p(f"Boats {box}should be lit.")) == [
        "Fees should fall.",
        "Boats should be lit.",
    ]


def test_a_line_in_bold_that_stands_alone_stands_out(tmp_path: Path) -> None:
    bold = '<text:span text:style-name="Bold">Night fees</text:span>'
    body = p("The port is open all night.") + p("") + p(bold) + p("") + p("Boats should be lit.")
    assert read(tmp_path, body)[1].kind is ParagraphKind.HEADING


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    parts = parts_of(p("&b;"))
    entities = '<!DOCTYPE x [<!ENTITY a "port port"><!ENTITY b "&a;&a;&a;">]>'
    parts["content.xml"] = entities + parts["content.xml"]
    with pytest.raises(UnreadableError, match="declares XML entities"):
        read_one(save(tmp_path, parts))


def test_an_encrypted_text_is_refused_with_what_to_do(tmp_path: Path) -> None:
    parts = parts_of(p("Boats should be lit."))
    parts["META-INF/manifest.xml"] = "<manifest><encryption-data/></manifest>"
    with pytest.raises(UnreadableError, match="save it as ODT without a password"):
        read_one(save(tmp_path, parts))


@pytest.mark.parametrize(
    "content", ["", "<a/>", "no XML", "<a>" * 300 + "</a>" * 300, "<x:a xmlns:x='y'><b></x:a>"]
)
def test_a_damaged_text_is_refused_with_what_to_do(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableError, match="save it anew"):
        read_one(save(tmp_path, parts_of("") | {"content.xml": content}))


def test_a_package_without_a_text_is_refused_and_one_without_styles_is_read(tmp_path: Path) -> None:
    parts = parts_of(p("Boats should be lit."))
    assert read_one(save(tmp_path, {k: v for k, v in parts.items() if k != "styles.xml"}))
    with pytest.raises(UnreadableError, match="is a damaged ODT file"):
        read_one(save(tmp_path, {"mimetype": KIND}))


def test_lists_in_lists_are_read_as_deep_as_a_file_may_go(tmp_path: Path) -> None:
    body = p("The port is deep.")
    for _ in range(120):
        body = items(body)
    assert texts(tmp_path, body) == ["The port is deep."]


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_file_damaged_anywhere_is_read_or_refused(tmp_path: Path, *, is_packed: bool) -> None:
    body = (
        h("Fees", 1) + items(p("a"), items(p("b")), style="L1") + table(cell(p("a")), cell(p("b")))
    )
    parts = parts_of(body)
    chance = random.Random(5)  # noqa: S311 - the same damage every time, not a secret
    for _ in range(150):
        path = tmp_path / "a.odt"
        if is_packed:
            path.write_bytes(damage(pack(parts), chance))
        else:
            broken = damage(parts["content.xml"].encode(), chance).decode("latin-1")
            path.write_bytes(pack(parts | {"content.xml": broken}))
        with contextlib.suppress(UnreadableError):
            documents, rejections = read_source(
                Source(document_id="d", path=path), settings=IngestSettings()
            )
            assert documents or rejections


def damage(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.randrange(1, 4)):
        damaged[chance.randrange(60, len(damaged))] = chance.choice(b'<>/"=a19\x00\xff')
    return bytes(damaged)
