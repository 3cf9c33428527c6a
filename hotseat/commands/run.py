"""`hotseat run`: starts Rasa, the action server and the site, and keeps them up."""

from __future__ import annotations

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    from hotseat.running import configure as configure_running

    configure_running(parser)


def run(options: argparse.Namespace) -> int:
    from hotseat.running import start

    return start(options)
