"""--help as a manual page: options by what they are about, examples, exit status, environment."""

import click

GROUPS: dict[str, tuple[str, ...]] = {
    "What is explored": (
        *("path", "maps", "digits", "say", "patience", "callbacks", "budget", "depth"),
        *("time_limit", "rate", "min_coverage"),
    ),
    "The suite": ("only", "tag", "base_url"),
    "What is drilled": ("drills", "require_signature", "most_requests", "list_drills"),
    "What is asked": (
        *("event", "method", "param", "no_param", "sender", "recipient", "body", "seed"),
        "dry_run",
    ),
    "How it is asked": (
        *("auth_token", "no_signature", "public_url", "fallback", "app", "app_timeout"),
        *("insecure", "ca_bundle", "allow_host", "yes"),
    ),
    "What is checked": (
        *("select", "ignore", "fail_on", "max_hops", "probe", "inline", "pci", "skip_foreign"),
    ),
    "What is expected": (
        *("expect", "expect_any_hop", "expect_text", "max_time", "save", "compare"),
    ),
    "The call": ("keys", "speed", "caller", "record_to"),
    "Many at once": ("jobs", "fail_fast", "repeat", "wait", "shard"),
    "The report": ("format", "output", "report", "color", "verbose", "quiet", "debug", "help"),
}
"""The names of options, in the order in which they are shown; what is in none comes last."""
EXAMPLES = (
    ("twiml-check http://127.0.0.1:5000/sms", "A text message comes in."),
    (
        "twiml-check --event voice --param Digits=1 http://127.0.0.1:5000/menu",
        "The caller has pressed 1 in a <Gather>.",
    ),
    (
        "twiml-check http://127.0.0.1:5000/sms --public-url https://example.com/sms",
        "Behind a proxy or tunnel: what is signed is the address that Twilio knows.",
    ),
    ("twiml-check templates/ -", "Documents, without a server; - is standard input."),
    (
        "twiml-check run --tag fast --report junit=out.xml",
        "The suite of this folder, for a CI server.",
    ),
    (
        (
            "twiml-check --save prod.json https://example.com/sms && "
            "twiml-check --compare prod.json https://staging.example.com/sms"
        ),
        "Does staging answer as production does?",
    ),
    ("twiml-check explain 12200", "What one of Twilio's numbers means, or a rule."),
)
STATUSES = (
    ("0 pass", "Twilio would have nothing to complain of."),
    ("1 fail", "It would, or something that was expected is not so."),
    ("2 wrong call", "An option, a suite or a file that cannot be; nothing was checked."),
    ("3 undecided", "A limit of this tool was reached, or the tool itself failed."),
    ("130 interrupted", "After Ctrl-C."),
)
ENVIRONMENT = (
    (
        "TWIML_CHECK_…",
        (
            "Any option by its name, such as TWIML_CHECK_FAIL_ON=warning; one that can be repeated "
            "has a line for each value. The command line stands above the environment, and that "
            "above the suite."
        ),
    ),
    ("TWILIO_AUTH_TOKEN", "Signs the requests, as --auth-token does."),
    (
        "TWILIO_ACCOUNT_SID",
        (
            "With the token, or with TWILIO_API_KEY and TWILIO_API_SECRET: looks up the webhooks "
            "of a phone number."
        ),
    ),
    ("NO_COLOR, COLUMNS", "No colours; the width of the report."),
    (
        "GITHUB_ACTIONS",
        "Annotations beside the text report, and the page that GITHUB_STEP_SUMMARY names.",
    ),
)
FILES = (
    ("twiml-check.toml", "The suite that run looks for, in this folder and upwards."),
    ("pyproject.toml", "The same, in a table [tool.twiml-check]."),
    ("*.twiml, *.xml", "What is checked in a folder; XML that is no TwiML is passed over."),
)
INDENT = 2


class Manual(click.Command):
    """A command whose options are shown in groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each group that the command has any option of."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        rows = {_name(option): option.get_help_record(ctx) for option in options}
        grouped = {name for names in GROUPS.values() for name in names}
        left = tuple(name for name in rows if name not in grouped)
        for title, names in {**GROUPS, "Other": left}.items():
            shown = [row for name in names if (row := rows.get(name))]
            if shown:
                with formatter.section(title):
                    formatter.write_dl(shown)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say where there is more."""
        with formatter.section("See also"):
            formatter.write_text("twiml-check --help has examples and the exit status.")


def _name(option: click.Option) -> str:
    """Return what the groups call it; click has changed what it calls its own --help."""
    return "help" if "--help" in option.opts else option.name or ""


def sections(formatter: click.HelpFormatter) -> None:
    """Write what a manual page has besides options."""
    with formatter.section("Examples"):
        for line, meaning in EXAMPLES:
            _example(formatter, line, meaning)
    for title, rows in (
        ("Exit status", STATUSES), ("Environment", ENVIRONMENT), ("Files", FILES),
    ):  # fmt: skip
        with formatter.section(title):
            formatter.write_dl(rows)


def _example(formatter: click.HelpFormatter, line: str, meaning: str) -> None:
    """Write the call as it can be copied, and below it what it is for."""
    first, *others = line.split(" && ")
    parts = [first, *(f"&& {other}" for other in others)]
    formatter.write(f"{'':{INDENT}}" + f" \\\n{'':{2 * INDENT}}".join(parts) + "\n")
    formatter.write(f"{'':{3 * INDENT}}{meaning}\n")
