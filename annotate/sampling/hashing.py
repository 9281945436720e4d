"""Deterministic sampling: each id hashes to a number in [0, 1), so a draw does not depend on order or on other ids."""

import hashlib


def hash_fraction(seed: int, purpose: str, identity: str) -> float:
    """Hash an id to a number in [0, 1), uniformly; other purposes and seeds give independent numbers.

    Examples
    --------
    >>> round(hash_fraction(0, "overlap", "p-1"), 3)
    0.361
    """
    digest = hashlib.sha256(f"{seed}\x1f{purpose}\x1f{identity}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48
