"""The commands, for the help, for completion, and for whoever mistypes one."""

COMMANDS = {
    "check": "check webhooks or documents (may be left out)",
    "explore": "explore the whole call or conversation: every key, word and outcome",
    "call": "play a call: hear it as text, press keys, say words, hang up",
    "chat": "text with a webhook of messages",
    "run": "run the checks of a suite, twiml-check.toml",
    "init": "write a first suite",
    "merge": "one report from the JSON reports of several runs",
    "studio": "check a Studio flow, and let its TwiML Redirects run",
    "autopilot": "check Autopilot's actions, or a whole assistant, and follow its redirects",
    "quest": "a check of one thing that a webhook has to do; opens a chest",
    "drill": "run the tests that every webhook must pass: signature, injection, burst …",
    "explain": "what a rule or one of Twilio's numbers means",
    "demo": "check a webhook that comes with the tool; nothing to set up",
    "completion": "print what makes bash, zsh or fish complete words",
}
"""Each is a file of its own in `commands`, imported when it is called for."""
