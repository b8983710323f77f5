"""Charts as SVG, drawn from tables; each comes with the same as a table."""
