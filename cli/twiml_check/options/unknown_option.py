"""An option that does not exist: what to write instead of another tool's option, or near names."""

import click

from twiml_check.rules.wording import either, near

FOREIGN = {
    "--cacert": "--ca-bundle FILE",
    "--concurrency": "--jobs N",
    "--create-baseline": "--update-baseline --baseline FILE",
    "--data": "--param NAME=VALUE",
    "--exclude-rule": "--ignore RULE",
    "--exit-zero": "--fail-on never",
    "--form": "--param NAME=VALUE",
    "--from-number": "--from ADDRESS",
    "--generate-baseline": "--update-baseline --baseline FILE",
    "--http-method": "--method POST|GET",
    "--html": "--report html=FILE",
    "--json": "--format json",
    "--junit": "--report junit=FILE",
    "--junit-xml": "--report junit=FILE",
    "--junitxml": "--report junit=FILE",
    "--markdown": "--report markdown=FILE",
    "--max-concurrency": "--jobs N",
    "--max-redirects": "--max-hops N",
    "--max-redirs": "--max-hops N",
    "--max-requests": "--budget N",
    "--no-color": "--color never",
    "--no-verify": "--insecure",
    "--only-rule": "--select RULE",
    "--out": "--output FILE",
    "--output-file": "--output FILE",
    "--output-format": "--format NAME",
    "--parallel": "--jobs N",
    "--phone-from": "--from ADDRESS",
    "--phone-to": "--to ADDRESS",
    "--rate-limit": "--rate N",
    "--reporter": "--format NAME",
    "--request": "--method POST|GET",
    "--rule": "--select RULE",
    "--sarif": "--report sarif=FILE",
    "--secret": "--auth-token TOKEN",
    "--set-baseline": "--update-baseline --baseline FILE",
    "--silent": "--quiet",
    "--skip": "--ignore RULE",
    "--strict": "--fail-on warning",
    "--timeout": "--max-time SECONDS",
    "--token": "--auth-token TOKEN",
    "--type": "--event NAME",
    "--verify": "--insecure",
    "--workers": "--jobs N",
    "--write-baseline": "--update-baseline --baseline FILE",
    "-X": "--method POST|GET",
    "-d": "--param NAME=VALUE",
    "-f": "--format NAME",
    "-k": "--insecure",
    "-n": "--jobs N",
    "-s": "--quiet",
}
"""Options of curl, HTTPie, ruff, zizmor, lychee, schemathesis, pytest and Twilio's CLI -> ours."""
REASONS = {
    **dict.fromkeys(("--header", "-H"), "twiml-check sends the headers that Twilio sends"),
    **dict.fromkeys(("--proxy", "-x"), "Twilio uses no proxy, and twiml-check uses none"),
    **dict.fromkeys(("--user", "-u"), "write the login in the URL: https://user:password@host/"),
    **dict.fromkeys(("--location", "-L", "--follow"), "twiml-check always follows redirects"),
    **dict.fromkeys(("--url",), "write the URL without an option: twiml-check URL"),
    **dict.fromkeys(
        ("--retry", "--retries"), "write #rc=2 at the end of the URL for two retries, as for Twilio"
    ),
    **dict.fromkeys(("--list-rules", "--rules"), "twiml-check explain --list shows all rules"),
    **dict.fromkeys(("--list-events", "--events"), "--event list shows all events"),
    **dict.fromkeys(("--user-agent", "-A"), "twiml-check sends the User-Agent of Twilio"),
}
"""Options of other tools that have no counterpart -> what to know."""


def unknown_option(wrong: click.NoSuchOption) -> str:
    """Return the message: what to write instead, as far as this command has it."""
    name = wrong.option_name
    there = _options(wrong.ctx)
    message = f"there is no option {name}"
    if name in REASONS:
        return f"{message}; {REASONS[name]}"
    if FOREIGN.get(name, "").partition(" ")[0] in there:
        return f"{message}; write {FOREIGN[name]}"
    same_start = [each for each in there if each[:3] == name[:3]]  # not --watch for --path
    hits = near(name, same_start) if name.startswith("--") else []
    return f"{message}; did you mean {either(hits)}?" if hits else f"{message}; see --help"


def _options(context: click.Context | None) -> list[str]:
    """Return the long names of the options of the command."""
    if context is None:
        return []
    params = context.command.get_params(context)
    names = (name for each in params for name in (*each.opts, *each.secondary_opts))
    return [name for name in names if name.startswith("--")]
