"""The targets of the user: webhooks, documents, folders of documents, standard input."""

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from twiml_check.model.ending import WrongCall
from twiml_check.runner.command_names import COMMANDS
from twiml_check.runner.folders import SUFFIXES, Exclude, documents, is_excluded
from twiml_check.runner.limits import failure_to
from twiml_check.runner.phone_numbers import NumberWebhook, as_number, like_a_number
from twiml_check.runner.reading import ensure_kind, read_file, read_input, working_folder
from twiml_check.vocabulary.answers import SIZE_LIMIT
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.secrets import register, url_secrets
from twiml_check.web.text import mask
from twiml_check.web.url import Url


class Target(NamedTuple):
    """One thing to check."""

    name: str
    is_url: bool
    searched: bool = False
    """True for a file found in a folder: it may not be TwiML."""
    is_number: bool = False
    """True for a phone number whose webhooks are not looked up yet."""
    webhook: NumberWebhook | None = None
    """The webhook of a phone number, after the look-up."""
    raw: bytes | None = None
    """The document itself, if it has no file."""
    folder: str = ""
    """The folder that the name is relative to: an app may change the working folder."""

    @property
    def is_asked(self) -> bool:
        """Say whether this target is a webhook."""
        return self.is_url or self.is_number

    @property
    def url(self) -> str:
        """Return the URL of the first request."""
        return self.webhook.url if self.webhook else self.name


def is_url(word: str) -> bool:
    """Say whether a word is meant as a URL."""
    return word.lower().startswith(("http://", "https://"))


def targets(
    words: tuple[str, ...], *, skip_foreign: bool = False, exclude: Sequence[Exclude] = ()
) -> list[Target]:
    """Return the targets in order, with the files of folders; raises WrongCall for a wrong one.

    With `skip_foreign`, a file counts as found in a folder: it may be excluded, or not TwiML.
    """
    if words.count("-") > 1:
        raise WrongCall("- is standard input, which can be read only once")
    folder = working_folder()
    found = [target._replace(folder=folder) for word in words for target in _targets(word, exclude)]
    if not skip_foreign:
        return found
    return [
        _perhaps_foreign(target)
        for target in found
        if target.is_asked or target.name == "-" or not is_excluded(target.name, exclude)
    ]


def _perhaps_foreign(target: Target) -> Target:
    named = target.is_asked or target.name == "-" or _named_twiml(target.name)
    return target if named else target._replace(searched=True)


def content(target: Target) -> bytes:
    """Return the bytes of a document, at most one over Twilio's limit; raises WrongCall."""
    if target.raw is not None:
        return target.raw
    if target.name == "-":
        return read_input("-", SIZE_LIMIT)
    try:
        return read_file(os.path.join(target.folder, target.name), SIZE_LIMIT)
    except OSError as reason:
        raise failure_to(f"read {target.name}", reason) from reason


def _targets(word: str, exclude: Sequence[Exclude]) -> Iterator[Target]:
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
        for path in documents(word, exclude):
            _ensure_readable(path)
            yield Target(path, is_url=False, searched=not _named_twiml(path))
    elif os.path.exists(word):
        _ensure_readable(word)
        _ensure_document(word)
        yield Target(word, is_url=False)
    else:
        raise WrongCall(_nothing_there(word))


def _ensure_readable(path: str) -> None:
    """Refuse an unreadable file before the first request."""
    if not os.access(path, os.R_OK):
        raise WrongCall(f"cannot read {path}: permission denied")


def _ensure_document(path: str) -> None:
    """Refuse a device or a socket, which may never end."""
    try:
        ensure_kind(path)
    except OSError as reason:
        raise WrongCall(f"cannot read {path}: {reason.strerror}") from reason


def _named_twiml(name: str) -> bool:
    return name.lower().endswith(".twiml")


def _nothing_there(word: str) -> str:
    if said := like_a_number(word):
        return said
    shown = _mask(word)
    scheme, separator, _ = word.partition("://")
    if separator or scheme.lower().startswith(("http:", "https:")):
        return f"{shown}: the URL of a webhook begins with http:// or https://"
    host = word.partition("/")[0].rpartition("@")[2]
    if host.partition(":")[0] == "localhost" or host[:1].isdigit():
        return f"no such file: {shown}. For a webhook, write http://{shown}"
    if "." in host and not word.lower().endswith(SUFFIXES):
        return f"no such file: {shown}. For a webhook, write https://{shown}"
    return _no_command(word) or f'no such file, folder or command: "{shown}"'


def _mask(word: str) -> str:
    """Return the word with its login masked, even if the http:// is missing."""
    if "://" in word or word.lower().startswith(("http:", "https:")):
        return mask(word)
    return mask(f"http://{word}").removeprefix("http://")


def _no_command(word: str) -> str:
    """Return a message about a word that looks like a command; empty for another word."""
    from twiml_check.rules.wording import either, near

    if word in COMMANDS:
        return f"no such file: {word}. Write a command first: twiml-check {word} …"
    if word in EVENTS:
        return f"no such file or command: {word}. For the event, write --event {word}"
    hits = near(word, COMMANDS)
    return f"no such file, folder or command: {word}; did you mean {either(hits)}?" if hits else ""
