"""One way by which every form of decisions is taken: checked, written, answered."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING

from pipeline.decisions.log import FIELDS, TAG_SEPARATOR, Kind
from pipeline.decisions.wording import say_value
from pipeline.web.deciding import decided_between, write, write_as_said, write_once
from pipeline.web.rendering import go_to, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from pipeline.decisions.log import Choice, Decision
    from pipeline.decisions.wording import Names
    from pipeline.web.site import Site
    from pipeline.web.visitors import Visitor

# Fields of every form that decides: the last decision when the page was made, a name of the
# form for once, and where to go on.
SEEN, KEY, NEXT = "seen", "key", "next"
_CONFLICT = 409
_LONGEST_KEY = 100
_MOST_DIGITS = 15
# What every form brings along and nobody wrote.
_HIDDEN = ("token", KEY, NEXT, SEEN)
# Before the name of a field, what it said when the form was shown.
_WAS = "was "
# Nobody of this process decides between the look at what others decided and the writing.
_one_by_one = threading.Lock()


def take(
    request: Request,
    site: Site,
    visitor: Visitor,
    form: FormData,
    choices: Sequence[Choice],
    *,
    back: str,
    as_said: bool = False,
) -> Response:
    """Write the choices of a form, or first show what others decided meanwhile.

    Args:
        request: That brought the form.
        site: Of which the choices are.
        visitor: Who made them.
        form: With the fields of every form that decides.
        choices: What the form says; where it says nothing new, there are none.
        back: Where to go on, where the form does not say it.
        as_said: Whether they are never proposed, such as votes.

    Raises:
        UsageError: As ``write``.
    """
    key = str(form.get(KEY, ""))[:_LONGEST_KEY] or secrets.token_urlsafe(12)
    with _one_by_one:
        between = decided_between(site, visitor, choices, seen=_read_seen(site, form))
        if between:
            return tell_between(request, site, visitor, form, between, back=back)
        writing = write_as_said if as_said else write
        made = writing(site, visitor, choices, key=f"form-{key}")
    return _go_on(form, made, back=back)


def take_once(
    request: Request,
    site: Site,
    visitor: Visitor,
    form: FormData,
    choice: Choice,
    *,
    back: str,
    key: str,
) -> Response:
    """Write a choice that may be made once, by anybody, or first show what others decided.

    Args:
        request: That brought the form.
        site: Of which the choice is.
        visitor: Who made it.
        form: With the fields of every form that decides.
        choice: Such as the closing of a proposal; it is never proposed itself.
        back: Where to go on, where the form does not say it.
        key: The choice's name in the log, whoever makes it.

    Raises:
        UsageError: As ``write_once``.
    """
    with _one_by_one:
        seen = _read_seen(site, form)
        between = decided_between(site, visitor, [choice], seen=seen)
        if between:
            return tell_between(request, site, visitor, form, between, back=back)
        made = write_once(site, visitor, choice, key=key)
        # Nobody of this process was first, but somebody of another one may have been.
        first = [] if made else decided_between(site, visitor, [choice], seen=seen)
    if first:
        return tell_between(request, site, visitor, form, first, is_open=False)
    return _go_on(form, made, back=back)


def _read_seen(site: Site, form: FormData) -> int:
    """Number of the last decision when the page of a form was made."""
    seen = str(form.get(SEEN, ""))[:_MOST_DIGITS]
    return int(seen) if seen.isdecimal() else site.known().last


def _go_on(form: FormData, made: Sequence[Decision], *, back: str) -> Response:
    place = str(form.get(NEXT, "")) or back
    return go_to(place, done=f"{made[0].number}-{made[-1].number}") if made else go_to(place)


def _changed(sent: Iterable[tuple[str, str]], names: Names) -> list[tuple[str, str]]:
    """What of a form says something, in words; of fields that it showed, those that changed."""
    said: dict[str, list[str]] = {}
    for name, text in sent:
        said.setdefault(name, []).append(" ".join(text.split()))
    found = []
    for name in dict.fromkeys(name.removeprefix(_WAS) for name in said):
        value = TAG_SEPARATOR.join(said.get(name, ()))
        was = TAG_SEPARATOR.join(said.get(_WAS + name, ()))
        # Tags come in the order of the vocabulary, whatever it was.
        if name not in _HIDDEN and sorted(value.split(TAG_SEPARATOR)) != sorted(
            was.split(TAG_SEPARATOR)
        ):
            words = say_value(Kind(name), value, names) if name in FIELDS else value
            found.append((name, words or "nothing"))
    return found


def tell_between(
    request: Request,
    site: Site,
    visitor: Visitor,
    form: FormData,
    between: Sequence[Decision],
    *,
    back: str = "/",
    is_open: bool = True,
) -> Response:
    """What others decided meanwhile, with the form as it was sent, to be sent again.

    Args:
        request: That brought the form.
        site: Of which the decisions are.
        visitor: Who sent it.
        form: As it was sent; sent again it says that this page was seen.
        between: What others decided.
        back: Where to go on without sending it again, where the form does not say it.
        is_open: Whether it can still be sent.
    """
    sent = [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
    return render(
        request,
        visitor,
        "meanwhile.html",
        status=_CONFLICT,
        title="Decided meanwhile",
        between=between,
        sent=[(name, text) for name, text in sent if name != SEEN],
        changed=_changed(sent, site.names),
        back=str(form.get(NEXT, "")) or back,
        seen=between[-1].number,
        is_open=is_open,
        names=site.names,
    )
