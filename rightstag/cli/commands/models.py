"""``rightstag models``: what is known of a model, whether it is whole, and the registry."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.console import print_json
from rightstag.cli.options import Json, Reference
from rightstag.errors import GateError, InputError, UsageError

if TYPE_CHECKING:
    from rightstag.models import Bundle
    from rightstag.models.storage.registry_log import RegisteredModel
    from rightstag.train.dataset import Dataset

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Show, check or export a model; keep versions of models in a registry, a folder of plain files.",
)

_Registry = Annotated[
    Path | None,
    typer.Option(
        "--registry",
        metavar="FOLDER",
        help="The registry; else RIGHTSTAG_REGISTRY, else 'registry' in rightstag.toml, else rightstag/models in the "
        "user's data folder.",
    ),
]


@app.command("list")
def list_registry(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Show the versions of this model and what was done to it.")
    ] = None,
    registry: _Registry = None,
    json: Json = False,
) -> None:
    """List the models of the registry, or the versions and the history of one."""
    from rightstag.cli.console import show, table
    from rightstag.models.storage.registry import known_model, registry_folder
    from rightstag.models.storage.registry_log import list_models

    models = [known_model(name, registry=registry)] if name else list_models(registry_folder(registry))
    if json:
        listed = [{"name": m.name, "aliases": _aliases(m), "changes": m.changes} for m in models]
        print_json(listed)
        return
    if not models:
        typer.echo(f"no model in {registry_folder(registry)} so far: rightstag models add BUNDLE", err=True)
        return
    rows = [row for model in models for row in _version_rows(model)]
    show([table(f"{registry_folder(registry)}", ("version", "aliases", "added (UTC)", "bundle"), rows)])
    if name:
        done = [
            (c.when, c.change, f"{c.alias} → {c.version}" if c.alias else f"{c.version}") for c in models[0].changes
        ]
        show([table("What was done.", ("when (UTC)", "change", "version"), done)])


def _aliases(model: "RegisteredModel") -> dict[str, int]:
    return {alias: versions[-1] for alias, versions in model.aliases.items()}


def _moment(when: str) -> str:
    return when[:19].replace("T", " ")


def _version_rows(model: "RegisteredModel") -> list[tuple[str, ...]]:
    aliases = _aliases(model)
    return [
        (
            f"{model.name}@{version}",
            ", ".join(alias for alias, named in aliases.items() if named == version),
            _moment(added.when),
            added.bundle[:12],
        )
        for version, added in sorted(model.versions.items())
    ]


@app.command("add")
def add_version(
    bundle: Annotated[str, typer.Argument(metavar="BUNDLE", help="What `rightstag train` wrote.")],
    name: Annotated[str, typer.Option("--name", help="Name in the registry; the model's own when not given.")] = "",
    registry: _Registry = None,
) -> None:
    """Copy a model into the registry as its next version; no alias moves."""
    from rightstag.models.storage.registry import add

    model, version = add(bundle, name=name, registry=registry)
    typer.echo(f"{model.name}@{version}")


@app.command("promote")
def promote_version(
    reference: Annotated[
        str, typer.Argument(metavar="NAME@VERSION", help="Such as ours@3, ours@latest or ours@staging.")
    ],
    alias: Annotated[str, typer.Argument(help="What the version goes by from now on.")] = "production",
    registry: _Registry = None,
) -> None:
    """Let an alias name a version from now on, for all who use the alias, at once."""
    from rightstag.models.storage.registry import promote

    model, version = promote(reference, alias, registry=registry)
    typer.echo(f"{model.name}@{alias} is {model.name}@{version}")


@app.command("rollback")
def roll_back(
    reference: Annotated[str, typer.Argument(metavar="NAME[@ALIAS]", help="NAME alone is NAME@production.")],
    registry: _Registry = None,
) -> None:
    """Let an alias name again what it named before it was last promoted."""
    from rightstag.models.storage.registry import rollback

    model, version = rollback(reference, registry=registry)
    typer.echo(f"{model.name}@{model.changes[-1].alias} is {model.name}@{version} again")


@app.command("show")
def show_model(reference: Reference = "default", registry: _Registry = None, json: Json = False) -> None:
    """Show the labels, thresholds, figures, data and versions of a model."""
    from rightstag.cli.console import evaluation_tables, show
    from rightstag.models import load_bundle
    from rightstag.models.manifest import encode
    from rightstag.models.storage.registry import resolve

    loaded = load_bundle(resolve(reference, registry=registry))
    manifest = loaded.manifest
    if json:
        typer.echo(encode(manifest).decode(), nl=False)
        return
    data = manifest.data
    terms = sum(len(block.terms) for block in loaded.model.blocks)
    for name, value in {
        "model": loaded.name,
        "hash": manifest.hash,
        "taxonomy": _taxonomy(loaded),
        "data": f"{data.rows:,} paragraphs, {data.reports:,} reports, {data.countries:,} countries",
        "fingerprint": data.fingerprint,
        "terms": f"{terms:,}, each in {manifest.settings.min_groups} or more countries or reports",
        "made with": ", ".join(f"{name} {version}" for name, version in manifest.versions.items()),
    }.items():
        typer.echo(f"{name:<12} {value}")
    for notice in (*manifest.notices, *([loaded.note] if loaded.note else [])):
        typer.echo(f"{'note':<12} {notice}")
    typer.echo()
    show(evaluation_tables(manifest.metrics, thresholds=loaded.thresholds.tolist(), plain=manifest.plain))


def _taxonomy(bundle: "Bundle") -> str:
    said = f"version {bundle.taxonomy}, {len(bundle.labels)} labels"
    carried = bundle.codebook
    return f"{said}; {carried.title} ({carried.fingerprint[:12]})" if carried else said


@app.command("card")
def show_card(reference: Reference = "default", registry: _Registry = None) -> None:
    """Print the model card: data, coders, figures, limits and intended use, as Markdown."""
    from rightstag.models import load_bundle
    from rightstag.models.card import model_card
    from rightstag.models.storage.registry import resolve

    typer.echo(model_card(load_bundle(resolve(reference, registry=registry)).manifest), nl=False)


@app.command("export")
def export_model(
    reference: Reference,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Ends in .joblib or .skops, which decides the form.")
    ],
    registry: _Registry = None,
) -> None:
    """Write a model as the fitted scikit-learn pipeline that it is, for code of your own."""
    from rightstag.models import load_bundle
    from rightstag.models.export import export_pipeline
    from rightstag.models.storage.registry import resolve

    loaded = load_bundle(resolve(reference, registry=registry))
    export_pipeline(loaded, output)
    typer.echo(f"{loaded.name}: predict_proba gives {', '.join(loaded.labels)}; written to {output}", err=True)


@app.command("verify")
def verify_model(
    reference: Reference = "default",
    *,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="FILE", help="What it was trained on: checks that it was, by the fingerprint."),
    ] = None,
    paragraphs: Annotated[
        list[Path] | None, typer.Option("--paragraphs", help="The paragraphs that annotations in --data speak of.")
    ] = None,
    privacy: Annotated[
        bool,
        typer.Option("--privacy", help="List the stored terms that few share, and with --data those that are names."),
    ] = False,
    fewest: Annotated[
        int, typer.Option("--fewest", min=1, help="With --privacy: how many must share a term; exit code 3 otherwise.")
    ] = 5,
    registry: _Registry = None,
    json: Json = False,
) -> None:
    """Check every byte of a model against its manifest, and that this scikit-learn predicts what was stored."""
    import msgspec

    from rightstag.models import load_bundle, verify_bundle
    from rightstag.models.storage.registry import resolve

    if paragraphs and not data:
        raise UsageError("--paragraphs", "there are no annotations that speak of them", fix="add --data")
    folder = resolve(reference, registry=registry)
    verdicts = verify_bundle(folder)
    if json and not privacy:
        typer.echo(msgspec.json.encode({name: fault or "ok" for name, fault in verdicts.items()}).decode())
    elif not privacy:
        for name, fault in verdicts.items():
            typer.echo(f"{name:<20} {'CHANGED' if fault else 'ok'}")
    loaded = load_bundle(folder)  # raises what is wrong, one line
    typer.echo(f"{loaded.name} is whole{f'; {loaded.note}' if loaded.note else ''}", err=True)
    dataset = _training_data(loaded, data, paragraphs or []) if data else None
    if privacy:
        _check_terms(loaded, dataset, fewest, json=json)


def _training_data(bundle: "Bundle", data: list[Path], paragraphs: list[Path]) -> "Dataset":
    """Read what a model was trained on, and see that it is that."""
    from rightstag.train import load_dataset

    dataset = load_dataset(data, bundle.categories, paragraphs=paragraphs)
    if (fingerprint := dataset.fingerprint) != (stored := bundle.manifest.data.fingerprint):
        names = ", ".join(map(str, data))
        raise InputError(
            names, f"fingerprint {fingerprint[:12]}", expected=f"{stored[:12]}, of what {bundle.name} learnt from"
        )
    typer.echo(f"{bundle.name} was trained on these {len(dataset):,} paragraphs and labels", err=True)
    return dataset


def _check_terms(bundle: "Bundle", data: "Dataset | None", fewest: int, *, json: bool) -> None:
    """Print the terms that somebody should look at, and what could not be told.

    Raises
    ------
    GateError
        Fewer than ``fewest`` countries or reports share a term, or fewer paragraphs have it.
    """
    from rightstag.cli.console import show, table
    from rightstag.models.privacy import derivable, rare_terms, shared_by_few

    risky = list(shared_by_few(bundle, data.texts, data.groups, fewest) if data else rare_terms(bundle, fewest))
    if json:
        print_json(risky)
    elif risky:
        rows = [
            (f.term, f.reason, f.block, *("" if n is None else f"{n:,}" for n in (f.paragraphs, f.groups)))
            for f in risky
        ]
        show([table("Terms to look at.", ("term", "why", "block", "paragraphs", "countries or reports"), rows)])
    for line in _limits(bundle, known=data is not None, counted=derivable(bundle)):
        typer.echo(f"note: {line}", err=True)
    few = [finding for finding in risky if finding.reason != "name"]
    if few:
        terms = f"{len(few):,} {'term' if len(few) == 1 else 'terms'}, '{few[0].term}' first"
        sharing = "countries or reports" if data else "paragraphs"
        raise GateError(
            bundle.name, f"fewer than {fewest} {sharing} share {terms}", fix=f"train with --min-groups {fewest}"
        )
    sharing = "countries or reports share" if data else "paragraphs have"
    if data or derivable(bundle):
        typer.echo(f"{fewest} or more {sharing} every term of {bundle.name}", err=True)


def _limits(bundle: "Bundle", *, known: bool, counted: bool) -> list[str]:
    """Return the limits of the check of a bundle's terms, as notes."""
    if known:
        return ["a name here is a word that has its capital letter inside most sentences; look at these yourself"]
    floor = bundle.manifest.settings.min_groups
    said = f"the manifest says that {floor} or more countries or reports share each term"
    lines = [f"{said}; --data FILE, with what it was trained on, checks that, and which terms are names"]
    return lines if counted else [*lines, "in how many paragraphs a term occurs cannot be told from this bundle"]
