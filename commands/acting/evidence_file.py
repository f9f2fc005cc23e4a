"""Have the file of a piece of evidence sent once more."""

from commands import wording as say
from commands.arguments import Reference
from commands.question import Question
from commands.registry import command
from commands.reply import Notice, Reply, Said
from storage.errors import OfstedError
from storage.models import Evidence
from storage.queries.files import find_file


class NoFile(OfstedError):
    """There is no file to send; the sentence says why."""


@command(
    "evidence file REF",
    "Have the file of a piece of evidence sent to you",
    role="manager",
    writes=True,
)
def evidence_file(question: Question, about: Reference) -> Reply:
    """Send the file to the asker alone; raises NoFile.

    It changes nothing, but what is still to be sent is kept like a change's own messages.
    """
    evidence = question.session.get(Evidence, (question.id, about.ref))
    if evidence is None:
        raise NoFile(f"{about.ref} is no piece of evidence. Their references look like EV-12.")
    sha256, name = evidence.file_sha256, evidence.file_name
    if sha256 is None or name is None:
        raise NoFile(f"{about.ref} has no file.")
    if find_file(question.session, question.id, sha256) is None:
        raise NoFile(
            f"The file of {about.ref} is missing from the record. Please tell whoever runs this "
            "bot: `ofsted-bot verify` says what is wrong."
        )
    to = question.asker.user_id
    sent = Reply(f"The file of {about.ref}", (Said(f"{say.opened(evidence.kind)}: {name}"),))
    key = f"file:{about.ref}:{to}:{question.now.isoformat()}"
    return Reply(
        "The file is on its way",
        (Said(f"{name} comes to you in a direct message from me."),),
        notices=(Notice(key, to, sent, file=(sha256, name)),),
    )
