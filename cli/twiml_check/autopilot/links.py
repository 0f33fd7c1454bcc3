"""What follows a list of actions: https://www.twilio.com/docs/autopilot/actions, as it was."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from twiml_check.autopilot.actions import Action, Redirect, actions_to_run, at, redirect
from twiml_check.explore.history import alike
from twiml_check.model.json_value import JsonValue
from twiml_check.model.run import Hop

Course = Literal["redirect", "handoff", "collect", "listen", "end", "broken"]
"""How a dialogue continues after a list of actions; `broken` if Autopilot cannot continue."""


class ActionLink(NamedTuple):
    """What follows when the list has run."""

    course: Course
    target: Redirect | None = None
    """The target; None if there is no request to make."""
    input: str | None = None
    """The user's input; None if the list did not wait for any."""
    collected: tuple[str, dict[str, JsonValue]] | None = None
    """The name of a collect, and the value that the memory keeps for it."""


def link_of(every: list[Action], answers: Mapping[str, str], digits: str) -> ActionLink:
    """Return what follows the list, if the user gives these answers and presses these keys."""
    run = actions_to_run(every)
    last = run[-1] if run else None
    if last is None:
        return ActionLink("end")
    if last.name in ("redirect", "handoff"):
        course: Course = "redirect" if last.name == "redirect" else "handoff"
        return ActionLink(course, redirect(last.value, last.path))
    if last.name == "collect":
        return _after_collect(last, answers)
    return _after_listen(last, digits) if last.name == "listen" else ActionLink("end")


def questions(collect: Action) -> dict[str, JsonValue]:
    """Return the questions of a collect by their names."""
    found = at(collect.value, ("questions",))
    named = [(at(each, ("name",)), each) for each in found] if isinstance(found, list) else []
    return {name: each for name, each in named if isinstance(name, str)}


def loop_of_actions(chain: Sequence[Hop], hop: Hop) -> tuple[str, ...]:
    """Return the targets from an earlier document of this input back to the same one, if any."""
    for index in range(len(chain) - 1, -1, -1):
        if _comes_again(chain[index:], hop):
            return tuple(each.name for each in (*chain[index:], hop))
    return ()


def _after_listen(listen: Action, digits: str) -> ActionLink:
    path = ("voice_digits", "redirects", digits)
    target = redirect(at(listen.value, path), (*listen.path, *path)) if digits else None
    return ActionLink("listen", target, digits if target else None)


def _after_collect(collect: Action, answers: Mapping[str, str]) -> ActionLink:
    """Return the link of on_complete, if each question has an allowed answer."""
    asked = questions(collect)
    given = {name: answers[name] for name in asked if _allows(asked[name], answers.get(name))}
    if not given or len(given) < len(asked):
        return ActionLink("collect")
    path = ("on_complete", "redirect")
    kept: dict[str, JsonValue] = {
        "status": "complete",
        "answers": {name: {"answer": answer} for name, answer in given.items()},
    }
    return ActionLink(
        "collect",
        redirect(at(collect.value, path), (*collect.path, *path)),
        list(given.values())[-1],
        (str(at(collect.value, ("name",))), kept),
    )


def _allows(question: JsonValue, answer: str | None) -> bool:
    """Say whether the question allows the answer: it has no list, or the list has the answer."""
    allowed = at(question, ("validate", "allowed_values", "list"))
    if answer is None or not isinstance(allowed, list):
        return answer is not None
    return answer.strip().lower() in [str(each).strip().lower() for each in allowed]


def _comes_again(route: Sequence[Hop], hop: Hop) -> bool:
    """Say whether the hop certainly repeats the first hop of the route.

    A task repeats if all hops between are tasks: tasks do not read the memory. A URL repeats if
    the request and the response are the same: with other memory a server may respond differently.
    """
    first = route[0]
    if hop.request is None:
        fixed = all(each.request is None and each.via != "file" for each in route)
        return fixed and first.name == hop.name
    same = first.request is not None and first.request.params == hop.request.params
    return same and alike(first, hop, cookies=True)
