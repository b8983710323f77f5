"""What planners write: scenario files, the ledger, and the rules. No solver in here."""
