"""Find a name, or initials, next to a family word: text that may name a child or family.

Nobody can tell a name from another word for certain, so what is found here is asked about and
never refused. Each word of the text becomes one letter that says what sort of word it is (`_SORTS`
below; "Mrs Plainley's baby" is "TN'c"), and the rules are patterns of those letters. A word with a
capital counts as a name unless `not_names` has it; at the start of a sentence a capital says
nothing, and the rules ask for more.
"""

import re
import unicodedata

from commands.not_names import NOT_NAMES

NAME = "name next to a family word"
INITIALS = "initials next to a family word"


def names_in(text: str) -> tuple[str, ...]:
    """Return the kinds (NAME, INITIALS) of what may name a child or family in the text."""
    sorts = _sorts(_plain(text))
    found = {
        NAME if re.search("[NSZWn]", match["who"]) else INITIALS
        for rule in _RULES
        for match in rule.finditer(sorts)
    }
    return tuple(kind for kind in (NAME, INITIALS) if kind in found)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    shown = "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
    return re.sub("[\u2018\u2019\u02bc`\u00b4]", "'", shown)


def _sorts(plain: str) -> str:
    """Return one letter for each word or mark of the text."""
    sorts: list[str] = []
    for token in _TOKEN.finditer(plain):
        if token.lastgroup == "word":
            sorts.append(_word(token[0], first=not sorts or sorts[-1] in ".:"))
        else:
            sorts.append(_MARKS[str(token.lastgroup)] or token[0])
    return "".join(sorts)


def _word(word: str, *, first: bool) -> str:
    small = word.lower()
    capital = word[0].isupper()
    if sort := _SORTS.get(small.replace("-", "")):
        return _WITH_CAPITAL.get(sort, sort) if capital else sort
    if len(word) == 1 and word not in "aI":
        return "L" if capital else "w"
    if not NOT_NAMES.isdisjoint(small.split("-")):
        return "W" if capital else "w"
    if not capital:
        return "n"
    if word.isupper():
        return "I" if len(word) == 2 else "Z"  # noqa: PLR2004 - two capitals are initials
    return "S" if first else "N"


# --- Sorts of words and marks ------------------------------------------------------------------

_KIN = """
mum mam mom mummy mother dad daddy father stepmum stepmother stepdad stepfather brother sister
stepbrother stepsister halfbrother halfsister sibling son daughter stepson stepdaughter twin nan
nana gran granny grandma grandmother grandad granddad grandfather grandparent aunt auntie aunty
uncle cousin niece nephew parent carer boyfriend girlfriend husband wife granddaughter grandson
"""
_CHILD = "child baby boy girl toddler infant newborn unborn pupil teenager yp lad kid"
_SEVERAL = """
mums dads mothers fathers parents carers brothers sisters siblings twins triplets grandparents aunts
uncles cousins nieces nephews
"""
_CHILDREN = "children kids boys girls sons daughters babies teenagers yps lads"
_ROUND_A_CHILD = (
    "elder eldest older oldest younger youngest maternal paternal birth foster little big own"
)
_BEFORE_A_NAME = """
met saw told phoned rang visited asked emailed texted contacted contact spoke by from for about that
when as while because if but or
"""
# What belongs to one child; and what may belong to anybody, and tells only after a whole name.
_ITS_OWN = "rhi rhis placement placements pep peps ehcp chronology birthday"
_ANYBODYS = (
    "plan plans case file record records visit visits review reviews assessment school address"
)
_AFTER_FAMILY = """
hub hubs court courts centre centres group groups support help worker workers working time model
team teams service services network networks
"""
# N a name, S one that begins a sentence, I initials, L one of them, Z longer capitals, n a word in
# small letters, W and w a word known to be no name; a capital makes a family word's letter big.
_SORTS = {
    word: sort
    for sort, words in {
        "T": "mr mrs ms miss mx",
        "k": _KIN,
        "c": _CHILD,
        "m": _SEVERAL,
        "p": _CHILDREN,
        "f": "family household",
        "g": "families households",
        "o": "of",
        "u": "to",
        "a": "and with",
        "h": "his her their",
        "t": "the",
        "d": "called named name names",
        "x": _ROUND_A_CHILD,
        "r": _BEFORE_A_NAME,
        "b": _ITS_OWN,
        "e": _ANYBODYS,
        "s": _AFTER_FAMILY,
    }.items()
    for word in words.split()
}
_WITH_CAPITAL = dict(zip("kcmpfgxes", "KCMPFGWWW", strict=True))
_MARKS = {
    "number": "0",
    "initials": "I",
    "own": "'",
    "end": ".",
    "mark": "",  # itself
    "its": "b",
    "Young": "C",
    "young": "c",
    "youngs": "p",
    "known": "d",
    "and_": "w",
}
_TOKEN = re.compile(
    r"""
    (?P<number>[^\W_]*-?\d(?:[\w.,/%-]*\w)?)
    |(?P<and_>[A-Z]&[A-Z]\b)
    |(?P<initials>\b[A-Z](?:\.[ -]?[A-Z])+\b\.?)
    |(?P<own>'[sS](?![^\W_])|(?<=[sS])'(?![^\W_]))
    |(?P<its>\b(?i:return\ (?:home\ )?interviews?
        |(?:care|child\ protection|child\ in\ need|cin|cp|pathway|safety)\ plans?
        |(?:cin|cla|cp|lac|looked\ after)\ reviews?|strategy\ (?:meeting|discussion)s?
        |social\ worker|case\ (?:files?|notes|records?))\b)
    |(?P<young>\b(?:young\ (?:person|man|woman|lady)|care\ leaver)\b)
    |(?P<Young>\b(?i:young\ (?:person|man|woman|lady)|care\ leaver)\b)
    |(?P<youngs>\b(?i:young\ (?:people|men|women|ladies)|care\ leavers)\b)
    |(?P<known>\b(?i:known\ as|name\ is|names\ are)\b)
    |(?P<word>[^\W\d_]+(?:-[^\W\d_]+|'(?![sS]\b)[^\W\d_]+)*)
    |(?P<end>[.!?;\n\u2022])
    |(?P<mark>[:,()/])
    """,
    re.VERBOSE,
)

# --- Rules -------------------------------------------------------------------------------------
# Above each rule, what it is for.

_TITLED = "T[NSZWLI]{1,3}"
_WHO = f"(?P<who>{_TITLED}|[NSZ][NL]{{0,2}}|L{{1,3}}|I)"
_FULL = f"{_TITLED}|[NS][NL]{{1,2}}|L{{2,3}}|I"  # more than one word, or initials
_WHOLE = f"(?P<who>{_FULL})"
_WITHIN = f"(?P<who>{_TITLED}|N[NL]{{0,2}}|L{{1,3}}|I)"  # not at the start of a sentence
_NO_TITLE_GOES_ON = r"(?![NWTKCMPFGIZLbt])"

_RULES = tuple(
    re.compile(rule)
    for rule in (
        # Kai's older brother; J.B.'s mother
        f"{_WHO}'x?(?:[kKcCmMpP]|[fF](?![sW]))",
        # Ruby's child protection plan; Jayden Testname's plan
        f"{_WHO}'x?b",
        f"{_WHOLE}'x?e",
        # jayden's mum; mum of jayden
        "(?:^|[.:,(ruoad/])(?P<who>n)'x?[km]",
        "[kK]o(?P<who>n)",
        "/(?P<who>n)w?k",  # in a file's name
        # sibling of Tom; mother to Ruby; family of T.R.; families of Hove needs more
        f"(?:[kKcCmMfF]o|[kK]u){_WHO}",
        f"[pPgG]o{_WHOLE}",
        # the boy Kai; mum (Leanne); father, Marlon Testname, was; twins Ana and Mia
        rf"[kcmf]\(?{_WITHIN}",
        rf"[kc],(?P<who>{_FULL}|N(?=[,).]|$))",
        rf"p\(?(?P<who>{_TITLED}|I|L[a,]L|N[NL]*[a,]N)",
        # Mum Leanne said; but not Child Poverty Strategy and not Mum Said The Plan
        rf"[KC]\(?(?P<who>{_TITLED}|I|L{{1,3}}|(?<=\()N|N{_NO_TITLE_GOES_ON}|NN(?=['wnr]))",
        rf"[FMP]\(?(?P<who>{_TITLED}|I)",
        # Mother: Leanne Plainley; Family R
        r"(?:^|[.])[KCF]:(?P<who>SN{0,2}|L[.][NS]|[IL])(?=[.,(]|$)",
        "F(?P<who>L)",
        # mum's partner Dave
        "[kK]'x?[wn](?P<who>N)",
        # a girl called Ruby; Child's name: Ruby
        f"[kKcCmMpPfFgG]'?[,(]?d:?{_WHO}",
        # the Plainley children; visited Plainley family; kai B mum
        "t(?P<who>N{1,2}|L)(?:[mMpPcC]|[fF](?![sW]))",
        "(?P<who>N{1,2}L?)(?:[kK]|[fF](?![sW]))",
        "(?P<who>[NS]L|I|LL)(?:[kKmM]|[fF](?![sW]))",
        # Leanne (mum); Leanne, his mum; Ms Sampleton, mother of two; Ruby and her mum
        rf"{_WHO}\([ht]?x?[kKcC]\)",
        rf"{_WITHIN}\([ht]?x?[kKcCmM]",
        f"{_WITHIN},hx?[kKcCmMpP]",
        f"{_WHOLE},t?x?k",
        f"{_WHO}a(?:hx?[kKcCmMpP]|k)",
        # Ruby lives with her nan
        "(?P<who>[NS])[wn]{1,3}ahx?k",
    )
)
