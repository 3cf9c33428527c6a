"""Marks a transcript by a rubric, and makes the feedback transcript from the marks."""
