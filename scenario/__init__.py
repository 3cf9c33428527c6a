"""Scenarios and rubrics as data: types, loading, and the checks an author sees."""
