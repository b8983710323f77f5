"""Reading and writing scenario files; every error says its line and its cure."""
