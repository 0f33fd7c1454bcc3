"""The command line, one file for each command; every exception becomes one line here."""
