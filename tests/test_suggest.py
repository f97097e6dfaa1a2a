"""Categories and tags: what decides them, and when none is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.config import SuggestSettings
from pipeline.records import Cluster, Mention, Scheme, Suggestion
from pipeline.suggest import suggest
from pipeline.suggest.vocabulary import load_vocabulary
from tests.conftest import make_mention, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.embedding import Encoder
    from pipeline.suggest.vocabulary import Vocabulary


@pytest.fixture
def suggestions(encoder: Encoder, vocabulary: Vocabulary) -> Callable[..., list[Suggestion]]:
    """Suggestions for one cluster of these mentions."""

    def call(*mentions: Mention, **settings: float) -> list[Suggestion]:
        by_id = {mention.mention_id: mention for mention in mentions}
        cluster = Cluster(mention_ids=tuple(by_id), canonical=mentions[0].mention_id)
        return suggest(
            [cluster],
            by_id,
            vocabulary=vocabulary,
            settings=SuggestSettings(**settings),
            encoder=encoder,
            on_done=lambda: None,
        )

    return call


def category(made: list[Suggestion]) -> str:
    return next((s.label for s in made if s.scheme is Scheme.CATEGORY), "")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("More donors should pledge money to the trust fund.", "funding"),
        ("Travel grants should let people from developing countries take part.", "participation"),
        ("Indicators should measure how far recommendations were carried out.", "monitoring"),
        ("The results should be presented to other intergovernmental organizations.", "linkages"),
        ("Each meeting should produce a short written message.", "outcomes"),
        ("The rotation of advisory group members should be made public.", "working-modalities"),
    ],
)
def test_a_clear_sentence_gets_the_category_it_speaks_of(
    suggestions: Callable[..., list[Suggestion]], text: str, key: str
) -> None:
    assert category(suggestions(make_mention(text))) == key


@pytest.mark.parametrize("heading", ["Funding", "Participation", "Monitoring the implementation"])
def test_the_heading_decides_where_the_sentence_says_little(
    suggestions: Callable[..., list[Suggestion]], heading: str
) -> None:
    (first, *_) = suggestions(make_mention("This should be done soon.", headings=(heading,)))
    assert first.label in heading.lower()
    assert heading in first.evidence


def test_the_heading_outweighs_the_sentence(suggestions: Callable[..., list[Suggestion]]) -> None:
    text = "A report on participants should be written."
    assert (
        category(suggestions(make_mention(text, headings=("Funding of the Forum",)))) == "funding"
    )


def test_a_heading_that_says_nothing_changes_nothing(
    suggestions: Callable[..., list[Suggestion]],
) -> None:
    text = "More donors should pledge money to the trust fund."
    assert category(suggestions(make_mention(text, headings=("Part B",)))) == "funding"


def test_below_the_threshold_no_category_is_suggested(
    suggestions: Callable[..., list[Suggestion]],
) -> None:
    mention = make_mention("Something ought to happen.")
    (made,) = (s for s in suggestions(mention, category_threshold=0) if s.scheme is Scheme.CATEGORY)
    assert 0 < made.score < 1
    assert category(suggestions(mention, category_threshold=made.score)) == made.label
    assert category(suggestions(mention, category_threshold=made.score + 0.001)) == ""


def test_a_category_says_which_words_speak_for_it(
    suggestions: Callable[..., list[Suggestion]],
) -> None:
    (first, *_) = suggestions(make_mention("More donors should pledge money."))
    assert "donors" in first.evidence


def test_tags_come_with_the_words_that_name_them_the_most_often_named_first(
    suggestions: Callable[..., list[Suggestion]],
) -> None:
    text = "Captions, transcripts and interpretation help, and so does a remote hub."
    tags = [s for s in suggestions(make_mention(text)) if s.scheme is Scheme.TAG]
    assert [tag.label for tag in tags][:2] == ["captioning-and-languages", "remote-participation"]
    assert "interpretation" in tags[0].evidence
    assert tags[0].score > tags[1].score
    assert all(0 < tag.score <= 1 for tag in tags)


@pytest.mark.parametrize("most", [0, 1, 2])
def test_a_row_gets_at_most_so_many_tags(
    suggestions: Callable[..., list[Suggestion]], most: int
) -> None:
    text = "Captions, remote hubs, nominations and open consultations should be reviewed."
    made = suggestions(make_mention(text), most_tags=most)
    assert sum(s.scheme is Scheme.TAG for s in made) == most


def test_a_tag_is_found_at_the_beginning_of_a_word_in_any_ending_and_nowhere_else(
    encoder: Encoder, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "v.toml",
        '[[category]]\nkey = "x"\nname = "X"\ndefinition = "x"\nterms = ["x"]\nexamples = ["x"]\n'
        '[[tag]]\nkey = "money"\nname = "Money"\nfacet = "theme"\ndefinition = "x"\n'
        'synonyms = ["fund"]\n',
    )
    mentions = {
        text: make_mention(text, mention_id=text)
        for text in ("Give it funding.", "Give it funds.", "Give a refund.", "C++ (fun) d.")
    }
    made = suggest(
        [Cluster(mention_ids=(text,), canonical=text) for text in mentions],
        mentions,
        vocabulary=load_vocabulary(path),
        settings=SuggestSettings(),
        encoder=encoder,
        on_done=lambda: None,
    )
    tagged = [s.cluster.canonical for s in made if s.scheme is Scheme.TAG]
    assert tagged == ["Give it funding.", "Give it funds."]
    assert len(vocabulary.tags) > 1


def test_without_clusters_nothing_is_suggested(encoder: Encoder, vocabulary: Vocabulary) -> None:
    assert (
        suggest(
            [],
            {},
            vocabulary=vocabulary,
            settings=SuggestSettings(),
            encoder=encoder,
            on_done=lambda: None,
        )
        == []
    )


@pytest.mark.parametrize("others", [1, 23])
def test_a_clear_category_is_suggested_however_many_there_are(
    tmp_path: Path, encoder: Encoder, others: int
) -> None:
    entry = '[[category]]\nkey = "{0}"\nname = "{0}"\ndefinition = "{1}"\nterms = ["{0}"]\n'
    text = entry.format("piers", "Where boats land.") + 'examples = ["Mend the pier"]\n'
    for number in range(others):
        text += entry.format(f"matter{number}", f"Everything about matter {number}.")
        text += f'examples = ["Settle matter{number}"]\n'
    text += '[[tag]]\nkey = "t"\nname = "T"\ndefinition = "T"\nsynonyms = ["t"]\nfacet = "theme"\n'
    mention = make_mention("The piers should be mended.")
    made = suggest(
        [Cluster(mention_ids=(mention.mention_id,), canonical=mention.mention_id)],
        {mention.mention_id: mention},
        vocabulary=load_vocabulary(write(tmp_path / "v.toml", text)),
        settings=SuggestSettings(),
        encoder=encoder,
        on_done=lambda: None,
    )
    assert category(made) == "piers"
