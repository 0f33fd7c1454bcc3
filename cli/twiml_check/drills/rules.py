"""The rules of drills. What is wrong shows only in several requests, so each drill notices it."""

from twiml_check.rules.rule import Rule

ACCEPTS_FORGED = Rule("accepts-forged", "warning", None, """
    The webhook accepts a request that Twilio has not signed.

    Anyone who knows the URL can send such a request: a call or a message from any number, with any
    text. X-Twilio-Signature proves that a request is from Twilio. With --require-signature this is
    an error. See https://www.twilio.com/docs/usage/security

    Bad: the webhook does not read X-Twilio-Signature
    Good: 403, if the RequestValidator of Twilio's library does not accept the signature
    """)  # fmt: skip
REFUSES_GENUINE = Rule("refuses-genuine", "error", 11200, """
    The webhook refuses a request that Twilio has signed correctly.

    The webhook computes the signature of another text than Twilio. Common causes: the framework
    removes spaces or empty values from parameters, it decodes the URL, or it does not know that
    the URL is https because a proxy ends TLS.

    Bad: parse_qs(body), which drops the parameters without a value
    Good: parse_qs(body, keep_blank_values=True)
    """)  # fmt: skip
INJECTED_MARKUP = Rule("injected-markup", "error", None, """
    Text of a stranger becomes markup, or breaks the response.

    Everybody can send such text. An injected <Redirect> or <Dial> lets a stranger control the call
    or the reply, at the cost of the account. Broken XML is error 12100, and there is no reply.

    Bad: f"<Message>You said {body}</Message>"
    Good: response.message(f"You said {body}")
    """)  # fmt: skip
DIES_AFTER_ANSWER = Rule("dies-after-answer", "error", 11202, """
    The server responded, and then it did not accept connections any more.

    Common cause: an exception in work that continues after the response ends the process. All
    calls and messages fail until the server has started again.

    Bad: client.messages.create(…) without await or catch, after the response
    Good: client.messages.create(…).catch(report)
    """)  # fmt: skip
MIXED_CALLERS = Rule("mixed-callers", "error", None, """
    Two requests came at the same time, and one got the response of the other.

    Common cause: the app keeps the current caller or message in a global variable. Keep such data
    in variables of the request.

    Bad: global sender; sender = request.form["From"]
    Good: sender = request.form["From"], in the function
    """)  # fmt: skip
UNEVEN_BURST = Rule("uneven-burst", "warning", None, """
    Of many requests at the same time, some got another response than a single request.

    The requests differed only in the sender, and a single request always got the same verbs.
    Common causes: data that the requests share, or a limit.

    Bad: a counter that all callers share
    Good: a counter for each CallSid or MessageSid
    """)  # fmt: skip
SLOW_START = Rule("slow-start", "warning", None, """
    The first response took most of the 15 seconds that Twilio waits, the next ones did not.

    Common causes: a host that stops the app when nobody uses it, or work at the first request.
    With a little more, Twilio logs 11205, and the first caller after a pause gets an error.

    Bad: models are loaded in the first request
    Good: models are loaded before the server listens
    """)  # fmt: skip
DRILL_RULES = (
    *(ACCEPTS_FORGED, REFUSES_GENUINE, INJECTED_MARKUP, DIES_AFTER_ANSWER),
    *(MIXED_CALLERS, UNEVEN_BURST, SLOW_START),
)
