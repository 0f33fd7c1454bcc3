"""What programs print when they fail: how their own error line looks, and how to hide it.

Each pattern is searched in the text of a response: without tags, entities decoded, without empty
lines. Its groups are the error line. Every repetition has a limit, and none can give characters
back to another one, so that 64 kB of hostile text take linear time.
"""

from typing import NamedTuple


class ProgramRow(NamedTuple):
    """One form of error output."""

    program: str
    """What wrote it, as the subject of a sentence."""
    needs: str
    """A text without which the pattern cannot match."""
    pattern: str
    kept_out: str
    """How to keep such output out of responses, an imperative."""
    kind: str = "error"
    """What it is: an error or a warning."""


_LINE = r"[^\n]{1,300}"
_STRING = r'"(?:[^"\\\n]|\\[^\n]){0,300}+"'
_FRAME = r"\n[ \t]{1,99}at "
_PHP = r"^(?:\( ! \) )?(?:PHP )?"
_PHP_ADVICE = "set display_errors=Off and log_errors=On in php.ini"
_PYTHON_ADVICE = "catch the exception, and log it instead of printing it"
_RAILS_ADVICE = "set config.consider_all_requests_local = false"
_JAVA_ADVICE = "catch the exception, and log it instead of printing it"

HINTS = (
    *("rror", "xception", "arning", "otice", "eprecated", "Strict", "panic", "raceback", ":in "),
    *("No route matches", "Werkzeug"),
)
"""A text without any of these has no error output in it."""
PROGRAM_OUTPUT = (
    ProgramRow(
        "Django",
        "Exception Value:",
        rf"^[ \t]*+Exception Type:\s{{1,99}}(\w{{1,99}})[^\n]{{0,300}}\n"
        rf"[ \t]*+Exception Value:\s{{1,99}}+(?:Request information$|({_LINE}))",
        "set DEBUG = False",
    ),
    ProgramRow(
        "Flask",
        "// Werkzeug Debugger",
        rf"^[ \t]*+({_LINE})\n[ \t]*+// Werkzeug Debugger",
        "do not run it with debug=True",
    ),
    ProgramRow(
        "Rails",
        "Controller#",
        rf"^[ \t]*+(\w[\w:]{{1,99}})\s{{1,99}}in [\w:]{{1,99}}Controller#\w{{1,99}}[!?]?\n"
        rf"[ \t]*+({_LINE})",
        _RAILS_ADVICE,
    ),
    ProgramRow(
        "Rails",
        "No route matches",
        rf"^[ \t]*+Routing Error\n[ \t]*+(No route matches {_LINE})",
        _RAILS_ADVICE,
    ),
    ProgramRow(
        "Rack",
        "Rack::ShowExceptions",
        rf"^[ \t]*+(\w[\w:]{{1,99}}) at /[^\n]{{0,300}}\n[ \t]*+({_LINE})",
        "remove Rack::ShowExceptions, or set RACK_ENV=production",
    ),
    ProgramRow(
        "Sinatra",
        "show_exceptions",
        rf"^[ \t]*+(\w[\w:]{{1,99}}) at\s{{1,99}}/[^\n]{{0,300}}\n[ \t]*+({_LINE})",
        "set :show_exceptions, false",
    ),
    ProgramRow(
        "ASP.NET",
        "Exception Details:",
        rf"^[ \t]*+Exception Details:\s{{1,99}}({_LINE})",
        'set <customErrors mode="On"/> in Web.config',
    ),
    ProgramRow(
        "ASP.NET Core",
        "An unhandled exception occurred while processing the request.",
        rf"^[ \t]*+An unhandled exception occurred while processing the request\.\n"
        rf"[ \t]*+({_LINE})",
        "set ASPNETCORE_ENVIRONMENT=Production",
    ),
    ProgramRow(
        "ASP.NET Core",
        "Exception",
        rf"^(?:Unhandled exception\. )?((?:[A-Z]\w{{0,60}}\.){{1,9}}\w{{0,99}}Exception\b"
        rf"[^\n]{{0,300}}){_FRAME}[\w.<>`+$|]{{1,300}}[\[(]",
        "set ASPNETCORE_ENVIRONMENT=Production",
    ),
    ProgramRow(
        "Java",
        "HTTP Status",
        r"^[Ee]xception\n((?:[a-z]\w{0,60}\.){1,9}\w[^\n]{0,300})",
        'set showReport="false" on the ErrorReportValve of Tomcat',
    ),
    ProgramRow(
        "Java",
        "at ",
        r'^(?:Exception in thread "[^"\n]{1,99}" )?'
        rf"((?:[a-z]\w{{0,60}}\.){{1,9}}\w{{1,99}}(?:: {_LINE})?){_FRAME}[\w.$/<>]{{1,300}}\(",
        _JAVA_ADVICE,
    ),
    ProgramRow(
        "Spring",
        "Whitelabel Error Page",
        rf"^[ \t]*+(There was an unexpected error {_LINE})",
        "set server.error.whitelabel.enabled=false, and answer errors with TwiML",
    ),
    ProgramRow(
        "Node.js",
        "at ",
        rf"^((?:[A-Z]\w{{0,80}}(?: \[\w{{1,60}}\])?: {_LINE}|[A-Z]\w{{0,80}}Error|Error))"
        rf"{_FRAME}[^\n]{{1,300}}:\d{{1,9}}:\d{{1,9}}\)?$",
        "set NODE_ENV=production, and let an error handler of the app answer TwiML",
    ),
    ProgramRow(
        "Python",
        "Traceback (most recent call last):",
        r"^Traceback \(most recent call last\):\n(?:[ \t][^\n]*+\n)++([A-Za-z_][^\n]{0,300})"
        r"(?![^\n]*+\n(?:During handling of the above|The above exception was))",
        _PYTHON_ADVICE,
    ),
    ProgramRow(
        "Ruby",
        ":in ",
        rf"^[^\s:]{{1,300}}:\d{{1,9}}:in [`'][^\n']{{1,200}}': ({_LINE})$",
        "rescue the exception, and log it instead of printing it",
    ),
    ProgramRow(
        "Ruby",
        ":in ",
        rf"^([A-Z][\w:]{{1,99}}: {_LINE})\n[ \t]{{1,99}}[^\s:]{{1,300}}:\d{{1,9}}:in [`']",
        "rescue the exception, and log it instead of printing it",
    ),
    ProgramRow(
        "Go",
        "goroutine ",
        rf"^(panic: {_LINE})\n(?:\[[^\n]{{1,300}}\n)?goroutine \d",
        "recover from the panic, and log it instead of printing it",
    ),
    ProgramRow(
        "AWS Lambda",
        '"errorType"',
        rf'(?="errorMessage":\s{{0,9}}{_STRING},\s{{0,9}}"errorType":\s{{0,9}}"([\w.]{{1,99}})")'
        r'"errorMessage":\s{0,9}"((?:[^"\\\n]|\\[^\n]){1,300}+)',
        "catch the exception in the function, and return TwiML",
    ),
    ProgramRow(
        "PHP",
        " error: ",
        rf"{_PHP}(?=(?:(?:Recoverable |Catchable )?[Ff]atal|Parse|Compile|Core) error: )"
        rf"(?=[\s\S]{{1,500}}?(?: on line \d|\.\w{{2,6}}:\d))({_LINE})",
        _PHP_ADVICE,
    ),
    ProgramRow(
        "PHP",
        " on line ",
        rf"{_PHP}(?=(?:Warning|Notice|Deprecated|Strict Standards|(?:Core|Compile) warning): )"
        rf"(?=[^\n]{{1,500}}? on line \d)({_LINE})",
        _PHP_ADVICE,
        "warning",
    ),
)
"""The first that matches is right: the pages of frameworks, then tracebacks, then single lines."""
