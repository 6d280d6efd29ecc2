"""``python -m evals SUITE…`` runs suites; ``python -m evals case ANSWER_ID …`` drafts a case."""

import sys

from evals.answers import command, drafting_command


def main(arguments: list[str]) -> int:
    """Hand over to the command meant; returns the exit code."""
    if arguments[:1] == ["case"]:
        return drafting_command.main(arguments[1:])
    return command.main(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("\nevals: stopped\n")
        sys.exit(130)
