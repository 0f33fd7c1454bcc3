"""What is wrong with a Studio flow, before it runs and while its redirects run."""
