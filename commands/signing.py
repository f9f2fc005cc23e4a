"""A claim that waits for a second person: asked for, shown on a card, and decided once.

A claim is a row of `sign_off`. Its number is on its card's buttons, so that an old card never
decides a newer claim.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from commands import action_changes, area_changes
from commands import wording as say
from commands.access import NotAllowed
from commands.arguments import Reference
from commands.audit_words import grade_words
from commands.finishing import UNKNOWN
from commands.periods import long_date
from commands.permission import called, eligible_signers, people_behind
from commands.question import Question
from commands.reply import Bullets, Button, Buttons, Item, Notice, Part, Reply
from commands.workspace_settings import settings_of
from storage.errors import OfstedError
from storage.models import Action, Area, Audit, AuditGrade, Evidence, PlanBase, SignOff
from storage.queries.actions import counts, main_area
from storage.queries.references import next_number
from storage.queries.signing import cards_of
from storage.queries.workspaces import names_of
from storage.rows import Row, rows_in
from storage.states import State

Decision = Literal["signed off", "sent back"]

_USER, _GROUP = re.compile(r"[UW][A-Z0-9]+$"), re.compile(r"S[A-Z0-9]+$")  # Slack's ids
_TABLES: dict[str, tuple[type[PlanBase], str]] = {  # by kind, with what people call a row by
    "action": (Action, "ref"),
    "area": (Area, "slug"),
}
_UNTOLD = (
    "I could tell nobody: an admin can set a channel for it, with `settings sign-off channel`."
)


class WaitsAlready(OfstedError):
    """Something about this waits for a decision already."""


class NothingWaits(OfstedError):
    """There is no such claim, or somebody has decided it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim's row, and the row of the action or area that it is about."""

    row: Row
    thing: Row

    @property
    def about(self) -> str:
        """The action's reference or the area's slug."""
        return str(self.row["about"])

    @property
    def is_of_area(self) -> bool:
        """Whether it is about an area."""
        return bool(self.row["about_kind"] == "area")

    @property
    def key(self) -> str:
        """What its card is known by."""
        return f"card:{self.about}/{self.row['number']}"

    @property
    def name(self) -> str:
        """What people call what it is about."""
        return str(self.thing["title"]) if self.is_of_area else self.about


def ask_for_sign_off(
    question: Question,
    about_kind: Literal["action", "area"],
    thing: Row,
    *,
    asks_for: str,
    why: str,
    title: str,
    evidence: Row | None = None,
) -> tuple[Notice, ...]:
    """Let a claim wait for a second person, and give its card for those who decide.

    `thing` is the row of the action or area with what else this change makes of it, `asks_for` the
    state it shall have then, `title` heads the card, `evidence` is the row of what shows it. The
    card goes to the sign-off channel, or where the settings name none to everyone who could
    decide. Raises WaitsAlready.
    """
    about = thing[_TABLES[about_kind][1]]
    check_nothing_waits(question, about)
    row = {
        "about": about,
        "number": next_number(question.session, question.id, SignOff, about=about),
        "about_kind": about_kind,
        "asks_for": asks_for,
        "why": why,
        "evidence_ref": evidence["ref"] if evidence else None,
        "asked_by": question.asker.user_id,
        "asked_at": question.write.at,
        "led_by": sorted(filter(_USER.match, people_behind(question, thing["lead"]))),
        "decision": None,
        "decided_by": None,
        "decided_at": None,
        "reason": None,
    }
    question.write.insert(SignOff, row)
    claim = Claim(row, thing)
    shown = evidence_items(question, evidence)
    card = Reply(title, (Bullets((*_facts(question, claim), *shown)), _deciding(claim)))
    return tuple(_sent(question, claim, card))


def check_nothing_waits(question: Question, about: str) -> None:
    """Keep what waits for a decision as it was claimed; raises WaitsAlready."""
    for earlier in claims_about(question, about):
        if earlier["decision"] is None:
            raise WaitsAlready(
                f"{about} waits for a sign-off already: {_who(question, earlier['asked_by'])} "
                f"asked for “{earlier['asks_for']}” on {_day(question, earlier['asked_at'])}. "
                "It has to be signed off or sent back first."
            )


def who_decides(question: Question, lead: str | None) -> str:
    """Say who could sign off what the asker claims now; if nobody can, how somebody could."""
    able = _able(question, [question.asker.user_id], lead)
    if able:
        untold = settings_of(question).sign_off_channel is None and not any(map(_USER.match, able))
        waits = f"It waits for {_any_of(question, able)} to sign it off."
        return f"{waits} {_UNTOLD}" if untold else waits
    return (
        "Nobody can sign it off yet: that takes someone with the role quality assurance, neither "
        "you nor its lead. An admin can give it, with `roles grant`."
    )


def claim_to_decide(question: Question, about: Reference | str, number: int | None) -> Claim:
    """Give the claim that waits; raises NothingWaits, with who decided it and how."""
    key = about.ref if isinstance(about, Reference) else about
    claims = claims_about(question, key)
    waiting = next((one for one in claims if one["decision"] is None), None)
    if waiting is not None and number in {None, waiting["number"]}:
        return Claim(waiting, _thing(question, waiting))
    if not claims:
        raise NothingWaits(f"Nothing about {key} waits for a sign-off.")
    asked = next((one for one in claims if one["number"] == number), None if number else claims[-1])
    if asked is None:
        raise NothingWaits(f"There is no claim number {number} about {key}.")
    newer = " A newer claim waits: see `waiting`." if waiting else ""
    raise NothingWaits(f"{_decided(question, asked)} already, so nothing was changed.{newer}")


def claims_about(question: Question, about: str) -> list[Row]:
    """Give every claim there ever was about something, the earliest first."""
    claims = rows_in(question.session, question.id, SignOff, about=about)
    return sorted(claims, key=lambda one: one["number"])


def check_second_person(
    question: Question, what: str, claims: Sequence[Row], lead: str | None
) -> None:
    """Keep who made these claims, and who leads or led it then, from judging; raises NotAllowed.

    The lead is whoever the plan names or holds or covers the role that it names. To give it away
    after the claim opens no way round this.
    """
    asker = question.asker.user_id
    if any(asker == one["asked_by"] for one in claims):
        why = f"You claimed {what} yourself"
    elif asker in people_behind(question, lead):
        why = f"You lead {what}"
    elif any(asker in one["led_by"] for one in claims):
        why = f"You led {what} when it was claimed"
    else:
        return
    able = _able(question, [asker, *_involved(claims)], lead)
    could = f"You could ask {_any_of(question, able)}." if able else "Nobody else can yet."
    raise NotAllowed(f"{why}, so someone else decides. {could}")


def decide(
    question: Question, claim: Claim, decision: Decision, reason: str | None = None
) -> tuple[Notice, ...]:
    """Keep a decision; give what takes the cards' places and what the claimant is told."""
    row = claim.row | {
        "decision": decision,
        "decided_by": question.asker.user_id,
        "decided_at": question.write.at,
        "reason": reason,
    }
    question.write.update(SignOff, row)
    card = _decided_card(question, Claim(row, claim.thing))
    replaced = (
        Notice(one.key, one.channel, card, one.otherwise, replaces=True)
        for one in cards_of(question.session, question.id, claim.key)
    )
    asked_by = claim.row["asked_by"]
    told = [Notice(f"decided:{claim.key}", asked_by, card)] if _USER.match(asked_by) else []
    return (*replaced, *told)


def evidence_items(question: Question, evidence: Row | None) -> tuple[Item, ...]:
    """Give a piece of evidence in one line, what an audit found, and what is still open."""
    if evidence is None:
        return ()
    line = f"{evidence['ref']}: {evidence['kind']} of {evidence['dated_text']}"
    link = f", {evidence['link']}" if evidence["link"] else ""
    file = f", the file {evidence['file_name']}" if evidence["file_name"] else ""
    facts = [
        ("Evidence", f"{line}{link}{file}"),
        ("Sample", _sample(question, evidence["audit_ref"])),
        ("What it shows about children", evidence["shows"]),
        ("Still open", evidence["caveat"]),
    ]
    return tuple(Item(text, label) for label, text in facts if text)


def decided_note(question: Question, claim: Claim, what: str, *parts: Part) -> Reply:
    """Give the short note of a decision, for everyone where it was made."""
    if claim.is_of_area:
        show = Button("Show it", f"status {claim.about}")
        return area_changes.noted(question, f"{what} {claim.name}", parts, show)
    return action_changes.noted(question, f"{what} {claim.name}", claim.about, *parts)


def _sample(question: Question, audit_ref: str | None) -> str | None:
    """Give "20 records: 18 green, 2 amber" of an audit, that this very change adds perhaps."""
    if audit_ref is None:
        return None
    audits = _as_it_will_be(question, Audit, ref=audit_ref)
    grades = _as_it_will_be(question, AuditGrade, audit_ref=audit_ref)
    size = audits[0]["sample_size"]
    found = grade_words({one["grade"]: one["count"] for one in grades}, size)
    return f"{say.number(size, 'record')}: {found}" if size else None


def _as_it_will_be(question: Question, table: type[PlanBase], **key: str) -> list[Row]:
    added = question.write.inserted(table)
    return [
        *(one for one in added if key.items() <= one.items()),
        *rows_in(question.session, question.id, table, **key),
    ]


def _thing(question: Question, claim: Row) -> Row:
    table, key = _TABLES[claim["about_kind"]]
    return rows_in(question.session, question.id, table, **{key: claim["about"]})[0]


def _facts(question: Question, claim: Claim) -> tuple[Item, ...]:
    """Give what a card says of a claim: about what, by whom, why, and who leads it."""
    is_completion = claim.row["asks_for"] == State.COMPLETE and not claim.is_of_area
    facts = [
        ("Area", _area_title(question, claim)),
        ("Action", None if claim.is_of_area else f"{claim.about}: {claim.thing['text']}"),
        ("Asked for", claim.row["asks_for"]),
        ("Asked by", f"<@{claim.row['asked_by']}>"),
        ("What was done" if is_completion else "Why", claim.row["why"]),
        ("Lead", claim.thing["lead"] or say.NOT_GIVEN),
        *(_progress(question, claim) if claim.is_of_area else ()),
    ]
    return tuple(Item(text, label) for label, text in facts if text)


def _progress(question: Question, claim: Claim) -> Iterable[tuple[str, str | None]]:
    """Give what speaks for or against an area's claim: how its actions stand, and its caveat."""
    counted = counts(question.session, question.id, question.today, claim.about)
    yield "Its actions", say.progress(counted)
    yield "Caveat", claim.thing["caveat"]


def _area_title(question: Question, claim: Claim) -> str | None:
    if claim.is_of_area:
        return claim.name
    slug = main_area(question.session, question.id, claim.about)
    area = question.session.get(Area, (question.id, slug)) if slug else None
    return area.title if area else None


def _deciding(claim: Claim) -> Buttons:
    about, number = claim.about, claim.row["number"]
    return Buttons(
        (
            Button("Sign off", f"sign off {about} {number}"),
            Button("Send back", f"send back {about} {number}"),
            Button("See evidence", f"evidence {about}"),
        )
    )


def _decided_card(question: Question, claim: Claim) -> Reply:
    ref = claim.row["evidence_ref"]
    evidence = rows_in(question.session, question.id, Evidence, ref=ref) if ref else []
    reason = claim.row["reason"]
    decided = [Item(f"{_decided(question, claim.row)}.", "Decision")]
    decided += [Item(reason, "Reason")] if reason else []
    shown = evidence_items(question, evidence[0] if evidence else None)
    onwards = Buttons(
        (
            Button("See evidence", f"evidence {claim.about}"),
            Button("History", f"history {claim.about}"),
        )
    )
    return Reply(
        f"{claim.name}: {claim.row['decision']}",
        (Bullets((*decided, *_facts(question, claim), *shown)), onwards),
    )


def _sent(question: Question, claim: Claim, card: Reply) -> Iterable[Notice]:
    able = _able(question, _involved([claim.row]), claim.thing["lead"])
    people = [one for one in able if _USER.match(one)]
    if channel := settings_of(question).sign_off_channel:
        yield Notice(claim.key, channel.id, card, otherwise=people[0] if people else None)
    else:
        yield from (Notice(f"{claim.key}/{one}", one, card) for one in people)


def _involved(claims: Iterable[Row]) -> list[str]:
    return [one for claim in claims for one in (claim["asked_by"], *claim["led_by"])]


def _able(question: Question, involved: Iterable[str], lead: str | None) -> list[str]:
    """Give the users and user groups of Slack who could decide; the command line is neither."""
    able = eligible_signers(question, involved, lead)
    return [one for one in able if _USER.match(one) or _GROUP.match(one)]


def _decided(question: Question, claim: Row) -> str:
    """Say who decided what and when: "Quality lead signed it off on 13 September 2021"."""
    verb = {"signed off": "signed it off", "sent back": "sent it back"}[claim["decision"]]
    who = say.opened(_who(question, claim["decided_by"]))
    return f"{who} {verb} on {_day(question, claim['decided_at'])}"


def _who(question: Question, user_id: str) -> str:
    own = question.asker.name if user_id == question.asker.user_id else None
    return own or names_of(question.session, question.id, [user_id]).get(user_id, UNKNOWN)


def _any_of(question: Question, ids: Sequence[str]) -> str:
    named = [
        f"a member of {name}" if one.startswith("S") else name
        for one, name in called(question, ids).items()
    ]
    *others, last = dict.fromkeys(named)
    return f"{', '.join(others)} or {last}" if others else last


def _day(question: Question, instant: object) -> str:
    return long_date(question.day_of(instant))  # type: ignore[arg-type]
