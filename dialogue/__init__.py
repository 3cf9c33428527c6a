"""The shared nouns: acts, turns, quotes, transcripts and the errors of Hotseat.

Every other package speaks in these; this one imports nothing of ours.
"""
