"""`rules`: the pure rules, asked from outside: facts on stdin, decisions on stdout, by line."""

from __future__ import annotations

import sys

import click

from inbox.automation.asked import answer_line
from inbox.cli.say import Group


def commands() -> click.Group:
    group = Group("rules", help="Ask the rules; the facts are described with them.")
    for rule, sentence in (
        ("decide", "What would be answered to a message, and why."),
        ("hours", "Whether a profile of hours is open, and when that changes."),
    ):
        group.add_command(_command(rule, sentence))
    return group


def _command(rule: str, sentence: str) -> click.Command:
    @click.command(rule, help=sentence)
    @click.option("--json", "as_json", is_flag=True, required=True, help="One document per line.")
    def ask(as_json: bool) -> None:  # noqa: ARG001 - the only form there is, said aloud
        # Bytes that are no text make a question that cannot be answered, not the end of all.
        for line in sys.stdin.buffer:
            if line.strip():
                click.echo(answer_line(rule, line.decode("utf-8", "replace")))

    return ask
