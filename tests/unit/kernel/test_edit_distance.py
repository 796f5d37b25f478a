import pytest

from vivavoce.kernel.text_matching import count_typos


@pytest.mark.parametrize(
    ("typed", "meant", "typos"),
    [
        ("python", "python", 0),
        ("pyhton", "python", 1),
        ("pythn", "python", 1),
        ("pythoon", "python", 1),
        ("pythen", "python", 1),
        ("kubrentes", "kubernetes", 2),
        ("java", "kubernetes", 3),
    ],
)
def test_a_typo_is_a_missing_extra_wrong_or_swapped_letter(
    typed: str, meant: str, typos: int
) -> None:
    assert count_typos(typed, meant, limit=2) == typos
