"""The Label Studio screen for a taxonomy, as its labelling config, and the label ids of such a config."""

from labels.taxonomy import NONE, Category, Taxonomy
from rightstag.errors import InputError

# The names that tasks, predictions and exports share with the config.
TEXT = "text"
TOPICS = "topics"
EVIDENCE = "evidence"
COMMENT = "comment"

#: The controls of the screen and the type of their results.
CONTROLS = {TOPICS: "choices", EVIDENCE: "labels", COMMENT: "textarea"}

#: The fields of a task that the screen shows; Label Studio refuses a task without one of them. None may be called
#: "source": for that the screen shows the whole task as JSON.
SHOWN = ("citation", "trail", TEXT)

_STYLE = """
.context * { font-size: 14px; font-weight: 500 }
.paragraph { margin: 0.75em 0; padding: 0.75em 1em; border: 1px solid #ddd; border-radius: 4px; line-height: 1.6 }
"""

_MARK = "Optional: pick a category, then drag over the words that show it."


def labelling_config(taxonomy: Taxonomy) -> str:
    """Return the labelling config that shows a paragraph and asks for its categories.

    Parameters
    ----------
    taxonomy
        Gives the question, the choices in order, their hotkeys, hints and colours.

    Returns
    -------
    str
        XML; the value of every choice is a label id, or ``none``.

    Examples
    --------
    >>> from labels import load_taxonomy
    >>> config_labels(labelling_config(load_taxonomy()))
    ('assembly', 'expression', 'association', 'refugees', 'statelessness')
    """
    from lxml import etree
    from lxml.builder import E

    spans = [E.Label(value=c.id, background=c.colour, **_hotkey(c, "shift+")) for c in taxonomy.categories]
    choices = [E.Choice(value=c.id, hint=c.hint or c.title, **_hotkey(c)) for c in taxonomy.categories]
    choices.append(E.Choice(value=NONE, hotkey="0", hint="Read, and none of these applies"))
    view = E.View(
        E.Style(_STYLE),
        E.View(E.Header(value="$citation", size="6"), E.Header(value="$trail", size="5"), className="context"),
        E.View(E.Header(value=_MARK, size="6"), className="context"),
        E.Labels(*spans, name=EVIDENCE, toName=TEXT, choice="single", showInline="true"),
        # Text shows mark-up as it stands, where HyperText would run it.
        E.View(E.Text(name=TEXT, value=f"${TEXT}", granularity="word"), className="paragraph"),
        E.Header(value=f"{taxonomy.question} Tick every category that fits, or {NONE}.", size="5"),
        E.Choices(
            *choices,
            name=TOPICS,
            toName=TEXT,
            choice="multiple",
            required="true",
            requiredMessage=f"Tick at least one category, or '{NONE}'; skip what you cannot decide",
            showInline="true",
        ),
        E.TextArea(
            name=COMMENT,
            toName=TEXT,
            rows="2",
            editable="true",
            maxSubmissions="1",
            required="false",
            placeholder="Comment (optional): Shift+Enter keeps it",
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
    from lxml import etree

    try:
        # Of someone else's making: an entity must not read a file or blow up.
        view = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise InputError(name, str(error), expected="a Label Studio labelling config") from error
    controls = view.findall(f".//Choices[@name='{TOPICS}']")
    if not controls:
        raise InputError(name, f"no Choices named '{TOPICS}'", fix="make one with `rightstag labels config`")
    values = [choice.get("value", "") for control in controls for choice in control.iter("Choice")]
    return tuple(value for value in values if value != NONE)


def _hotkey(category: Category, prefix: str = "") -> dict[str, str]:
    return {"hotkey": prefix + category.hotkey} if category.hotkey else {}
