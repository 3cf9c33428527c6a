"""Trains the detector that perception runs, in an environment of its own.

`python -m training.train` is the way in; docs/perception.md explains each step.
"""
