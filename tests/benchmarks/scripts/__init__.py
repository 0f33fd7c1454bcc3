"""What the tool is measured against, each a program of its own."""
