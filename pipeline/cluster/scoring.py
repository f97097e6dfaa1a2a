"""Which texts are compared, and how alike two of them are.

The score is the mean of two cosines: of character 3- to 5-grams of the content
words, the strongest single score on real near-duplicates, and of sentence
embeddings, which helps where the wording differs. Neither uses statistics of the
corpus at hand, so a pair's score stays the same whatever documents are added.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import faiss
import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, HashingVectorizer

from pipeline.cluster.guards import differences
from pipeline.records import CandidatePair, MatchScore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.records import Mention

# Pairs whose embeddings are less alike than this hardly ever score 0.5.
BLOCKING_COSINE = 0.45
_ROWS_AT_ONCE = 2048
_FUNCTION_WORDS = re.compile(rf"\b(?:{'|'.join(sorted(ENGLISH_STOP_WORDS))})\b")
DECIMALS = 4


def score_pairs(
    mentions: Sequence[Mention], vectors: NDArray[np.float32], *, threshold: float
) -> list[MatchScore]:
    """Match scores at or above ``threshold`` between mentions of the same part.

    Args:
        mentions: Sorted by id.
        vectors: Their embeddings, shape (n, 512), unit length.
        threshold: Scores below it are left out.

    Returns:
        Scores sorted by pair.
    """
    if not mentions:
        return []
    grams = HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), alternate_sign=False, preprocessor=content_words
    ).transform([mention.text for mention in mentions])
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    scores = []
    for start in range(0, len(mentions), _ROWS_AT_ONCE):
        rows, columns, cosines = _neighbours(index, vectors, start)
        lexical = np.empty(len(rows), dtype=np.float32)
        for part in np.array_split(np.arange(len(rows)), len(rows) // 100_000 + 1):
            lexical[part] = grams[rows[part]].multiply(grams[columns[part]]).sum(axis=1).A1
        fused = np.round((lexical + cosines) / 2, DECIMALS)
        for k in np.flatnonzero(fused >= threshold):
            left, right = mentions[rows[k]], mentions[columns[k]]
            if left.part is right.part:
                scores.append(_match(left, right, fused[k], lexical[k], cosines[k]))
    return sorted(scores, key=lambda match: (match.pair.left, match.pair.right))


def content_words(text: str) -> str:
    """The text in lower case without function words, which make any two long sentences alike."""
    return _FUNCTION_WORDS.sub(" ", text.lower())


def _neighbours(
    index: faiss.IndexFlatIP, vectors: NDArray[np.float32], start: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Row, column and cosine of the pairs above the blocking threshold, row < column."""
    limits, cosines, columns = index.range_search(
        vectors[start : start + _ROWS_AT_ONCE], BLOCKING_COSINE
    )
    rows = start + np.repeat(np.arange(len(limits) - 1), np.diff(limits.astype(np.int64)))
    ordered = rows < columns
    return rows[ordered], columns[ordered], cosines[ordered]


def _match(
    left: Mention, right: Mention, score: float, lexical: float, embedding: float
) -> MatchScore:
    return MatchScore(
        pair=CandidatePair(left=left.mention_id, right=right.mention_id),
        score=round(float(score), DECIMALS),
        features=(
            ("wording", round(float(lexical), DECIMALS)),
            ("meaning", round(float(embedding), DECIMALS)),
        ),
        guards=differences(left, right),
    )
