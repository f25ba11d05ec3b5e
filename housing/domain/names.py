"""Names of areas as people sort them and as they type them when they search."""

import re
import unicodedata

# "'s-Gravenhage" stands under the G and "'t Zand" under the Z.
_ARTICLE = re.compile(r"'(?:s-|s |t )\s*(?=\w)")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’ʼ`´′", "'"))
_NO_WORD = re.compile(r"[\W_]+")


def sort_key(name: str) -> str:
    """What names are ordered by: without accents, capitals and a leading "'s-" or "'t "."""
    plain = _plain(name.translate(_APOSTROPHES)).strip()
    return _ARTICLE.sub("", plain, count=1) if _ARTICLE.match(plain) else plain


def search_key(text: str) -> str:
    """What a search compares: words in lower case with one space between, no accents or punctuation.

    A name is found when its key contains the key of what was typed: "sudwest" finds Súdwest-Fryslân,
    "s-gravenhage" and "gravenhage" find 's-Gravenhage. Codes go through it as well ("GM0518"). Empty for a
    text without letters or digits.
    """
    return _NO_WORD.sub(" ", _plain(text)).strip()


def _plain(text: str) -> str:
    """Compatibility forms taken apart ("ĳ" is "ij"), combining marks left out, capitals folded."""
    # Folding can bring signs that can be taken apart again, and the other way round.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold()
    return "".join(sign for sign in folded if not unicodedata.combining(sign))
