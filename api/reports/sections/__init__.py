"""The sections of a report, a module each; each is a function of what the report is made from."""
