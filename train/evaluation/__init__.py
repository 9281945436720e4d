"""Judge models: figures, comparisons, splits, learning curves and label errors."""

from rightstag.train.evaluation.evaluate import evaluate
from rightstag.train.evaluation.model_comparison import compare_models, compare_retrained, regressions
from rightstag.train.evaluation.records import EvaluationReport
from rightstag.train.evaluation.split_comparison import compare_splits

__all__ = [
    "EvaluationReport",
    "compare_models",
    "compare_retrained",
    "compare_splits",
    "evaluate",
    "regressions",
]
