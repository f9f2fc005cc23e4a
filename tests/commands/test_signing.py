"""An action claimed complete with evidence, signed off or sent back by a second person, re-checked."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from commands.access import NotAllowed
from commands.form import ChangedSince, Faults
from commands.signing import NothingWaits, WaitsAlready
from storage.models import (
    Action,
    Area,
    Audit,
    AuditGrade,
    Evidence,
    EvidenceArea,
    Person,
    Post,
    Review,
    RoleHolder,
    SignOff,
    Workspace,
)
from storage.rows import rows_in
from storage.states import TRANSITIONS, NotFromHere, State
from storage.verify import verify

MONDAY = date(2021, 9, 20)
PEOPLE = {
    "U0POD": "Pod manager",
    "U0QA": "Quality lead",
    "U0QA2": "Second quality lead",
    "U0HEAD": "Head",
    "U0DEPUTY": "Deputy head",
}
ROLES = {"U0POD": "manager", "U0QA": "quality assurance", "U0QA2": "quality assurance"}
GRANTS = [("grant", role, holder) for holder, role in ROLES.items()]
LINK = "https://council.example/audits/12"
FACTS = {"summary": "All pods briefed.", "kind": "procedure or form", "link": LINK}


class Team:
    """The people of one record: each of them asks, on a day that can be moved."""

    def __init__(self, staff, *, grants=GRANTS, settings=None):
        self.staff, self.today = staff, MONDAY
        self.moments = count()
        with self.write() as write:
            for user_id, name in PEOPLE.items():
                write.session.merge(person(user_id, name))
            write.session.flush()
            for kind, role, holder in grants:
                write.insert(RoleHolder, {"kind": kind, "role": role, "holder": holder})
            if settings:
                write.set_workspace({"settings": settings})

    def write(self):
        day = self.today
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return self.staff.write(now=noon)

    def set(self, table, key, **facts):
        with self.write() as write:
            (row,) = rows_in(write.session, write.workspace.id, table, **key)
            write.update(table, row | facts)

    def action(self, ref="MC-3"):
        return self.rows(Action, ref=ref)[0]

    def rows(self, table, **key):
        with self.staff.session as session:
            return rows_in(session, 1, table, **key)

    def by(self, user_id):
        staff = self.staff.on(self.today)
        return staff.who(
            user_id=user_id, name=PEOPLE[user_id], role=ROLES.get(user_id, "reader")
        )

    @property
    def pod(self):
        return self.by("U0POD")

    @property
    def quality(self):
        return self.by("U0QA")

    @property
    def second(self):
        return self.by("U0QA2")

    def claim(self, ref="MC-3", **facts):
        opened = self.pod(f"complete {ref}")
        if opened.form is None:
            return opened
        facts = FACTS | {"dated": self.today} | facts
        drawn = self.pod.draw(replace(opened.fill(), values={"kind": facts["kind"]}))
        return self.pod.submit(opened_with(drawn, facts))

    def send_back(self, about="MC-3", reason="The procedure is a draft.", by=None):
        staff = by or self.quality
        opened = staff(f"send back {about}")
        return staff.submit(opened.fill(reason=reason)) if opened.form else opened

    def review(self, outcome, ref="MC-3", by=None, shown_by="Three pods were asked.", **facts):
        staff = by or self.quality
        opened = staff(f"review {ref}")
        if opened.form is None:
            return opened
        drawn = staff.draw(replace(opened.fill(), values={"outcome": outcome}))
        return staff.submit(opened_with(drawn, {"outcome": outcome, "shown_by": shown_by} | facts))

    def verified(self):
        with self.staff.session as session:
            return verify(session, session.get_one(Workspace, 1)).problems


def opened_with(form, facts):
    from_form = {one.name: one.initial for one in form.fields if hasattr(one, "initial")}
    assert facts.keys() <= from_form.keys(), from_form
    return replace(as_filled(form), values=from_form | facts)


def as_filled(form):
    from commands.form import Filled  # noqa: PLC0415

    return Filled(form.name, form.about, form.seen)


def person(user_id, name):
    return Person(
        workspace_id=1,
        user_id=user_id,
        name=name,
        is_guest=False,
        is_stranger=False,
        is_deactivated=False,
        seen_at=datetime(2021, 9, 1, tzinfo=UTC),
    )


@pytest.fixture
def team(staff):
    return Team(staff)


def of_kind(answer, start):
    return [one for one in answer.notices if one.key.startswith(start)]


def words(reply):
    from tests_text import every_text  # noqa: PLC0415
    return "\n".join(every_text(reply))
