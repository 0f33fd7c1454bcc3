"""bytes -> Document: what the webhook said, with the place of every element."""
