"""English function words, which say nothing of what a text is about."""

_WORDS = """
    a about above across after afterwards again against all almost along already also although always am among
    amongst an and another any anyone anything are aren't around as at be became because become becomes been
    before beforehand behind being below beside besides between beyond both but by can can't cannot could
    couldn't did didn't do does doesn't doing don't done down due during each either else elsewhere enough etc
    even ever every everyone everything except few for former formerly from further had hadn't has hasn't have
    haven't having he hence her here hers herself him himself his how however i ie if in indeed instead into
    is isn't it it's its itself just least less made many may me meanwhile might mine more moreover most
    mostly much must mustn't my myself namely neither never nevertheless next no nobody none nor not nothing
    now nowhere of off often on once one only onto or other others otherwise our ours ourselves out over own
    part per perhaps please rather re same several she should shouldn't since so some someone something
    sometimes somewhere still such than that that's the their theirs them themselves then thence there there's
    thereafter thereby therefore therein thereof these they this those though through throughout thus to
    together too toward towards under until up upon us very via was wasn't we well were weren't what whatever
    when whence whenever where whereas whereby wherein whereupon wherever whether which while whither who
    whoever whole whom whose why will with within without won't would wouldn't yet you your yours yourself
    yourselves
"""
STOP_WORDS = frozenset(_WORDS.split())
