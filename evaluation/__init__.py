"""Measures of the whole: detection of acts, agreement with people, speed."""
