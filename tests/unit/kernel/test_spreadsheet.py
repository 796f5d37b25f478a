"""Lines of CSV that no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
import io

import pytest

from vivavoce.kernel.spreadsheet import write_csv, write_row


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_of_a_row_is_run_as_a_formula(start: str) -> None:
    cell = f'{start}HYPERLINK("http://evil.example")'

    [row] = csv.reader(io.StringIO(write_row(["safe", cell]), newline=""))

    assert row == ["safe", f"'{cell}"]


def test_a_table_is_its_rows() -> None:
    assert write_csv(["a", "b"], [["1", "x,y"]]) == "a,b\r\n" + '1,"x,y"\r\n'
