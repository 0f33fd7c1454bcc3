"""A conversation by lines: each is a message, or a command that begins with a slash."""

from collections.abc import Callable

from twiml_check.calls.call import Call, NoSuchChoice
from twiml_check.calls.player import Player
from twiml_check.calls.typed import callbacks
from twiml_check.model.run import Expected
from twiml_check.runner.play_target import Stage, begin, is_watched, next_line, refused

Opener = Callable[[str], Callable[[int], Call]]
"""From who writes to what opens a conversation by its number."""
HELP = """\
Hello             send it
/media URL TEXT   send a file, and a text if you like
/from NUMBER      begin a conversation as somebody else
/new              begin a new conversation, as somebody who never wrote before
/callbacks        deliver the callbacks of the last reply
/quit             end; so does Ctrl-D
//…               send a text that begins with a slash
"""
COMMANDS = "/media URL, /from NUMBER, /new, /callbacks, /quit and /help"
PICTURE = "image/jpeg"
"""What a file is when its name does not say."""


def chat(player: Player, stage: Stage, opener: Opener, senders: dict[int, str]) -> Expected | None:
    """Send each line until there is none; note in `senders` who writes, by number of conversation.

    Returns what is no command, as an unmet expectation, unless somebody is there to type another.
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
            raise NoSuchChoice(command, "nothing asks for any")
        for word in words:
            stage.show(player.take(word))
    else:
        raise NoSuchChoice(line, f"there are {COMMANDS}")


def _kind(url: str) -> str:
    from mimetypes import guess_type

    return guess_type(url.partition("?")[0])[0] or PICTURE
