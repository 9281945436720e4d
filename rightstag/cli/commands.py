"""What commands there are, known before any of their modules is imported."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

#: Name and first line of help. A new command is a module of its name beside this one, and a row here.
COMMANDS: Mapping[str, str] = {
    "agree": "Measure how far annotators agree on the paragraphs that two or more of them answered.",
    "compare": "Judge two models on labelled paragraphs that neither was trained on, label by label.",
    "distil": "Teach a small, quick network what fine-tuned encoders say of unlabelled paragraphs; this takes hours.",
    "doctor": "Check SDK, address, server, token and projects; code 5, and what to change, when something is wrong.",
    "evaluate": "Judge a model on labelled paragraphs that it was not trained on.",
    "finetune": "Fine-tune a sentence encoder, which reads what a trained model is unsure of; this takes hours.",
    "flips": "Set the tags of two models side by side: how many were gained and lost, by label, and which.",
    "ingest": "Cut reports into paragraphs with their headings, numbers and stable ids.",
    "pull": "Read what people answered: labelled, none, skipped and draft, each told apart.",
    "push": "Make a task of every paragraph that the project does not have yet; what is there is left as it is.",
    "queue": "Choose what to annotate next, each paragraph with the reason why.",
    "serve": "Give Label Studio predictions while people annotate, and learn from their answers.",
    "split": "Show the parts that `train` judges a model on: nothing in one is repeated in what is learnt from for it.",
    "tag": "Tag the paragraphs of reports with the violations that they report.",
    "tasks": "Write a Label Studio import file with one task per paragraph.",
    "train": "Train a model on annotations, and judge it on paragraphs that it has not seen.",
    "adjudicate": "Settle what annotators disagree on.",
    "labels": "Show, check or turn into a labelling screen what can be tagged.",
    "models": "Show, check or export a model; keep versions of models in a registry, a folder of plain files.",
    "rules": "Find what to read first, by words and patterns, where there is no model yet.",
    "studio": "Start, stop or find a Label Studio on this machine.",
}


class Commands(Mapping[str, Any]):
    """The commands by name; a module is imported when its command is asked for."""

    def __init__(self, made: Mapping[str, Any]) -> None:
        self.made = made

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - typer's own class is not public
        if name in COMMANDS and name not in self.made:
            self.made = {**self.made, name: _made(name)}
        return self.made[name]


class LazyGroup(TyperGroup):
    """A group of commands that lists them without importing them."""

    def __init__(self, *, commands: Any = None, **options: Any) -> None:  # noqa: ANN401 - typer's own
        super().__init__(**options)
        self.commands = Commands(commands or {})  # type: ignore[assignment]

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's own
        """Return their names."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own
        """List them with the help that the table has."""
        listed: dict[str, Any] = {name: TyperCommand(name, help=line) for name, line in COMMANDS.items()}
        TyperGroup(commands=listed).format_commands(ctx, formatter)


def _made(name: str) -> Any:  # noqa: ANN401 - typer's own class is not public
    from rightstag.cli.app import app

    import_module(f"rightstag.cli.{name}")
    return get_command(app).commands.made[name]  # type: ignore[attr-defined]
