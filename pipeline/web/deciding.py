"""What people say in forms goes into the log, and nobody overwrites what they have not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.decisions.log import (
    FIELDS,
    PROGRESS,
    VOTES,
    Kind,
    Verdict,
    names_of,
    propose,
    read_value,
)
from pipeline.reviewing import append

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.decisions.log import Choice, Decision
    from pipeline.web.site import Site
    from pipeline.web.visitors import Visitor

# What speaks of the same thing of a row in different ways.
_SUBJECTS = {
    Kind.ASSESSED: Kind.STATUS,
    Kind.SIGNED_OFF: Kind.MILESTONE,
    Kind.OBSERVED: Kind.INDICATOR,
}


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
    return _append(site, visitor, choices, [f"{key}-{number}" for number in range(len(choices))])


def write_once(site: Site, visitor: Visitor, choice: Choice, *, key: str) -> list[Decision]:
    """A single choice in the log under a name that others give theirs too, if it is the first.

    Raises:
        UsageError: As ``append``.
    """
    return _append(site, visitor, [choice], [key])


def _append(
    site: Site, visitor: Visitor, choices: Sequence[Choice], keys: Sequence[str]
) -> list[Decision]:
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
    subjects = _subject(decision), _subject(choice)
    return None in subjects or subjects[0] == subjects[1]


def _subject(choice: Choice) -> Kind | None:
    """What of a row a choice speaks of; None for what changes which rows there are."""
    if choice.kind in _SUBJECTS:
        return _SUBJECTS[choice.kind]
    return choice.kind if choice.kind in (*FIELDS, *PROGRESS) else None


def _closes(choice: Choice) -> str:
    """Key of the proposal that a closing is of."""
    return read_value(choice, Verdict).proposal
