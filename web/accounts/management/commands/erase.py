"""`manage.py erase USERNAME`: erases a learner with all their work."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from web.accounts.erasing import erase
from web.accounts.models import User


class Command(BaseCommand):
    help = "Erase a learner: account, attempts, turns, marks, disputes, declarations."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="don't ask")

    def handle(self, username: str, yes: bool, **_options: Any) -> None:
        learner = User.objects.filter(username=username, role="learner").first()
        if learner is None:
            raise CommandError(f"there is no learner {username!r}")
        if not yes and input(f"Erase {username} for good? (yes) ").strip() != "yes":
            raise CommandError("nothing was erased")
        erase([learner])
        self.stdout.write(f"{username} has been erased.")
