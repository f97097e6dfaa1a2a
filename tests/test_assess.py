"""Evidence is found in later documents, and a person decides."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.assess import EvidenceModel, Found, Kind, find_evidence, load_evidence_model
from pipeline.assess.status import suggest_status
from pipeline.config import EVIDENCE_MODEL, AssessSettings, shipped_models
from tests.assessing import to_document, to_row

if TYPE_CHECKING:
    from pipeline.embedding import Encoder
    from pipeline.records import Document, Recommendation

ASK = "The harbour office should publish the tide tables of the northern coast."
DONE = "The tide tables of the northern coast have been published by the harbour office since 2015."
HALF = (
    "Publication of the tide tables of the northern coast is under way; half are finished so far."
)
LATE = "The tide tables of the northern coast have not yet been published, for lack of funds."
OVER = "The tide tables of the northern coast were superseded by an app and are no longer needed."
REPEATED = (
    "The harbour office should publish the tide tables of the northern coast.",
    "The meeting recalled its recommendation that the tide tables of the coast be published.",
    "Speakers again called upon the harbour office to publish tide tables of the northern coast.",
    "It would be desirable to have tide tables of the northern coast published, it was stressed.",
    "The harbour office was urged to publish the tide tables of the northern coast.",
)
OTHER = "A bakery in the old town has won a prize for its bread."


@pytest.fixture(scope="module")
def model() -> EvidenceModel:
    return load_evidence_model(shipped_models() / EVIDENCE_MODEL.name)


@pytest.fixture(scope="module")
def find(model: EvidenceModel, encoder: Encoder):  # noqa: ANN201 (a function of the tests)
    def call(*documents: Document, rows: tuple[Recommendation, ...] = ()) -> Found:
        return find_evidence(
            rows or (to_row("R-0001", ASK),),
            documents,
            model=model,
            encoder=encoder,
            settings=AssessSettings(),
        )

    return call


ASKED = to_document("asked", 2012, ASK)


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        (DONE, Kind.COMPLETION, "completed"),
        (HALF, Kind.PROGRESS, "ongoing"),
        (LATE, Kind.DELAY, "to be started"),
        (OVER, Kind.OVERTAKEN, "overtaken by events"),
    ],
)
def test_what_a_later_report_says_suggests_a_status(find, text, kind, status) -> None:  # noqa: ANN001 (parametrised)
    found = find(ASKED, to_document("report", 2016, OTHER, text))
    assert [(one.kind, one.passage.text) for one in found.evidence] == [(kind, text)]
    assert [one.status for one in found.suggestions] == [status]


def test_evidence_says_which_words_matched_and_why(find) -> None:  # noqa: ANN001 (a fixture)
    (one,) = find(ASKED, to_document("report", 2016, DONE)).evidence
    assert {"tide", "tables", "harbour"} <= {word.casefold() for word in one.words}
    quoted = [reason.split("“")[1].removesuffix("”") for reason in one.reasons]
    assert quoted
    assert all(words in DONE for words in quoted)


@pytest.mark.parametrize("text", REPEATED)
def test_a_repetition_is_no_evidence(find, text: str) -> None:  # noqa: ANN001 (a fixture)
    found = find(ASKED, to_document("report", 2016, text))
    assert found == Found(evidence=(), suggestions=())


def test_silence_suggests_nothing(find) -> None:  # noqa: ANN001 (a fixture)
    assert find(ASKED) == Found(evidence=(), suggestions=())
    assert find(ASKED, to_document("report", 2016, "", "...")).suggestions == ()
    assert find(ASKED, to_document("report", 2016, OTHER)).suggestions == ()


@pytest.mark.parametrize("year", [2010, 2012])
def test_what_was_said_before_the_recommendation_is_no_evidence(find, year: int) -> None:  # noqa: ANN001 (a fixture)
    assert find(ASKED, to_document("report", year, DONE)).evidence == ()


def test_a_document_without_a_date_may_hold_evidence_but_not_where_it_makes_the_recommendation(
    find,  # noqa: ANN001 (a fixture)
) -> None:
    assert find(ASKED, to_document("report", 0, DONE)).evidence
    assert find(to_document("asked", 0, ASK, DONE)).evidence == ()


def test_a_mention_in_a_later_document_is_no_evidence_of_itself(find) -> None:  # noqa: ANN001 (a fixture)
    one = to_row("R-0001", ASK)
    again = replace(one.mentions[0], document_id="report", text=DONE, end=len(DONE))
    row = replace(one, mentions=(*one.mentions, again))
    assert find(ASKED, to_document("report", 2016, DONE), rows=(row,)).evidence == ()


def test_words_of_the_heading_above_count_as_the_passage_s(find) -> None:  # noqa: ANN001 (a fixture)
    text = "The tide tables have been published by the harbour office since 2015."
    (bare,) = find(ASKED, to_document("report", 2016, text)).evidence
    (headed,) = find(ASKED, to_document("report", 2016, text, heading="Northern coast")).evidence
    assert headed.score > bare.score
    assert set(headed.words) - set(bare.words) == {"Northern", "coast"}


def test_the_latest_passage_decides(find) -> None:  # noqa: ANN001 (a fixture)
    found = find(ASKED, to_document("b", 2014, LATE), to_document("c", 2018, DONE))
    (suggestion,) = found.suggestions
    assert suggestion.status == "completed"
    assert [one.passage.document_id for one in suggestion.evidence] == ["c", "b"]
    assert suggestion.reasons[0].startswith("a passage of 2018 in c says it is done")


def test_a_later_passage_that_hardly_speaks_of_it_does_not_decide(find) -> None:  # noqa: ANN001 (a fixture)
    (sure,) = find(ASKED, to_document("b", 2014, DONE)).evidence
    later = find(ASKED, to_document("c", 2018, LATE)).evidence[0]
    doubtful = replace(later, score=round(sure.score / 6, 4))
    suggestion = suggest_status([sure, doubtful], AssessSettings(status_threshold=0.0))
    assert suggestion is not None
    assert suggestion.status == "completed"
    assert suggestion.evidence == (sure,)


def test_another_language_is_compared_by_meaning(find) -> None:  # noqa: ANN001 (a fixture)
    french = to_document(
        "rapport",
        2016,
        "Le bureau du port a publié les tables des marées de la côte nord en 2015.",
        "La boulangerie a fermé.",
        language="fr",
    )
    texts = [one.passage.text for one in find(ASKED, french).evidence]
    assert texts[:1] == [french.paragraphs[0].text]


def test_the_order_of_rows_and_documents_does_not_matter(find) -> None:  # noqa: ANN001 (a fixture)
    documents = (ASKED, to_document("b", 2014, LATE, HALF), to_document("c", 2018, DONE, OTHER))
    rows = (to_row("R-0001", ASK), to_row("R-0002", "Boats should be lit at night."))
    expected = find(*documents, rows=rows)
    for order in itertools.permutations(documents):
        assert find(*order, rows=rows) == expected
    turned = find(*documents, rows=rows[::-1])
    assert sorted(map(str, turned.evidence)) == sorted(map(str, expected.evidence))


@settings(max_examples=30)
@given(st.lists(st.text(max_size=80), max_size=4))
def test_hostile_text_neither_breaks_it_nor_is_evidence_of_completion(
    model: EvidenceModel, encoder: Encoder, texts: list[str]
) -> None:
    found = find_evidence(
        [to_row("R-0001", ASK)],
        [ASKED, to_document("report", 2016, *texts)],
        model=model,
        encoder=encoder,
        settings=AssessSettings(),
    )
    assert all(0 <= one.score <= 1 for one in found.evidence)
    for one in found.evidence:
        paragraph = texts[one.passage.paragraph]
        assert paragraph[one.passage.start : one.passage.end] == one.passage.text


@pytest.mark.parametrize("text", ["should " * 5000, "(" * 9000, "a." * 9000, "\u202e" * 3000])
def test_text_without_end_is_read_in_time(find, text: str) -> None:  # noqa: ANN001 (a fixture)
    assert find(ASKED, to_document("report", 2016, text)).suggestions == ()
