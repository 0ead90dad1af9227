"""WordPress' own tabs of help on the page, in a real browser."""

import pytest

from support.browser import DESKTOP, PHONE, browser
from support.pages import PAGE

HEADINGS = [
    "The figures differ from the vendor's bill", "The usage does not update", "Days look shifted",
    "Prompt and completion tokens are more than the total",
]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_help_says_what_to_do_when_something_looks_wrong(site, size):
    with browser() as tab:
        tab.log_in(site)
        tab.resize(DESKTOP)
        tab.open(site.siteurl + PAGE)
        # WordPress has no help where the screen is small.
        tab.find("#contextual-help-link").click()
        tab.resize(size)
        assert [link.get_attribute("textContent").strip() for link in tab.all(".contextual-help-tabs a")] == [
            "Overview", "Costs", "Troubleshooting",
        ]
        panels = tab.all(".help-tab-content")
        assert len(panels) == 3 and all(panel.get_attribute("textContent").strip() for panel in panels)
        tab.driver.execute_script("document.querySelector('#tab-link-tokenledger-help-troubleshooting a').click();")
        troubleshooting = tab.find("#tab-panel-tokenledger-help-troubleshooting")
        assert [heading.get_attribute("textContent") for heading in tab.all("#tab-panel-tokenledger-help-troubleshooting h3")] == HEADINGS
        assert "UTC" in troubleshooting.get_attribute("textContent")
        assert tab.violations("#tab-panel-tokenledger-help-troubleshooting") == []
        assert tab.errors() == []
        if size == DESKTOP:
            tab.screenshot("help")
