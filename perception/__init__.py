"""Text → acts with character offsets and confidence, mentions, clauses and vectors.

`perception.detector.Detector` is the way in; docs/perception.md explains the parts.
"""
