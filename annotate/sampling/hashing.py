"""Lots that look random and depend on nothing but their names: what else is drawn, or in which order, is the same."""

import hashlib


def lot(seed: int, purpose: str, identity: str) -> float:
    """Return a number in [0, 1), evenly spread over identities; other purposes and seeds give unrelated ones.

    Examples
    --------
    >>> round(lot(0, "overlap", "p-1"), 3)
    0.361
    """
    digest = hashlib.sha256(f"{seed}\x1f{purpose}\x1f{identity}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48
