"""The transition table of an action's states as a Mermaid diagram, for the README."""

from storage.states import TRANSITIONS, State


def picture() -> str:
    """Give a `stateDiagram-v2` with an arrow for each way from one state to another.

    What leaves a state as it is has no arrow: three loops at three states hide the rest.

    Source: https://mermaid.js.org/syntax/stateDiagram.html.
    """
    events: dict[tuple[State, State], list[str]] = {}
    for one in TRANSITIONS.values():
        if one.after is None:
            continue
        for before in one.before:
            # A colon begins an arrow's words, so none is in them.
            events.setdefault((before, one.after), []).append(one.event.replace(":", ""))
    names = [f'    state "{state.capitalize()}" as {_id(state)}' for state in State]
    arrows = [
        f"    {_id(before)} --> {_id(after)}: {', '.join(words)}"
        for (before, after), words in events.items()
    ]
    return "\n".join(["stateDiagram-v2", *names, *arrows])


def _id(state: State) -> str:
    return state.name.lower()
