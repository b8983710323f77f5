"""Published test problems and ballots made into scenarios: one file a format.

Each reads the text of a file into the folders that `scenarios.importing.folders` writes, and says
everything that is wrong with it at once, with its lines. The value of such a scenario is the
source's own objective: one period, no discount, weight 1.
"""
