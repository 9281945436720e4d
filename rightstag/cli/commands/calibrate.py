"""``rightstag calibrate``: a model's thresholds and calibration for a user's own ground."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.options import Context, Name, NewModel, Reference, Seed

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rightstag.models import Bundle
    from rightstag.train.recalibrate import Recalibration


def calibrate(  # noqa: PLR0917 - options, which typer passes by name
    model: Reference,
    on: Annotated[
        list[Path],
        typer.Option(
            "--on",
            metavar="LABELLED",
            help="Annotations, or paragraphs with their labels, of your own reports; give it again for further files.",
        ),
    ],
    output: NewModel,
    paragraphs: Context = None,
    name: Name = "",
    seed: Seed = 0,
) -> None:
    """Fit a model's thresholds and calibration to your own reports, by some 100 labelled paragraphs."""
    from dataclasses import replace

    import msgspec

    from rightstag.cli.bundles import open_bundle
    from rightstag.cli.console import show
    from rightstag.models import save_bundle
    from rightstag.models.storage.bundle_io import check_target
    from rightstag.train import load_dataset
    from rightstag.train.recalibrate import judge_recalibration, recalibrate

    check_target(output)
    loaded = open_bundle(model)
    data = load_dataset(on, loaded.categories, paragraphs=paragraphs or [])
    judged = judge_recalibration(loaded, data, seed=seed)
    moved = recalibrate(loaded, data, seed=seed)
    manifest = msgspec.structs.replace(moved.manifest, name=name or output.resolve().name)
    saved = save_bundle(replace(moved, manifest=manifest), output)
    for note in dict.fromkeys((*judged.notes, *saved.manifest.notices[len(loaded.manifest.notices) :])):
        typer.echo(f"note: {note}", err=True)
    show([_table(judged, loaded, saved)])
    typer.echo(f"{saved.name}: {loaded.name} recalibrated, written to {output}", err=True)


def _table(judged: "Recalibration", before: "Bundle", after: "Bundle") -> "RenderableType":
    from rightstag.cli.console import signed, table

    thresholds = {
        label: (f"{old:.2f}", f"{new:.2f}")
        for label, old, new in zip(before.labels, before.thresholds, after.thresholds, strict=True)
    }
    sides = zip([*judged.after.labels.values(), judged.after.macro], judged.changes, strict=True)
    rows = [
        (
            label,
            str(change.current),
            str(change.candidate),
            signed(change.difference),
            f"{scores.support:,}",
            *thresholds.get(label, ("", "")),
        )
        for label, (scores, change) in zip([*judged.after.labels, "macro"], sides, strict=True)
    ]
    heads = ("label", "F1 before", "after", "difference", "with it", "threshold before", "after")
    return table(f"{judged.after.how} {judged.after.ground}.", heads, rows[:-1], rows[-1:])
