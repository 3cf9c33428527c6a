"""Accounts: who there is, what their role lets them do, and what was done."""
