"""The Label Studio screen for a taxonomy, as its labelling config, and the label ids of such a config."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rightstag.errors import InputError
from rightstag.labels.taxonomy import NONE, Category, Taxonomy

if TYPE_CHECKING:
    from lxml import etree

# The names that tasks, predictions and exports share with the config.
TEXT = "text"
TOPICS = "topics"
EVIDENCE = "evidence"
COMMENT = "comment"

#: The controls of the screen and the type of their results.
CONTROLS = {TOPICS: "choices", EVIDENCE: "labels", COMMENT: "textarea"}

#: The elements of a config that offer values, by the name of the control.
_TAGS = {TOPICS: ("Choices", "Choice"), EVIDENCE: ("Labels", "Label")}

#: The fields of a task that the screen shows; Label Studio refuses a task without one of them. None may be called
#: "source": for that the screen shows the whole task as JSON.
SHOWN = ("citation", "trail", "link", "before", TEXT, "after")

#: The field that an adjudicator's screen shows besides: what the annotators said, one line each.
VERSIONS = "versions"

_STYLE = """
.context * { font-size: 13px; font-weight: 500 }
.around * { font-size: 12px; font-weight: 400; color: #767676 !important; overflow-wrap: anywhere }
.around h6 { margin: 2px 0 }
.paragraph { margin: 0.5em 0; padding: 0.75em 1em; border: 1px solid #ddd; border-radius: 4px; line-height: 1.6 }
.question * { font-size: 15px; font-weight: 600 }
.definitions { margin-top: 1em }
.versions { margin-bottom: 0.75em; padding: 0.5em 1em; background: #f5f5f5; white-space: pre-wrap }
"""

_MARK = "Optional: pick a category, then drag over the words that show it."
_SAID = "What the annotators said of it, in an order that changes from paragraph to paragraph."


def labelling_config(taxonomy: Taxonomy, *, versions: bool = False) -> str:
    """Return the labelling config that shows a paragraph and asks for its categories.

    Parameters
    ----------
    taxonomy
        Gives the question, the choices in order, their hotkeys, hints and colours.
    versions
        Whether to show what the annotators said, too, for whoever settles it.

    Returns
    -------
    str
        XML; the value of every choice is a label id, or ``none``.

    Examples
    --------
    >>> from rightstag.labels import load_taxonomy
    >>> config_labels(labelling_config(load_taxonomy()))
    ('assembly', 'expression', 'association', 'refugees', 'statelessness')
    """
    from lxml import etree
    from lxml.builder import E

    spans = [E.Label(value=c.id, background=c.colour, **_hotkey(c, "shift+")) for c in taxonomy.categories]
    choices = [E.Choice(value=c.id, hint=c.hint or c.title, **_hotkey(c)) for c in taxonomy.categories]
    choices.append(E.Choice(value=NONE, hotkey="0", hint="Read, and none of these applies"))
    said = [
        E.View(E.Header(value=_SAID, size="6"), className="context"),
        E.View(E.Text(name=VERSIONS, value=f"${VERSIONS}"), className="versions"),
    ]
    definitions = [E.Header(value=f"{c.id}: {c.definition or c.title}", size="6") for c in taxonomy.categories]
    view = E.View(
        E.Style(_STYLE),
        # The paragraph comes first, and its categories right below it. Text and Header show mark-up as it stands, where
        # HyperText would run it.
        E.View(E.Header(value="$trail", size="6"), E.Header(value="$before", size="6"), className="around"),
        E.View(E.Text(name=TEXT, value=f"${TEXT}", granularity="word"), className="paragraph"),
        E.View(E.Header(value="$after", size="6"), className="around"),
        *(said if versions else ()),
        E.View(
            E.Header(value=f"{taxonomy.question} Tick every category that fits, or {NONE}.", size="6"),
            className="question",
        ),
        E.Choices(
            *choices,
            name=TOPICS,
            toName=TEXT,
            choice="multiple",
            required="true",
            requiredMessage=f"Tick at least one category, or '{NONE}'; skip what you cannot decide",
            showInline="true",
        ),
        E.View(E.Header(value=_MARK, size="6"), className="context"),
        E.Labels(*spans, name=EVIDENCE, toName=TEXT, choice="single", showInline="true"),
        E.TextArea(
            name=COMMENT,
            toName=TEXT,
            rows="2",
            editable="true",
            maxSubmissions="1",
            required="false",
            placeholder="Comment (optional): Shift+Enter keeps it",
        ),
        E.View(E.Header(value="$citation", size="6"), E.Header(value="$link", size="6"), className="around"),
        E.View(
            E.Collapse(E.Panel(E.View(*definitions, className="context"), value="Definitions"), open="false"),
            className="definitions",
        ),
    )
    return str(etree.tostring(view, pretty_print=True, encoding="unicode"))


def config_labels(xml: str, *, name: str = "labelling config") -> tuple[str, ...]:
    """Return the label ids that a labelling config offers, ``none`` left out.

    Parameters
    ----------
    xml
        A labelling config.
    name
        What the user calls it, for messages.

    Raises
    ------
    InputError
        It is not XML, or asks for no categories under the name ``topics``.
    """
    view = parse_config(xml, name=name)
    if view.find(f".//Choices[@name='{TOPICS}']") is None:
        raise InputError(name, f"no Choices named '{TOPICS}'", fix="make one with `rightstag labels config`")
    return tuple(value for value in offered(view, TOPICS) if value != NONE)


def parse_config(xml: str, *, name: str = "labelling config") -> "etree._Element":
    """Return a labelling config as a tree.

    Raises
    ------
    InputError
        It is not XML.
    """
    from lxml import etree

    try:
        # Of someone else's making: an entity must not read a file or blow up.
        return etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise InputError(name, str(error), expected="a Label Studio labelling config") from error


def offered(view: "etree._Element", control: str) -> tuple[str, ...]:
    """Return the values that the control of this name offers; none where the screen has no such control."""
    tag, option = _TAGS[control]
    return tuple(o.get("value", "") for c in view.findall(f".//{tag}[@name='{control}']") for o in c.iter(option))


def _hotkey(category: Category, prefix: str = "") -> dict[str, str]:
    return {"hotkey": prefix + category.hotkey} if category.hotkey else {}


def with_former_labels(config: str, labels: Iterable[str]) -> str:
    """Add former labels, which answers still have, to the controls of a labelling config; known ones stay once."""
    from lxml import etree

    view = parse_config(config)
    for control, (tag, option) in _TAGS.items():
        there = offered(view, control)
        for element in view.findall(f".//{tag}[@name='{control}']"):
            for label in labels:
                if label not in there:
                    etree.SubElement(element, option, value=label, hint="Former category: choose another")
    return str(etree.tostring(view, pretty_print=True, encoding="unicode"))
