"""The same for programs: JSON in and out, described by OpenAPI, under the same rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.web.api import describing, evidence, progress, reading, recording, writing

if TYPE_CHECKING:
    from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = (
    reading.router,
    writing.router,
    progress.router,
    evidence.router,
    recording.router,
    describing.router,
)
