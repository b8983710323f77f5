"""Answers as files: JSON, CSV tables, one workbook."""
