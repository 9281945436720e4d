"""The model card, generated from the manifest."""

from collections.abc import Iterable

from rightstag.models.manifest import Manifest, Settings
from rightstag.models.scores import Evaluation, Scores, ground

#: Invented sentences; the probabilities that a bundle gives them are stored with it and tell whether it still works.
PROBES = (
    "Police in Averland dispersed the rally and detained forty protesters.",
    "The ministry of Merovia blocked two news websites; a court fined their editor for insulting the president.",
    "Authorities in Tarsia refused to register the trade union and dissolved a human rights organisation.",
    "Border guards of Quillon returned asylum seekers to a country where they feared torture.",
    "Children born to members of the minority in Sandovia are denied nationality and remain stateless.",
    "Averland's charter guarantees peaceful gatherings, and its police kept out of the way of all of them.",
    "Parliament met twice in the spring and adopted the budget.",
    "",
)

_ALL = "all labels"
_BACKGROUND = ", or when it stands in the\nbackground vocabulary of words that many reports use"

_CARD = """# {name}

{what} Labels: {labels}. Taxonomy version {taxonomy}.

## How good it is

{how} Intervals are 95 %, from drawing the {drawn} anew.

{table}{calibration}
{plain}{slices}
## What it was trained on

{ground} on {countries}{sources}.
Fingerprint of the data: `{fingerprint}`.
{about}{notices}
## How it works

{kind}
{floor}{cascade}Log-odds are calibrated (Platt), and
the threshold of each label {aim}, both on paragraphs that the model had not seen. The headings
above a paragraph are not read. {versions}
{tried}
## What it is for

To find the paragraphs that people should read, to sort and count them, and to suggest tags to annotators. It is not
evidence that a violation took place, it says nothing of whether a report is right, and a paragraph without a tag is no
sign that a right was respected. It reads English.
"""

#: What a linear model reads, by block.
_READS = {"words": "words and pairs of words", "letters": "groups of three to five letters within words"}
#: How each kind of model works.
_KINDS = {
    "linear": (
        "{reads}, weighted by TF-IDF; one logistic\n"
        "regression a label, in which a term may weigh the more, the more its use differs between paragraphs with and\n"
        "without the label."
    ),
    "network": (
        "A small convolutional network over words: filters look at one, three or five neighbouring words, and the\n"
        "strongest answer and the sum of the answers of each filter in the paragraph are weighed for each label. It\n"
        "was taught by sentence encoders (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0, fine-tuned on the\n"
        "labelled paragraphs), by what they say of {distilled} unlabelled paragraphs of the same kinds of reports,\n"
        "beside the labelled ones; for the figures above, neither a network nor its teacher had seen the part that it\n"
        "is judged on, nor any paragraph of its countries."
    ),
}


def model_card(manifest: Manifest) -> str:
    """Return the card as Markdown; the same manifest gives the same card."""
    data = manifest.data
    return _CARD.format(
        name=manifest.name,
        what=_what(manifest),
        taxonomy=manifest.taxonomy,
        labels=", ".join(label.id for label in manifest.labels),
        how=manifest.metrics.how,
        drawn="countries" if manifest.metrics.drawn == "country" else "reports",
        table=_figures(manifest),
        calibration=_calibration(manifest.metrics),
        plain=_plain(manifest),
        slices=_slices(manifest.metrics),
        ground=ground(data.rows, data.reports, manifest.metrics.of_unknown_report),
        countries=_count(data.countries, "country", "countries"),
        sources="".join(f"; {source}: {count:,}" for source, count in data.sources.items()),
        fingerprint=data.fingerprint[:16],
        about=f"\n{manifest.about.strip()}\n" if manifest.about.strip() else "",
        notices="".join(f"\n- {notice}" for notice in manifest.notices) + "\n" * bool(manifest.notices),
        kind=_kind(manifest.settings),
        floor=_floor(manifest),
        cascade=_cascade(manifest),
        aim=_aim(manifest),
        versions="Made with " + ", ".join(f"{name} {version}" for name, version in manifest.versions.items()) + ".",
        tried=_tried(manifest.settings),
    )


def _what(manifest: Manifest) -> str:
    """Describe the predicted probabilities, in the taxonomy's words where the bundle carries it."""
    book = manifest.codebook or {}
    if not (book.get("question") and book.get("unit")):
        return (
            "A model that reads one paragraph of a human-rights report and gives, for each label, the probability "
            "that\nthe paragraph reports a violation of that right."
        )
    return f"A model that gives each label its probability. *{book['question']}* Read is: {book['unit']}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _figures(manifest: Manifest) -> str:
    rows = [
        (label.id, *_cells(manifest.metrics.labels[label.id]), f"{label.threshold:.2f}") for label in manifest.labels
    ]
    rows += [(f"{_ALL}, {kind}", *_cells(getattr(manifest.metrics, kind)), "") for kind in ("micro", "macro")]
    return _table(("label", "precision", "recall", "F1", "average precision", "paragraphs", "threshold"), rows)


def _calibration(metrics: Evaluation) -> str:
    reliability = metrics.reliability
    if not reliability:
        return ""
    columns = {"Brier score": "brier", "calibration error": "error"}
    if all(one.brier_before is not None for one in reliability.values()):
        columns |= {"Brier score before": "brier_before", "error before": "error_before"}
    rows = [(label, *(f"{getattr(one, name):.3f}" for name in columns.values())) for label, one in reliability.items()]
    return f"\nHow far the probabilities hold, 0 being best:\n\n{_table(('label', *columns), rows)}"


def _plain(manifest: Manifest) -> str:
    if manifest.plain is None:
        return ""
    rows = []
    for label, ours, plain in _pairs(manifest.metrics, manifest.plain):
        rows.append((label, *(str(f) for f in (ours.f1, plain.f1, ours.average_precision, plain.average_precision))))
    head = ("label", "F1", "plain F1", "average precision", "plain average precision")
    return f"\nBeside it, {manifest.plain.how}:\n\n{_table(head, rows)}"


def _pairs(ours: Evaluation, plain: Evaluation) -> list[tuple[str, Scores, Scores]]:
    pairs = [(label, scores, plain.labels[label]) for label, scores in ours.labels.items()]
    return [*pairs, (f"{_ALL}, macro", ours.macro, plain.macro)]


def _slices(metrics: Evaluation) -> str:
    if not metrics.slices:
        return ""
    rows = [
        (f"{part.by} {part.value}", str(part.rows), *(str(s.f1) for s in part.labels.values()), str(part.macro.f1))
        for part in metrics.slices
    ]
    head = ("part", "paragraphs", *(f"F1 {label}" for label in metrics.labels), "macro F1")
    return f"\n{_table(head, rows)}"


def _kind(settings: Settings) -> str:
    reads = ", and ".join(_READS[block] for block in settings.blocks if block in _READS).capitalize()
    return _KINDS[settings.kind].format(reads=reads, distilled=f"{settings.distilled:,}")


def _tried(settings: Settings) -> str:
    """List the candidate settings tried, with their scores."""
    if not settings.tried:
        return ""
    rows = [
        (
            ", ".join(each.blocks),
            f"{each.strength:g}",
            f"{each.average_precision:.3f}",
            f"{each.behind:.3f} ± {each.error:.3f}",
            str(each.chosen),
        )
        for each in settings.tried
    ]
    head = ("features", "strength", "average precision", "behind the best", "times chosen")
    return (
        f"\nFeatures and strength ({', '.join(settings.blocks)}; {settings.strength:g}) are the simplest that are not "
        "behind the best by more than a standard error. For the figures above each part's were chosen within the other "
        f"parts:\n\n{_table(head, rows)}"
    )


def _floor(manifest: Manifest) -> str:
    if manifest.settings.local:
        return "Every term of the texts is kept, names among them: this model stays on the machine that made it. "
    floor, public = manifest.settings.min_groups, _BACKGROUND if manifest.settings.background else ""
    return (
        f"A word or term counts only when {floor} or more countries (or reports) share it{public}. "
        if floor > 1
        else "The reports were too few to leave out terms that only one of them has: names may be among the terms. "
    )


def _aim(manifest: Manifest) -> str:
    goals = manifest.settings.goals
    if not goals:
        return "is the one of the highest F1"
    serves = f"serves its goal ({', '.join(f'{label}: {goal}' for label, goal in goals.items())})"
    return serves if len(goals) == len(manifest.labels) else f"{serves}, or is the one of the highest F1"


def _cascade(manifest: Manifest) -> str:
    card = manifest.cascade
    if card is None:
        return ""
    figures = (card.quick, card.everywhere, manifest.metrics)
    f1, area = (", ".join(str(getattr(each.macro, name)) for each in figures) for name in ("f1", "average_precision"))
    return (
        f"\nWhere this leaves a label in doubt, a sentence encoder reads the paragraph, {card.share:.0%} of the "
        "cross-validated ones, and both models' log-odds are added. The encoder is "
        f"{card.base}, fine-tuned on the same paragraphs, with {card.pieces:,} word pieces and its matrices as "
        "eight-bit integers. Macro F1 of the quick model alone, of both on every paragraph, and of both as they share "
        f"the work: {f1}; macro average precision: {area}.\n"
    )


def _cells(scores: Scores) -> tuple[str, ...]:
    figures = (scores.precision, scores.recall, scores.f1, scores.average_precision)
    return (*(str(figure) for figure in figures), f"{scores.support} of {scores.judged}")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
