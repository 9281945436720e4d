"""``rightstag labels``: the codebook, its check, and the labelling screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from rightstag.atomic import STDIO, atomic_write
from rightstag.cli.console import print_json
from rightstag.cli.options import Context, DryRun, Headers, Json, TaxonomyFile, Url, connect
from rightstag.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rightstag.annotate.migration import FilePlan
    from rightstag.annotate.sync.migration import ProjectMigration

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Show, check or turn into a labelling screen what can be tagged."
)


@app.command("show")
def show(
    taxonomy: TaxonomyFile = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="A page, .html or .md; - is standard output.")
    ] = STDIO,
) -> None:
    """Print the codebook: what counts as each category, with examples and boundary rules."""
    from rightstag.labels import codebook_html, codebook_markdown, load_taxonomy

    pages = {".html": codebook_html, ".md": codebook_markdown}
    suffix = ".md" if output == STDIO else output.suffix.lower()
    if suffix not in pages:
        raise UsageError(output, f"no page is written as '{suffix}'", expected="a name that ends in .html or .md")
    page = pages[suffix](load_taxonomy(taxonomy))
    with atomic_write(output) as out:
        out.write(page.encode())


@app.command("check")
def check(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The taxonomy; else the shipped one.")] = None,
    *,
    taxonomy: TaxonomyFile = None,
) -> None:
    """Check a taxonomy: one line when it is in order, every fault and exit code 4 when it is not."""
    from rightstag.labels import load_taxonomy

    if file and taxonomy and file != taxonomy:
        raise UsageError("--taxonomy", f"names another file than {file}", fix="name one")
    given = file or taxonomy
    checked = load_taxonomy(given)
    counts = f"{len(checked.categories)} categories ({', '.join(checked.ids)}), {len(checked.rules)} boundary rules"
    typer.echo(f"OK: {given or 'the shipped taxonomy'}, version {checked.version}: {counts}")


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The earlier taxonomy.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later one.")],
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the mapping for `labels migrate`, as YAML."),
    ] = None,
    json: Json = False,
) -> None:
    """Compare two versions of a taxonomy: what was renamed, merged, split, retired, added or reworded."""
    from rightstag.labels import load_taxonomy
    from rightstag.labels.migration import described, diff_taxonomies, dump_mapping

    difference = diff_taxonomies(load_taxonomy(old), load_taxonomy(new))
    if difference.mapping.from_version == difference.mapping.to_version:
        typer.echo("note: both have the same version: what was answered by which cannot be told apart", err=True)
    if output:
        with atomic_write(output) as out:
            out.write(dump_mapping(difference.mapping))
        todo = "; move what is undecided to rename, merge, split or retire" if difference.mapping.undecided else ""
        typer.echo(f"mapping: {output}{todo}", err=True)
    if json:
        print_json(difference)
    else:
        typer.echo(f"version {difference.mapping.from_version} to version {difference.mapping.to_version}")
        for line in described(difference) or ["nothing changed"]:
            typer.echo(f"  {line}")


@app.command("migrate")
def migrate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILES...",
            help="Annotations and labelled paragraphs (JSON Lines), labelling rules (.yaml): rewritten in place.",
            show_default=False,
        ),
    ] = None,
    *,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="What became of each category; see `labels diff`.")
    ] = None,
    taxonomy: TaxonomyFile = None,
    backup: Annotated[
        Path | None, typer.Option("--backup", metavar="FOLDER", help="Folder for the files as they are now; a new one.")
    ] = None,
    paragraphs: Context = None,
    queue: Annotated[
        Path | None,
        typer.Option("--queue", metavar="FILE", help="Write what is to be read again, as `push` takes it; JSON Lines."),
    ] = None,
    project: Annotated[
        list[str] | None,
        typer.Option(
            "--project", metavar="PROJECT", help="A Label Studio project, by title or number: migrated too; repeatable."
        ),
    ] = None,
    url: Url = None,
    header: Headers = None,
    dry_run: DryRun = False,
    undo: Annotated[
        Path | None, typer.Option("--undo", metavar="FOLDER", help="Restore every file from this backup, byte by byte.")
    ] = None,
) -> None:
    """Rewrite annotations and rules for a new version of the taxonomy, with a backup and a way back."""
    from contextlib import nullcontext

    from rightstag.annotate.labelstudio.project import get_project
    from rightstag.annotate.migration import Migration
    from rightstag.annotate.sync.migration import apply_plan, plan_project
    from rightstag.labels import load_taxonomy
    from rightstag.labels.migration import apply_mapping, load_mapping

    if undo:
        _undo(undo, url, header)
        return
    if not files and not project:
        raise UsageError("FILES", "none are named", fix="name annotations, labelled paragraphs or rules, or --project")
    if queue and not paragraphs:
        raise UsageError("--queue", "no paragraphs to write", fix="give their file with --paragraphs")
    codebook = load_taxonomy(taxonomy)
    if mapping:
        codebook = apply_mapping(codebook, load_mapping(mapping), name=mapping)
    migration = Migration(codebook, files or [])
    with connect(url, header) if project else nullcontext() as studio:
        plans = (
            [] if studio is None else [plan_project(studio, get_project(studio, x), codebook) for x in project or []]
        )
        if dry_run:
            print_json({"files": migration.plan, "projects": plans})
            return
        reread = tuple(dict.fromkeys([*migration.reread, *(x for plan in plans for x in plan.reread)]))
        if queue:
            _write_reread(queue, reread, paragraphs or [])
        folder = backup or Path(f"codebook-{codebook.version}-backup")
        migration.write(folder, {f"project-{plan.project}.json": msgspec.json.encode(plan) for plan in plans})
        if studio is not None:
            for plan in plans:
                apply_plan(studio, plan)
    _say_migrated(migration.plan, plans)
    if reread and not queue:
        note = f"{len(reread):,} paragraphs are to be read again, since a label of theirs was split"
        typer.echo(f"note: {note}; --queue writes them", err=True)
    typer.echo(f"backup: {folder}; `labels migrate --undo {folder}` restores it", err=True)


def _say_migrated(files: "Sequence[FilePlan]", plans: "Sequence[ProjectMigration]") -> None:
    for file in files:
        counts = ", ".join(f"{label} {count:,}" for label, count in file.counts.items())
        typer.echo(f"{file.path}: {counts or 'no former label'}", err=True)
        for rule in file.removed:
            typer.echo(f"note: {file.path}: rule {rule} is commented out: its label is no more", err=True)
    for plan in plans:
        counts = f"{len(plan.rewrites):,} answers and predictions, {len(plan.tasks):,} open tasks"
        typer.echo(f"project {plan.project}: {counts}, and the screen", err=True)
        if plan.kept:
            note = f"the screen still offers {', '.join(plan.kept)}, which answers have"
            typer.echo(f"note: project {plan.project}: {note}", err=True)


def _undo(backup: Path, url: str | None, header: list[str] | None) -> None:
    """Restore files and projects; the server first, which is more likely to refuse."""
    from rightstag.annotate.migration import read_project_plans, undo_migration
    from rightstag.annotate.sync.migration import ProjectMigration, undo_plan

    plans = read_project_plans(backup, ProjectMigration)
    if plans:
        with connect(url, header) as studio:
            for plan in plans:
                undo_plan(studio, plan)
    restored = [*map(str, undo_migration(backup)), *(f"project {plan.project}" for plan in plans)]
    typer.echo(f"restored: {', '.join(restored)}", err=True)


def _write_reread(path: Path, ids: "Sequence[str]", files: "Sequence[Path]") -> None:
    from rightstag.annotate import QueueItem
    from rightstag.jsonl import read_rows, write_rows
    from rightstag.reports import Paragraph

    known = {row.id: row for file in files for row in read_rows(file, Paragraph)}
    reread = [known[paragraph] for paragraph in ids if paragraph in known]
    write_rows(path, [QueueItem(rank=n, reason="reread", paragraph=each) for n, each in enumerate(reread, 1)])
    missing = f"; {len(ids) - len(reread):,} more are not among the paragraphs given" if len(reread) < len(ids) else ""
    typer.echo(f"queue: {len(reread):,} paragraphs to read again, written to {path}{missing}", err=True)


@app.command("config")
def config(
    taxonomy: TaxonomyFile = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The XML file; - is standard output.")
    ] = STDIO,
) -> None:
    """Write the Label Studio labelling config: paste it under Settings > Labeling Interface > Code."""
    from rightstag.labels import labelling_config, load_taxonomy

    screen = labelling_config(load_taxonomy(taxonomy))
    with atomic_write(output) as out:
        out.write(screen.encode())
