"""The cleaning that training and serving share, so that the two cannot drift apart.

Out go home-page and e-mail addresses, HTML tags and entities, control and zero-width characters,
emoji and decoration, and a full stop at the end; repeated punctuation and laughter become one
sign. What carries meaning stays: digits, units, `%`, minus signs, decimal points, thousands
separators, `? !`, currency and mathematical signs, Latin words, Hanja.

Cleaning twice changes nothing; any string is accepted; time is linear in its length. Each step
leaves nothing behind that an earlier one would take: what is taken out in the middle of a text
becomes a space, and quantifiers never give back (`++`), so no step reads a character many times.

But: it corrects no spelling and no spacing, folds no case, and knows nothing of tokens.
"""

import html
import html.entities
import re
import unicodedata
from functools import lru_cache

import regex

# Characters that cannot be seen, Hangul fillers and variation selectors among them; not white
# space. Unassigned and private characters and halves of surrogate pairs are in \p{C} too.
INVISIBLE = regex.compile(
    r"[[\p{C}--\p{White_Space}]\p{Variation_Selector}\p{Default_Ignorable_Code_Point}\u20E3]+",
    regex.V1,
)
# More accents on one letter than any language needs; ordering them is quadratic, too.
ACCENTS = regex.compile(r"(\p{M}{4})\p{M}++")
# &amp;lt; is what a text looks like that was escaped twice.
ENTITY = regex.compile(
    r"&(?:(?:amp|#0{0,5}38|#x0{0,5}26);(?=[#a-z0-9]{2,32};))*+"
    r"(#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});",
    regex.IGNORECASE,
)
# Decoded, these could be read as a part of yet another entity; nobody escapes them.
ENTITY_PARTS = frozenset("#;0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
# Only elements that HTML has: <기생충> and <Parasite> are titles.
TAG_NAMES = frozenset(
    """a abbr address article aside audio b big blockquote body br button canvas caption center
    cite code col dd del div dl dt em embed fieldset figcaption figure font footer form frame
    frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link
    main map mark meta nav noscript object ol option p param pre q s script section select small
    source span strike strong style sub sup svg table tbody td textarea tfoot th thead time title
    tr tt u ul video wbr""".split()
)
# A tag or a comment; or the sign that begins one without an end: it alone goes, the rest is text.
TAG = re.compile(
    rf"<(?=[!/a-z])(?=!|/?(?:{'|'.join(sorted(TAG_NAMES))})(?![a-z0-9]))(?:[^<>]*+>)?+",
    re.IGNORECASE | re.ASCII,
)
REPEATED = regex.compile(r"([,~;:'\"=·ㅋㅎㅠㅜㅡ-])\1++")
DOTS = regex.compile(r"[.…]{2,}")
ASKS = regex.compile(r"[?!]{2,}")
# Of an address written in ASCII; Korean particles follow it without a space.
ADDRESS_SIGNS = r"[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]"
ADDRESS = regex.compile(
    rf"(?<![A-Za-z0-9])(?:(?:https?|ftp)://|www\.){ADDRESS_SIGNS}++", regex.IGNORECASE
)
EMAIL = regex.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@(?:[A-Za-z0-9-]++\.)++[A-Za-z0-9-]*+"
)
# A host name without a scheme, by its lower-case ending: ASP.NET and Node.js are no addresses.
HOST = regex.compile(
    rf"(?<![A-Za-z0-9.-])[A-Za-z0-9-]++\.[A-Za-z0-9.-]++(?:(?::[0-9]++)?+/{ADDRESS_SIGNS}*+)?+"
)
HOST_ENDINGS = frozenset({"com", "net", "org", "edu", "gov", "info", "biz", "io", "kr", "jp", "cn"})
# Kept of the symbols: units (℃ № ㎏ ㎡ ㏄ ...). A sign such as # counts as decoration unless it
# follows a Latin letter or a digit: C#, 3*4, a_b.
DECORATION = regex.compile(
    r"[\p{So}--[°℃℉№\u3371-\u33DF]]|[\p{Emoji_Modifier}•‣※†‡⁂]|(?<![A-Za-z0-9])[\*_\#\|\\\^`@]",
    regex.V1,
)
FULL_STOPS = ".。．｡"
LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}]")


def clean(text: str) -> str:
    """The text as the model reads it.

    Args:
        text: Any string at all.

    Returns:
        One line in Unicode NFC, without blanks and full stops at its end; empty when no letter and
        no digit is left.
    """
    text = _compose(INVISIBLE.sub("", text))
    text = _compose(ENTITY.sub(_decode, text))
    text = TAG.sub(" ", text)
    text = REPEATED.sub(r"\1", text)
    text = DOTS.sub("…", text)
    text = ASKS.sub(_each_once, text)
    text = ADDRESS.sub(_closing_punctuation, text)
    text = EMAIL.sub(" ", text)
    text = HOST.sub(_drop_address, text)
    text = DECORATION.sub(" ", text)
    text = " ".join(text.split()).rstrip(f" {FULL_STOPS}")
    return text if LETTER_OR_DIGIT.search(text) else ""


def _compose(text: str) -> str:
    """NFC, of at most four accents in a row; some become two when composed, hence twice."""
    return ACCENTS.sub(r"\1", unicodedata.normalize("NFC", ACCENTS.sub(r"\1", text)))


def _decode(entity: regex.Match[str]) -> str:
    return _decode_name(entity[1])


@lru_cache(maxsize=4096)
def _decode_name(name: str) -> str:
    if not name.startswith("#") and f"{name};" not in html.entities.html5:
        return f"&{name};"
    decoded = unicodedata.normalize("NFC", html.unescape(f"&{name};"))
    return " " if ENTITY_PARTS.intersection(decoded) else INVISIBLE.sub(" ", decoded)


def _each_once(run: regex.Match[str]) -> str:
    return "".join(dict.fromkeys(run[0]))  # ?!?! is ?!


def _closing_punctuation(address: regex.Match[str]) -> str:
    """What ends the sentence, not the address."""
    ending = address[0][-1]
    return f" {ending}" if ending in ".?!," else " "


def _drop_address(run: regex.Match[str]) -> str:
    host = regex.split("[/:]", run[0], maxsplit=1)[0]
    labels = host.rstrip(".-").split(".")
    if len(labels) < 2 or labels[-1] not in HOST_ENDINGS or not labels[-2]:
        return run[0]
    return _closing_punctuation(run)
