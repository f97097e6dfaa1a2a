"""Vectors of invented mentions without encoding each, as like the real ones as can be.

Part of benchmarks/scale.py. Encoding a million texts takes hours. Only the halves of
sentences are encoded. A proposal's vector is a weighted mean of its halves' vectors, and
that of another wording is the proposal's, each moved as far as on a sample of real vectors,
in directions mixed from those in which real vectors lie off. Words are really encoded.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.cluster.model import unit
from pipeline.embedding import DIMENSIONS, Encoder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from invented import Invented, Material

    Floats = np.ndarray

SEED = 7
GOLDEN = 0x9E3779B97F4A7C15
# Directions are mixed from so many real ones, so that hardly two texts have the same.
MIXED = 3
ROWS_AT_ONCE = 10_000
# Rules that fewer of the sample have are moved like any wording.
FEWEST = 20
OWN, ANY = "proposal", "any"


@dataclass(frozen=True, slots=True)
class Moves:
    """How real vectors differ from what they are made from, by kind.

    Attributes:
        cosines: Mean cosine with what they are made from.
        residues: The differences left, shape (m, 512).
        mean: What proposals have in common beside their halves, shape (512,).
        shares: How much of a proposal comes from the vector of each of its halves.
    """

    cosines: dict[str, float]
    residues: dict[str, Floats]
    mean: Floats
    shares: Floats

    def join(self, heads: Floats, tails: Floats) -> Floats:
        """Vectors of proposals as far as their halves' vectors tell them."""
        return unit(self.mean + self.shares[0] * heads + self.shares[1] * tails)


def encode_halves(material: Material, encoder: Encoder) -> tuple[Floats, Floats]:
    """Vectors of the heads and of the tails."""
    return encoder.encode(material.heads), encoder.encode(material.tails)


def measure_moves(sample: Invented, halves: tuple[Floats, Floats], real: Floats) -> Moves:
    """What the real vectors of a sample say; a wording's base must be in the sample too."""
    heads, tails = halves
    bases = {
        int(proposal): row
        for row, (proposal, rules) in enumerate(zip(sample.proposals, sample.rules, strict=True))
        if not rules
    }
    own = np.array(list(bases))
    ends = real[list(bases.values())]
    fitted = _fit(heads[sample.heads[own]], tails[sample.tails[own]], ends)
    pairs: dict[str, list[tuple[Floats, Floats]]] = defaultdict(list)
    joined = Moves({}, {}, *fitted).join(heads[sample.heads[own]], tails[sample.tails[own]])
    pairs[OWN] = list(zip(joined, ends, strict=True))
    for row, (proposal, rules) in enumerate(zip(sample.proposals, sample.rules, strict=True)):
        if rules:
            base = real[bases[int(proposal)]]
            pairs[kind_of(rules)].append((base, real[row]))
            pairs[ANY].append((base, real[row]))
    enough = {kind: found for kind, found in pairs.items() if len(found) >= FEWEST or kind == ANY}
    cosines, residues = {}, {}
    for kind, found in enough.items():
        starts, stops = (unit(np.array(side)) for side in zip(*found, strict=True))
        along = (starts * stops).sum(axis=1)
        cosines[kind] = float(along.mean())
        residues[kind] = (stops - along[:, np.newaxis] * starts).astype(np.float32)
    return Moves(cosines, residues, *fitted)


def _fit(heads: Floats, tails: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """Mean and shares of the halves with which the wholes are told best, by least squares."""
    halves = [(half - half.mean(axis=0)).ravel() for half in (heads, tails)]
    rest = (whole - whole.mean(axis=0)).ravel()
    shares = np.linalg.lstsq(np.stack(halves, axis=1), rest, rcond=None)[0].astype(np.float32)
    mean = whole.mean(axis=0) - shares[0] * heads.mean(axis=0) - shares[1] * tails.mean(axis=0)
    return mean, shares


def kind_of(rules: Sequence[str]) -> str:
    """The rules that made a wording, in one word; none are the proposal's own."""
    return " + ".join(sorted(rules)) or OWN


class SimulatedEncoder:
    """Stands for the product's encoder: invented texts get simulated vectors, others real ones."""

    def __init__(
        self, invented: Invented, halves: tuple[Floats, Floats], moves: Moves, real: Encoder
    ) -> None:
        self._invented, self._halves, self._moves, self._real = invented, halves, moves, real
        self._rows = {text: row for row, text in enumerate(invented.texts)}

    def encode(self, texts: Sequence[str], *, on_done: Callable[[], None] = lambda: None) -> Floats:
        """Vectors, shape (n, 512), made block by block and not kept."""
        found = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for first in range(0, len(texts), ROWS_AT_ONCE):
            block = texts[first : first + ROWS_AT_ONCE]
            found[first : first + len(block)] = self._encode_block(block)
            for _ in block:
                on_done()
        return found

    def _encode_block(self, texts: Sequence[str]) -> Floats:
        rows = np.array([self._rows.get(text, -1) for text in texts])
        known = np.flatnonzero(rows >= 0)
        found = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        others = [text for text, row in zip(texts, rows, strict=True) if row < 0]
        if others:
            found[rows < 0] = self._real.encode(others)
        if len(known):
            found[known] = self._simulate(rows[known])
        return found

    def _simulate(self, rows: np.ndarray) -> Floats:
        """Vectors of mentions: halves, then the proposal, then the wording."""
        invented, (heads, tails) = self._invented, self._halves
        proposals = invented.proposals[rows]
        joined = self._moves.join(
            heads[invented.heads[proposals]], tails[invented.tails[proposals]]
        )
        vectors = self._move(joined, OWN, invented.sources[proposals])
        kinds = np.array([kind_of(invented.rules[row]) for row in rows])
        for kind in set(kinds.tolist()) - {OWN}:
            of = np.flatnonzero(kinds == kind)
            # Mentions and proposals draw from different streams.
            name = kind if kind in self._moves.cosines else ANY
            vectors[of] = self._move(vectors[of], name, rows[of] + len(invented.heads))
        return np.round(vectors, 4)

    def _move(self, vectors: Floats, kind: str, keys: np.ndarray) -> Floats:
        """The vectors moved as those of the kind are, each key in its own direction."""
        residues, cosine = self._moves.residues[kind], self._moves.cosines[kind]
        chosen, signs = _draw(keys, len(residues))
        mixed = np.zeros_like(vectors)
        for k in range(MIXED):
            mixed += signs[:, k, np.newaxis] * residues[chosen[:, k]]
        return unit(np.float32(cosine) * vectors + mixed / np.float32(np.sqrt(MIXED)))


def _draw(keys: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers below count and signs, a few a key, by a hash of the key alone."""
    numbers = keys.astype(np.uint64)[:, np.newaxis] * np.uint64(MIXED)
    state = np.add(numbers, np.arange(MIXED, dtype=np.uint64), dtype=np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        state = np.multiply(state + np.uint64(GOLDEN * SEED % 2**64), np.uint64(factor))
        state = np.bitwise_xor(state, np.right_shift(state, np.uint64(shift)))
    signs = np.where((state >> np.uint64(40)) % np.uint64(2), np.float32(1), np.float32(-1))
    return (state % np.uint64(count)).astype(np.int64), signs
