"""The command line of the pipeline: `python -m training COMMAND --help`."""

import argparse
import importlib
import logging
import sys

from training import TrainingError

COMMANDS = {
    "base": "the base checkpoint, from a package or the Hub",
    "data": "load, check and split the data",
    "contrast": "triplets that differ in what matters, for training and testing",
    "augment": "silver pairs, labelled by a teacher",
    "judged": "more graded pairs, judged by a reader",
    "finetune": "train the regressor",
    "ceilings": "how high a score may be in spite of a difference",
    "sweep": "search for better settings",
    "compare": "bi-encoder against cross-encoder",
    "ablate": "what cleaning, silver pairs and the threshold do",
    "evaluate": "score the test set",
    "report": "one page of plots",
    "export": "write the running model",
    "examples": "the labelled pairs that explanations show",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code (2 when it could not do what was asked)."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    wanted = (argv if argv is not None else sys.argv[1:])[:1]
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary)
        # Only the one that is asked for is imported: they bring heavy libraries.
        if [name] == wanted:
            module = importlib.import_module(f"training.{name}")
            command.description = module.__doc__
            command.formatter_class = argparse.RawDescriptionHelpFormatter
            module.add_arguments(command)
            command.set_defaults(module=module)
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        args.module.run(args)
    except TrainingError as error:
        parser.exit(2, f"{parser.prog} {args.command}: {error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
