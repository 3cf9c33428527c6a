"""`hotseat detect < IN > OUT`: the acts in replies, for any program that asks."""

from __future__ import annotations

import argparse
import sys

from hotseat import places


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        'In: {"id","brief","customer","reply"} a line. '
        'Out: {"id","acts":[{"act","start","end","confidence"}],"unsure"}.'
    )


def run(_: argparse.Namespace) -> int:
    """Raises InputError at the first line that is not of the form."""
    from perception.detector import Detector
    from perception.stream import detect

    detect(sys.stdin, sys.stdout, Detector.load(places.DETECTOR))
    return 0
