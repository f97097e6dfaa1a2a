"""Vectors that depend on their text alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.embedding import pack, round_vector, unpack

if TYPE_CHECKING:
    from pipeline.embedding import Encoder

TEXTS = ["Light the pier.", "Éclairez la jetée.", "", "Publish the fees every year."]


def test_a_vector_does_not_depend_on_the_texts_beside_it(encoder: Encoder) -> None:
    together = type(encoder)().encode(TEXTS)
    alone = np.concatenate([type(encoder)().encode([text]) for text in reversed(TEXTS)])
    assert np.array_equal(together, alone[::-1])


def test_vectors_have_length_one_but_for_rounding(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (4, 512)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.01)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 512)


def test_every_text_is_announced_when_it_is_done(encoder: Encoder) -> None:
    done: list[int] = []
    encoder.encode(["Light the pier.", "Light the pier."], on_done=lambda: done.append(1))
    assert len(done) == 2


def test_one_meaning_in_two_languages_is_nearer_than_another_meaning(encoder: Encoder) -> None:
    english, french, _, other = encoder.encode(TEXTS)
    assert english @ french > english @ other


def test_every_number_of_a_rounded_vector_survives_packing() -> None:
    every = (np.arange(-10_000, 10_001) / 10_000).astype(np.float32)
    assert np.array_equal(unpack(pack(every)), every)
    assert np.array_equal(np.round(every * np.float32(0.77), 4), round_vector(every * 0.77))
