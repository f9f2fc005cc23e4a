"""Fifty people complete, decide on, move and note the same ten actions, all at once."""

import asyncio
import random

import pytest

from bot.local_slack.driver import Person
from bot.local_slack.workspace import User

ROUNDS = 5


@pytest.fixture
def fifty(slack, people):
    home = slack.workspace
    for user in people:
        home.users[user] = User(user, f"person.{user[3:]}")
        home.channels["C0PLAN"].members.add(user)
    return [Person(slack, user) for user in people]


class Doing:
    """What fifty people do, and what they were told was done."""

    def __init__(self, fill, seed):
        self.fill = fill
        self.dice = random.Random(seed)  # noqa: S311
        self.done = {"update": 0, "move": 0, "complete": 0, "sign off": 0}
        self.told_no = 0

    async def person(self, person, actions):
        for number in range(ROUNDS):
            ref = self.dice.choice(actions)
            what = self.dice.choice(["update", "move", "complete", "sign off"])
            if what == "complete":
                done = await self.complete(person, ref)
            else:
                done = await self.type(person, what, ref, number)
            self.done[what] += done
            self.told_no += not done

    async def type(self, person, what, ref, number):
        words = {
            "update": f"update {ref} note {number} by {person.user.id}",
            "move": f"move {ref} to {self.dice.randint(1, 28)} March 2031 because of {number}",
            "sign off": f"sign off {ref}",
        }[what]
        ack = await person.slash(words)
        assert ack.error is None
        assert "something went wrong" not in ack.text
        return ack.payload["response_type"] == "in_channel"

    async def complete(self, person, ref):
        ack = await person.slash(f"complete {ref}")
        assert ack.error is None
        if ack.payload:
            return False
        view = person.modal
        given = {"kind": "other", "summary": f"Seen by {person.user.id}", "dated": "2021-09-10"}
        given["link"] = "https://evidence.example/12"
        ack = await person.submit(view, self.fill(view, **given))
        assert ack.error is None
        assert not ack.errors
        if ack.payload:
            await person.close(view)
        return not ack.payload


@pytest.mark.parametrize("seed", range(2))
async def test_fifty_people_at_once(staffed, start, fifty, fill, looking, seed):
    slack = (await start(staffed)).slack
    slack.delivery.ack_seconds = 60.0  # it is about what is kept, on however slow a machine
    tables, problems = looking
    before = tables(staffed)
    actions = [row["ref"] for row in before["action"] if row["state"] == "in progress"][:10]
    doing = Doing(fill, seed)
    await asyncio.gather(*(doing.person(person, actions) for person in fifty))
    assert slack.record.refusals == []
    assert problems(staffed) == []
    after = tables(staffed)
    assert len(after["progress_note"]) == doing.done["update"] > 0
    claims = after["sign_off"]
    assert len(claims) == doing.done["complete"] > 0
    decided = [row for row in claims if row["decision"]]
    assert len(decided) == doing.done["sign off"] > 0
    assert all(row["decided_by"] != row["asked_by"] for row in decided)
    assert doing.told_no > 0  # some came too late, and were told
    dated_at_first = {row["ref"] for row in before["action"] if row["due_latest"]}
    moves = sum(row["moves"] for row in after["action"])
    first_dates = sum(
        1 for row in after["action"] if row["due_latest"] and row["ref"] not in dated_at_first
    )
    assert moves + first_dates == doing.done["move"] > 0
    for row in after["action"]:
        waiting = [one for one in claims if one["about"] == row["ref"] and not one["decision"]]
        assert len(waiting) == (row["state"] == "done, awaiting sign-off")
