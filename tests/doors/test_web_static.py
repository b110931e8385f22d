"""The browser's files: kept for good, in the best encoding that a client takes, and nothing else of the disk."""

from __future__ import annotations

import gzip

import httpx
import pytest

from commons_web.assets import DIST, asset_url
from commons_web.encodings import accepted_encodings

NAMES = ["site.css", "site.js", "explorer.css", "explorer.js"]


async def raw(client: httpx.AsyncClient, address: str, accepted: str) -> tuple[httpx.Response, bytes]:
    """An answer with its body as it came."""
    request = client.build_request("GET", address, headers={"accept-encoding": accepted})
    response = await client.send(request, stream=True)
    return response, b"".join([chunk async for chunk in response.aiter_raw()])


@pytest.mark.parametrize("name", NAMES)
async def test_a_file_with_its_hash_in_its_name_is_kept_for_good(client: httpx.AsyncClient, name: str) -> None:
    response, body = await raw(client, asset_url(name), "identity")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert body == (DIST / asset_url(name).removeprefix("/static/")).read_bytes()
    kind = "text/css; charset=utf-8" if name.endswith("css") else "text/javascript; charset=utf-8"
    assert response.headers["content-type"] == kind


async def test_a_file_whose_name_stays_is_asked_for_again(client: httpx.AsyncClient) -> None:
    response = await client.get("/static/THIRD-PARTY-LICENCES.txt")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.000, gzip ;q=0.1", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=0, *", "gzip"),
        ("identity", None),
        ("", None),
        ("brotli, zstd, x-gzip", None),
    ],
)
async def test_a_client_gets_the_best_encoding_that_it_takes(
    client: httpx.AsyncClient, accepted: str, encoding: str | None
) -> None:
    name = asset_url("site.css").removeprefix("/static/")
    response, body = await raw(client, f"/static/{name}", accepted)
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["vary"] == "accept-encoding"
    suffix = {"br": ".br", "gzip": ".gz", None: ""}[encoding]
    assert body == (DIST / f"{name}{suffix}").read_bytes()


def test_the_better_encoding_comes_first() -> None:
    assert accepted_encodings("gzip, br") == accepted_encodings("br, gzip") == ["br", "gzip"]


async def test_both_compressed_forms_are_the_file(client: httpx.AsyncClient) -> None:
    for name in NAMES:
        file = DIST / asset_url(name).removeprefix("/static/")
        assert gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes()) == file.read_bytes()
        assert file.with_name(f"{file.name}.br").stat().st_size < file.stat().st_size


@pytest.mark.parametrize(
    "path",
    [
        "../manifest.json",
        "../../app.py",
        "%2e%2e/app.py",
        "%2e%2e%2fapp.py",
        "..%2f..%2fapp.py",
        "..%5c..%5capp.py",
        "%252e%252e%252fapp.py",
        "....//app.py",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        ".inputs",
        "%00",
        "site.css",
        "site.css%00.js",
        "",
        ".",
        "src/site.css",
    ],
)
async def test_nothing_else_of_the_disk_can_be_read(client: httpx.AsyncClient, path: str) -> None:
    # The path goes as it is: a client's own tidying would hide what a hostile one sends.
    url = httpx.URL("http://commons.test/").copy_with(raw_path=f"/static/{path}".encode())
    response = await client.get(url, headers={"accept": "text/html"})
    assert response.status_code == 404
    assert "There is nothing here" in response.text


@pytest.mark.parametrize("suffix", [".br", ".gz"])
async def test_a_compressed_form_is_no_file_of_its_own(client: httpx.AsyncClient, suffix: str) -> None:
    assert (await client.get(asset_url("site.css") + suffix)).status_code == 404
