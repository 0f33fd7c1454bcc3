"""All kinds of requests after a response: one file each, and one line here."""

from twiml_check.explore.continuations.callbacks import CALLBACK
from twiml_check.explore.continuations.connect import CONNECT
from twiml_check.explore.continuations.dial import DIAL, WHISPER
from twiml_check.explore.continuations.enqueue import ENQUEUE
from twiml_check.explore.continuations.fallback import FALLBACK
from twiml_check.explore.continuations.gather import GATHER
from twiml_check.explore.continuations.http_redirect import HTTP_REDIRECT
from twiml_check.explore.continuations.pay import PAY
from twiml_check.explore.continuations.probe import PROBE
from twiml_check.explore.continuations.record import RECORD
from twiml_check.explore.continuations.refer import REFER
from twiml_check.explore.continuations.sms import SMS
from twiml_check.explore.continuations.twiml_redirect import TWIML_REDIRECT
from twiml_check.explore.continuations.wait import WAIT

CONTINUATIONS = (
    *(HTTP_REDIRECT, TWIML_REDIRECT, WHISPER, WAIT, FALLBACK, PROBE),
    *(GATHER, RECORD, DIAL, ENQUEUE, CONNECT, PAY, REFER, SMS, CALLBACK),
)
