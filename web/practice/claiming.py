"""Who may ask Rasa for a branch's next line: one process at a time.

A claim is renewed for as long as its process lives and asks, and runs out soon after
the process has died. Losing one to another process harms nothing: that one plays the
talk again under another name, and the record takes each turn once, whoever brings it.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from web.practice.models import Branch
from web.practice.records import is_waiting

logger = logging.getLogger(__name__)

# As long as this a learner may have to wait after the process died that asked for them.
CLAIM = timedelta(seconds=3)
RENEWED_EVERY_SECONDS = 0.8


class Claim:
    """The right to ask for a branch.

    `was_certain` says that Rasa stood where the record stands. From the claim on that
    counts as not known, until an answer is stored: whoever finds a claim that has run
    out plays the talk again.
    """

    def __init__(self, branch: Branch, until: datetime, *, was_certain: bool) -> None:
        self.was_certain = was_certain
        self._branch_id = branch.pk
        self._until = until
        self._is_over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def release(self, *, trouble: str) -> None:
        """Gives the claim up and keeps what went wrong, if it is still one's own."""
        self._is_over.set()
        self._keeper.join()
        self._own().update(asking_until=None, trouble=trouble)

    def _keep(self) -> None:
        """Renews the claim; runs in a thread, with a connection of its own."""
        if self._is_over.wait(RENEWED_EVERY_SECONDS):
            return
        try:
            while self._renew() and not self._is_over.wait(RENEWED_EVERY_SECONDS):
                pass
        finally:
            connection.close()

    def _renew(self) -> bool:
        """False where it is lost."""
        until = timezone.now() + CLAIM
        try:
            if not self._own().update(asking_until=until):
                return False
            self._until = until
        except DatabaseError as error:
            logger.warning("a claim could not be renewed: %s", error)
        return True

    def _own(self) -> QuerySet[Branch]:
        """The branch, unless somebody else has claimed it since."""
        return Branch.objects.filter(pk=self._branch_id, asking_until=self._until)


def claim(branch: Branch) -> Claim | None:
    """Takes the right to ask.

    None where somebody has it, where the branch has ended, and where the customer has
    spoken since the page looked.
    """
    now = timezone.now()
    is_free = Q(asking_until=None) | Q(asking_until__lt=now)
    with transaction.atomic():
        rows = Branch.objects.select_for_update().filter(is_free, ended_at=None)
        row = rows.filter(pk=branch.pk).first()
        if row is None or not is_waiting(list(row.turns.order_by("-index")[:1])):
            return None
        Branch.objects.filter(pk=row.pk).update(
            asking_until=now + CLAIM, is_certain=False
        )
    # Another process may have played it again since the page was asked for.
    branch.sender = row.sender
    return Claim(branch, now + CLAIM, was_certain=row.is_certain)
