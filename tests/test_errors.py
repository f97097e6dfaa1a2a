"""Every error that a person can mend has one base."""

from __future__ import annotations

import pytest

from pipeline import errors


@pytest.mark.parametrize("name", ["ConfigError", "UsageError", "UnreadableError"])
def test_every_error_is_a_stocktake_error_and_drawn_in_the_docstring(name: str) -> None:
    assert issubclass(getattr(errors, name), errors.StocktakeError)
    assert name in (errors.__doc__ or "")
