"""The command line, one file a command. Every exception becomes one line here and nowhere else."""
