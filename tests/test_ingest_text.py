"""Plain text and Markdown become numbered paragraphs under their headings."""

from __future__ import annotations

import time
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UnreadableError
from pipeline.ingest.formats.plain import text_blocks
from pipeline.ingest.paragraphs.structure import to_paragraphs
from pipeline.records import Paragraph, ParagraphKind
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path

HEADING, BODY, ITEM = ParagraphKind.HEADING, ParagraphKind.BODY, ParagraphKind.LIST_ITEM

CHARTER = """
    Draft conclusions on the harbour

    A. Dredging the channel

    The Task Force on the Harbour

    recognizes

    the need to keep the channel open in all seasons;

    recommends to:

    1. measure the depth more often

    - The depth should be measured every month by the pilots.
    - Results should be published, in particular:
     - the depth at the northern pier;
     - the depth at the lock.

    2. replace the old buoys

    - New buoys should be lit.

    B. Fees

    Recommendations:

    1. Publish the fees
    2. Review the fees every year
    """


def read(tmp_path: Path, text: str, name: str = "document.txt") -> tuple[Paragraph, ...]:
    path = tmp_path / name
    path.write_text(dedent(text), encoding="utf-8")
    return read_one(path).paragraphs


def find(paragraphs: tuple[Paragraph, ...], start: str) -> Paragraph:
    return next(paragraph for paragraph in paragraphs if paragraph.text.startswith(start))


def test_lettered_headings_stand_above_everything_in_their_section(tmp_path: Path) -> None:
    paragraphs = read(tmp_path, CHARTER)
    heading = find(paragraphs, "Dredging")
    assert (heading.kind, heading.number, heading.headings) == (HEADING, "A", ())
    assert find(paragraphs, "New buoys").headings == ("Dredging the channel",)


def test_the_title_heads_no_section(tmp_path: Path) -> None:
    paragraphs = read(tmp_path, CHARTER)
    assert paragraphs[0].kind is HEADING
    assert all(paragraphs[0].text not in paragraph.headings for paragraph in paragraphs[1:])


def test_a_short_verb_line_and_its_subject_are_text_not_headings(tmp_path: Path) -> None:
    paragraphs = read(tmp_path, CHARTER)
    assert [find(paragraphs, start).kind for start in ("The Task", "recogn", "recomm")] == [
        BODY
    ] * 3
    assert find(paragraphs, "the need").text == "the need to keep the channel open in all seasons;"


def test_a_numbered_imperative_is_an_item_and_its_bullets_are_deeper(tmp_path: Path) -> None:
    paragraphs = read(tmp_path, CHARTER)
    levels = {p.text.split(",")[0]: p.level for p in paragraphs if p.kind is ITEM}
    assert levels["measure the depth more often"] == 0
    assert levels["Results should be published"] == 1
    assert levels["the depth at the lock."] == 2
    assert levels["replace the old buoys"] == 0


def test_items_that_count_anew_in_every_section_carry_its_letter(tmp_path: Path) -> None:
    paragraphs = read(tmp_path, CHARTER)
    assert find(paragraphs, "measure").number == "A.1"
    assert find(paragraphs, "Review").number == "B.2"


def test_a_label_with_a_colon_is_the_lowest_heading(tmp_path: Path) -> None:
    assert find(read(tmp_path, CHARTER), "Publish the fees").headings == ("Fees", "Recommendations")


def test_items_as_far_in_as_the_stem_before_them_stand_below_it(tmp_path: Path) -> None:
    text = "- Duties of members:\n- attend;\n- report.\n- Duties of the chair:\n- convene."
    assert [paragraph.level for paragraph in read(tmp_path, text)] == [0, 1, 1, 0, 1]


@pytest.mark.parametrize(
    ("line", "number", "text"),
    [
        ("12. The port is open.", "12", "The port is open."),
        ("(a) The port is open.", "(a)", "The port is open."),
        ("iv) The port is open.", "(iv)", "The port is open."),
        ("B.2 The port is open.", "B.2", "The port is open."),
        ("83.14. The port is open.", "83.14", "The port is open."),
        ("3 - The port is open.", "3", "The port is open."),
        ("• The port is open.", "", "The port is open."),
        ("\uf0b7\tThe port is open.", "", "The port is open."),
        ("o  The port is open.", "", "The port is open."),
        ("+ The port is open.", "", "The port is open."),
        ("☐ The port is open.", "", "The port is open."),
        ("\u2010 The port is open.", "", "The port is open."),
        ("- [ ] The port is open.", "", "The port is open."),
        ("* [x] The port is open.", "", "The port is open."),
        ("① The port is open.", "1", "The port is open."),
        ("⑫The port is open.", "12", "The port is open."),
        ("+ 41 22 730 boats were lost.", "", "+ 41 22 730 boats were lost."),
        ("[1] The port is open.", "", "[1] The port is open."),
        ("1º The port is open.", "", "1º The port is open."),
        ("2013 was a good year.", "", "2013 was a good year."),
        ("3.5 per cent were lost.", "", "3.5 per cent were lost."),
        ("J. Smith spoke first.", "", "J. Smith spoke first."),
        ("[paragraph on the port]", "", "[paragraph on the port]"),
    ],
)
def test_numbers_and_bullets_leave_the_text(
    tmp_path: Path, line: str, number: str, text: str
) -> None:
    (paragraph,) = read(tmp_path, line)
    assert (paragraph.number, paragraph.text) == (number, text)


def test_a_subitem_is_numbered_with_its_parent_even_after_a_bullet(tmp_path: Path) -> None:
    text = """
        5. The members agree on the following duties of the new port authority:
         - a) Discuss the rates;
         - b) Publish the rates.
        6. The members meet in spring.
    """
    assert [p.number for p in read(tmp_path, text)] == ["5", "5 (a)", "5 (b)", "6"]


def test_the_ninth_letter_and_the_first_roman_number_are_told_apart(tmp_path: Path) -> None:
    text = "\n".join(f"({letter}) item {letter};" for letter in "abcdefghij")
    assert [p.level for p in read(tmp_path, text)] == [0] * 10
    nested = read(tmp_path, "(a) fees:\n  (i) for boats;\n  (ii) for ships;\n(b) taxes.")
    assert [p.number for p in nested] == ["(a)", "(a) (i)", "(a) (ii)", "(b)"]


def test_a_lone_number_belongs_to_the_following_paragraph(tmp_path: Path) -> None:
    paragraphs = read(
        tmp_path, "10.\n\nThe port should open earlier.\n\n11.\nIt should close later."
    )
    assert [(p.number, p.text) for p in paragraphs] == [
        ("10", "The port should open earlier."),
        ("11", "It should close later."),
    ]


def test_hard_wrapped_lines_are_joined_and_hyphens_undone(tmp_path: Path) -> None:
    text = """
        The harbour master keeps the register of all vessels, and every recommen-
        dation of the inspectors is entered in it without delay by the Director-
        General or by one of the multi-
        national crews.
        A recommendation that is older than a year is read out again at the next
        meeting of the board, which decides about it.
        1. The register should be open to everybody who asks for it at the office
        of the harbour master.
    """
    paragraphs = read(tmp_path, text)
    assert [p.number for p in paragraphs] == ["", "", "1"]
    assert "every recommendation of the inspectors" in paragraphs[0].text
    assert "Director-General or by one of the multi-national crews." in paragraphs[0].text


def test_lines_that_are_paragraphs_stay_apart(tmp_path: Path) -> None:
    text = "Boats should be lit at night.\nPilots should be trained.\nFees should be lower.\n"
    assert len(read(tmp_path, text)) == 3


def test_a_paragraph_broken_by_a_page_goes_on_behind_the_footnote(tmp_path: Path) -> None:
    text = """
        11. In order to keep the channel open, new ways should be found to measure it, in the

        ¹ See the report of the pilots.

        form of soundings.
    """
    first, note = read(tmp_path, text)
    assert first.text.endswith("measure it, in the form of soundings.")
    assert note.kind is ParagraphKind.FOOTNOTE


def test_residue_of_comments_is_kept_out_of_the_text(tmp_path: Path) -> None:
    text = """
        1. The port should open.

        Zoë Müller 11/3/25 18:07
        Gelöscht: soon

        2. The port should close.
    """
    assert [p.kind for p in read(tmp_path, text)][1:3] == [ParagraphKind.OTHER] * 2


@pytest.mark.parametrize(
    "residue",
    [
        "Commented [AB1]: The port should be deleted from here.",
        "Commentaire [AB12] : À revoir.",
        "Kommentiert [ZM3R2]: The port should stay.",
        "批注 [张1]\uff1a删去这一段。",
        "Con formato [AB1]: Fuente: 12 pt",
        "Formatted: Font: 12 pt",
        "Supprimé : les ports",
        "Moved down [2]: The port should open.",
    ],
)
def test_signs_of_comments_and_changes_are_residue_in_any_language(
    tmp_path: Path, residue: str
) -> None:
    text = f"The port should open.\n\n{residue}\n\nThe port should close.\n"
    kinds = [p.kind for p in read(tmp_path, text)]
    assert kinds == [BODY, ParagraphKind.OTHER, BODY]


def test_a_remark_below_its_sign_is_residue_and_a_numbered_paragraph_is_none(
    tmp_path: Path,
) -> None:
    text = "Commented [AB1]:\nThe port goes.\n\nFees rise.\n\nCommented [AB2]:\n2. Light it."
    kinds = [p.kind is ParagraphKind.OTHER for p in read(tmp_path, text)]
    assert kinds == [True, True, False, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "Comment: The port should open.",
        "Recommendation [R1]: The port should open.",
        "Deleted files should be kept.",
    ],
)
def test_a_label_that_the_text_itself_has_is_no_residue(tmp_path: Path, text: str) -> None:
    assert [p.kind for p in read(tmp_path, text)] == [BODY]


def test_contents_lines_are_no_text(tmp_path: Path) -> None:
    paragraphs = read(tmp_path, "I. Fees ............ 3\nII. Pilots ............ p. 12\n")
    assert {p.kind for p in paragraphs} == {ParagraphKind.OTHER}


def test_a_resolution_has_preambular_and_operative_paragraphs(tmp_path: Path) -> None:
    text = """
        4/12. Safety in harbours

        The Harbour Assembly,

        Recalling its resolution 3/1 on buoys,

        Deeply concerned about fog,

        1. Requests the harbour master to light the pier;

        2. Also invites the pilots:

        (a) To report every accident;

        (b) To carry lamps;

        3. Decides to meet again.
    """
    paragraphs = read(tmp_path, text)
    kinds = {p.number or p.text.split()[0]: p.kind for p in paragraphs}
    assert kinds["4/12"] is HEADING
    assert kinds["Recalling"] is kinds["Deeply"] is ParagraphKind.PREAMBULAR
    assert kinds["1"] is kinds["3"] is ParagraphKind.OPERATIVE
    assert kinds["2 (b)"] is ITEM


def test_markdown_gives_headings_and_loses_its_marks(tmp_path: Path) -> None:
    text = """
        # Port report

        ## Fees

        The *board* should **publish** the [fees](http://x.example/fees) in `full`.

        - one
          - two

        Pilots
        ------

        > Boats should be lit.

        | Boat | Fee |
        |------|-----|
        | Tug  | 12  |
    """
    paragraphs = read(tmp_path, text, "report.md")
    board = find(paragraphs, "The board")
    assert board.text == "The board should publish the fees in `full`."
    assert board.headings == ("Fees",)
    assert [p.level for p in paragraphs if p.kind is ITEM] == [0, 1]
    assert find(paragraphs, "Boats").headings == ("Pilots",)
    assert find(paragraphs, "Tug").text == "Tug | 12"


@pytest.mark.parametrize("line", ["|" * 50_000 + "x", "# " + "#" * 50_000 + "x"])
def test_a_line_of_marks_without_end_is_read_in_no_time(line: str) -> None:
    start = time.process_time()
    assert text_blocks(line, is_markdown=True)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("Les bateaux doivent être éclairés – la nuit.".encode(encoding))
    (paragraph,) = read_one(path).paragraphs
    assert paragraph.text == "Les bateaux doivent être éclairés – la nuit."


def test_form_feeds_number_the_pages(tmp_path: Path) -> None:
    paragraphs = read(tmp_path, "Boats should be lit.\n\fPilots should be paid.\n")
    assert [p.page for p in paragraphs] == [1, 2]


def test_binary_data_named_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(UnreadableError, match="binary"):
        read_one(path)


def test_numbered_parts_in_dense_text_are_headings(tmp_path: Path) -> None:
    text = """
        The board met in spring and talked about the fees for tugs and for ferries, which
        had not been changed for a long time, and about the pilots.
        Section 1: Fees
        The board should publish the fees for tugs and for ferries in all the languages
        of the port, as the pilots had asked for.
    """
    assert find(read(tmp_path, text), "The board should").headings == ("Section 1: Fees",)


def test_a_list_goes_on_counting_after_a_remark_in_between(tmp_path: Path) -> None:
    text = """
        7. The members agree on the following duties of the new port authority:
        (a) Discuss the rates;
        These are set in spring.
        (b) Publish the rates.
    """
    assert [p.number for p in read(tmp_path, text)] == ["7", "7 (a)", "", "7 (b)"]


def test_a_number_with_a_stray_space_is_read_in_its_series(tmp_path: Path) -> None:
    text = "11.1 Light the pier;\n11. 2 Light the lock;\n11.3 Light the ferry;\n"
    assert [p.number for p in read(tmp_path, text)] == ["11.1", "11.2", "11.3"]


@given(st.text(alphabet="aB1iI.,;:()[]-•*#>| \n\t\f", max_size=300))
def test_no_text_breaks_the_core_or_loses_a_letter(text: str) -> None:
    paragraphs = to_paragraphs([text_blocks(text, is_markdown=False)])
    kept = "".join(paragraph.number + paragraph.text for paragraph in paragraphs)
    assert kept.count("B") >= text.count("B") - text.count("-\n")
    assert all(paragraph.level >= 0 and paragraph.text for paragraph in paragraphs)


def test_an_indented_list_below_a_colon_ends_with_the_next_item_beside_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "steps.txt"
    path.write_text(
        "- Mend the piers, for instance:\n - Paint the old pier\n - Light the new pier\n"
        "- Publish the fees\n",
        encoding="utf-8",
    )
    document = read_one(path)
    assert [paragraph.level for paragraph in document.paragraphs] == [0, 1, 1, 0]
