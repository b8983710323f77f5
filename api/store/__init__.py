"""What the service keeps: organisations, scenarios, runs, decisions and the record of all steps."""
