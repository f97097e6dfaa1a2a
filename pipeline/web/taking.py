"""One way by which every form of decisions is taken: checked, written, answered."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING

from pipeline.web.deciding import decided_between, write, write_as_said
from pipeline.web.rendering import go_to, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from pipeline.decisions.log import Choice, Decision
    from pipeline.web.site import Site
    from pipeline.web.visitors import Visitor

# Fields of every form that decides: the last decision when the page was made, a name of the
# form for once, and where to go on.
SEEN, KEY, NEXT = "seen", "key", "next"
_CONFLICT = 409
_LONGEST_KEY = 100
_MOST_DIGITS = 15
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
    seen = str(form.get(SEEN, ""))[:_MOST_DIGITS]
    key = str(form.get(KEY, ""))[:_LONGEST_KEY] or secrets.token_urlsafe(12)
    place = str(form.get(NEXT, "")) or back
    with _one_by_one:
        last = int(seen) if seen.isdecimal() else site.known().last
        between = decided_between(site, visitor, choices, seen=last)
        if between:
            return tell_between(request, site, visitor, form, between)
        writing = write_as_said if as_said else write
        made = writing(site, visitor, choices, key=f"form-{key}")
    return go_to(place, done=f"{made[0].number}-{made[-1].number}") if made else go_to(place)


def tell_between(
    request: Request,
    site: Site,
    visitor: Visitor,
    form: FormData,
    between: Sequence[Decision],
    *,
    is_open: bool = True,
) -> Response:
    """What others decided meanwhile, with the form as it was sent, to be sent again.

    Args:
        request: That brought the form.
        site: Of which the decisions are.
        visitor: Who sent it.
        form: As it was sent; sent again it says that this page was seen.
        between: What others decided.
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
        seen=between[-1].number,
        is_open=is_open,
        names=site.names,
    )
