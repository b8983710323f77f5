"""What deltafund claims about its speed, measured: `python -m benchmarks.claims` prints a table."""
