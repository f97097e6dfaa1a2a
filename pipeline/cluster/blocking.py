"""Which mentions are compared: the nearest in meaning, and those that share rare words.

Comparing every mention with every other takes a million million comparisons for a
million; of each, only the nearest few can state the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import faiss
import numpy as np
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.cluster.words import WordWeights

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

# So many neighbours in meaning, and as many by words, are looked at.
NEIGHBOURS = 40
# Up to so many mentions every two vectors are compared, which takes less time than looking
# up by pivots and misses none; above, only those of near pivots.
EXACT = 200_000
_PROBES = 48
# The words of a text that say most; the first letters of each, so that endings do not matter.
_RAREST = 8
_LETTERS = 6
# A beginning that very many texts have tells nothing apart, and costs most.
_MOST_TEXTS = 5_000
_ROWS_AT_ONCE = 4_096


def candidates(
    meaning: Floats, words: Sequence[Sequence[str]], *, weights: WordWeights, pivots: Floats
) -> tuple[Numbers, Numbers]:
    """Pairs of rows worth comparing, each once, the smaller row first, sorted.

    Args:
        meaning: Vectors of length 1, shape (n, d).
        words: Content words of each row.
        weights: How much each word says.
        pivots: Fixed directions, shape (p, d), by which vectors are looked up where
            there are many; fixed, so that adding a document moves no others.
    """
    near = [_nearest_in_meaning(meaning, pivots), _nearest_by_words(words, weights)]
    left = np.concatenate([rows for rows, _ in near])
    right = np.concatenate([columns for _, columns in near])
    apart = left != right
    low, high = np.minimum(left, right)[apart], np.maximum(left, right)[apart]
    keys = np.sort(low * np.int64(max(len(meaning), 1)) + high)
    # Sorting and comparing is faster than NumPy's own search for distinct numbers.
    distinct = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    return np.divmod(distinct, np.int64(max(len(meaning), 1)))


def _nearest_in_meaning(vectors: Floats, pivots: Floats) -> tuple[Numbers, Numbers]:
    count, dimensions = vectors.shape
    if count <= EXACT:
        index: faiss.Index = faiss.IndexFlatIP(dimensions)
    else:
        quantizer = faiss.IndexFlatIP(dimensions)
        quantizer.add(pivots)
        index = faiss.IndexIVFFlat(quantizer, dimensions, len(pivots), faiss.METRIC_INNER_PRODUCT)
        index.is_trained = True
        index.nprobe = _PROBES
    index.add(vectors)
    _, found = (
        index.search(vectors, min(NEIGHBOURS + 1, count)) if count else (None, np.empty((0, 0)))
    )
    rows = np.repeat(np.arange(count, dtype=np.int64), found.shape[1])
    columns = found.ravel().astype(np.int64)
    # Where fewer are found than asked for, the rest is -1.
    kept = columns >= 0
    return rows[kept], columns[kept]


def _nearest_by_words(
    words: Sequence[Sequence[str]], weights: WordWeights
) -> tuple[Numbers, Numbers]:
    table = _word_table(words, weights)
    rows, columns = [], []
    across = table.T.tocsr()
    for start in range(0, table.shape[0], _ROWS_AT_ONCE):
        part = table[start : start + _ROWS_AT_ONCE]
        best = sp_matmul_topn(part, across, top_n=NEIGHBOURS + 1, sort=False).tocoo()
        rows.append(best.row.astype(np.int64) + start)
        columns.append(best.col.astype(np.int64))
    empty = np.empty(0, dtype=np.int64)
    return np.concatenate([empty, *rows]), np.concatenate([empty, *columns])


def _word_table(words: Sequence[Sequence[str]], weights: WordWeights) -> csr_matrix:
    """Weights of each text's rarest words by their beginnings, rows of length 1."""
    numbers: dict[str, int] = {}
    ids: list[int] = []
    data: list[float] = []
    starts = [0]
    for text in words:
        found: dict[int, float] = {}
        for word in sorted(text, key=lambda word: (-weights.of(word), word))[:_RAREST]:
            number = numbers.setdefault(word[:_LETTERS], len(numbers))
            found[number] = max(found.get(number, 0.0), weights.of(word))
        ids += found
        data += found.values()
        starts.append(len(ids))
    table = csr_matrix(
        (np.array(data, dtype=np.float32), np.array(ids, dtype=np.int32), np.array(starts)),
        shape=(len(words), max(len(numbers), 1)),
    )
    common = np.bincount(table.indices, minlength=table.shape[1]) > _MOST_TEXTS
    table.data[common[table.indices]] = 0
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    table.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(table.indptr)).astype(np.float32)
    table.eliminate_zeros()
    return table
