"""Countries and their subdivisions (ISO 3166), from pycountry; names in English, French and Spanish."""

from __future__ import annotations

import gettext
from functools import cache
from typing import Any, cast

import pycountry

# UN usage in English differs from the ISO list's short names in these languages' catalogues by form only.
_TRANSLATED = ("fr", "es", "ar", "ru", "zh")


@cache
def _country_codes() -> frozenset[str]:
    return frozenset(country.alpha_2 for country in pycountry.countries)


def _subdivision(code: str) -> Any:
    return cast("Any", pycountry.subdivisions).get(code=code)


@cache
def _translations(language: str) -> gettext.NullTranslations:
    name = "zh_CN" if language == "zh" else language
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[name], fallback=True)


def is_country(code: str) -> bool:
    """Whether this is an ISO 3166-1 alpha-2 code that is in use."""
    return code in _country_codes()


def why_not_place(country: str, subdivision: str | None) -> str | None:
    """Why these codes name no place, or None."""
    if not is_country(country):
        return f"{country} is not a country code of ISO 3166-1."
    if subdivision is None:
        return None
    known = _subdivision(subdivision)  # finds br-pa too
    if known is None or known.code != subdivision:
        return f"{subdivision} is not a subdivision code of ISO 3166-2."
    if known.country_code != country:
        return f"{subdivision} is not in {country}."
    return None


@cache
def country_name(code: str, language: str = "en") -> str:
    """The country's name in a language; its English name where the catalogue has none."""
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        return code
    name: str = getattr(country, "common_name", country.name)
    if language not in _TRANSLATED:
        return name
    translations = _translations(language)
    translated = translations.gettext(name)
    return translated if translated != name else translations.gettext(country.name)


@cache
def subdivision_name(code: str) -> str:
    """The subdivision's name as ISO 3166-2 gives it."""
    subdivision = _subdivision(code)
    return code if subdivision is None else str(subdivision.name)


def place_label(country: str, subdivision: str | None, locality: str | None) -> str:
    """A place in one English line, such as “Belém, Pará, Brazil”."""
    names = (locality, None if subdivision is None else subdivision_name(subdivision), country_name(country))
    # A city that is its own province is named once.
    return ", ".join(dict.fromkeys(name for name in names if name))
