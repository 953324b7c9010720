"""Everything that makes `running_model/`: base weights, data, fine-tuning, evaluation, export.

Each step is one command of `python -m training`. Nothing that serves imports this package.
"""


class TrainingError(Exception):
    """A command cannot do what was asked; the message says what was wrong and what to do."""
