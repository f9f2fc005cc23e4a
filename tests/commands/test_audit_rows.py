"""An audit is the same rows, checked the same, whichever of the two forms gives it."""

from datetime import date

import pytest

from commands.audit_rows import MOST_RECORDS
from commands.form import Faults
from storage.models import Action, Audit, AuditGrade, Evidence
from storage.rows import rows_in

DAY = date(2021, 9, 10)
GIVEN = {"theme": "Homes", "period": "July 2021", "moderated_by": "Principal social worker"}
GIVEN |= {"sample_size": 9, "green": 6, "amber": 3, "shows": "Plans are used"}
FORMS = {
    "audit record": {"area": "missing-children", "held": DAY},
    "evidence add missing-children": {
        "summary": "An audit",
        "kind": "case audit",
        "dated": DAY,
    },
}


def give(staff, words, **values):
    manager = staff.who(user_id="U0POD", name="Pod manager", role="manager")
    filled = manager(words).fill(**FORMS[words])
    form = manager.draw(filled)
    names = {getattr(one, "name", None) for one in form.fields}
    given = {name: value for name, value in (GIVEN | values).items() if name in names}
    return manager.submit(
        type(filled)(filled.name, filled.about, filled.seen, filled.values | given)
    )


def kept(staff, table, **key):
    with staff.session as session:
        return rows_in(session, 1, table, **key)


def test_both_forms_give_the_same_audit(staff):
    for words in FORMS:
        assert give(staff, words).error is None
    one, other = kept(staff, Audit)
    assert {name for name in one if one[name] != other[name]} == {"ref", "position"}
    for ref in ("AU-1", "AU-2"):
        grades = {row["grade"]: row["count"] for row in kept(staff, AuditGrade, audit_ref=ref)}
        assert grades == {"green": 6, "amber": 3}


@pytest.mark.parametrize("words", FORMS)
@pytest.mark.parametrize(("values", "told"), [
    ({"green": 7}, "The grades add up to 10, and the sample is only 9."),
    ({"sample_size": 0, "green": None, "amber": None}, "Give a number from 1 to 10,000."),
    ({"sample_size": MOST_RECORDS + 1}, "Give a number from 1 to 10,000."),
])  # fmt: skip
def test_both_forms_check_the_sample(staff, words, values, told):
    answer = give(staff, words, **values)
    assert isinstance(answer.error, Faults)
    assert answer.error.by_field == {"sample_size": told}
    assert kept(staff, Audit) == []


@pytest.mark.parametrize("words", FORMS)
def test_its_reference_is_none_that_the_plan_gave_away(staff, words):
    (action,) = kept(staff, Action, ref="MC-3")
    with staff.write(now=staff.clock.now()) as write:
        write.insert(Action, action | {"ref": "AU-4", "position": 900})
        write.insert(Action, action | {"ref": "EV-40", "next_step_ref": "AU6", "position": 901})
    assert give(staff, words).error is None
    assert [one["ref"] for one in kept(staff, Audit)] == ["AU-7"]
    if words.startswith("evidence"):
        assert kept(staff, Evidence, audit_ref="AU-7")[0]["ref"] == "EV-41"
