"""Forms: how soon one opens, and how soon it is saved, beside a bare Bolt `view_submission`."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine
from tabulate import tabulate

from bot.bench import servers
from bot.bench.big_plan import Size, Tell, make_big_plan
from bot.bench.failed import BenchFailed
from bot.bench.load import HOST
from bot.bench.run import SAMPLE_PLAN
from bot.bench.servers import BOT, Server, running
from bot.local_slack.driver import Person
from bot.local_slack.entered import FIELDS, elements_in
from bot.local_slack.json_object import Json
from bot.local_slack.server import LocalSlack
from bot.local_slack.views import View
from commands.loading import read_plan
from storage.database import open_database, writing
from storage.ledger import LedgerWrite
from storage.migrate import migrate
from storage.models import RoleHolder
from storage.queries.actions import action_refs
from storage.queries.workspaces import connect_team
from storage.times import Clock

USER = "U0POD"
AREAS = 9
WARM_UP = 10
OPENS, SAVES = 50.0, 150.0  # milliseconds, at the 99th percentile
GIVEN = {
    "kind": "other",
    "dated": "2021-09-10",
    "summary": "The new form is used by every pod.",
    "link": "https://evidence.example/forms/12",
}


def run_bench(actions: int, tell: Tell) -> str:
    """Complete so many actions by their form and give the report; raises BenchFailed."""
    return asyncio.run(_measured(actions, tell))


async def _measured(actions: int, tell: Tell) -> str:
    with TemporaryDirectory(prefix="ofsted-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'plan.db'}"
        async with LocalSlack() as slack:
            team = slack.workspace.team_id
            refs = await asyncio.to_thread(_make_plan, url, team, actions, tell)
            async with (
                running(BOT, slack, folder, url) as bot,
                running(servers.HELLO_BEFORE_RESPONSE, slack, folder) as bare,
            ):
                tell("Completing actions")
                forms = _Forms(slack, bot, bare)
                for saved, left in zip(refs[::2], refs[1::2], strict=False):
                    await forms.complete(saved)
                    await forms.acknowledge(left)
    rows = [
        _row("from /ofsted complete to its views.open", forms.opened[WARM_UP:], OPENS),
        _row("a submission saved and acknowledged", forms.saved[WARM_UP:], SAVES),
        _row("the same form acknowledged by bare Bolt", forms.acknowledged[WARM_UP:], None),
    ]
    heads = ("Milliseconds", "p50", "p99", "Goal (p99)", "Reached")
    return tabulate(rows, heads, floatfmt=".1f")


def _make_plan(url: str, team: str, actions: int, tell: Tell) -> list[str]:
    """Make a plan with a manager in it; give the references of two actions for each to complete."""
    engine = open_database(url)
    migrate(engine)
    plan = read_plan(SAMPLE_PLAN.read_bytes(), SAMPLE_PLAN.name)
    wanted = 2 * (actions + WARM_UP)
    make_big_plan(engine, plan, Size(AREAS, wanted // len(plan.actions) + 1, ledger=0), tell)
    refs = _let_in(engine, team)
    engine.dispose()
    return refs[:wanted]


def _let_in(engine: Engine, team: str) -> list[str]:
    with writing(engine) as session:
        number = connect_team(session, team, "A council")
        now = Clock().now()
        write = LedgerWrite(session, number, actor="the bench", reason="to measure", now=now)
        write.insert(RoleHolder, {"kind": "grant", "role": "manager", "holder": USER})
        write.close()
        return action_refs(session, number)


class _Forms:
    """One person who completes one action after the other, and the milliseconds it took."""

    def __init__(self, slack: LocalSlack, bot: Server, bare: Server) -> None:
        self.slack = slack
        self.bot, self.bare = (_address(server) for server in (bot, bare))
        self.person = Person(slack, USER)
        self.opened: list[float] = []
        self.saved: list[float] = []
        self.acknowledged: list[float] = []

    async def complete(self, ref: str) -> None:
        """Complete an action with the bot."""
        view = await self._open(ref)
        self.saved.append(await self._submit(view, self.bot))

    async def acknowledge(self, ref: str) -> None:
        """Send the form of another action to bare Bolt, which only acknowledges it."""
        view = await self._open(ref)
        self.acknowledged.append(await self._submit(view, self.bare))

    async def _open(self, ref: str) -> View:
        self.slack.delivery.request_url = self.bot
        asked = time.time()
        ack = await self.person.slash(f"complete {ref}")
        call = next(one for one in reversed(self.slack.record.calls) if one.method == "views.open")
        if ack.error or call.at < asked:
            raise BenchFailed(f"No form was opened for {ref}: {ack.error or ack.text}")
        self.opened.append((call.at - asked) * 1000)
        return self.person.modal

    async def _submit(self, view: View, server: str) -> float:
        self.slack.delivery.request_url = server
        ack = await self.person.submit(view, _filled_in(view))
        if ack.error or ack.payload:
            raise BenchFailed(f"The form was not saved: {ack.error or ack.payload}")
        return ack.ms


def _address(server: Server) -> str:
    return f"http://{HOST}:{server.port}/slack/events"


def _filled_in(view: View) -> Json:
    """Give what the person enters, as Slack's state has it."""
    values: Json = {}
    for block, element in elements_in(view.blocks):
        given = GIVEN.get(block["block_id"])
        if element["type"] == "static_select":
            given = next((one for one in element["options"] if one["value"] == given), None)
        if given:
            field = FIELDS[element["type"]][0]
            values[block["block_id"]] = {element["action_id"]: {field: given}}
    return values


def _row(what: str, times: Sequence[float], goal: float | None) -> tuple[object, ...]:
    ordered = sorted(times)
    p50, p99 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.99))
    if goal is None:
        return what, p50, p99, "", ""
    return what, p50, p99, goal, "yes" if p99 <= goal else "NO"
