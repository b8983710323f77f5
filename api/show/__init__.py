"""Answers as tables and sentences on the screen."""
