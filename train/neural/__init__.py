"""Fine-tuning a sentence encoder, and what becomes of it; needs what ``make encoder`` installs."""

from rightstag.train.neural.cascade import build_cascade
from rightstag.train.neural.finetune import Recipe
from rightstag.train.neural.prune_tokenizer import texts_by_country

__all__ = ["Recipe", "build_cascade", "texts_by_country"]
