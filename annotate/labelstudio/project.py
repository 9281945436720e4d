"""The Label Studio project that paragraphs are annotated in: found by its title, made on first use."""

import re
from collections.abc import Iterator, Sequence

from rightstag.annotate.labelstudio.client import Project, Studio
from rightstag.annotate.labelstudio.instructions import instructions
from rightstag.annotate.labelstudio.retry import PAUSES_S, send_missing
from rightstag.errors import InputError, UsageError
from rightstag.labels import Taxonomy, labelling_config
from rightstag.labels.labelling_config import (
    CONTROLS,
    EVIDENCE,
    SHOWN,
    TEXT,
    TOPICS,
    VERSIONS,
    offered,
    parse_config,
)

_TITLE = range(3, 51)  # characters that Label Studio allows
#: Control characters, and what is no UTF-8 on a command line.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
#: The attribute that decides what an answer says, by the name of its element; others are looks.
_MEANING = {TEXT: "value", TOPICS: "choice"}


def find_project(studio: Studio, name: str) -> Project | None:
    """Return the project of this title, else of this number, or nothing.

    Raises
    ------
    InputError
        Several have the title, and not just one of them has tasks.
    """
    name, every = name.strip(), studio.projects()
    found = [project for project in every if project.title == name]
    filled = [project for project in found if project.task_number]
    found = filled if len(filled) == 1 else found
    found = found or [project for project in every if str(project.id) == name]
    if len(found) > 1:
        numbers = " or ".join(str(project.id) for project in found)
        raise InputError(f"project '{name}'", f"{len(found)} have this title", fix=f"give the number: {numbers}")
    return studio.project(found[0].id) if found else None


def the_project(studio: Studio, name: str) -> Project:
    """Return the project of this title or number.

    Raises
    ------
    InputError
        There is none, or several have the title.
    """
    found = find_project(studio, name)
    if found is None:
        titles = ", ".join(f"'{project.title}'" for project in studio.projects()) or "none there"
        raise InputError(studio.url, f"no project '{name}'", expected=f"one of {titles}")
    return found


def make_project(
    studio: Studio,
    title: str,
    taxonomy: Taxonomy,
    *,
    annotators: int = 1,
    versions: bool = False,
    pauses: Sequence[float] = PAUSES_S,
) -> Project:
    """Make a project with the labelling screen of a taxonomy, and its codebook as the instructions.

    Parameters
    ----------
    title
        3 to 50 characters.
    annotators
        How many people are to answer each paragraph.
    versions
        Whether it is for adjudication: its screen shows what annotators said.
    pauses
        Seconds between looks whether a project whose making broke is made after all.
    """
    check_title(title)

    def missing() -> list[str]:
        return [] if any(project.title == title for project in studio.projects()) else [title]

    def send(_: Sequence[str]) -> None:
        studio.create_project(
            title,
            labelling_config(taxonomy, versions=versions),
            expert_instruction=instructions(taxonomy, versions=versions),
            show_instruction=True,
            maximum_annotations=annotators,
        )

    send_missing(missing, send, chunk=1, left=[title], pauses=pauses)
    first = min(project.id for project in studio.projects() if project.title == title)
    return drop_twins(studio, studio.project(first))


def drop_twins(studio: Studio, project: Project) -> Project:
    """Delete what a request that broke made after all: younger projects like this one, without a task; return this."""
    for other in studio.projects():
        if other.title == project.title and other.id > project.id and not other.task_number:
            twin = studio.project(other.id)
            if twin.label_config == project.label_config and not twin.task_number:
                studio.drop_project(twin.id)
    return project


def check_title(title: str) -> None:
    """Refuse a title that Label Studio would refuse, or that would break a line."""
    if len(title) not in _TITLE:
        expected = f"{_TITLE.start} to {_TITLE.stop - 1}"
        raise UsageError(f"project {title!r}", f"its title has {len(title)} characters", expected=expected)
    if _UNPRINTABLE.search(title):
        raise UsageError(f"project {title!r}", "its title has a character that cannot be printed", fix="leave it out")


def check_screen(project: Project, taxonomy: Taxonomy, *, versions: bool = False) -> None:
    """Refuse a project whose labelling config asks for anything else than the taxonomy; looks do not matter.

    Parameters
    ----------
    versions
        Whether it is to be one for adjudication.

    Raises
    ------
    InputError
        The message names every difference.
    """
    place = f"labelling config of project '{project.title}' ({project.id})"
    faults = list(screen_faults(project.label_config, taxonomy, name=place, versions=versions))
    if faults:
        fix = "give the --taxonomy that it was made with, or another --project"
        raise InputError(place, "; ".join(faults), fix=fix)


def screen_faults(
    config: str, taxonomy: Taxonomy, *, name: str = "labelling config", versions: bool = False
) -> Iterator[str]:
    """Yield how a labelling config differs from a taxonomy's own in what it asks for and in the fields it shows."""
    ours, theirs = parse_config(labelling_config(taxonomy)), parse_config(config, name=name)
    tags = {CONTROLS[control].lower(): control for control in CONTROLS}
    names = {e.get("name", ""): str(e.tag) for e in theirs.iter() if e.get("toName")}
    for tag, control in tags.items():
        if names.get(control, "").lower() != tag:
            yield f"no {tag} named '{control}'"
    yield from (f"a control '{other}' that we do not read" for other in names if other not in CONTROLS)
    for element, attribute in _MEANING.items():
        asked, found = (
            [each.get(attribute) for each in view.iterfind(f".//*[@name='{element}']")] for view in (ours, theirs)
        )
        yield from (
            f"{attribute} of '{element}' is '{value}', not '{asked[0]}'" for value in found if value != asked[0]
        )
    for control in (TOPICS, EVIDENCE):
        there, wanted = offered(theirs, control), offered(ours, control)
        if not there:
            continue
        yield from (f"'{control}' lacks '{value}'" for value in wanted if value not in there)
        yield from (f"'{control}' offers '{value}'" for value in there if value not in wanted)
    shown = {value[1:] for e in theirs.iter() if (value := e.get("value", "")).startswith("$")}
    if versions and VERSIONS not in shown:
        yield f"it does not show '{VERSIONS}', what the annotators said"
    known = {*SHOWN, "paragraph_id", *({VERSIONS} if versions else ())}
    yield from (f"it shows '{field}', which our tasks do not have" for field in sorted(shown - known))
