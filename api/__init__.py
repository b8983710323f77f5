"""The doors: the command line, HTTP, and answers as files. No mathematics in here."""
