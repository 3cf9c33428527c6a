"""Commands of the practice app."""
