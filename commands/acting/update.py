"""Say how an action or area is coming on."""

from commands.action_changes import action_named, noted
from commands.area_changes import area_named
from commands.area_changes import noted as noted_of_area
from commands.arguments import Reference
from commands.question import Question
from commands.registry import command
from commands.reply import Button, Quote, Reply
from storage.models import ProgressNote
from storage.queries.references import next_number


@command(
    "update REF|AREA TEXT", "Note how an action or area is coming on", role="manager", writes=True
)
def update(question: Question, about: Reference | str, text: str) -> Reply:
    """Keep a note of what was said; nothing else of the action or area changes by it."""
    if isinstance(about, Reference):
        ref = action_named(question, about)["ref"]
        _keep(question, ref, "action", text)
        return noted(question, f"noted on {ref}", ref, Quote(text))
    row = area_named(question, about)
    _keep(question, about, "area", text)
    return noted_of_area(
        question,
        f"noted on {row['title']}",
        (Quote(text),),
        Button("Show it", f"status {about}"),
        Button("History", f"history {about}"),
    )


def _keep(question: Question, about: str, kind: str, text: str) -> None:
    number = next_number(question.session, question.id, ProgressNote, about=about)
    question.write.insert(
        ProgressNote,
        {
            "about": about,
            "number": number,
            "about_kind": kind,
            "text": text,
            "by": question.asker.user_id,
            "at": question.write.at,
        },
    )
