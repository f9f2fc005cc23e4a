"""The files uploaded to the workspace, by people and by the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from bot.local_slack.server import LocalSlack


class Files:
    """Every file, by id."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of a file that the app uploads."""
        raise web.HTTPNotFound

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Give a file's bytes to whoever has the app's token."""
        raise web.HTTPNotFound
