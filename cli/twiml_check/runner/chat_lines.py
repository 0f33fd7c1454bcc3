"""A conversation in lines: each line is a message, or a command that begins with a slash."""

from collections.abc import Callable

from twiml_check.calls.call import Call, NoSuchChoice
from twiml_check.calls.player import Player
from twiml_check.calls.typed import callbacks
from twiml_check.model.run import Expected
from twiml_check.runner.play_target import Stage, begin, is_watched, next_line, refused

Opener = Callable[[str], Callable[[int], Call]]
"""Sender -> the function that opens a conversation by its number."""
HELP = """\
Hello             send this message
/media URL TEXT   send a file; the text is optional
/from NUMBER      start a new conversation from this number
/new              start a new conversation from a new number
/callbacks        deliver the callbacks of the last reply
/quit             end the program, like Ctrl-D
//…               send a text that begins with a slash
"""
COMMANDS = "/media URL, /from NUMBER, /new, /callbacks, /quit and /help"
PICTURE = "image/jpeg"
"""The type of a file whose name has no known ending."""


def chat(player: Player, stage: Stage, opener: Opener, senders: dict[int, str]) -> Expected | None:
    """Send each line to the end; note the sender of each conversation in `senders`, by its number.

    Returns a wrong command as an unmet expectation, unless there is a terminal.
    """
    watched = is_watched()
    begin(player, stage)
    if watched:
        stage.offer(["type a message", "/media URL", "/from NUMBER", "/new", "/quit", "/help"])
    while True:
        line = next_line(stage, watched=watched)
        if line is None or line.strip() == "/quit":
            return None
        try:
            _obey(player, stage, opener, senders, line.strip())
        except NoSuchChoice as why:
            if not watched:
                return refused(stage, line.strip(), why)
            stage.aside(str(why))


def _obey(player: Player, stage: Stage, opener: Opener, senders: dict[int, str], line: str) -> None:
    command, _, rest = line.partition(" ")
    rest = rest.strip()
    if not line:
        return
    if not line.startswith("/") or line.startswith("//"):
        stage.show(player.send(line.removeprefix("/") if line.startswith("//") else line))
    elif command == "/help":
        stage.say(HELP + "\n")
    elif command == "/media" and rest:
        url, _, text = rest.partition(" ")
        stage.show(player.send(text.strip(), ((url, _kind(url)),)))
    elif command == "/from" and rest:
        player.anew(opener(rest))
        senders[player.calls] = rest
        stage.aside(f"(a new conversation, from {rest})")
    elif command == "/new":
        player.anew(opener(""))
        stage.say("  (a new conversation)\n\n")
    elif command == "/callbacks":
        words = callbacks(player.call)
        if not words:
            raise NoSuchChoice(command, "the last reply has no callbacks")
        for word in words:
            stage.show(player.take(word))
    else:
        raise NoSuchChoice(line, f"the commands are {COMMANDS}")


def _kind(url: str) -> str:
    from mimetypes import guess_type

    return guess_type(url.partition("?")[0])[0] or PICTURE
