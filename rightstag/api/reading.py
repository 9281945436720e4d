"""Read reports."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from rightstag.api.frames import paragraphs_frame
from rightstag.reports import Paragraph
from rightstag.reports.read_reports import read_report
from rightstag.tag import read_inputs


def ingest(path: str | Path) -> list[Paragraph]:
    r"""Cut a report into paragraphs.

    Parameters
    ----------
    path
        A web page, PDF, DistinctiveWord file, Markdown or plain text.

    Returns
    -------
    list of Paragraph
        All that the report holds, in reading order; ``kind`` tells paragraphs, bullets and recommendations, which are
        tagged, from headings, footnotes and furniture, which are kept so that nothing is lost.

    Raises
    ------
    RightsTagError
        There is no such file, or it cannot be read.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> report = pathlib.Path(tempfile.mkdtemp()) / "averland-2023.txt"
    >>> _ = report.write_text("Freedom of assembly\n\nPolice in Sel dispersed a rally of teachers on 4 May.\n")
    >>> [(p.kind, p.text) for p in ingest(report)][-1]
    ('paragraph', 'Police in Sel dispersed a rally of teachers on 4 May.')
    """
    return read_report(Path(path))


def paragraphs(paths: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """Cut reports into one table of paragraphs.

    Parameters
    ----------
    paths
        Reports, files of paragraphs (JSON Lines, Parquet), folders of either; one of them or several.

    Returns
    -------
    pandas.DataFrame
        A row per paragraph, of all kinds, with the facts of its report.

    Raises
    ------
    RightsTagError
        One of them is missing or cannot be read.
    """
    return paragraphs_frame(read_inputs(map(Path, [paths] if isinstance(paths, str | Path) else paths)))
