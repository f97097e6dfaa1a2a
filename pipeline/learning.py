"""Learning which mentions state the same, from proposals in several wordings and decisions."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.assess.encoding import STRONG_EVIDENCE_MODEL, StrongEncoder, has_strong_encoder
from pipeline.assess.model import dump_evidence_model
from pipeline.assess.training import (
    describe_examples,
    fit_evidence_model,
    load_examples,
)
from pipeline.cache import CACHE, open_cache
from pipeline.cluster import Constraints, cluster
from pipeline.cluster.model import FEATURES, PairModel, dump_pair_model, load_pair_model
from pipeline.cluster.training import (
    FOLDS,
    Decision,
    Pairs,
    Wording,
    compare_on_decisions,
    fit_weights,
    learn_space,
    pairs_decided,
    pairs_to_learn_from,
    surprise,
)
from pipeline.config import (
    EVIDENCE_MODEL,
    MODELS,
    OUTPUTS,
    PAIR_MODEL,
    PROPOSALS,
    SETTINGS,
    TRAINING,
    VOCABULARY,
    load_config,
    own_or_shipped,
    shipped_models,
)
from pipeline.decisions.log import Kind, compared
from pipeline.decisions.state import fold
from pipeline.embedding import Encoder
from pipeline.errors import UsageError
from pipeline.last import read_run
from pipeline.outputs import read_mentions
from pipeline.records import Mention, Part, Strength
from pipeline.run import find_mentions
from pipeline.store import has_store, locate_store, open_store
from pipeline.suggest.knowledge import VECTORS, dump_vectors, load_knowledge
from pipeline.suggest.vocabulary import load_vocabulary
from pipeline.vectors import KnownVectors
from pipeline.workbook.columns import MERGE_DECISIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    Progress = Callable[[str, int], Callable[[], None]]

SAME, DIFFERENT = "same", "different"
# Of fewer decisions it cannot be told whether they help.
_FEWEST_DECISIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTraining:
    """What learning from wordings and decisions came to; nothing is written yet.

    Attributes:
        path: Where the model would lie.
        model: It, as it would be written.
        pairs: How many pairs of shipped wordings it was fitted to.
        decisions: How many decided pairs.
        unfound: Decided pairs of which a mention is not there any more.
        shipped: Mean surprise, in nats, of the shipped pairs alone: at the decisions where
            there are any, else at pairs of wordings; the less, the better.
        trained: The same with the other decisions learned from; None where there are none.
        changes: What it would change in the table, a line a row.
    """

    path: Path
    model: bytes
    pairs: int
    decisions: int
    unfound: tuple[str, ...]
    shipped: float
    trained: float | None
    changes: tuple[str, ...]

    @property
    def better(self) -> bool:
        """Whether it is worth taking."""
        return self.trained is None or self.trained < self.shipped

    def write(self) -> None:
        """Put the model where runs find it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(self.model)


def learn_pairs(workspace: Path, reviewed: Sequence[Path], *, progress: Progress) -> PairTraining:
    """Fit the pair model to the shipped wordings and to people's decisions.

    Args:
        workspace: Whose merges were decided, and which would get the model; its log counts
            as decided.
        reviewed: Files in the form of merges.csv, with the column decision filled in; they
            go before the log.
        progress: Is told of each stage and step.

    Raises:
        UsageError: A file cannot be used, or too little was decided to tell whether it
            helps.
        StocktakeError: A document, a setting or the model at hand cannot be used.
    """
    logged = _decided_in_log(workspace)
    # Too few to tell are no reason not to make the shipped model anew.
    decided = read_decisions(reviewed)
    if reviewed or len(logged) >= _FEWEST_DECISIONS:
        decided = logged | decided
    mentions = find_mentions(workspace, progress=progress) if decided or reviewed else []
    with open_cache(workspace / CACHE) as cache:
        return _learn(workspace, decided, mentions, Encoder(KnownVectors(cache)), progress)


def _learn(
    workspace: Path,
    decided: Mapping[tuple[str, str], str],
    mentions: Sequence[Mention],
    encoder: Encoder,
    progress: Progress,
) -> PairTraining:
    wordings, texts = _shipped_wordings()
    by_id = {mention.mention_id: mention for mention in mentions}
    found = [
        Decision(by_id[left], by_id[right], verdict == SAME)
        for (left, right), verdict in decided.items()
        if left in by_id and right in by_id
    ]
    if mentions:
        _check_enough(found)
    step = progress("Learning from wordings", FOLDS)
    pairs = pairs_to_learn_from(wordings, texts, encoder, on_done=step)
    space = learn_space(wordings, texts, encoder)
    own = pairs_decided(found, space, encoder)
    model = fit_weights(space, pairs + own)
    before, after = (
        compare_on_decisions(space, pairs, own) if found else (surprise(model, pairs), None)
    )
    return PairTraining(
        path=workspace / PAIR_MODEL,
        model=dump_pair_model(model, card=_card(wordings, found, pairs, after or before)),
        pairs=len(pairs.same),
        decisions=len(found),
        unfound=tuple(
            f"{left}, {right}" for left, right in decided if left not in by_id or right not in by_id
        ),
        shipped=before,
        trained=after,
        changes=_changes(workspace, model, mentions, encoder) if mentions else (),
    )


def _decided_in_log(workspace: Path) -> dict[tuple[str, str], str]:
    """As ``read_decisions``, of the decisions in the workspace's log."""
    if not has_store(workspace):
        return {}
    with open_store(locate_store(workspace)) as store:
        effective = fold(store.log(), moved=read_run(workspace).moved).effective
    decided = {}
    for decision in effective:
        pair = compared(decision)
        if pair:
            decided[min(pair), max(pair)] = SAME if decision.kind is Kind.SAME else DIFFERENT
    return decided


def renew_shipped(workspace: Path) -> list[Path]:
    """Make anew what no decision teaches, where the workspace is the checkout.

    These are the vectors of the labelled examples, and the model of evidence. In any other
    workspace they are those that came with the program.

    Returns:
        The files that were written.
    """
    models = shipped_models()
    if (workspace / MODELS).resolve() != models.resolve():
        return []
    encoder = Encoder()
    knowledge = load_knowledge(models, load_vocabulary(models / VOCABULARY.name))
    examples = load_examples(models / TRAINING)
    evidence = fit_evidence_model(examples, encoder)
    made = {
        models / VECTORS: dump_vectors(knowledge, encoder),
        models / EVIDENCE_MODEL.name: dump_evidence_model(
            evidence, card=describe_examples(examples)
        ),
    }
    if has_strong_encoder():
        strong = fit_evidence_model(examples, StrongEncoder())
        made[models / STRONG_EVIDENCE_MODEL.name] = dump_evidence_model(
            strong, card=describe_examples(examples)
        )
    for path, data in made.items():
        path.write_bytes(data)
    return list(made)


def holds_merges(path: Path) -> bool:
    """Whether a file is in the form of merges.csv, by its first line.

    Raises:
        UsageError: It cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return "left_mention" in next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read as a table ({error})") from error


def read_decisions(paths: Iterable[Path]) -> dict[tuple[str, str], str]:
    """Decision of each decided pair of mentions, by their ids; the last one counts.

    That two are related, or that somebody is not sure, teaches nothing.

    Raises:
        UsageError: A file cannot be read, or says another decision.
    """
    decided: dict[tuple[str, str], str] = {}
    for path in paths:
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                for number, row in enumerate(csv.DictReader(file), start=2):
                    one, other = sorted((row["left_mention"], row["right_mention"]))
                    decision = (row["decision"] or "").strip().lower()
                    if decision not in ("", *MERGE_DECISIONS):
                        raise UsageError(
                            f"{path}, row {number}: decision is {row['decision']!r}; write "
                            f"{SAME} or {DIFFERENT}, or leave it empty"
                        )
                    if decision in (SAME, DIFFERENT):
                        decided[one, other] = decision
        except (OSError, UnicodeDecodeError, KeyError, csv.Error) as error:
            raise UsageError(
                f"{path}: cannot be read as reviewed merges ({error}); it needs the columns "
                "left_mention, right_mention and decision"
            ) from error
    return decided


def _check_enough(found: Sequence[Decision]) -> None:
    if len(found) < _FEWEST_DECISIONS or len({one.same for one in found}) == 1:
        raise UsageError(
            f"{len(found)} decisions of merges: whether they help can only be told from "
            f"{_FEWEST_DECISIONS} or more, {SAME} and {DIFFERENT} among them; decide more"
        )


def _shipped_wordings() -> tuple[list[Wording], list[str]]:
    """The wordings that come with the program, and all its training texts."""
    wordings: list[Wording] = []
    for table in sorted((shipped_models() / PROPOSALS).glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                subject = f"{table.stem}/{row['subject']}"
                proposal = f"{subject}/{row['proposal']}"
                mention = replace(
                    as_mention(row["text"]),
                    document_id=f"{subject}/{row['document']}" if "document" in row else "",
                    headings=(row["heading"],) if row.get("heading") else (),
                )
                wordings.append(Wording(subject, proposal, mention))
    texts = [wording.mention.text for wording in wordings]
    for table in sorted((shipped_models() / TRAINING).glob("*/sentences.tsv")):
        with table.open(encoding="utf-8", newline="") as file:
            texts += [row["text"] for row in csv.DictReader(file, delimiter="\t")]
    return wordings, texts


def as_mention(text: str, name: str = "", *, language: str = "en") -> Mention:
    """A text that stands in no document; ``name`` is its id."""
    return Mention(
        mention_id=name,
        document_id="",
        paragraph=0,
        number="",
        headings=(),
        page=None,
        start=0,
        end=len(text),
        text=text,
        standalone=text,
        part=Part.IMPROVEMENT,
        trigger="",
        strength=Strength.SHOULD,
        actors=(),
        bracketed=False,
        score=1.0,
        language=language,
        hedged=False,
        compound=False,
        target_date="",
        marks="",
        reasons=(),
    )


def _changes(
    workspace: Path,
    model: PairModel,
    mentions: Sequence[Mention],
    encoder: Encoder,
) -> tuple[str, ...]:
    """What rows of the table would come together or fall apart under the model."""
    rows = dict(read_mentions(workspace / OUTPUTS).itertuples(index=False, name=None))
    settings = load_config(workspace / SETTINGS).cluster
    homes = []
    for judge in (load_pair_model(own_or_shipped(workspace, PAIR_MODEL)), model):
        clustering = cluster(
            mentions,
            model=judge,
            settings=settings,
            encoder=encoder,
            authority={},
            constraints=Constraints(),
            on_done=lambda: None,
        )
        homes.append({i: one.mention_ids for one in clustering.clusters for i in one.mention_ids})
    before, after = homes
    lines = []
    for kind, here, there in (("come together", after, before), ("fall apart", before, after)):
        for group in sorted(set(here.values())):
            pieces = sorted({there[name] for name in group})
            if len(pieces) > 1:
                names = dict.fromkeys(rows.get(name, name) for name in group)
                lines.append(f"{', '.join(names)} would {kind}")
    return tuple(lines)


def _card(
    wordings: Sequence[Wording], decisions: Sequence[Decision], pairs: Pairs, measure: float
) -> dict[str, object]:
    """How the model was made, for people."""
    everything = "\n".join(sorted(f"{w.proposal}\t{w.mention.text}" for w in wordings))
    return {
        "what": "weights of a logistic regression over named likenesses; see models/README.md",
        "features": len(FEATURES),
        "wordings": len(wordings),
        "proposals": len({wording.proposal for wording in wordings}),
        "decisions": len(decisions),
        "share of pairs that state the same": round(float(pairs.same.mean()), 3),
        "surprise": round(measure, 3),
        "sha256 of the wordings": hashlib.sha256(everything.encode()).hexdigest(),
    }
