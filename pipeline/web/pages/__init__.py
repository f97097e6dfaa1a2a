"""The pages, a module each; every route is in one of these routers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.web.pages import (
    accounts,
    checks,
    documents,
    evidence,
    front,
    log,
    merges,
    progress,
    proposals,
    rows,
    signing,
    table,
    uploads,
)
from pipeline.web.pages import help as help_page

if TYPE_CHECKING:
    from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = (
    accounts.router,
    # Before the documents, whose ids may be anything.
    checks.router,
    documents.router,
    evidence.router,
    front.router,
    help_page.router,
    log.router,
    merges.router,
    progress.router,
    proposals.router,
    rows.router,
    signing.router,
    table.router,
    uploads.router,
)
