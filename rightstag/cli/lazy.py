"""The commands by the work that they serve, known before any of their modules is imported."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import chain
from keyword import iskeyword
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

#: By heading, name and first line of help of each command. A new one is a module of its name in ``commands/``
#: and a row here.
SECTIONS: Mapping[str, Mapping[str, str]] = {
    "Read": {
        "ingest": "Cut reports into paragraphs with their headings, numbers and stable ids.",
    },
    "Annotate": {
        "import": "Turn codings in a spreadsheet, a table or another tool's export into annotations.",
        "tasks": "Write a Label Studio import file with one task per paragraph.",
        "push": "Make a task of every paragraph that the project does not have yet.",
        "pull": "Read what people answered: labelled, none, skipped and draft, each told apart.",
        "queue": "Choose what to annotate next, each paragraph with the reason why.",
        "agree": "Measure how far annotators agree on the paragraphs that two or more of them answered.",
        "adjudicate": "Settle what annotators disagree on.",
        "rules": "Find what to read first, by words and patterns, where there is no model yet.",
        "labels": "Show, check or turn into a labelling screen what can be tagged.",
    },
    "Train and judge": {
        "split": "Show the cross-validation folds; no report or near-duplicate is in both training and test.",
        "train": "Train a model on annotations, and judge it on paragraphs that it has not seen.",
        "evaluate": "Judge a model on labelled paragraphs that it was not trained on.",
        "compare": "Judge two models on labelled paragraphs that neither was trained on, label by label.",
        "distill": "Teach a small, fast network what fine-tuned encoders say of unlabelled paragraphs (hours).",
        "finetune": "Fine-tune a sentence encoder, which reads what a trained model is unsure of (hours).",
    },
    "Tag": {
        "tag": "Tag the paragraphs of reports with the violations that they report.",
        "count": "Count tagged paragraphs by country, year or report, corrected for the model's mistakes.",
        "diff": "Compare the tags of two models, label by label, or two editions of a report, paragraph by paragraph.",
    },
    "Models": {
        "calibrate": "Fit a model's thresholds and calibration to your own reports, by some 100 labelled paragraphs.",
        "models": "Show, check or export a model; keep versions of models in a registry, a folder of plain files.",
    },
    "Server": {
        "studio": "Start, stop or find a Label Studio on this machine.",
        "serve": "Give Label Studio predictions while people annotate, and learn from their answers.",
        "doctor": "Check the connection to Label Studio and say how to fix what fails.",
    },
}
COMMANDS: Mapping[str, str] = {name: line for section in SECTIONS.values() for name, line in section.items()}
#: What 0.1 called them; they work for one version more.
OLD_NAMES: Mapping[str, str] = {"distil": "distill", "flips": "diff"}


class LazyGroup(TyperGroup):
    """A group of commands that lists them without importing them."""

    def __init__(self, *, commands: Any = None, **options: Any) -> None:  # noqa: ANN401 - typer's own
        super().__init__(**options)
        self.commands = _Commands(commands or {})  # type: ignore[assignment]

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's own
        """Return their names."""
        return list(self.commands)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - typer's own
        """Return the command, which is imported now; an old name leads to the new one, and says so."""
        if cmd_name in OLD_NAMES:
            typer.echo(f"note: `{cmd_name}` is called `{OLD_NAMES[cmd_name]}` now", err=True)
        return super().get_command(ctx, OLD_NAMES.get(cmd_name, cmd_name))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - typer's own
        """List them by section with the help that the table has."""
        for heading, section in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl(list(section.items()), col_max=max(map(len, COMMANDS)), col_spacing=2)


class _Commands(Mapping[str, Any]):
    """The commands by name; a module is imported when its command is asked for."""

    def __init__(self, made: Mapping[str, Any]) -> None:
        self.made = dict(made)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - typer's own class is not public
        if name in COMMANDS and name not in self.made:
            self.made[name] = _load(name)
        return self.made[name]


def _load(name: str) -> Any:  # noqa: ANN401 - typer's own class is not public
    called = f"{name}_" if iskeyword(name) else name
    module = import_module(f"rightstag.cli.commands.{called}")
    group = getattr(module, "app", None)  # a command of several parts has an app of its own
    if group is None:
        group = typer.Typer(add_completion=False, rich_markup_mode=None)
        group.command(name)(getattr(module, called))
    command = get_command(group)
    command.name = name
    _guard(command)
    return command


def _guard(command: Any) -> None:  # noqa: ANN401 - typer's own class is not public
    """Let no command, and none of its parts, write its output over one of its inputs."""
    for part in getattr(command, "commands", {}).values():
        _guard(part)
    invoke = command.invoke

    def checked(context: Any) -> Any:  # noqa: ANN401
        output = context.params.get("output")
        if output and Path(output).is_file():
            from rightstag.atomic import refuse_overwriting

            others = (value for name, value in context.params.items() if name != "output")
            refuse_overwriting(Path(output), chain.from_iterable(map(_paths, others)))
        return invoke(context)

    command.invoke = checked


def _paths(value: object) -> Iterator[Path]:
    """Yield the possible file names among an option's values."""
    for each in value if isinstance(value, list | tuple) else (value,):
        if isinstance(each, str | Path):
            yield Path(each)
