"""The requests that follow a response or a document."""
