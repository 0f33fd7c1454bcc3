"""The pages of --help: options in groups, examples, exit status, environment and files."""

import click

GROUPS: dict[str, tuple[str, ...]] = {
    "Exploration": (
        *("path", "maps", "digits", "say", "patience", "callbacks", "budget", "depth"),
        *("time_limit", "rate", "min_coverage"),
    ),
    "The suite": ("only", "tag", "list_cases", "base_url"),
    "The flow": ("words", "webhook_url", "widgets", "validate"),
    "The assistant": ("model", "task", "channel", "fields", "answers", "pressed", "memory"),
    "The drills": ("drills", "require_signature", "most_requests", "list_drills"),
    "The request": (
        *("event", "method", "param", "no_param", "sender", "recipient", "body", "seed"),
        *("dry_run", "signed"),
    ),
    "Signature and connection": (
        *("auth_token", "no_signature", "public_url", "fallback", "app", "app_timeout"),
        *("insecure", "ca_bundle", "allow_host", "yes"),
    ),
    "The checks": (
        *("select", "ignore", "fail_on", "baseline", "update_baseline", "config", "no_config"),
        *("exclude", "skip_foreign", "max_hops", "probe", "inline", "pci"),
    ),
    "The fixes": ("fix", "diff"),
    "Expectations": (
        *("expect", "expect_any_hop", "expect_text", "expect_text_any_hop", "max_time", "save"),
        "compare",
    ),
    "The call": ("keys", "speed", "caller", "record_to"),
    "Many at once": ("jobs", "fail_fast", "repeat", "wait", "shard"),
    "The report": (
        *("format", "output", "report", "statistics", "color", "verbose", "quiet", "watch"),
        *("debug", "help"),
    ),
}
"""Title -> names of options, in the order of the page. An option without a group comes last."""
EXAMPLES = (
    ("twiml-check http://127.0.0.1:5000/sms", "A text message arrives."),
    (
        "twiml-check --event voice --param Digits=1 http://127.0.0.1:5000/menu",
        "The caller pressed 1 in a <Gather>.",
    ),
    (
        "twiml-check http://127.0.0.1:5000/sms --public-url https://example.com/sms",
        "Behind a proxy or tunnel, the signature is for the public URL.",
    ),
    ("twiml-check templates/ -", "Check documents without a server. - is standard input."),
    (
        "twiml-check run --tag fast --report junit=out.xml",
        "Run the checks of this project in CI.",
    ),
    (
        (
            "twiml-check --save prod.json https://example.com/sms && "
            "twiml-check --compare prod.json https://staging.example.com/sms"
        ),
        "Compare the responses of staging with those of production.",
    ),
    ("twiml-check explain 12200", "Explain a Twilio error number, or a rule."),
)
STATUSES = (
    ("0 pass", "Twilio would report no error."),
    ("1 fail", "Twilio would report an error, or an expectation failed."),
    ("2 usage error", "An option, a suite or a file is not valid. Nothing was checked."),
    ("3 undecided", "twiml-check reached a limit, or twiml-check itself failed."),
    ("130 interrupted", "You pressed Ctrl-C. After SIGTERM, the exit status is 143."),
)
ENVIRONMENT = (
    (
        "TWIML_CHECK_…",
        (
            "Sets an option by its name, such as TWIML_CHECK_FAIL_ON=warning. An option that can "
            "be repeated has one value on each line. The command line overrides the environment. "
            "The environment overrides the suite."
        ),
    ),
    ("TWILIO_AUTH_TOKEN", "Signs the requests, like --auth-token."),
    (
        "TWILIO_ACCOUNT_SID",
        (
            "Finds the webhooks of a phone number. This needs the Auth Token too, or "
            "TWILIO_API_KEY and TWILIO_API_SECRET."
        ),
    ),
    (
        "NO_COLOR, FORCE_COLOR",
        "NO_COLOR turns colors off. FORCE_COLOR turns them on, even without a terminal.",
    ),
    ("COLUMNS", "Sets the width of the report."),
    (
        "GITHUB_ACTIONS",
        "Adds annotations to the text report, and writes the page of GITHUB_STEP_SUMMARY.",
    ),
)
FILES = (
    (
        "twiml-check.toml",
        (
            "The suite of twiml-check run, in this folder or a folder above. Its ignore, select, "
            "fail_on, pci, max_time and exclude apply to every command."
        ),
    ),
    ("pyproject.toml", "The same suite, in a table [tool.twiml-check]."),
    (
        "*.twiml, *.xml",
        (
            "The files that are checked in a folder. XML that is not TwiML is skipped, and so are "
            "node_modules, vendor, hidden folders and the files that git ignores."
        ),
    ),
)
INDENT = 2


class Manual(click.Command):
    """A command whose options are shown in groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the groups, each with the options of this command."""
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
        """Write where to read more."""
        with formatter.section("See also"):
            formatter.write_text("twiml-check --help shows examples and the exit status.")


def _name(option: click.Option) -> str:
    """Return the name that the groups use; click uses another one for its own --help."""
    return "help" if "--help" in option.opts else option.name or ""


def sections(formatter: click.HelpFormatter) -> None:
    """Write the sections that follow the options."""
    with formatter.section("Examples"):
        for line, meaning in EXAMPLES:
            _example(formatter, line, meaning)
    for title, rows in (
        ("Exit status", STATUSES), ("Environment", ENVIRONMENT), ("Files", FILES),
    ):  # fmt: skip
        with formatter.section(title):
            formatter.write_dl(rows)


def _example(formatter: click.HelpFormatter, line: str, meaning: str) -> None:
    """Write a command line to copy, and its meaning below."""
    first, *others = line.split(" && ")
    parts = [first, *(f"&& {other}" for other in others)]
    formatter.write(f"{'':{INDENT}}" + f" \\\n{'':{2 * INDENT}}".join(parts) + "\n")
    formatter.write(f"{'':{3 * INDENT}}{meaning}\n")
