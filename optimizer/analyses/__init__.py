"""What one asks of a plan or of a model; no analysis knows a rule by its name."""
