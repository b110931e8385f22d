"""Concept schemes, countries and the documents they come from."""
