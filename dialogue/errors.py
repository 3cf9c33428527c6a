"""The errors of Hotseat.

HotseatError
├── InputError          a file or a message that cannot be used as it is (exit 2)
│   ├── ScenarioError   no scenario or rubric of that id, or one with problems
│   └── TranscriptError a transcript that is not of the documented form
├── DetectorError       the detector's files are missing or not the ones that were built
└── ServiceError        Rasa, the action server or a port is not as it should be (1)

Messages are shown to people: they say what, where, and what would be right.
"""

from __future__ import annotations


class HotseatError(Exception):
    """Base of all errors that Hotseat raises itself."""


class InputError(HotseatError):
    """A file or message that cannot be used as it is."""


class ScenarioError(InputError):
    """A scenario or rubric is missing or has problems."""


class TranscriptError(InputError):
    """A transcript is not of the documented form."""


class DetectorError(HotseatError):
    """The detector's files are missing, damaged or of another version."""


class ServiceError(HotseatError):
    """A process or port that Hotseat needs is not as it should be."""
