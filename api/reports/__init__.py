"""Answers as files: JSON, CSV tables, one workbook; and reports for people."""
