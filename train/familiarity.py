"""Threshold of familiarity: the share of known words below which a paragraph is left to people."""

import numpy as np

from rightstag.models.familiarity import FAMILIAR
from rightstag.models.linear.features import fit_tfidf
from rightstag.train.cross_validation import OutOfFoldPredictions

#: Share of the held-out paragraphs that may be left to people for their words.
LEFT = 0.01
#: Of a text in another language a model may know names and loan words: less than this is never enough.
FEWEST = 0.4


def familiar_share(out_of_fold: OutOfFoldPredictions) -> float:
    """Return the share of known words that all but a few held-out paragraphs reach, in [`FEWEST`, `FAMILIAR`].

    Models of few paragraphs know fewer words of the next one, although it is of the same kind.
    """
    words = next(counts for counts in out_of_fold.counts if counts.name == "words")
    single = np.array([" " not in term for term in words.terms], dtype=bool)
    shares = []
    for fold in range(out_of_fold.folds.count):
        train, test = out_of_fold.folds.train(fold), out_of_fold.folds.test(fold)
        encoder = fit_tfidf((words,), train, out_of_fold.data.groups, min_groups=out_of_fold.min_groups)
        known = np.zeros(len(single), dtype=bool)
        for columns in encoder.columns:
            known[columns] = single[columns]
        counted = words.matrix[test]
        shares.append(np.asarray((counted @ known) / np.maximum(counted @ single, 1)))
    return float(np.clip(np.round(np.quantile(np.concatenate(shares), LEFT), 2), FEWEST, FAMILIAR))
