"""Find, remove or refuse text that could identify a child.

Loads, logs and replies all pass through here. Where each format comes from:

- NHS number: NHS Data Dictionary, "NHS NUMBER": ten digits, the last a modulus 11 check digit,
  shown 3-3-4. Research and test ranges (999 ...) pass the same check.
- Unique pupil number: Department for Education, "Unique pupil numbers: a guide for schools and
  local authorities": check letter, 3-digit authority, 4-digit school, 2-digit year, serial.
- National Insurance number: HMRC National Insurance Manual NIM39110.
- Postcode: Royal Mail's format as in the government's bulk data transfer pattern, with Royal
  Mail's list of postcode areas.
- Phone number: Ofcom, National Telephone Numbering Plan: 01, 02, 03 and 07 numbers.
- Court reference: HMCTS, as at the head of Family Court judgments: the court's two letters, year,
  a letter for the kind of case, five digits; and the 16 digits of its online cases, which begin
  with a Unix time and end in a Luhn check digit.
- Case number: five digits or more after "case", "person" or the name of a recording system. What
  a council's own system writes without such a word is for the council to say: `own`.

A number that people label ("NHS number: ...") needs only the shape: a slip of the finger does not
make it safe to keep. A number without a label must also pass the check that its issuer gave it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from commands import family_words
from storage.errors import OfstedError


@dataclass(frozen=True, slots=True)
class Finding:
    """Text that could identify a child: what kind it is, and where (`text[start:end]`)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Look:
    """What a text needs before it is kept: to be refused (`block`), or a person's word (`ask`).

    `kinds` says why, each once and never the value. What is blocked is not asked about as well.
    """

    block: bool
    ask: bool
    kinds: tuple[str, ...]


class HoldsIdentifier(OfstedError):
    """Text that could identify a child was given; `kinds` says what sort, never the value."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        super().__init__(
            f"That holds what looks like text that could identify a child ({', '.join(kinds)}), "
            "so it was not kept. Please ask again without it. If it was sent to a channel, delete "
            "the message and tell the data protection team."
        )
        self.kinds = kinds


def look(text: str, own: re.Pattern[str] | None = None) -> Look:
    """Say whether a text, or a file's name, can be kept as it is.

    `own` is the council's own pattern for case numbers (`case_number_pattern.read_pattern`).
    """
    found, names = find(text, own), dict[str, None]()
    for reading in (text, *(reading for reading, _ in _unquoted(text))):
        words = _FILE_NAME.sub(_opened, reading)
        found += _as_written(words, own) if words != reading else ()
        names |= dict.fromkeys(family_words.names_in(words))
    if found:
        return Look(block=True, ask=False, kinds=_kinds(found))
    return Look(block=False, ask=bool(names), kinds=tuple(names))


def find(text: str, own: re.Pattern[str] | None = None) -> list[Finding]:
    """Return what could identify a child in the text, in order; overlapping findings are merged.

    What stands in a link as "%20" or "+" is read too, and found where it is written. A merged
    finding takes the kind that stands first in `_RULES`. `own` adds the council's own pattern for
    case numbers.
    """
    found = _as_written(text, own)
    for reading, places in _unquoted(text):
        found += [
            replace(one, start=places[one.start], end=places[one.end])
            for one in _as_written(reading, own)
        ]
    return _merged(sorted(found, key=lambda one: (one.start, one.end)))


def _as_written(text: str, own: re.Pattern[str] | None) -> list[Finding]:
    plain = _ODD.sub(lambda odd: odd[0].translate(_FOLD), text)
    if _WORTH_A_LOOK.search(plain) is None:
        return []
    hits = _hits(plain)
    if own is not None:
        hits += [
            (*match.span(), "case number") for match in own.finditer(plain) if _has_digit(match[0])
        ]
    if not hits:
        return []
    # One character may fold into none or several: each folded one keeps the place it came from.
    came_from = [i for i, letter in enumerate(text) for _ in _FOLD[ord(letter)]]
    return [Finding(kind, came_from[start], came_from[end - 1] + 1) for start, end, kind in hits]


def scrub(text: str, own: re.Pattern[str] | None = None) -> str:
    """Return the text with each finding replaced by words such as "[NHS number removed]".

    What comes out holds no finding, so scrubbing it again changes nothing.
    """
    # Taking one finding out can lay bare another, so look again. This ends: a finding always
    # holds a digit, an "@", a "%" or a month, and what replaces it holds none of them.
    while findings := find(text, own):
        for finding in reversed(findings):
            text = f"{text[: finding.start]}[{finding.kind} removed]{text[finding.end :]}"
    return text


def refuse(text: str, own: re.Pattern[str] | None = None) -> None:
    """Raise HoldsIdentifier, naming each kind once, if the text could identify a child."""
    if findings := find(text, own):
        raise HoldsIdentifier(_kinds(findings))


def _kinds(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.kind for finding in findings))


def _hits(plain: str) -> list[tuple[int, int, str]]:
    small = plain.lower()
    signs = {sign for sign in _SIGNS if sign.search(small)}
    return [
        (*match.span("value"), rule.kind)
        for rule in _RULES
        if rule.sign in signs
        for match in rule.pattern.finditer(small)
        if rule.passes(plain[slice(*match.span("value"))])
    ]


def _merged(found: list[Finding]) -> list[Finding]:
    merged = found[:1]
    for one in found[1:]:
        last = merged[-1]
        if one.start < last.end:
            kind = min(last.kind, one.kind, key=_SUREST.index)
            merged[-1] = Finding(kind, last.start, max(one.end, last.end))
        else:
            merged.append(one)
    return merged


# --- File names ------------------------------------------------------------------------------

_ENDING = (
    r"\.(?:csv|docx?|eml|gif|heic|html?|jpe?g|m4a|mp4|msg|od[st]|pdf|png|pptx?|rtf|tiff?|txt|wav"
    r"|xls[mx]?|zip)"
)
_FILE_NAME = re.compile(
    rf"\A[^\n]{{1,200}}{_ENDING}\Z|(?<![\w.\-])[\w.\-]{{1,200}}{_ENDING}(?![\w\-])|(?<!\w)[^\W_]++_\w+",
    re.IGNORECASE,
)


def _opened(name: re.Match[str]) -> str:
    """Write a file's name as words; after "/" a capital is no sentence's beginning."""
    return "/" + re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"[_.\-]+", " ", name[0]))


# --- Links -----------------------------------------------------------------------------------

_MOST_READINGS = 3  # what was quoted twice, and a "+" that was quoted; more would take long
# One letter in UTF-8, quoted (RFC 3986, section 2.1); and a space as forms write it in a link.
_QUOTED = re.compile(
    r"%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]"
    r"|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}",
    re.IGNORECASE,
)
_PLUS = re.compile(r"\w://[^\s<>|]+")


def _unquoted(text: str) -> Iterator[tuple[str, list[int]]]:
    """Yield the text as its links are meant, with each letter's place in it and the end's."""
    places = list[int]()
    for _ in range(_MOST_READINGS):
        spaced = _PLUS.sub(lambda link: link[0].replace("+", " "), text)
        pieces, starts, last = list[str](), list[int](), 0
        for quoted in _QUOTED.finditer(spaced):
            letters = unquote(quoted[0])
            pieces += spaced[last : quoted.start()], letters
            starts += [*range(last, quoted.start()), *[quoted.start()] * len(letters)]
            last = quoted.end()
        if not pieces and spaced == text:
            return
        starts += range(last, len(text) + 1)
        text = "".join((*pieces, spaced[last:]))
        places = [places[start] for start in starts] if places else starts
        yield text, places


# --- Tricks of Unicode -------------------------------------------------------------------------

_ODD = re.compile(r"[^\t\n\r -~]+")
_WORTH_A_LOOK = re.compile(r"[0-9@]|born|birth|d[./ ]?o[./ ]?b", re.IGNORECASE)
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0")  # Hangul fillers: letters that show nothing
_REMEMBERED = 4096


class _Fold(dict[int, str]):
    """What a reader sees in a character: full-width 9 is 9, a zero-width space is nothing.

    Capitals outside ASCII become small here, so that `str.lower` later moves no character.
    """

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if len(self) < _REMEMBERED:  # a file full of rare characters must not fill the memory
            self[code] = folded
        return folded


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me"} or character in _INVISIBLE:
        return ""
    if category == "Cc":
        return character if character.isspace() else ""
    if category == "Zs" or character == "\N{BRAILLE PATTERN BLANK}":
        return " "
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if character.isascii():
        return character
    return unicodedata.normalize("NFKC", character).lower()


_FOLD = _Fold()


# --- Checks that need more than a pattern ------------------------------------------------------


def _is_nhs_number(value: str) -> bool:
    from stdnum.gb import nhs  # noqa: PLC0415 - slow to load, rarely needed

    return bool(nhs.is_valid(re.sub(r"\D", "", value)))


def _is_pupil_number(value: str) -> bool:
    # Not stdnum's is_valid: its list of authorities ends in 2011, before Dorset, Cumberland and
    # others began, whose pupils would slip through. The check letter is enough.
    from stdnum.gb import upn  # noqa: PLC0415 - slow to load, rarely needed

    number = re.sub(r"[ -]", "", value).upper()
    return bool(upn.calc_check_digit(number[1:]) == number[0])


def _is_no_date_and_article(value: str) -> bool:
    # "On 12 11 20 a meeting ..."
    return re.match(r"(?:[Aa][mst]|[Bb]y|[Oo][nr]|[Pp]m|[Rr]e)[ -]", value) is None


def _is_court_number(value: str) -> bool:
    from stdnum import luhn  # noqa: PLC0415 - rarely needed

    return bool(luhn.is_valid(re.sub(r"\D", "", value)))


def _is_no_day(value: str) -> bool:
    # A system's export has its day in its name: "Eclipse_20210913.csv".
    return re.fullmatch(r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", value) is None


def _has_digit(value: str) -> bool:
    return re.search(r"\d", value) is not None


def _is_no_ordinal(value: str) -> bool:
    # "E1 2nd review", "S47 3yr olds": in small letters and after a gap
    return re.search(r"[ +\-](?:1st|2nd|3rd|\dth|\d[hy]r)$", value) is None


# --- The table ---------------------------------------------------------------------------------
# The patterns read text in small letters.

_START = r"(?<![a-z0-9])"
_END = r"(?![a-z0-9])"
# Not the decimals of 0.9434765870, nor the whole part of Slack's time stamp 1631520000.000200.
_NUMBER_START = rf"{_START}(?<!\d[.,])"
_NUMBER_END = r"(?![a-z0-9]|\.\d)"
_SPACED = r"[ .\-]{0,3}"

# What stands before is looked at after the first digit: the engine then skips from digit to digit.
_NHS_START = r"\d(?:(?<![a-z0-9]\d)(?<!\d[.,]\d)|(?<=nhs\d))"
_NHS = rf"{_NHS_START}\d\d{_SPACED}\d{{3}}{_SPACED}\d{{4}}"
_UPN = r"[a-hj-np-rt-z][ \-]?\d{3}[ \-]?\d{4}[ \-]?\d{2}[ \-]?\d{2}[0-9a-hj-np-rt-z]"

# NIM39110: D, F, I, Q, U and V are in no prefix, O is never second, some pairs are not given out.
_NI_PREFIX = r"(?!bg|gb|kn|nk|nt|tn|zz)[abceghj-prstw-z][abceghj-nprstw-z]"
_NI = rf"{_NI_PREFIX}(?: ?\d{{6}} ?|(?P<gap>[ \-])\d\d(?P=gap)\d\d(?P=gap)\d\d[ \-]?)[a-d]"

_PHONE = (
    r"(?:(?:\+|00)44[ .\-]{0,2}(?:\(0\)|0)?[ .\-]{0,2}[1237](?:[ ().\-]{0,3}\d){8,9}"
    r"|\(?0[1237]\d(?:[ ().\-]{0,3}\d){8}"
    r"|07 \d{3} \d{3} \d{3}"
    r"|\(?01\d{3}\)?[ .\-]\d{5})"  # some areas have numbers of ten digits
)

_AREA = (
    "(?:a[bl]|b[abdfhlnrstx]?|c[abfhmortvw]|d[adeghlnty]|e[chnx]?|f[ky]|g[luy]?|h[adgprsux]|"
    "i[gmpv]|je|k[atwy]|l[adelnsu]?|m[ekl]?|n[egnprw]?|o[lx]|p[aehlor]|r[ghm]|s[aegklmnoprstwy]?|"
    "t[adfnqrsw]|ub|w[acdfnrsv]?|yo|ze)"
)
_INWARD = r"\d[abd-hjlnp-uw-z]{2}"
_POSTCODE = rf"{_AREA}\d[0-9a-hjkmnpr-y]?(?:%20|[ +\-]){{0,2}}{_INWARD}"  # links have "+" or "%20"

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?|[a-z\-]{3,14}(?:st|nd|rd|th))"
_YEAR = r"(?:\d{4}|'?\d{2})"
_DATE = (
    rf"(?<![a-z0-9])(?:\d{{4}}[\-/.]\d{{1,2}}[\-/.]\d{{1,2}}"
    rf"|\d{{1,2}}[\-/. ]\d{{1,2}}[\-/. ]{_YEAR}|\d{{8}}|\d{{6}}"
    rf"|{_DAY}[ \-]?(?:of )?{_MONTH}(?:[ ,.\-]{{0,2}}{_YEAR})?"
    rf"|{_MONTH}[ \-]?(?:the )?{_DAY}(?:[ ,]{{0,2}}{_YEAR})?)(?!\d)"
)
_DATES = rf"{_DATE}(?:(?:[,;&\s]|\band\b){{1,4}}{_DATE})*"
# "Born before 1 September 2015" is about a year group, not about a child.
_BIRTH = (
    r"(?<![a-z])(?:d[./]?o[./]?bs?\.?|d o b|dates?[ _\-]?of[ _\-]?birth(?! removed\])"
    r"|birth[ _\-]?date|birthday|born(?! (?:before|after|since|between)))(?![a-z])"
)

# "Case number 123" is one; "in case no 2021 figure comes", "case numbers 2020-21" are not: a
# "no" without a mark, a plural or a bare "case" needs five digits.
_CASE_WORD = (
    r"(?:[\s_\-]{0,2}(?:file|ref(?:erence)?))?"
    r"[\s_\-]{0,2}(?:number|num|ref(?:erence)?|id|no(?=\s*[.:#=]))"
)
_CASE_WORDS = r"(?:[\s_\-]{0,2}(?:files?|numbers?|nos?|ref(?:erence)?s?|ids?)){0,2}"
_CASE_MARK = r"[\"'\s:=#._(\-]{0,4}(?:is\s)?"


_REFERENCE = r"(?=(?:[a-z/_\-]{0,9}\d){3})[a-z0-9]+(?:[/_\-][a-z0-9]+)*"
_SYSTEM = r"(?<![a-z])(?:eclipse|mosaic|liquid ?logic|lcs|persons?)"
_SYSTEM_WORDS = (
    r"(?:[\s_\-]{0,2}(?:persons?|cases?|child|client|record|system|under|as"
    r"|files?|numbers?|nos?|ref(?:erence)?s?|ids?)(?![a-z])){0,3}"
)
# "Eclipse 12500 records" is a count.
_SYSTEM_NUMBER = (
    r"(?!\d{5} (?:cases|children|documents|files|forms|people|records|staff|users))"
    r"[a-z]{0,3}[/\-]?\d{5,10}"
)
# "In 20 a 12345" is no court's.
_COURT = (
    r"(?!(?:a[mst]|b[ey]|i[fnst]|no|o[fnr]|pm|re|so|to|up|we)[ ])"
    r"[a-z]{2}[ /\-]?\d\d[ /\-]?[a-z][ /\-]?\d{5}"
)
_COURT_ONLINE = r"1[5-9]\d\d(?P<gap>[ \-])\d{4}(?P=gap)\d{4}(?P=gap)\d{4}"


def _after(label: str, value: str) -> str:
    """Return a pattern for the value soon after its label, in the same sentence."""
    gap = r"(?![a-z]| removed\])(?:[^.!?;\n]|\.(?!\s)){0,20}?"
    return rf"{_START}{label}{gap}{_START}(?P<value>{value}){_END}"


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    sign: re.Pattern[str]
    pattern: re.Pattern[str]
    passes: Callable[[str], bool]


def _rule(kind: str, sign: str, pattern: str, passes: Callable[[str], bool] = bool) -> _Rule:
    """Make one way of writing a kind; a kind may have several.

    Without the `sign` the text is not searched for the slower `pattern`; the group "value" is
    what is removed; `passes` sees it as it was written. Where findings overlap, the rule that
    stands first names them.
    """
    return _Rule(kind, re.compile(sign), re.compile(pattern), passes)


# Signs that several rules share are looked for once.
_BIRTH_SIGN = r"born|birth|dob|d\.o|d/o|d o b"
_CASE_SIGN = r"case[\s\S]{0,20}?\d"
_SYSTEM_SIGN = r"person|eclipse|mosaic|liquid|lcs"
_TEN_DIGITS = r"\d(?<!\d\d)(?:[ ().+\-]{0,3}+\d){9}"

_RULES = (
    _rule(
        "NHS number",
        _TEN_DIGITS,
        rf"(?P<value>{_NHS}){_NUMBER_END}",
        _is_nhs_number,
    ),
    _rule(
        "NHS number",
        "nhs",
        _after(r"nhs[ _\-]?(?:numbers?|num|nos?|id|#)\.?", rf"\d(?:{_SPACED}\d){{9}}"),
    ),
    _rule(
        "unique pupil number",
        _TEN_DIGITS,
        rf"{_START}(?P<value>{_UPN}){_END}",
        _is_pupil_number,
    ),
    _rule(
        "unique pupil number",
        "upn|unique pupil",
        _after(r"(?:upns?|unique pupil (?:numbers?|no))", _UPN),
    ),
    _rule(
        "National Insurance number",
        r"\d\d[ \-]?\d\d[ \-]?\d\d[ \-]?[a-d]",
        rf"{_START}(?P<value>{_NI}){_END}",
        _is_no_date_and_article,
    ),
    _rule(
        "National Insurance number",
        "nino|ni n|national ins",
        _after(
            r"(?:national insurance(?: number| no)?|nino|ni (?:number|no))",
            r"[a-z]{2}(?:[ .\-]?\d){6}(?:[ .\-]?[a-d])?",
        ),
    ),
    _rule("email address", "<mailto:", r"(?P<value><mailto:[^<>@]*+@[^<>]*+>)"),
    _rule(
        "email address",
        "@",
        r"(?<![\w.%+'\-])(?P<value>[\w.%+'\-]++@(?:[\w\-]++\.)+[^\W\d_][\w\-]+)",
    ),
    _rule("phone number", "<tel:", r"(?P<value><tel:[^<>\d]*+\d[^<>]*+>)"),
    _rule("phone number", _TEN_DIGITS, rf"{_NUMBER_START}(?P<value>{_PHONE}){_NUMBER_END}"),
    _rule(
        "date of birth",
        _BIRTH_SIGN,
        rf"{_BIRTH}(?:[^.!?;]|\.(?!\s)){{0,24}}?(?P<value>{_DATES})",
    ),
    _rule(
        "date of birth",
        _BIRTH_SIGN,
        rf"(?P<value>{_DATE})[^\d.!?;\n]{{0,20}}?{_BIRTH}",
    ),
    _rule(
        "full postcode",
        rf"{_INWARD}{_END}",
        rf"{_START}(?P<value>{_POSTCODE}){_END}",
        _is_no_ordinal,
    ),
    _rule(
        "court reference", r"\d\d[ /\-]?[a-z][ /\-]?\d{5}", rf"{_START}(?P<value>{_COURT}){_END}"
    ),
    _rule(
        "court reference",
        _TEN_DIGITS,
        rf"{_NUMBER_START}(?P<value>{_COURT_ONLINE}){_NUMBER_END}",
        _is_court_number,
    ),
    _rule(
        "court reference",
        r"court|familyman|hmcts",
        rf"(?<![a-z])(?:court|familyman|hmcts)(?:[\s_\-]{{0,2}}case)?{_CASE_WORD}{_CASE_MARK}"
        rf"(?P<value>{_REFERENCE})",
    ),
    _rule(
        "case number",
        _CASE_SIGN,
        rf"(?<![a-z])case{_CASE_WORD}{_CASE_MARK}"
        rf"(?P<value>{_REFERENCE})",
    ),
    _rule(
        "case number",
        _CASE_SIGN,
        rf"(?<![a-z])cases?{_CASE_WORDS}{_CASE_MARK}"
        rf"(?P<value>[a-z]{{0,3}}[/\-]?\d{{5,}}){_END}",
    ),
    _rule(
        "case number",
        _SYSTEM_SIGN,
        rf"{_SYSTEM}{_SYSTEM_WORDS}{_CASE_MARK}(?P<value>{_SYSTEM_NUMBER}){_END}",
        _is_no_day,
    ),
)
_SUREST = list(dict.fromkeys(rule.kind for rule in _RULES))
_SIGNS = frozenset(rule.sign for rule in _RULES)
