"""Verbs: one function for each root field of the schema."""
