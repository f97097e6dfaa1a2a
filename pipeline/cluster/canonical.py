"""Which mention's wording stands for a cluster; never a wording of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.records import Strength

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.records import Mention

_STRENGTHS = (Strength.MUST, Strength.SHOULD, Strength.COULD)


def choose_canonical(
    mentions: Sequence[Mention], central: Mapping[str, float], authority: Mapping[str, int]
) -> str:
    """Id of the mention that stands for all.

    First one that reads alone, then one that was agreed and is everybody's wish, then that
    of the highest body, the most central, the most binding, and the smallest id.

    Args:
        mentions: Those of the cluster.
        central: How much alike each is to the others, by mention id.
        authority: Of the documents' bodies, by document id; 0 where it does not say.
    """

    def rank(mention: Mention) -> tuple[bool, bool, int, float, int, str]:
        return (
            mention.standalone != mention.text,
            mention.bracketed or mention.hedged,
            -authority.get(mention.document_id, 0),
            -central[mention.mention_id],
            _STRENGTHS.index(mention.strength),
            mention.mention_id,
        )

    return min(mentions, key=rank).mention_id
