"""Find, create and validate Label Studio projects."""

import re
from collections.abc import Iterator, Sequence

from rightstag.annotate.labelstudio.client import Client, Project
from rightstag.annotate.labelstudio.instructions import instructions
from rightstag.annotate.labelstudio.retry import PAUSES_S, send_until_complete
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


def find_project(studio: Client, name: str) -> Project | None:
    """Find a project by its title, else by its id; None if there is none.

    Raises
    ------
    InputError
        Several have the title, and not just one of them has tasks.
    """
    name, every = name.strip(), studio.projects()
    matches = [project for project in every if project.title == name]
    filled = [project for project in matches if project.task_number]
    matches = filled if len(filled) == 1 else matches
    matches = matches or [project for project in every if str(project.id) == name]
    if len(matches) > 1:
        numbers = " or ".join(str(project.id) for project in matches)
        raise InputError(f"project '{name}'", f"{len(matches)} have this title", fix=f"give the number: {numbers}")
    return studio.project(matches[0].id) if matches else None


def get_project(studio: Client, name: str) -> Project:
    """Get a project by its title or id.

    Raises
    ------
    InputError
        There is none, or several have the title.
    """
    project = find_project(studio, name)
    if project is None:
        titles = ", ".join(f"'{project.title}'" for project in studio.projects()) or "none there"
        raise InputError(studio.url, f"no project '{name}'", expected=f"one of {titles}")
    return project


def create_project(
    studio: Client,
    title: str,
    taxonomy: Taxonomy,
    *,
    annotators: int = 1,
    versions: bool = False,
    pauses: Sequence[float] = PAUSES_S,
) -> Project:
    """Create a project with the labelling config of a taxonomy and its codebook as instructions.

    Parameters
    ----------
    title
        3 to 50 characters.
    annotators
        Number of annotators per paragraph.
    versions
        Whether it is for adjudication: its screen shows the annotators' answers.
    pauses
        Seconds between checks whether a failed create request succeeded after all.
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

    send_until_complete(missing, send, chunk=1, left=[title], pauses=pauses)
    first = min(project.id for project in studio.projects() if project.title == title)
    return delete_duplicate_projects(studio, studio.project(first))


def delete_duplicate_projects(studio: Client, project: Project) -> Project:
    """Delete empty duplicates of a project, left by a create request that timed out but succeeded."""
    for other in studio.projects():
        if other.title == project.title and other.id > project.id and not other.task_number:
            twin = studio.project(other.id)
            if twin.label_config == project.label_config and not twin.task_number:
                studio.drop_project(twin.id)
    return project


def check_title(title: str) -> None:
    """Validate a project title: its length, and that every character is printable."""
    if len(title) not in _TITLE:
        expected = f"{_TITLE.start} to {_TITLE.stop - 1}"
        raise UsageError(f"project {title!r}", f"its title has {len(title)} characters", expected=expected)
    if _UNPRINTABLE.search(title):
        raise UsageError(f"project {title!r}", "its title has a character that cannot be printed", fix="leave it out")


def check_labelling_config(project: Project, taxonomy: Taxonomy, *, versions: bool = False) -> None:
    """Raise if the labelling config of a project differs in meaning from that of the taxonomy; styling may differ.

    Parameters
    ----------
    versions
        Whether it must be an adjudication project.

    Raises
    ------
    InputError
        The message names every difference.
    """
    place = f"labelling config of project '{project.title}' ({project.id})"
    faults = list(labelling_config_differences(project.label_config, taxonomy, name=place, versions=versions))
    if faults:
        fix = "give the taxonomy that it was made with, or another project"
        raise InputError(place, "; ".join(faults), fix=fix)


def shows_answers(project: Project) -> bool:
    """Check if a project is for adjudication: its screen shows the annotators' answers."""
    return f'"${VERSIONS}"' in project.label_config


def labelling_config_differences(
    config: str, taxonomy: Taxonomy, *, name: str = "labelling config", versions: bool = False
) -> Iterator[str]:
    """Compare a labelling config with that of a taxonomy; yield each difference in controls, labels and fields."""
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
        known_labels = {*wanted, *taxonomy.former_ids}  # a migrated screen keeps a former label that is in use
        yield from (f"'{control}' offers '{value}'" for value in there if value not in known_labels)
    shown = {value[1:] for e in theirs.iter() if (value := e.get("value", "")).startswith("$")}
    if versions and VERSIONS not in shown:
        yield f"it does not show '{VERSIONS}', what the annotators said"
    known = {*SHOWN, "paragraph_id", *({VERSIONS} if versions else ())}
    yield from (f"it shows '{field}', which our tasks do not have" for field in sorted(shown - known))
