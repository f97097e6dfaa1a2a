"""Tables of submissions: each row a document, long cells read, the others what is known of it."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError
from pipeline.ingest import read_source
from pipeline.ingest.blocks import File
from pipeline.ingest.formats.sheet import read_sheet
from pipeline.ingest.formats.sheet_fields import read_dates
from pipeline.ingest.paragraphs.structure import to_paragraphs
from pipeline.records import Document, Source, normalise

if TYPE_CHECKING:
    import random

FEES = "The board should publish its fees in all languages every single year."
PILOTS = "Pilots should be trained at the expense of the port each and every year."
BOATS = "Boats must carry lights that other boats can see from far away at night."
HEADER = ["Name", "Organisation", "Your proposal", "Date"]
ROWS = [
    HEADER,
    [
        "Ann",
        "Pilots, Ltd",
        f"{FEES}\n\n- It should also say which boats they are for.",
        "2024-05-01",
    ],
    ["Bob", "Tugs", PILOTS, "2024-05-02"],
]


def to_csv(rows: list[list[str]], *, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=quoting).writerows(rows)
    return file.getvalue()


def to_xlsx(*sheets: list[list[object]]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = workbook.create_sheet(f"Round {number}")
        for row in rows:
            sheet.append(row)
    return save(workbook)


def save(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def to_shared(*sheets: list[list[str]]) -> bytes:
    """As the above, with the texts in a part of their own, as spreadsheet programs write them."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        for rows in sheets:
            sheet = workbook.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def to_file(content: bytes | str, *, name: str = "answers.csv", **fields: str) -> File:
    """What the reader is given; characters as UTF-8."""
    source = Source(document_id="d", path=Path(name), **fields)
    raw = content.encode() if isinstance(content, str) else content
    return File(content=raw, source=source, settings=IngestSettings(rows=1_000))


def read(tmp_path: Path, content: bytes | str, **fields: str) -> list[Document]:
    """The documents of a table, which has to be read whole."""
    raw = content.encode() if isinstance(content, str) else content
    path = tmp_path / ("answers.xlsx" if raw.startswith(b"PK") else "answers.csv")
    path.write_bytes(raw)
    source = Source(document_id="d", path=path, **fields)
    documents, rejections = read_source(source, settings=IngestSettings(rows=1_000))
    assert not rejections
    return documents


def texts(documents: list[Document]) -> list[list[str]]:
    return [[p.text for p in document.paragraphs] for document in documents]


def ids(tmp_path: Path, rows: list[list[str]]) -> dict[str, str]:
    """Ids of the documents of a table by their text."""
    return {d.paragraphs[0].text: d.document_id for d in read(tmp_path, to_csv(rows))}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_row_is_a_document_of_its_long_cells_and_pages_are_rows(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    documents = read(tmp_path, to_csv(ROWS, delimiter=delimiter).encode(encoding))
    read_as = [[(p.page, p.text.split()[0]) for p in d.paragraphs] for d in documents]
    assert read_as == [[(1, "The"), (1, "It")], [(2, "Pilots")]]
    assert {p.label for d in documents for p in d.paragraphs} == {"Your proposal"}
    assert [d.source.body for d in documents] == ["Pilots, Ltd", "Tugs"]
    assert [d.source.published for d in documents] == [date(2024, 5, 1), date(2024, 5, 2)]
    assert [d.source.other for d in documents] == [(("Name", "Ann"),), (("Name", "Bob"),)]


def test_a_workbook_is_read_as_a_csv_is(tmp_path: Path) -> None:
    as_csv = read(tmp_path, to_csv(ROWS))
    for content in (to_xlsx(ROWS), to_shared(ROWS)):
        found = read(tmp_path, content)
        assert [d.paragraphs for d in found] == [d.paragraphs for d in as_csv]
        assert [d.document_id for d in found] == [d.document_id for d in as_csv]


def test_a_table_of_short_cells_has_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"no column of texts.*'Name', 'Date'.*text_column"):
        read(tmp_path, "Name,Date\nAnn,2024\nBob,2025\n")


def test_a_named_column_is_read_however_short_and_no_other(tmp_path: Path) -> None:
    table = f"Name,Short  answer,Remark\nAnn,More boats,{FEES}\nBob,Fewer boats,none\n"
    documents = read(tmp_path, table, text_column="short Answer ")
    assert texts(documents) == [["More boats"], ["Fewer boats"]]
    assert documents[0].source.other == (("Remark", FEES),)


def test_a_named_column_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    for content in (to_csv(ROWS), to_xlsx(ROWS)):
        with pytest.raises(UnreadableError, match=r"'Answer'.*'Name', 'Organisation'"):
            read(tmp_path, content, text_column="Answer")


def test_a_heading_in_one_cell_is_not_above_the_next(tmp_path: Path) -> None:
    documents = read(tmp_path, f'Answer,Also,Name\n"Fees:\n\n{FEES}","{PILOTS}",Ann\n')
    assert documents[0].paragraphs[-1].headings == ()


def test_a_cell_of_any_length_is_read(tmp_path: Path) -> None:
    (document,) = read(tmp_path, "Answer,Name\n" + "boats " * 100_000)
    assert len(document.paragraphs[0].text) > 500_000


@pytest.mark.parametrize(
    "above", ["sep=;\n", '"sep=;"\r\n', "Answers, 2024\n", "Answers;;\n\n;;\n"]
)
def test_what_stands_above_the_header_is_no_row(tmp_path: Path, above: str) -> None:
    documents = read(tmp_path, f"{above}Name;Body;Answer\nAnn;Tugs;{FEES}\nBob;Pilots;{PILOTS}\n")
    assert texts(documents) == [[FEES], [PILOTS]]
    assert [d.paragraphs[0].page for d in documents] == [1, 2]


def test_a_text_above_the_header_is_a_document_of_its_own(tmp_path: Path) -> None:
    documents = read(tmp_path, f"{BOATS}\nName,Answer\nAnn,{FEES}\n")
    assert texts(documents) == [[BOATS], [FEES]]


def test_rows_without_a_header_are_all_read(tmp_path: Path) -> None:
    documents = read(tmp_path, f"17,Tugs,{FEES}\n18,Pilots,{PILOTS}\n")
    assert texts(documents) == [[FEES], [PILOTS]]
    assert documents[0].source.other == (("column 1", "17"), ("column 2", "Tugs"))


def test_a_sentence_a_line_is_not_split_at_its_commas(tmp_path: Path) -> None:
    documents = read(
        tmp_path, "Answer\nYes, the board should publish its fees each year.\nNo, not\n"
    )
    assert texts(documents) == [["Yes, the board should publish its fees each year."], ["No, not"]]


def test_a_long_cell_in_a_column_of_short_ones_is_read(tmp_path: Path) -> None:
    rows = [["Answer", "More"], *[[FEES, "none"]] * 6, [PILOTS, BOATS]]
    assert texts(read(tmp_path, to_csv(rows)))[-1] == [PILOTS, BOATS]


def test_a_text_without_spaces_is_long_by_its_characters(tmp_path: Path) -> None:
    (document,) = read(tmp_path, "姓名,国家,意见\n李明,中国,委员会应当每年以所有语文公布其费用。\n")
    assert (document.source.body, document.source.region) == ("李明", "中国")
    assert len(document.paragraphs) == 1


def test_long_titles_are_titles(tmp_path: Path) -> None:
    (document,) = read(
        tmp_path, f"Title,Answer\nOn the fees that the board asks of each boat,{FEES}\n"
    )
    assert document.source.title == "On the fees that the board asks of each boat"
    assert texts([document]) == [[FEES]]


def test_lists_of_keywords_are_not_text(tmp_path: Path) -> None:
    keywords = "boats, fees, pilots, lights, ports, tugs, harbours, boards, years"
    (document,) = read(tmp_path, to_csv([["Keywords", "Answer"], [keywords, FEES]]))
    assert texts([document]) == [[FEES]]
    assert document.source.other == (("Keywords", keywords),)


def test_salutations_are_no_titles(tmp_path: Path) -> None:
    (document,) = read(tmp_path, f"Title,Name,Answer\nDr,Ann,{FEES}\n")
    assert (document.source.title, document.source.other) == ("", (("Title", "Dr"),))


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("Stakeholder group", "Academia", "stakeholder_group", "Academia"),
        ("Type of respondent*", "Academia", "stakeholder_group", "Academia"),
        ("2. Country of your organisation", "Peru", "region", "Peru"),
        ("Pays", "Pérou", "region", "Pérou"),
        ("Name of organization (if any)", "Tugs", "body", "Tugs"),
        ("Организация", "Порт", "body", "Порт"),
        ("Submitted by", "Ann", "body", "Ann"),
        ("Submitted on", "3 May 2024", "published", date(2024, 5, 3)),
        ("Timestamp", "2024-05-03T10:11:12Z", "published", date(2024, 5, 3)),
        ("Link", "https://a.example/b", "url", "https://a.example/b"),
        ("Langue", "Français", "language", "fr"),
        ("Language", "en-GB", "language", "en"),
        ("Asunto", "Sobre las tarifas", "title", "Sobre las tarifas"),
    ],
)
def test_columns_are_known_by_their_usual_headings(
    tmp_path: Path, heading: str, cell: str, field: str, value: object
) -> None:
    (document,) = read(tmp_path, to_csv([["Answer", heading], [FEES, cell]]))
    assert (getattr(document.source, field), document.source.other) == (value, ())


@pytest.mark.parametrize(("heading", "cell"), [("Date", "4/5/2024"), ("Link", "see above")])
def test_what_cannot_be_used_stays_as_it_is(tmp_path: Path, heading: str, cell: str) -> None:
    (document,) = read(tmp_path, to_csv([["Answer", heading], [FEES, cell]]))
    assert document.source.other == ((heading, cell),)


def test_where_a_person_is_reached_is_not_kept(tmp_path: Path) -> None:
    (document,) = read(tmp_path, f"Answer,E-mail address,Phone\n{FEES},ann@a.example,123\n")
    assert document.source.other == ()


def test_a_person_stands_for_a_body_where_there_is_none(tmp_path: Path) -> None:
    documents = read(tmp_path, f"Name,Organisation,Answer\nAnn,,{FEES}\nBob,Tugs,{PILOTS}\n")
    assert [d.source.body for d in documents] == ["Ann", "Tugs"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["4/5/2024", "13/5/2024"], [date(2024, 5, 4), date(2024, 5, 13)]),
        (["4/5/2024", "5/13/2024 9:30:00"], [date(2024, 4, 5), date(2024, 5, 13)]),
        (["4/5/2024", "13/5/2024", "5/13/2024"], [None, date(2024, 5, 13), date(2024, 5, 13)]),
        (["4/5/2024", "5/5/2024", ""], [None, date(2024, 5, 5), None]),
        (["4.5.2024", "2024/5/4", "May 4, 2024"], [date(2024, 5, 4)] * 3),
        (["30/2/2024", "45000", "soon"], [None] * 3),
    ],
)
def test_a_column_tells_days_from_months(cells: list[str], expected: list[date | None]) -> None:
    assert read_dates(cells) == expected


@given(st.randoms(use_true_random=False), st.sets(st.integers(0, 5), min_size=1))
def test_a_row_keeps_its_key_whatever_rows_stand_around_it(
    shuffled: random.Random, kept: set[int]
) -> None:
    rows = [[f"Ann {n}", f"{FEES} {n}", "2024"] for n in range(6)]
    some = [rows[n] for n in kept]
    shuffled.shuffle(some)
    header = ["Name", "Answer", "Year"]
    every, few = (
        {r.sections[0][0].text: r.key for r in read_sheet(to_file(to_csv([header, *data])))}
        for data in (rows, some)
    )
    assert few.items() <= every.items()
    assert len(set(every.values())) == len(rows)


def test_a_row_keeps_its_id_when_its_text_is_edited(tmp_path: Path) -> None:
    before = ids(tmp_path, [HEADER, ["Ann", "Tugs", FEES, "2024"]])
    after = ids(tmp_path, [HEADER, ["Ann", "Tugs", PILOTS, "2024"]])
    assert list(before.values()) == list(after.values())


def test_a_row_with_an_id_keeps_it_when_all_else_is_edited(tmp_path: Path) -> None:
    before = ids(tmp_path, [["Response ID", "Status", "Answer"], ["7", "new", FEES]])
    after = ids(tmp_path, [["Response ID", "Status", "Answer"], ["7", "seen", PILOTS]])
    assert list(before.values()) == list(after.values())


def test_a_second_row_of_one_respondent_takes_no_key_from_the_first(tmp_path: Path) -> None:
    first, second, third = (["Ann", text] for text in (FEES, PILOTS, BOATS))
    header = ["Name", "Answer"]
    before = ids(tmp_path, [header, first, third])
    after = ids(tmp_path, [header, first, second, third])
    assert before.items() <= after.items()
    assert len(set(after.values())) == 3


def test_form_letters_stay_documents_of_their_own(tmp_path: Path) -> None:
    rows = [["Name", "Answer"], ["Ann", FEES], ["Bob", FEES], ["Bob", FEES], ["Bob", FEES]]
    assert len({d.document_id for d in read(tmp_path, to_csv(rows))}) == 4
    assert len({d.content_hash for d in read(tmp_path, to_csv(rows))}) == 4


def test_rows_of_texts_alone_are_known_by_them(tmp_path: Path) -> None:
    before = ids(tmp_path, [["Answer"], [FEES], [PILOTS]])
    assert before == ids(tmp_path, [["Answer"], [PILOTS], [FEES]])
    assert len(set(before.values())) == 2


def test_rows_wider_than_the_header_are_read_and_named() -> None:
    *readings, last = read_sheet(to_file(f"Name,Answer\nAnn,{FEES} For boats, too\nBob,{PILOTS}\n"))
    assert len(readings) == 2
    assert readings[0].details.other == (("column 3", "too"),)
    assert last.left_out[0].startswith("has more cells than headings in row 1: ")


def test_a_quotation_mark_that_is_never_closed_is_named() -> None:
    *readings, last = read_sheet(to_file(f'Name,Answer\nAnn,"{FEES}\nBob,{PILOTS}\n'))
    assert [block.text[:3] for block in readings[0].sections[0]] == ["The", "Bob"]
    assert "its last 2 lines are read as one cell" in last.left_out[0]


def test_a_table_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    rows = [["Answer"], *[[FEES]] * 1_000]
    for content in (to_csv(rows), to_xlsx(rows)):
        with pytest.raises(UnreadableError, match="more than 1000 rows; split it"):
            read(tmp_path, content)


@pytest.mark.parametrize("content", ["\n\n", ",,\n", to_xlsx([])])
def test_a_table_of_blank_cells_holds_no_text(tmp_path: Path, content: bytes | str) -> None:
    with pytest.raises(UnreadableError, match="holds no text"):
        read(tmp_path, content)


# Letters alone: what numbers, bullets and links become is the shared core's business.
_WORDS = st.text("abcdefgh", min_size=3, max_size=8)
_CELLS = st.builds(
    lambda words, gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=False)),
    st.lists(_WORDS, max_size=12),
    st.lists(st.sampled_from([" ", " ", "\n", ", ", "; ", "|", "\t", ' "', '" ']), min_size=12),
)


@given(
    st.lists(st.tuples(_WORDS, _CELLS, _CELLS), min_size=1, max_size=6),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from([("Name", "Answer", "More"), ("Name", "Answer"), ()]),
)
def test_no_long_cell_is_ever_lost(
    rows: list[tuple[str, str, str]], delimiter: str, quoting: int, header: tuple[str, ...]
) -> None:
    written = [list(header)] * bool(header) + [list(row) for row in rows]
    written.append(["last", FEES, PILOTS])
    readings = read_sheet(to_file(to_csv(written, delimiter=delimiter, quoting=quoting)))
    paragraphs = [p for reading in readings for p in to_paragraphs(reading.sections)]
    found = normalise("".join(p.text for p in paragraphs))
    labels = normalise("".join(p.label for p in paragraphs))
    for row in written[bool(header) :]:
        for cell in row[1:]:
            assert len(cell.split()) < 8 or normalise(cell) in found + labels


@given(st.text("ab,;\t|\"'\r\n .", max_size=80))
def test_any_text_is_a_table_or_refused(text: str) -> None:
    try:
        readings = read_sheet(to_file(text))
    except UnreadableError:
        return
    assert readings
