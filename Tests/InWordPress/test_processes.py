"""How many processes of the tool a visit starts: one, whatever the page shows."""

import pytest

from support.http import basic
from support.pages import PAGE, REST

ENDING = " --format json --quiet --site -"


@pytest.fixture(scope="module")
def calls(site):
    """What the tool is called with during a call of ours, line by line; its version is known before."""
    file = site.folder / "calls"
    real = site.binary.with_suffix(".aside")
    owner = site.log_in("owner")
    site.run_cron()
    with site.tool_replaced(f'echo "$*" >>{file}\nexec {real} "$@"'):
        owner.get(PAGE)

        def during(call):
            site.at_rest()
            file.unlink(missing_ok=True)
            answer = call(owner)
            site.at_rest()
            # A visit may fire wp-cron, whose event is another request.
            lines = [line for line in file.read_text().splitlines() if not line.startswith("sync ")]
            return answer, [line.removesuffix(ENDING) for line in lines]

        yield during


def test_the_page_with_its_chart_takes_one(calls):
    answer, lines = calls(lambda owner: owner.get(PAGE))
    assert lines == ["dashboard --no-sync --top 5"]
    assert 'id="tokenledger-chart"' in answer.text and 'id="tokenledger-top-users"' in answer.text
    query = {"period": "daily", "from": "2026-01-01", "to": "2026-01-31"}
    _, lines = calls(lambda owner: owner.get(PAGE, query))
    assert lines == ["dashboard --no-sync --period daily --from 2026-01-01 --to 2026-01-31 --top 5"]


def test_the_widget_takes_one(calls):
    answer, lines = calls(lambda owner: owner.get("/wp-admin/index.php"))
    assert lines == ["dashboard --no-sync --period daily --no-doctor"]
    assert 'id="tokenledger-widget-chart"' in answer.text


def test_the_rest_routes_take_one_each(site, calls):
    secret = site.php_json("return WP_Application_Passwords::create_new_application_password( 1, array( 'name' => 'y' ) )[0];")

    def get(route):
        _, lines = calls(lambda _: site.visitor().get(REST + route, headers=basic("owner", secret)))
        return lines

    assert get("/usage?group_by=week") == ["report --no-sync --period weekly"]
    assert get("/summary") == ["summary --no-sync"]
    assert get("/export.csv?start=2026-01-01") == ["export --no-sync --output - --from 2026-01-01"]
