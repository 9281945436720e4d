"""Read reports and records, in partitions."""

from rightstag.tag.inputs.partitions import Partition, expand_inputs, partitions, read_partition
from rightstag.tag.inputs.unique_ids import UniqueIds, read_inputs

__all__ = ["Partition", "UniqueIds", "expand_inputs", "partitions", "read_inputs", "read_partition"]
