"""`manage.py retain`: erases learners who have been away longer than we keep things."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from web.accounts.erasing import erase, old_learners


class Command(BaseCommand):
    help = "Erase learners who have been away for longer than the retention time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many")

    def handle(self, dry_run: bool, **_options: Any) -> None:
        learners = old_learners()
        if not dry_run:
            erase(learners)
        self.stdout.write(
            f"{len(learners)} not seen for {settings.RETENTION_DAYS} days"
            + (", none erased." if dry_run else ", erased.")
        )
