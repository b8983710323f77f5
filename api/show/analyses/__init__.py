"""Analyses for people: a module each, with the sentences that only it says."""
