"""The commands, for the help, for completion, and for a message about a wrong name."""

COMMANDS = {
    "check": "check webhooks or documents (this is the default)",
    "explore": "explore the whole call or conversation: every key, word and outcome",
    "call": "play a call: hear it as text, press keys, say words, hang up",
    "chat": "send text messages to a webhook, and show the replies",
    "run": "run the checks of a suite, twiml-check.toml",
    "init": "write a first suite",
    "merge": "merge the JSON reports of several runs",
    "studio": "check a Studio flow, and run its TwiML Redirects",
    "autopilot": "check Autopilot Actions or a whole assistant, and follow the redirects",
    "quest": "check one thing that a webhook has to do; opens a chest",
    "drill": "run the tests that every webhook must pass: signature, injection, burst …",
    "explain": "explain a rule, a Twilio error number or a topic",
    "demo": "check a webhook that is part of twiml-check",
    "completion": "print the completion script for bash, zsh, fish or PowerShell",
    "help": "show the help of a command",
}
"""Each command is a file in `commands`, imported only when it runs."""
