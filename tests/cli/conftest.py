"""What the commands are tried on."""

from toy_annotation import annotation, draft, exported, fake_bundle, region, taxonomy  # noqa: F401 - fixtures
from toy_tagging import bundle, paragraphs, report, tagged  # noqa: F401 - fixtures
from toy_training import dataset, labelled, told  # noqa: F401 - fixtures
