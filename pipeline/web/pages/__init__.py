"""The pages, a module each; every route is in one of these routers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.web.pages import (
    accounts,
    documents,
    front,
    log,
    merges,
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
    documents.router,
    front.router,
    help_page.router,
    log.router,
    merges.router,
    proposals.router,
    rows.router,
    signing.router,
    table.router,
    uploads.router,
)
