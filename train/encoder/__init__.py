"""Fine-tuning a sentence encoder, and what becomes of it; needs what ``make encoder`` installs."""

from train.encoder.build import build_cascade
from train.encoder.finetune import Recipe
from train.encoder.vocabulary import read_texts

__all__ = ["Recipe", "build_cascade", "read_texts"]
