"""`manage.py tend`: what has to be done whether anybody looks at a page or not."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from web.accounts import retaining
from web.practice import talking
from web.practice.forgetting import forget_talks

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 20


class Command(BaseCommand):
    help = (
        "End talks whose time is up, clear Rasa's database of what is over, and once a "
        "day remove what has been kept for longer than the retention time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="stop when it has been done once"
        )

    def handle(self, once: bool, **_options: Any) -> None:
        while True:
            for task in (talking.close_late, forget_talks, retaining.apply_if_due):
                _do(task)
            if once:
                return
            time.sleep(PAUSE_SECONDS)
            close_old_connections()


def _do(task: Any) -> None:
    """Whatever goes wrong is tried again the next time."""
    try:
        task()
    except Exception:
        logger.exception("%s has failed", task.__name__)
