"""What the user named: a webhook, a document, a folder of documents, or standard input."""

import os
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from twiml_check.model.ending import WrongCall
from twiml_check.runner.command_names import COMMANDS
from twiml_check.runner.limits import failure_to
from twiml_check.runner.phone_numbers import NumberWebhook, as_number, like_a_number
from twiml_check.runner.reading import ensure_kind, read_file, read_input, working_folder
from twiml_check.vocabulary.answers import SIZE_LIMIT
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.secrets import register, url_secrets
from twiml_check.web.text import mask
from twiml_check.web.url import Url

SUFFIXES = (".twiml", ".xml")


class Target(NamedTuple):
    """One thing to check."""

    name: str
    is_url: bool
    searched: bool = False
    """True when it was found in a folder, so that it may well be no TwiML."""
    is_number: bool = False
    """True for a telephone number whose webhooks are still to be looked up."""
    webhook: NumberWebhook | None = None
    """What a number led to; then this is one of its webhooks."""
    raw: bytes | None = None
    """The document itself, where it is in no file."""
    folder: str = ""
    """What its name is seen from, should an app change the working folder."""

    @property
    def is_asked(self) -> bool:
        """Say whether there is a webhook behind it."""
        return self.is_url or self.is_number

    @property
    def url(self) -> str:
        """Return where a webhook is asked first."""
        return self.webhook.url if self.webhook else self.name


def is_url(word: str) -> bool:
    """Say whether a word is meant as a URL."""
    return word.lower().startswith(("http://", "https://"))


def targets(words: tuple[str, ...], *, skip_foreign: bool = False) -> list[Target]:
    """Return the targets in the order given, folders spread out; raises WrongCall for a wrong one.

    With `skip_foreign`, an XML file is taken as if it were found in a folder.
    """
    if words.count("-") > 1:
        raise WrongCall("- stands for standard input, which can be read only once")
    folder = working_folder()
    found = [target._replace(folder=folder) for word in words for target in _targets(word)]
    return [_perhaps_foreign(target) for target in found] if skip_foreign else found


def _perhaps_foreign(target: Target) -> Target:
    named = target.is_asked or target.name == "-" or _named_twiml(target.name)
    return target if named else target._replace(searched=True)


def content(target: Target) -> bytes:
    """Return the bytes of a document, one more than Twilio takes at the most; raises WrongCall."""
    if target.raw is not None:
        return target.raw
    if target.name == "-":
        return read_input("-", SIZE_LIMIT)
    try:
        return read_file(os.path.join(target.folder, target.name), SIZE_LIMIT)
    except OSError as reason:
        raise failure_to(f"read {target.name}", reason) from reason


def _targets(word: str) -> Iterator[Target]:
    register().add(*url_secrets(word))
    register().note_given(word)
    if is_url(word):
        if reason := Url.parse(word).problem:
            raise WrongCall(f"{mask(word)} cannot be used: {reason}")
        yield Target(word, is_url=True)
    elif word == "-":
        yield Target(word, is_url=False)
    elif number := as_number(word):
        yield Target(number, is_url=False, is_number=True)
    elif os.path.isdir(word):
        yield from _folder(word)
    elif os.path.exists(word):
        _ensure_readable(word)
        _ensure_document(word)
        yield Target(word, is_url=False)
    else:
        raise WrongCall(_nothing_there(word))


def _ensure_readable(path: str) -> None:
    """Refuse before anything is asked what cannot be read later."""
    if not os.access(path, os.R_OK):
        raise WrongCall(f"cannot read {path}: permission denied")


def _ensure_document(path: str) -> None:
    """Refuse a device or a socket: it may never end, or never begin."""
    try:
        ensure_kind(path)
    except OSError as reason:
        raise WrongCall(f"cannot read {path}: {reason.strerror}") from reason


def _folder(folder: str) -> Iterator[Target]:
    """Yield the documents below a folder, sorted; without hidden folders and links."""
    found = False
    todo = [folder]
    while todo:
        files, folders = _inside(todo.pop())
        for entry in files:
            found = True
            _ensure_readable(entry.path)
            yield Target(entry.path, False, not _named_twiml(entry.name))
        todo += [entry.path for entry in reversed(folders)]
    if not found:
        raise WrongCall(f"there is no *.twiml or *.xml file in {folder}")


def _inside(folder: str) -> tuple[list[os.DirEntry[str]], list[os.DirEntry[str]]]:
    """Return the documents and the folders in a folder, by name; links are neither."""
    try:
        with os.scandir(folder) as entries:
            every = sorted(entries, key=attrgetter("name"))
    except OSError as reason:
        raise failure_to(f"read {folder}", reason) from reason
    files = [each for each in every if each.name.lower().endswith(SUFFIXES)]
    folders = [each for each in every if each.is_dir(follow_symlinks=False)]
    return (
        [each for each in files if each.is_file(follow_symlinks=False)],
        [each for each in folders if not each.name.startswith(".")],
    )


def _named_twiml(name: str) -> bool:
    return name.lower().endswith(".twiml")


def _nothing_there(word: str) -> str:
    if said := like_a_number(word):
        return said
    shown = _mask(word)
    scheme, separator, _ = word.partition("://")
    if separator or scheme.lower().startswith(("http:", "https:")):
        return f"{shown}: the address of a webhook begins with http:// or https://"
    host = word.partition("/")[0].rpartition("@")[2]
    if host.partition(":")[0] == "localhost" or host[:1].isdigit():
        return f"no such file: {shown}. For a webhook type http://{shown}"
    if "." in host and not word.lower().endswith(SUFFIXES):
        return f"no such file: {shown}. For a webhook type https://{shown}"
    return _no_command(word) or f'no such file, folder or command: "{shown}"'


def _mask(word: str) -> str:
    """Return it masked; a login counts as one even where the http:// before it was left out."""
    if "://" in word or word.lower().startswith(("http:", "https:")):
        return mask(word)
    return mask(f"http://{word}").removeprefix("http://")


def _no_command(word: str) -> str:
    """Return what is wrong with a word that is perhaps meant as a command; empty if it is not."""
    from twiml_check.rules.wording import either, near

    if word in COMMANDS:
        return f"no such file: {word}. As a command it comes first: twiml-check {word} …"
    if word in EVENTS:
        return f"no such file or command: {word}. As an event: --event {word}"
    hits = near(word, COMMANDS)
    return f"no such file, folder or command: {word}; did you mean {either(hits)}?" if hits else ""
