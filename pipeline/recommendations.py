"""Clusters become recommendations: their order, their ids, and what each row says."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.decisions.log import (
    APART,
    FIELDS,
    PROGRESS,
    TAG_SEPARATOR,
    Kind,
    Others,
    Proposal,
    read_value,
)
from pipeline.decisions.state import is_relevant
from pipeline.decisions.wording import name_label, say_value
from pipeline.records import NOT_ASSESSED, DecidedLabels, Part, Recommendation, Scheme

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pipeline.decisions.log import Decision
    from pipeline.decisions.state import State
    from pipeline.decisions.wording import Names
    from pipeline.records import Cluster, Document, Mention, Suggestion

PARTS = tuple(Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Decisions that cannot all hold.

    Attributes:
        rows: Ids of the recommendations that they are about, joined with "|".
        field: What they decide.
        reason: Which they are, by their numbers in the log, and which holds meanwhile, in words.
    """

    rows: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedMerge:
    """Two recommendations that may be one.

    Attributes:
        left: Id of the one whose first mention stands first.
        right: Id of the other.
        score: 0 to 1.
        reason: What makes them alike and what differs, in words.
        left_text: The mention of the one that is most like the other, readable alone.
        right_text: That of the other.
        left_mention: Id of that mention.
        right_mention: Id of that of the other.
        decision: What people said of them so far: that they are not sure, or nothing.
    """

    left: str
    right: str
    score: float
    reason: str
    left_text: str
    right_text: str
    left_mention: str
    right_mention: str
    decision: str = ""


def order_clusters(
    clusters: Iterable[Cluster],
    mentions: Mapping[str, Mention],
    documents: Mapping[str, Document],
) -> list[tuple[Mention, ...]]:
    """Each cluster's mentions in document order, the clusters by their first mention."""

    def place(mention: Mention) -> tuple[int, date, str, str, int, int]:
        source = documents[mention.document_id].source
        published = source.published or date.max
        part = PARTS.index(mention.part)
        name = source.name
        return part, published, name, source.document_id, mention.paragraph, mention.start

    groups = [tuple(sorted((mentions[i] for i in c.mention_ids), key=place)) for c in clusters]
    return sorted(groups, key=lambda group: place(group[0]))


def name_clusters(
    groups: Iterable[Sequence[Mention]], minted: Mapping[str, int]
) -> tuple[dict[str, int], list[str]]:
    """Numbers of the clusters that have one, and the mentions to mint the others for.

    The cluster that holds the mention a number was minted for keeps it; where a
    merge brought several together, the oldest stays.

    Returns:
        Number by first mention of the cluster; first mentions of clusters without.
    """
    numbers = {}
    unnamed = []
    for group in groups:
        known = [minted[m.mention_id] for m in group if m.mention_id in minted]
        if known:
            numbers[group[0].mention_id] = min(known)
        else:
            unnamed.append(group[0].mention_id)
    return numbers, unnamed


def build_recommendations(
    groups: Iterable[tuple[Mention, ...]],
    clusters: Iterable[Cluster],
    suggestions: Iterable[Suggestion],
    numbers: Mapping[str, int],
    state: State,
    *,
    names: Names,
    orphans: Collection[str] = (),
) -> list[Recommendation]:
    """A recommendation for each group of mentions, in the groups' order.

    A field says what was decided, else what is suggested.

    Args:
        groups: Mentions of each row, in their order.
        clusters: The same, with the canonical mention.
        suggestions: For the clusters.
        numbers: Of each row, by its first mention.
        state: What people decided.
        names: Of categories and tags.
        orphans: Mentions that their document does not hold any more.
    """
    canonical = {mention_id: c.canonical for c in clusters for mention_id in c.mention_ids}
    by_cluster: dict[str, list[Suggestion]] = {}
    for suggestion in suggestions:
        by_cluster.setdefault(suggestion.cluster.canonical, []).append(suggestion)
    proposed = _proposed(state, names)
    return [
        _build(
            group,
            canonical[group[0].mention_id],
            by_cluster.get(canonical[group[0].mention_id], []),
            _to_id(numbers[group[0].mention_id]),
            state,
            names,
            left=_left_to_do([m.mention_id for m in group], state, names, proposed, orphans),
        )
        for group in groups
    ]


def _build(
    group: tuple[Mention, ...],
    canonical: str,
    labels: Sequence[Suggestion],
    recommendation_id: str,
    state: State,
    names: Names,
    *,
    left: str,
) -> Recommendation:
    mention_ids = [mention.mention_id for mention in group]
    found = {kind: state.of_row(kind, mention_ids) for kind in FIELDS}
    decided = {kind: d.value for kind, d in found.items() if d}
    categories = [s for s in labels if s.scheme is Scheme.CATEGORY]
    tags = [s for s in labels if s.scheme is Scheme.TAG]
    standalone = next(m.standalone for m in group if m.mention_id == canonical)
    return Recommendation(
        recommendation_id=recommendation_id,
        text=decided.get(Kind.TEXT, standalone),
        part=Part(decided.get(Kind.PART, group[0].part.value)),
        mentions=group,
        category=decided.get(Kind.CATEGORY, categories[0].label if categories else ""),
        tags=_split(
            decided.get(Kind.TAGS, TAG_SEPARATOR.join(s.label for s in tags)), TAG_SEPARATOR
        ),
        responsible=_split(
            decided.get(
                Kind.RESPONSIBLE, "; ".join(_by_frequency(a for m in group for a in m.actors))
            ),
            ";",
        ),
        target_date=decided.get(
            Kind.TARGET_DATE, "; ".join(distinct(m.target_date for m in group))
        ),
        category_evidence=_explain(Kind.CATEGORY, categories, names),
        tag_evidence=_explain(Kind.TAGS, tags, names),
        cost=decided.get(Kind.COST, ""),
        status=decided.get(Kind.STATUS, NOT_ASSESSED),
        remark=decided.get(Kind.REMARK, ""),
        reference=decided.get(Kind.REFERENCE, ""),
        relevant=is_relevant(state, mention_ids),
        consensual=decided.get(Kind.CONSENSUAL, ""),
        review=decided.get(Kind.REVIEW, "") or left,
        decided=tuple(kind.value for kind in FIELDS if kind in decided),
    )


def _explain(kind: Kind, labels: Iterable[Suggestion], names: Names) -> str:
    """Why each label is suggested."""
    return "; ".join(f"{name_label(kind, s.label, names)}: {s.evidence}" for s in labels)


def labels_decided(
    groups: Iterable[Sequence[Mention]],
    clusters: Iterable[Cluster],
    numbers: Mapping[str, int],
    state: State,
) -> list[DecidedLabels]:
    """The labels of those groups of mentions for which people decided some."""
    canonical = {cluster.canonical for cluster in clusters}
    decided = []
    for group in groups:
        names = tuple(mention.mention_id for mention in group)
        category, tags = (state.of_row(kind, names) for kind in (Kind.CATEGORY, Kind.TAGS))
        if category or tags:
            chosen = next(mention for mention in group if mention.mention_id in canonical)
            decided.append(
                DecidedLabels(
                    recommendation_id=_to_id(numbers[names[0]]),
                    mention_ids=names,
                    text=chosen.text,
                    headings=chosen.headings,
                    category=category.value if category else "",
                    tags=_split(tags.value, TAG_SEPARATOR) if tags else None,
                )
            )
    return decided


def _to_id(number: int) -> str:
    return f"R-{number:04}"


def _left_to_do(
    mention_ids: Sequence[str],
    state: State,
    names: Names,
    proposed: Mapping[str, Sequence[str]],
    orphans: Collection[str],
) -> str:
    """What is left to be decided of a row, in words.

    What a change of the vocabulary left open, what somebody proposed, and how many of its
    sentences their documents do not hold any more.
    """
    left = []
    for kind, what in ((Kind.CATEGORY, "category"), (Kind.TAGS, "tag")):
        for keys in state.to_decide_again(kind, mention_ids):
            labels = " or ".join(name_label(kind, key, names) for key in keys)
            left.append(f"decide the {kind} again: {labels}")
        gone = state.retired_from(kind, mention_ids)
        left += [f"the {what} “{key}”, which was decided, was retired" for key in gone]
    left += distinct(words for name in mention_ids for words in proposed.get(name, ()))
    lost = sum(name in orphans for name in mention_ids)
    if lost:
        left.append(f"sentences of it that are gone from their documents: {lost}, see orphans.csv")
    return "; ".join(left)


def _proposed(state: State, names: Names) -> dict[str, list[str]]:
    """What nobody has closed yet, in words, by the mentions that it is about."""
    proposed: dict[str, list[str]] = {}
    for proposal in (one.proposal for one in state.proposals):
        inner = read_value(proposal, Proposal)
        said = say_value(inner.kind, inner.value, names)
        value = f" “{said}”" if inner.kind in FIELDS else ""
        if inner.kind in PROGRESS:
            value = f" ({proposal.shown})"
        for name in proposal.mention_ids:
            words = f"{proposal.reviewer} proposed {inner.kind}{value}"
            proposed.setdefault(state.carried.get(name, name), []).append(words)
    return proposed


def find_conflicts(
    recommendations: Iterable[Recommendation],
    overruled: Iterable[tuple[str, str]],
    state: State,
    *,
    names: Names,
) -> list[Conflict]:
    """Decisions that contradict each other.

    Args:
        recommendations: All rows.
        overruled: Pairs of mentions that were decided to be the same and cannot be.
        state: What people decided.
        names: Of categories and tags.
    """
    rows = list(recommendations)
    # By places, not by numbers, which depend on the order in which documents came.
    home = {m.mention_id: place for place, row in enumerate(rows) for m in row.mentions}
    pairs = sorted({(min(p), max(p)) for p in ((home[a], home[b]) for a, b in overruled)})
    conflicts = [
        Conflict(
            rows="|".join(rows[place].recommendation_id for place in pair),
            field=Kind.SAME.value,
            reason=f"decided to be the same ({_numbers((Kind.SAME,), pair, home, state)}), and "
            f"to be kept apart ({_numbers(APART, pair, home, state)}); they stay apart until "
            "one or the other is undone",
        )
        for pair in pairs
    ]
    for row, kind in itertools.product(rows, FIELDS):
        values = _last_values(row, kind, state)
        if len({decision.value for decision in values}) > 1:
            conflicts.append(_disputed(row, kind, values, names))
    return conflicts


def _numbers(
    kinds: Collection[Kind], pair: tuple[int, int], home: Mapping[str, int], state: State
) -> str:
    """The decisions of these kinds on two rows, by their numbers in the log, in words."""
    numbers = [
        str(decision.number)
        for decision in state.effective
        if decision.kind in kinds and _is_between(decision, pair, home, state)
    ]
    return f"decision{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


def _is_between(
    decision: Decision, pair: tuple[int, int], home: Mapping[str, int], state: State
) -> bool:
    """Whether one side of a decision is about the one row, and the other about the other."""
    others = decision.mention_ids
    if decision.kind in APART:
        others = read_value(decision, Others).mention_ids
    here = {home.get(name) for name in decision.mention_ids}
    there = {home.get(state.carried.get(name, name)) for name in others}
    return any(one in here and other in there for one, other in (pair, pair[::-1]))


def _last_values(row: Recommendation, kind: Kind, state: State) -> list[Decision]:
    """The decisions of a field that hold for any of a row's mentions, in the log's order."""
    by_mention = state.fields.get(kind, {})
    found = {
        by_mention[m.mention_id].number: by_mention[m.mention_id]
        for m in row.mentions
        if m.mention_id in by_mention
    }
    return [found[number] for number in sorted(found)]


def _disputed(
    row: Recommendation, kind: Kind, values: Sequence[Decision], names: Names
) -> Conflict:
    said = "; ".join(
        f"“{say_value(kind, d.value, names)}” by {d.reviewer} (decision {d.number})" for d in values
    )
    return Conflict(
        rows=row.recommendation_id,
        field=kind.value,
        reason=f"rows that became one had decided otherwise: {said}; the last one holds "
        "until somebody decides for the whole row",
    )


def number_of(recommendation_id: str) -> tuple[int, str]:
    """Sorts R-9999 before R-10000."""
    return len(recommendation_id), recommendation_id


def distinct(values: Iterable[str]) -> list[str]:
    """The values that are not empty, each once, in their order."""
    return [value for value in dict.fromkeys(values) if value]


def _split(text: str, separator: str) -> tuple[str, ...]:
    return tuple(distinct(part.strip() for part in text.split(separator)))


def _by_frequency(values: Iterable[str]) -> tuple[str, ...]:
    """The values, the most frequent first, in alphabetical order among equals."""
    counts = Counter(values)
    return tuple(sorted(counts, key=lambda value: (-counts[value], value)))
