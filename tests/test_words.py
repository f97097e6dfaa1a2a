"""Content words, and how much each says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster.words import WordWeights, content_words, vocabulary
from tests import strategies

PIERS = ["Mend the pier.", "Mend the lamps.", "Mend the sheds on the pier.", "Paint the buoys."]


def test_content_words_come_once_in_lower_case_and_in_order_without_the_small_ones() -> None:
    assert content_words("The Pier, the lamps of the PIER and a shed") == ("pier", "lamps", "shed")


def test_numbers_and_words_that_say_something_in_a_policy_are_content() -> None:
    text = "Give the top three piers 1,500 lamps, first of all by 2.5 per cent"
    assert content_words(text)[:5] == ("give", "top", "three", "piers", "1,500")
    assert {"first", "2.5", "cent"} <= set(content_words(text))


def test_an_apostrophe_is_part_of_a_word_however_it_is_written() -> None:
    assert content_words("l'eau du harbour’s") == ("l'eau", "du", "harbour’s")


def test_single_letters_and_signs_are_no_words() -> None:
    assert content_words("a b § — (c) _ 7 …") == ()


def test_of_a_text_without_end_the_first_words_count() -> None:
    text = " ".join(f"pier{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(500))
    assert content_words(text) == tuple(text.split()[:60])


@given(strategies.texts)
def test_content_words_of_any_text_are_distinct_and_the_same_again(text: str) -> None:
    words = content_words(text)
    assert len(set(words)) == len(words)
    assert all(word == word.casefold() for word in words)


def test_the_less_common_a_word_is_the_more_it_says() -> None:
    weights = WordWeights.learn(PIERS)
    assert weights.of("mend") < weights.of("pier") < weights.of("buoys")
    assert weights.of("buoys") == weights.of("never seen") == weights.unseen


def test_only_words_of_several_texts_are_kept() -> None:
    assert set(WordWeights.learn(PIERS).weights) == {"mend", "pier"}


@given(st.lists(strategies.texts, max_size=6))
def test_the_order_of_the_texts_teaches_nothing(texts: list[str]) -> None:
    first, second = WordWeights.learn(texts), WordWeights.learn(texts[::-1])
    assert list(first.weights.items()) == list(second.weights.items())
    assert first.unseen == second.unseen


def test_a_vocabulary_has_each_word_once_in_order() -> None:
    assert vocabulary([("pier", "lamp"), ("buoy", "pier"), ()]) == ["buoy", "lamp", "pier"]
