"""The keyword list that the detector is measured against: what one would write first.

A fair list, made from the codebook's own examples and common sense, with the same
interface as the detector. It sees neither context nor brief.
"""

# ruff: noqa: E501  A pattern of one act reads best on one line.

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.acts import Act, ActKind
from dialogue.perceptions import Perception

KEYWORDS: dict[ActKind, str] = {
    ActKind.ACKNOWLEDGE: r"i hear you|i hear what|thank(?:s| you) for (?:bringing|letting us know|raising|telling)|i understand\b(?! how)|fair point|i'm listening|take your time",
    ActKind.CLARIFY: r"what happened|tell me (?:what|more|about)|can you (?:tell|describe|explain)|could you (?:tell|describe|explain)|what would you like|what went wrong|when did|have you tried|which (?:one|item)",
    ActKind.REFLECT: r"so (?:you|it|what)\b|is that (?:right|correct)|you(?:'re| are) saying|let me (?:check|make sure) i|have i got that right|i understand (?:that )?you want",
    ActKind.EMPATHISE: r"frustrat\w+|upset\w*|must (?:be|have been)|i can (?:see|imagine|understand) (?:how|why)|understand how|sorry to hear|annoying|disappoint\w+|stressful|awful|i'd be",
    ActKind.APOLOGISE: r"(?:i'm|i am|we're|we are|so|really|very) sorry(?! (?:to hear|you feel|if|but))|apolog(?:y|ies|ise)|sorry (?:about|for|this|that)",
    ActKind.NON_APOLOGY: r"sorry (?:you feel|if|but)|sorry that you feel",
    ActKind.OWN: r"i'll (?:look into|sort|deal|handle|chase|find out|get this)|i will (?:look into|sort|deal|handle|chase)|leave it with me|our (?:mistake|fault)|take (?:full )?responsibility|i'm on it|let me sort",
    ActKind.OFFER_SOLUTION: r"refund|replacement|replace|voucher|compensat\w+|engineer|credit|send (?:you )?(?:a|another)|discount|exchange|goodwill|rebook",
    ActKind.OFFER_CHOICE: r"would you (?:rather|prefer)|either .{3,60} or |(?:refund|replacement|voucher)\W+or\b|which would you|up to you",
    ActKind.CHECK_AGREEMENT: r"is that (?:ok|okay|alright|acceptable)|would that (?:work|be|help)|does that (?:work|help|sound|sort)|are you happy with|how does that sound|sound ok",
    ActKind.EXPLAIN: r"because|our policy|the reason|due to|under the|you(?:'re| are) entitled|the way it works|according to|this means",
    ActKind.SET_TIMESCALE: r"within \w+ (?:working )?(?:hours?|days?|weeks?)|by (?:\w+day|tomorrow|tonight|the end of|\d+)|(?:in|next) \d+ (?:hours?|days?)|today|tomorrow|this (?:afternoon|evening)|\d+ (?:working )?(?:hours|days)",
    ActKind.FOLLOW_UP: r"i'll (?:call|ring|phone|email|text|update|let you know|check back)|(?:call|ring|phone|email) you|keep you (?:updated|posted|informed)|get back to you|in touch",
    ActKind.LOG_COMPLAINT: r"log(?:ged|ging)?\b.{0,30}complaint|complaint.{0,20}(?:logged|recorded|raised)|formal complaint|reference(?: number)? is|record(?:ed)? (?:this|your)",
    ActKind.PREVENT_RECURRENCE: r"(?:doesn't|does not|won't|don't) happen again|feed(?: this)? back|raise this with|prevent|in future|training for",
    ActKind.VERIFY: r"order number|postcode|account number|date of birth|your (?:full )?name|reference number\?|confirm your|email address",
    ActKind.ESCALATE: r"my (?:manager|supervisor|team leader)|complaints team|ombudsman|escalat\w+|pass (?:this|you|it) (?:on )?to|speak to (?:a|my) (?:manager|supervisor)",
    ActKind.REFUSE_ESCALATION: r"manager will (?:only )?(?:say|tell)|no manager|(?:can't|cannot|won't) (?:get|speak to|pass you to|put you through).{0,20}manager|nobody else|no one else|no point",
    ActKind.GREET: r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening))\b|you're through to|how can i help|my name is",
    ActKind.THANK: r"thank you|thanks|thankyou|cheers|much appreciated",
    ActKind.CLOSE: r"anything else|have a (?:good|nice|lovely)|goodbye|\bbye\b|take care",
    ActKind.DEFEND: r"not our fault|we did nothing|just doing my job|we never|that's not (?:true|what)|our (?:staff|drivers|team) (?:never|always|work)|actually",
    ActKind.BLAME_CUSTOMER: r"you should have|should've|your (?:own )?fault|you must have|you didn't|if you had|you failed",
    ActKind.PASS_BUCK: r"not my (?:department|job|problem)|nothing to do with (?:me|us)|(?:courier|supplier|manufacturer)'?s? (?:fault|problem)|you(?:'ll| will)? need to (?:contact|ring|call|speak)|take it up with",
    ActKind.MINIMISE: r"calm down|it's only|it's just|no need to|not (?:that|a) big|overreact\w*|worse things|chill",
    ActKind.RUDE: r"whatever|stupid|idiot|shut up|good luck with|moron|get a life|lol\b|don't care|pathetic",
    ActKind.REFUSE_HELP: r"nothing (?:i|we) can do|can't help you|cannot help|no refunds?|end of\b|that's (?:it|all)|not possible",
    ActKind.OVERPROMISE: r"guarantee|never happen again|i promise|anything you want|whatever you want|100%|definitely",
    ActKind.DISCLOSE: r"\b0\d{3,4} ?\d{5,6}\b|(?:mrs|mr|ms) [a-z]+ (?:at|from|had)|another customer|other customer|your (?:balance|card|address) is|off sick",
}  # fmt: skip


class KeywordPerceiver:
    """Finds an act wherever one of its keywords stands."""

    def __init__(self) -> None:
        self._patterns = {
            kind: re.compile(words, re.IGNORECASE) for kind, words in KEYWORDS.items()
        }

    def perceive(self, reply: str, *, customer: str, brief: str = "") -> Perception:
        """The acts whose keywords the reply holds."""
        del customer, brief
        acts = sorted(self._find(reply), key=lambda act: act.start_char)
        return Perception(acts=tuple(acts))

    def _find(self, reply: str) -> Iterator[Act]:
        straight = reply.replace("’", "'")
        for kind, pattern in self._patterns.items():
            match = pattern.search(straight)
            if match:
                yield Act(kind=kind, start_char=match.start(), end_char=match.end())
