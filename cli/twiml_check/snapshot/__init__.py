"""What webhooks answered, kept in a file, so that later answers can be held against it. Pure."""
