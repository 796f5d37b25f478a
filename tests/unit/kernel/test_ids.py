from hypothesis import given
from hypothesis import strategies as st

from vivavoce.kernel.ids import uuid7

moments = st.integers(min_value=0, max_value=(1 << 48) - 1)
chances = st.binary(min_size=10, max_size=10)


@given(moments, chances)
def test_an_id_is_a_uuid_of_version_seven(at_ms: int, randomness: bytes) -> None:
    new_id = uuid7(at_ms, randomness)

    assert (new_id.version, new_id.variant) == (7, "specified in RFC 4122")
    assert new_id.int >> 80 == at_ms


@given(moments, moments, chances, chances)
def test_a_later_id_sorts_after_an_earlier_one(a: int, b: int, x: bytes, y: bytes) -> None:
    first, second = sorted((a, b))

    if first != second:
        assert uuid7(first, x) < uuid7(second, y)
