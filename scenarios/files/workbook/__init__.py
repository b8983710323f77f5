"""Scenarios as spreadsheets: one workbook that a planner fills in and that reads back the same."""
