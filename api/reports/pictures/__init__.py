"""The charts of analyses, a module each: `draw` yields them from the tables of an answer."""
