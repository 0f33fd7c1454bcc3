"""The command line as a user meets it: real processes, real servers, real terminals."""
