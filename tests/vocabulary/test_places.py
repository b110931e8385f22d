"""Countries and subdivisions by ISO 3166, named in several languages."""

from __future__ import annotations

import pycountry
import pytest

from commons.vocabulary.places import country_name, is_country, place_label, subdivision_name, why_not_place


@pytest.mark.parametrize(
    ("code", "english", "french", "spanish"),
    [
        ("BR", "Brazil", "Brésil", "Brasil"),
        ("DE", "Germany", "Allemagne", "Alemania"),
        ("GB", "United Kingdom", "Royaume-Uni", "Reino Unido"),
        ("JP", "Japan", "Japon", "Japón"),
        ("KR", "South Korea", "Corée du Sud", "Corea del Sur"),
        ("NL", "Netherlands", "Pays-Bas", "Países Bajos"),
        ("US", "United States", "États-Unis", "Estados Unidos"),
        ("ZA", "South Africa", "Afrique du Sud", "Sudáfrica"),
    ],
)
def test_countries_have_names_in_three_languages(code: str, english: str, french: str, spanish: str) -> None:
    assert country_name(code) == english
    assert [country_name(code, language) for language in ("en", "fr", "es")] == [english, french, spanish]


@pytest.mark.parametrize(
    ("language", "name"), [("ar", "البرازيل"), ("ru", "Бразилия"), ("zh", "巴西"), ("de", "Brazil"), ("", "Brazil")]
)
def test_other_languages_have_the_catalogues_name_or_the_english_one(language: str, name: str) -> None:
    assert country_name("BR", language) == name


def test_every_country_has_a_name_in_every_language() -> None:
    codes = [country.alpha_2 for country in pycountry.countries]
    unnamed = [(code, at) for code in codes for at in ("en", "fr", "es") if country_name(code, at) in ("", code)]
    assert (unnamed, len(codes) > 240) == ([], True)


@pytest.mark.parametrize("code", ["XX", "ZZ", "XK", "UK", "br", "BRA", "", "B", "BR ", "\0"])
def test_a_code_that_is_not_in_use_is_no_country(code: str) -> None:
    assert not is_country(code)
    assert why_not_place(code, None) == f"{code} is not a country code of ISO 3166-1."


@pytest.mark.parametrize("code", ["XX", "", "\0"])
def test_what_is_no_country_is_named_by_its_code(code: str) -> None:
    assert [country_name(code, language) for language in ("en", "fr", "es")] == [code] * 3


@pytest.mark.parametrize(
    ("country", "subdivision", "reason"),
    [
        ("BR", None, None),
        ("BR", "BR-PA", None),
        ("GB", "GB-ENG", None),
        ("BR", "BR-ZZ", "BR-ZZ is not a subdivision code of ISO 3166-2."),
        ("BR", "br-pa", "br-pa is not a subdivision code of ISO 3166-2."),
        ("BR", "PA", "PA is not a subdivision code of ISO 3166-2."),
        ("BR", "", " is not a subdivision code of ISO 3166-2."),
        ("BR", "US-NY", "US-NY is not in BR."),
        ("XX", "BR-PA", "XX is not a country code of ISO 3166-1."),
    ],
)
def test_a_place_is_two_codes_that_belong_together(country: str, subdivision: str | None, reason: str | None) -> None:
    assert why_not_place(country, subdivision) == reason


@pytest.mark.parametrize(("code", "name"), [("BR-PA", "Pará"), ("CA-YT", "Yukon"), ("BR-ZZ", "BR-ZZ")])
def test_subdivisions_have_the_name_of_the_standard(code: str, name: str) -> None:
    assert subdivision_name(code) == name


@pytest.mark.parametrize(
    ("place", "label"),
    [
        (("BR", "BR-PA", "Belém"), "Belém, Pará, Brazil"),
        (("BR", "BR-PA", None), "Pará, Brazil"),
        (("BR", None, "Belém"), "Belém, Brazil"),
        (("BR", None, None), "Brazil"),
        (("BR", None, ""), "Brazil"),
        (("DE", "DE-BE", "Berlin"), "Berlin, Germany"),
        (("SG", None, "Singapore"), "Singapore"),
    ],
)
def test_a_place_is_named_in_one_line_from_small_to_large(
    place: tuple[str, str | None, str | None], label: str
) -> None:
    assert place_label(*place) == label
