"""Give each open action its lead and its first date, area by area."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from commands import wording as say
from commands.action_changes import date_in
from commands.area_changes import area_named, noted
from commands.due_dates import PASSED
from commands.form import MOST_PARTS, Faults, Field, Filled, Form, Told, form
from commands.lead_fields import lead_chosen, lead_fields, notices_to_leads, roles_to_choose
from commands.periods import LAST_YEAR
from commands.question import Question
from commands.registry import command
from commands.reply import Bullets, Button, Buttons, Item, Notice, Part, Reply, Said
from commands.stated_dates import columns, stated_day
from storage.errors import OfstedError
from storage.models import Action, StatedDate
from storage.queries.setup import Unfinished, unfinished_actions, unfinished_areas
from storage.rows import Row

NOTHING_LEFT = "Nothing is left: every open action has a lead and a date."
LAST_DAY = date(LAST_YEAR, 12, 31)


@command(
    "setup [AREA]",
    "Give open actions a lead and a date, area by area (a form)",
    role="manager",
)
def setup(question: Question, slug: str | None) -> Form | Reply:
    """Open the form for one area, or the first that has something open; or say that none has."""
    areas = unfinished_areas(question.session, question.id)
    if not areas:
        return Reply("Set up", (Said(NOTHING_LEFT),))
    if slug is None or slug in {one.slug for one in areas}:
        return _draw(question, Filled("setup", slug or areas[0].slug, question.up_to))
    title = area_named(question, slug)["title"]
    told = Said("Nothing is left there: every open action of it has a lead and a date.")
    return Reply(f"Set up: {title}", (told, *_offer(areas[0])))


def _draw(question: Question, filled: Filled) -> Form:
    """Draw the fields of as many actions as fit; `about` names the area, then those actions."""
    slug, _, _ = filled.about.partition(" ")
    roles = roles_to_choose(question)
    actions = unfinished_actions(question.session, question.id, slug)
    parts: list[Field | Told] = []
    shown: list[str] = []
    for row in actions:
        more = list(_fields(row, roles))
        if 1 + len(parts) + len(more) > MOST_PARTS:
            break
        parts += more
        shown.append(row["ref"])
    title = area_named(question, slug)["title"]
    most = f" These are the first {len(shown)} of them." if len(shown) < len(actions) else ""
    opening = (
        f"{title}: {say.number(len(actions), 'open action')} without a lead or a date.{most} "
        "Leave empty what nobody can say yet."
    )
    return Form(
        "setup", "Leads and dates", (Told(opening), *parts), " ".join([slug, *shown]), filled.seen
    )


def _fields(row: Row, roles: Sequence[str]) -> Iterator[Field | Told]:
    """Give an action's words, and a field for each thing it lacks."""
    name, ref = _name(row), row["ref"]
    yield Told(f"{ref}: {row['text']}")
    if row["lead"] is None:
        yield from lead_fields(name, f"{ref}, lead", roles)
    if row["due_latest"] is None:
        hint = f"The plan says: {row['due_text']}." if row["due_text"] else None
        yield Field(f"{name}_due", f"{ref}, due", "date", hint, optional=True)


def _name(row: Row) -> str:
    return str(row["ref"]).lower().replace("-", "_")


def _entities(about: str) -> tuple[str, ...]:
    return tuple(f"action:{ref}" for ref in about.split()[1:])


@form("setup", role="manager", draw=_draw, entities=_entities)
def set_up(question: Question, filled: Filled) -> Reply:
    """Set what was filled in; the note says what, and where to go on."""
    slug, _, shown = filled.about.partition(" ")
    refs = shown.split()
    lacking = unfinished_actions(question.session, question.id, slug)
    roles = roles_to_choose(question)
    given = {
        row["ref"]: _given(question, filled, row, roles) for row in lacking if row["ref"] in refs
    }
    after = [row | given.get(row["ref"], {}) for row in lacking]
    rows = [row for row in after if given.get(row["ref"])]
    onwards = _next_area(question, slug, [row for row in lacking if row["ref"] not in refs])
    if not rows:
        go_on = f" To go on with {onwards.title}: `setup {onwards.slug}`." if onwards else ""
        raise OfstedError(f"Nothing was filled in, so nothing was set.{go_on}")
    question.write.reason = "set up"
    for row in rows:
        question.write.update(Action, row)
    told = Bullets(tuple(_told(row, given[row["ref"]]) for row in rows))
    left = _offer(onwards)
    if onwards is None and all(row["lead"] and row["due_latest"] for row in after):
        left = (Said(NOTHING_LEFT),)
    title = area_named(question, slug)["title"]
    note = noted(question, f"set up {title}", (told, *left))
    return replace(note, notices=_to_leads(question, rows, given))


def _given(question: Question, filled: Filled, row: Row, roles: Sequence[str]) -> Row:
    """Give what was filled in of what an action still lacks; raises Faults."""
    name = _name(row)
    facts: Row = {}
    if row["lead"] is None and (lead := lead_chosen(question, filled, name, roles)):
        facts["lead"] = lead
    if row["due_latest"] is None and (day := filled.day(f"{name}_due")):
        if not question.today <= day <= LAST_DAY:
            raise Faults({f"{name}_due": PASSED})
        facts |= _dated(row, stated_day(day))
    return facts


def _dated(row: Row, due: StatedDate) -> Row:
    """Give an action its date, as `move` does: its first is the original one too, and no move."""
    was = date_in(row, "due")
    first = date_in(row, "original_due") or was or due
    moves = {"moves": row["moves"] + 1} if was else {}
    return columns("due", due) | columns("original_due", first) | moves


def _next_area(question: Question, slug: str, unseen: Sequence[Row]) -> Unfinished | None:
    """Give where to go on: what the form had no room for, else the next area, then the first."""
    areas = unfinished_areas(question.session, question.id)
    slugs = [one.slug for one in areas]
    here = slugs.index(slug) if slug in slugs else -1
    if unseen:
        return areas[here]._replace(actions=len(unseen))
    return next((one for one in (*areas[here + 1 :], *areas) if one.slug != slug), None)


def _offer(area: Unfinished | None) -> tuple[Part, ...]:
    if area is None:
        return ()
    return (
        Said(f"Next: {area.title}, {say.number(area.actions, 'open action')}."),
        Buttons((Button("Go on", f"setup {area.slug}"),)),
    )


def _told(row: Row, given: Row) -> Item:
    lead = f"lead {row['lead']}" if "lead" in given else ""
    due = f"due {row['due_text']}" if "due_text" in given else ""
    return Item(say.opened("; ".join(filter(None, (lead, due)))) + ".", row["ref"])


def _to_leads(
    question: Question, rows: Sequence[Row], given: Mapping[str, Row]
) -> tuple[Notice, ...]:
    """Tell each person once of all the actions that they were given."""
    leading = defaultdict(list)
    for row in rows:
        if "lead" in given[row["ref"]]:
            due = f", due {row['due_text']}" if row["due_text"] else ""
            leading[row["lead"]].append(f"{row['ref']}{due}: {row['text']}")
    return notices_to_leads(question, leading, "mine")
