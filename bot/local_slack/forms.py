"""What a person does in forms and in the Home tab: acts, sends, closes."""

from collections.abc import Iterator

from bot.local_slack import entered, payloads, signing
from bot.local_slack.delivery import NO_ANSWER, Ack
from bot.local_slack.json_object import Json
from bot.local_slack.messages import Message
from bot.local_slack.server import LocalSlack
from bot.local_slack.submissions import answered, in_trouble
from bot.local_slack.views import View
from bot.local_slack.workspace import Channel


class NotOffered(LookupError):
    """Slack offers this person no way to do it."""


class FormFiller:
    """Someone who may have forms before them, by Slack id; `sign` is one of `signing`'s ways.

    A deed that Slack offers this person no way to do raises NotOffered.
    """

    def __init__(
        self, slack: LocalSlack, user_id: str, sign: signing.Signer = signing.right
    ) -> None:
        self.slack = slack
        self.user = slack.workspace.users[user_id]
        self.sign = sign

    @property
    def modal(self) -> View:
        """The form in front of the person; raises NotOffered when there is none."""
        return self.slack.views.stack(self.user.id)[-1]

    @property
    def home(self) -> View:
        """The app's Home tab; raises NotOffered when the app has published none."""
        found = self.slack.views.home(self.user.id)
        if found is None:
            raise NotOffered(self.user.id)
        return found

    async def act_in_view(self, view: View, action: Json, values: Json | None = None) -> Ack:
        """Use an element of a form or of the Home tab; `values` are entered there by now."""
        if view is not self.slack.views.home(self.user.id):
            self._must_be_in_front(view)
        view.values = after_use(view.values, action, values)
        home, trigger_id = self.slack.workspace, self.slack.triggers.give(self.user.id, "", view.id)
        payload = payloads.block_actions(home, self.user, trigger_id, self.timed(action))
        payload |= payloads.in_view(home, view)
        return in_trouble(await self.slack.delivery.interaction(payload, self.sign))

    async def submit(self, view: View, values: Json | None = None) -> Ack:
        """Send a form with what was entered in it, by block_id and action_id.

        What `values` leaves out stays as it was or began. A form with a required field left empty
        is not sent.
        """
        self._must_be_in_front(view)
        if "submit" not in view.said:
            raise NotOffered("submit")
        view.values = entered.with_entered(view.values, values or {})
        faults = entered.missing(view.blocks, view.values)
        if faults:
            return Ack(NO_ANSWER, errors=faults)
        payload = payloads.view_submission(
            self.slack.workspace,
            self.user,
            self.slack.triggers.give(self.user.id, "", view.id),
            view,
            list(self._response_urls(view)),
        )
        ack = await self.slack.delivery.interaction(payload, self.sign)
        return answered(self.slack, view, ack)

    async def close(self, view: View, *, all_of_them: bool = False) -> list[Ack]:
        """Close a form, or all that are open; the app hears of those with `notify_on_close`.

        When the whole stack goes, it is told of each, the top one first (from memory: the docs
        say only that `is_cleared` is then true).
        """
        self._must_be_in_front(view)
        is_cleared = all_of_them or bool(view.said.get("clear_on_close"))
        closed = self.slack.views.stack(self.user.id)[::-1] if is_cleared else [view]
        if is_cleared:
            self.slack.views.clear(self.user.id)
        else:
            self.slack.views.close(view)
        payloads_of = [
            payloads.view_closed(self.slack.workspace, self.user, one, is_cleared=is_cleared)
            for one in closed
            if one.said.get("notify_on_close")
        ]
        return [await self.slack.delivery.interaction(one, self.sign) for one in payloads_of]

    def place(self, channel: str) -> Channel:
        """Find where the person is; "DM" is the conversation with the app. Raises NotOffered."""
        found = self.slack.workspace.conversation(self.user.id if channel == "DM" else channel)
        if found is None:
            raise NotOffered(channel)
        return found

    def response_url(self, channel: str, message: Message | None) -> str:
        """Give an address at which the app may answer this person."""
        given = self.slack.response_urls.give("actions", self.user.id, channel, message)
        return f"{self.slack.url}/{given.path}"

    def timed(self, action: Json) -> Json:
        """Give an action with its time."""
        return {**action, "action_ts": self.slack.messages.next_ts()}

    def _must_be_in_front(self, view: View) -> None:
        if view not in self.slack.views.stack(self.user.id)[-1:]:
            raise NotOffered(view.id)

    def _response_urls(self, view: View) -> Iterator[Json]:
        """Give an address for each conversation that the form asks for with one to answer in."""
        for block, element in entered.elements_in(view.blocks):
            chosen = entered.in_element(block, element, view.values)
            if block["type"] == "input" and element.get("response_url_enabled") and chosen:
                yield {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": chosen,
                    "response_url": self.response_url(self.place(chosen).id, None),
                }


def after_use(values: Json, action: Json, given: Json | None) -> Json:
    """Give what is entered once an element was used."""
    return entered.with_entered(entered.with_entered(values, given or {}), entered.chosen(action))
