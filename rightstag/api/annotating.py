"""Read answers, measure agreement, choose what to annotate next."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from rightstag.annotate import Annotation, load_key, make_queue, read_export
from rightstag.annotate.agreement.agreement import measure_agreement as _measure_agreement
from rightstag.annotate.agreement.records import Agreement
from rightstag.annotate.recode import recode_annotations
from rightstag.api.frames import annotations_frame, read_annotations
from rightstag.api.models import load_model
from rightstag.labels import Taxonomy
from rightstag.labels import load_taxonomy as _load_taxonomy
from rightstag.models import Bundle
from rightstag.reports import Paragraph


def read_label_studio_export(
    path: str | Path, *, taxonomy: Taxonomy | None = None, key: bytes | None = None
) -> pd.DataFrame:
    """Read what people answered from a Label Studio JSON export.

    Parameters
    ----------
    taxonomy
        The categories of the labelling screen; the ones that ship when not given.
    key
        Secret behind the annotators' pseudonyms; your own, made once, when not given.

    Returns
    -------
    pandas.DataFrame
        A row per answer: ``paragraph``, ``annotator`` (a pseudonym), ``labels`` (a tuple of ids), ``state``
        (``labelled``, ``none``, ``skipped`` or ``draft``) and what else is known of it.

    Raises
    ------
    RightsTagError
        The file is missing, or no export of this labelling screen.
    """
    pulled = read_export(Path(path), taxonomy or _load_taxonomy(), key=key or load_key())
    return annotations_frame(pulled.annotations)


def measure_agreement(
    annotations: pd.DataFrame | Iterable[Annotation],
    *,
    labels: Sequence[str] | Taxonomy | None = None,
    paragraphs: Iterable[Paragraph] | None = None,
    seed: int = 0,
) -> Agreement:
    """Measure how far annotators agree on the paragraphs that two or more of them answered.

    Parameters
    ----------
    annotations
        As `read_label_studio_export` returns them.
    labels
        The taxonomy, the one that ships when not given: what the codebook of an answer did not have is unknown to it.
        Or label ids, of which no version is known.
    paragraphs
        Those that were annotated: intervals then come from resampling their reports, and else from paragraphs.

    Returns
    -------
    Agreement
        Cohen's kappa, Krippendorff's alpha, Gwet's AC1 and F1, by label, over whole answers and pair by pair.

    Raises
    ------
    RightsTagError
        No paragraph was answered by two people, or a label is unknown.
    """
    known = None if paragraphs is None else {paragraph.id: paragraph for paragraph in paragraphs}
    answers, taxonomy = read_annotations(annotations), _load_taxonomy() if labels is None else labels
    if isinstance(taxonomy, Taxonomy):
        return _measure_agreement(recode_annotations(answers, taxonomy), taxonomy.ids, paragraphs=known, seed=seed)
    return _measure_agreement(answers, taxonomy, paragraphs=known, seed=seed)


def select_paragraphs(
    paragraphs: Iterable[Paragraph],
    annotations: pd.DataFrame | Iterable[Annotation] = (),
    *,
    model: str | Path | Bundle | None = None,
    size: int = 100,
    random: float = 0.2,
    overlap: float = 0.2,
    seed: int = 0,
) -> pd.DataFrame:
    """Choose what to annotate next: a random share, and what an answer teaches most.

    Parameters
    ----------
    paragraphs
        All there are, the annotated ones too.
    annotations
        What was answered so far.
    model
        The model whose uncertainty guides the choice; without one, paragraphs are spread over the reports.
    size
        How many to choose.
    random, overlap
        Share drawn at random, and share to be read by two people, both in [0, 1].

    Returns
    -------
    pandas.DataFrame
        In the order to be read: ``paragraph``, ``text``, ``reason``, ``overlap`` and ``inclusion`` (the chance in
        [0, 1] that a random one had of being drawn; missing for the others).

    Examples
    --------
    >>> texts = {"p-1": "Police broke up a picket.", "p-2": "It rained."}
    >>> select_paragraphs([Paragraph(id=id, text=text) for id, text in texts.items()], size=1).reason.tolist()
    ['random']
    """
    queue = make_queue(
        paragraphs,
        read_annotations(annotations),
        bundle=None if model is None else load_model(model),
        size=size,
        random=random,
        overlap=overlap,
        seed=seed,
    )
    rows = [(item.paragraph.id, item.paragraph.text, item.reason, item.overlap, item.inclusion) for item in queue.items]
    return pd.DataFrame(rows, columns=["paragraph", "text", "reason", "overlap", "inclusion"])
