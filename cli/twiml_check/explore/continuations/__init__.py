"""All kinds of requests that an answer leads to: one file each, and one line here."""

from twiml_check.explore.continuations.dial import WHISPER
from twiml_check.explore.continuations.fallback import FALLBACK
from twiml_check.explore.continuations.gather import GATHER
from twiml_check.explore.continuations.http_redirect import HTTP_REDIRECT
from twiml_check.explore.continuations.probe import PROBE
from twiml_check.explore.continuations.twiml_redirect import TWIML_REDIRECT
from twiml_check.explore.continuations.wait import WAIT

CONTINUATIONS = (HTTP_REDIRECT, TWIML_REDIRECT, GATHER, WHISPER, WAIT, FALLBACK, PROBE)
