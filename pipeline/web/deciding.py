"""What people say in forms goes into the log, and nobody overwrites what they have not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.decisions.log import FIELDS, VOTES, Kind, Verdict, names_of, propose, read_value
from pipeline.reviewing import append

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.decisions.log import Choice, Decision
    from pipeline.web.site import Site
    from pipeline.web.visitors import Visitor


def write(site: Site, visitor: Visitor, choices: Sequence[Choice], *, key: str) -> list[Decision]:
    """Choices in the log, as what was decided or, where the group decides together, proposed.

    Args:
        site: Of which they are.
        visitor: Who made them.
        choices: In the order in which they are to stand.
        key: Name of the form as it was shown, so that one sent twice is written once.

    Raises:
        UsageError: As ``append``.
    """
    if site.config.deciding.together:
        choices = [propose(choice) for choice in choices]
    return write_as_said(site, visitor, choices, key=key)


def write_as_said(
    site: Site, visitor: Visitor, choices: Sequence[Choice], *, key: str
) -> list[Decision]:
    """Choices in the log as they are: votes, what undoes, and what is not decided together.

    Raises:
        UsageError: As ``append``.
    """
    keys = [f"{key}-{number}" for number in range(len(choices))]
    made = append(site.store, site.board, choices, reviewer=visitor.name, keys=keys)
    site.known()
    return made


def decided_between(
    site: Site, visitor: Visitor, choices: Iterable[Choice], *, seen: int
) -> list[Decision]:
    """What others decided of the same since a page was shown, in the log's order.

    Args:
        site: Of which the choices are.
        visitor: Who makes them.
        choices: What is about to be written.
        seen: Number of the last decision when the page was made.
    """
    known = site.known()
    found: dict[int, Decision] = {}
    for choice in choices:
        for decision in known.about(names_of(choice)):
            other = decision.number > seen and decision.reviewer != visitor.name
            if other and _touches(decision, choice):
                found[decision.number] = decision
    return [found[number] for number in sorted(found)]


def _touches(decision: Decision, choice: Choice) -> bool:
    """Whether somebody who makes the choice has to know of the decision first.

    Who votes need not know how others voted, but who closes does; and nobody has to know
    what was only proposed.
    """
    if decision.kind is Kind.PROPOSED:
        return False
    if decision.kind in VOTES:
        return choice.kind is Kind.CLOSED and decision.value == _closes(choice)
    if choice.kind in VOTES:
        return decision.kind is Kind.CLOSED and _closes(decision) == choice.value
    return decision.kind is choice.kind or not {decision.kind, choice.kind} <= set(FIELDS)


def _closes(choice: Choice) -> str:
    """Key of the proposal that a closing is of."""
    return read_value(choice, Verdict).proposal
