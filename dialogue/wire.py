"""What travels between a client, Rasa and the action server: texts and names.

Rasa takes a message that begins with "/" for a payload, strips outer white space, and
here and there treats an empty text as none. A learner's text must arrive as it was
typed, so a client sends `wrap(text)`, and whoever reads a message takes
`unwrap(message)`.
"""

from __future__ import annotations

import json
import re
from enum import Enum

MARK = "="

# What a text may not hold as it is: half surrogates cannot be written as UTF-8, and
# some databases refuse NUL.
_FRAGILE = re.compile("[\x00\ud800-\udfff]")

# Messages that a page or a terminal sends for its buttons and commands.
START, HINT, FINISH = "/start", "/hint", "/finish"
# Where `START` names the scenario, the seed and, where it must be exactly one version,
# its hash: keys of the message's metadata.
SCENARIO, SEED, SHA256 = "scenario", "seed", "sha256"
# What a learner's own words are to Rasa, whatever they are.
REPLY_INTENT = "reply"

# Slots: what is fixed for the whole talk, and the customer's state after each turn.
TALK_SLOT, CUSTOMER_SLOT = "talk", "customer"
# Keys in the data of a learner's message: what was perceived, and by which detector.
PERCEPTION, DETECTOR = "perception", "detector"
# Keys of a TURN: what the reply that it answers did, and what made the turn.
REPLY, VERSIONS = "reply", "versions"


class Answer(str, Enum):
    """What an answer is; stands under `kind` in the JSON beside its text.

    TURN is the customer's line, RESUMED the talk so far, HINT and TROUBLE are sentences
    for the learner, TRANSCRIPT the marked transcript.
    """

    TURN = "turn"
    RESUMED = "resumed"
    HINT = "hint"
    TRANSCRIPT = "transcript"
    TROUBLE = "trouble"

    def __str__(self) -> str:
        return self.value


def wrap(text: str) -> str:
    """The message that carries this text; the text itself where that is safe."""
    is_safe = (
        text
        and text == text.strip()
        and not text.startswith(("/", MARK))
        and not _FRAGILE.search(text)
    )
    return text if is_safe else MARK + json.dumps(text)


def unwrap(message: str) -> str:
    """The text that `wrap` was given; a message it did not make is its own text."""
    if not message.startswith(MARK):
        return message
    try:
        text = json.loads(message[len(MARK) :])
    except ValueError:
        return message
    return text if isinstance(text, str) else message
