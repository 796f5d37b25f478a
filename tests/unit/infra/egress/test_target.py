import pytest

from vivavoce.infra.egress.target import OutboundTarget, TargetRefusedError, parse_target
from vivavoce.kernel.translation import find_translation


def test_a_url_is_parsed_completely() -> None:
    target = parse_target("https://Hooks.Example.org/in/box?from=a%20b&x=ü#part")

    assert target == OutboundTarget(
        scheme="https",
        name="hooks.example.org",
        ip_address=None,
        port=443,
        path="/in/box?from=a%20b&x=%C3%BC",
    )


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/", "example.org"),
        ("https://example.org:443/", "example.org"),
        ("https://example.org:8443/", "example.org:8443"),
        ("http://example.org:443/", "example.org:443"),
        ("http://[2606:4700:0::1111]:8080/", "[2606:4700::1111]:8080"),
        ("http://8.8.8.8", "8.8.8.8"),
        ("https://Straße.example/", "xn--strae-oqa.example"),
        ("https://例え.テスト/", "xn--r8jz45g.xn--zckzah"),
        ("https://my_hooks.example./", "my_hooks.example"),
    ],
)
def test_the_host_header_names_the_server_as_in_the_url(url: str, host: str) -> None:
    assert parse_target(url).host_header == host


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("ftp://example.org/", "refused_scheme"),
        ("//example.org/", "refused_scheme"),
        ("example.org/hook", "refused_scheme"),
        ("https://user@example.org/", "refused_user"),
        ("https://user:word@example.org/", "refused_user"),
        ("https://exa mple.org/", "refused_url"),
        ("https://example.org\\@evil.example/", "refused_url"),
        ("https://example.org/\r\nX-Evil: 1", "refused_url"),
        ("https://example.org/" + "a" * 2048, "refused_url"),
        ("https://exa%6dple.org/", "refused_host"),
        ("https:///path", "refused_host"),
        ("https://[::1/", "refused_url"),
        ("https://[fe80::1%eth0]/", "refused_host"),
        ("https://127.1/", "refused_host"),
        ("https://2130706433/", "refused_host"),
        ("https://0x7f.1/", "refused_host"),
        ("https://0177.0.0.1/", "refused_host"),
        ("https://1.2.3.4.5/", "refused_host"),
        ("https://①②⑦.1/", "refused_host"),
        ("https://example.org:22/", "refused_port"),
        ("https://example.org:6379/", "refused_port"),
        ("https://example.org:99999/", "refused_port"),
        ("https://example.org:/", "refused_port"),
        ("https://example.org:08x/", "refused_port"),
    ],
)
def test_an_unusual_url_is_refused_with_its_error_kind_in_words_that_can_be_translated(
    url: str, kind: str
) -> None:
    with pytest.raises(TargetRefusedError) as refused:
        parse_target(url)

    assert refused.value.kind == kind
    assert refused.value.code == "address_refused"
    assert find_translation(refused.value.detail, "de") is not None
