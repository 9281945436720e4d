"""English function words, which are never marked as evidence: they stand in every paragraph."""

_WORDS = """
a about above after again against all also am among an and another any are as at be because been before being below
between both but by can could did do does doing down during each either else ever every few for from further had has
have having he her here hers herself him himself his how however i if in into is it its itself just least less many may
me might mine more most much must my myself neither no nor not now of off on once one only onto or other others ought
our ours ourselves out over own per quite rather same shall she should since so some such than that the their theirs
them themselves then there therefore these they this those though through thus to too toward towards under until up upon
us very was we were what when where whether which while who whom whose why will with within without would yet you your
yours yourself yourselves
"""

STOP_WORDS = frozenset(_WORDS.split())
