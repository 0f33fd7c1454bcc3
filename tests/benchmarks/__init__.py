"""How fast and how small: `python -m tests.benchmarks` prints one table. Nothing here is a test."""
