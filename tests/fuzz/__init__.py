"""A seeded fuzzer of the whole tool; README.md says how to run it."""
