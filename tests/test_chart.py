"""The chart says what results.json says."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from bench.chart import drawn, growth

SVG = "{http://www.w3.org/2000/svg}"


def figure(name: str, value: float, unit: str = "ms"):
    return {"name": name, "value": value, "unit": unit}


@pytest.fixture
def panels():
    figures = [
        figure("SQLite, 1,000,000 messages: thread", 13.0),
        figure("SQLite, 10,000 messages: thread", 10.0),
        figure("SQLite, 10,000 messages: customer's <list>", 4.0),
        figure("SQLite, 1,000,000 messages: customer's <list>", 5.0),
        figure("SQLite, 1,000,000 messages: thread, growth", 1.3, ""),
        figure("PostgreSQL, 10,000 messages: thread", 12.0),
        figure("PostgreSQL, 100,000 messages: thread", 12.6),
    ]
    return growth({"parts": {"growth": {"figures": figures}}})


def test_points_are_sorted_by_size_and_ratios_are_left_out(panels):
    assert panels["SQLite"]["thread"] == [(10_000, 10.0), (1_000_000, 13.0)]
    assert set(panels["SQLite"]) == {"thread", "customer's <list>"}


def test_every_page_is_a_line_that_is_named_with_its_growth(panels):
    root = ET.fromstring(drawn(panels))
    assert len(root.findall(f"{SVG}polyline")) == 3
    said = [text.text for text in root.findall(f"{SVG}text")]
    assert "thread (1.30)" in said
    assert "customer's <list> (1.25)" in said
    assert "1,000,000" in said


def test_nothing_measured_is_no_chart():
    assert growth({"parts": {}}) == {}
