"""Every rule about TwiML. To add one: write its generator below `@rule`, in the file of a subject.

Findings at the same place are reported in the order of these files.
"""

from twiml_check.rules import (
    addresses,
    answer,
    attribute_pairs,
    attributes,
    connect,
    content,
    deprecated,
    document,
    flow,
    grammar,
    ignored,
    media,
    modes,
    nouns,
    order,
    own_hosts,
    payment,
    phone,
    probe,
    program_output,
    redirect,
    reply,
    sids,
    sip,
    speech,
    status,
    template,
    urls,
    values,
)
from twiml_check.rules.rule import Rule, gather

RULES: tuple[Rule, ...] = gather(
    *(status, answer, reply, template, document, program_output),
    *(attributes, values, phone, addresses, sip, sids, content, media, urls),
    *(grammar, flow, nouns, speech, attribute_pairs, order, connect, payment, modes),
    *(deprecated, redirect, own_hosts, probe, ignored),
)
