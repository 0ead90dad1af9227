"""Names that mean harm come out as what they are, letter by letter, wherever they are shown."""

import csv
import html
import io
import json

import pytest

from support.browser import browser
from support.clock import today
from support.database import quoted
from support.pages import PAGE
from support.site import brought_up

SCRIPT = "<script>window.harmed = 1</script>"
IMAGE = "\"'><img src=x onerror=\"window.harmed = 1\">"
# WordPress keeps titles with entities in them and shows what they stand for.
ENTITY = "&lt;b&gt; &amp; <b>bold</b>"
FORMULA = "=cmd|' /C calc'!A0"
# An override, which would turn round what comes after it, and letters that are rightly written from the right.
OVERRIDE = "invoice\u202eslx.exe"
HEBREW = "עוזר החנות"
STYLE = "</caption></table></svg><style>body{display:none}</style>"

ASSISTANTS = [SCRIPT, IMAGE, FORMULA, OVERRIDE, STYLE]
PAGES = {"9001": SCRIPT, "9002": IMAGE, "9003": ENTITY, "9004": FORMULA, "9005": STYLE}
# One title is what the log says in place of a page's id, too: where both are named, it has its id with it.
TITLES = [f"{title} ({page})" if title == IMAGE else title for page, title in PAGES.items()]
USERS = {"8001": SCRIPT, "8002": OVERRIDE, "8003": HEBREW, "8004": FORMULA, "8005": IMAGE}


@pytest.fixture(scope="module")
def site():
    with brought_up("--days", "1") as up:
        # Below WordPress, which would clean them: as another plugin, an import or an attacker leaves them.
        for page, title in PAGES.items():
            up.sql(
                f"INSERT INTO {up.prefix}posts (ID, post_title, post_status, post_type, post_content, post_excerpt, to_ping, pinged,"
                f" post_content_filtered) VALUES ({page}, {quoted(title)}, 'publish', 'page', '', '', '', '', '')"
            )
        for user, name in USERS.items():
            up.sql(
                f"INSERT INTO {up.prefix}users (ID, user_login, user_pass, user_email, display_name)"
                f" VALUES ({user}, 'u{user}', '', 'u{user}@rider.example', {quoted(name)})"
            )
        up.chat([
            {"prompt": 10_000_000 * (5 - number), "assistant_id": f"asst_{number}", "assistant_name": name,
             "page_id": page, "user_id": user}
            for number, (name, page, user) in enumerate(zip(ASSISTANTS, PAGES, USERS))
        ])
        # Assistants are named by the chatbot's own table.
        for number, name in enumerate(ASSISTANTS):
            up.sql(
                f"INSERT INTO {up.prefix}chatbot_chatgpt_assistants (assistant_id, common_name, style, audience, voice,"
                " allow_file_uploads, allow_transcript_downloads, show_assistant_name, initial_greeting, subsequent_greeting,"
                f" placeholder_prompt, additional_instructions) VALUES ('asst_{number}', {quoted(name)}, 'embedded', 'all',"
                " 'none', 'No', 'No', 'No', '', '', '', '')"
            )
        up.sql(
            f"INSERT INTO {up.log_table()} (session_id, user_id, page_id, interaction_time, user_type, message_text)"
            f" VALUES ({quoted(FORMULA)}, {quoted(SCRIPT)}, {quoted(IMAGE)}, '{today()} 00:00:01', 'Total Tokens', '12')"
        )
        up.run_cron()
        yield up


@pytest.fixture(scope="module")
def tab(site):
    with browser() as tab:
        tab.log_in(site)
        yield tab


@pytest.mark.parametrize("period", ["daily", "weekly", "monthly", "yearly"])
def test_the_page_shows_them_as_text(site, tab, period):
    tab.open(site.siteurl + PAGE + "&period=" + period)
    for kind, names in (("assistants", ASSISTANTS), ("pages", PAGES.values()), ("users", USERS.values())):
        shown = tab.driver.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map(cell => cell.textContent);",
            f"#tokenledger-top-{kind} tbody th",
        )
        assert shown, tab.find("body").text
        assert shown[:5] == [html.unescape(name).replace("\u202e", "") for name in names]
    harmless(tab)


def test_each_name_keeps_its_direction_to_itself(site, tab):
    tab.open(site.siteurl + PAGE)
    assert len(tab.all("#tokenledger-top-users tbody th bdi")) >= 5
    assert "\u202e" not in tab.driver.page_source


@pytest.mark.parametrize("by, names", [("assistant", ASSISTANTS), ("page", TITLES), ("user", USERS.values())])
def test_a_breakdown_shows_them_as_text(site, tab, by, names):
    tab.open(f"{site.siteurl}{PAGE}&by={by}")
    shown = tab.driver.execute_script(
        "return [...document.querySelectorAll('#tokenledger-breakdown tbody th')].map(cell => cell.textContent);"
    )
    assert shown[:5] == [html.unescape(name).replace("\u202e", "") for name in names]
    assert tab.all("#tokenledger-shares svg title")
    assert "\u202e" not in tab.driver.page_source
    harmless(tab)


def test_the_dashboard_and_site_health_show_them_as_text(site, tab):
    for page in ("/wp-admin/index.php", "/wp-admin/site-health.php"):
        tab.open(site.siteurl + page)
        harmless(tab)


def harmless(tab):
    """Nothing was run, and nothing was made that the plugin does not make."""
    assert tab.driver.execute_script("return window.harmed") is None
    made = tab.driver.execute_script(
        "return [...document.querySelectorAll('#tokenledger script, #tokenledger img, #tokenledger b, #tokenledger style,"
        " #tokenledger [onerror], #tokenledger iframe, #tokenledger foreignObject')].map(e => e.outerHTML);"
    )
    assert made == []
    assert tab.find("body").is_displayed()
    assert tab.errors() == []


def test_the_raw_file_holds_no_formula(site, tab):
    tab.open(site.siteurl + PAGE)
    _, content = tab.download(tab.find("#tokenledger-download-raw").click)
    rows = list(csv.reader(io.StringIO(content.decode())))
    assert any("'" + FORMULA in row for row in rows)
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_the_rest_api_gives_them_as_they_are_in_json(site):
    owner = site.log_in("owner")
    token = owner.get("/wp-admin/admin-ajax.php", {"action": "rest-nonce"}).text
    answer = owner.get("/wp-json/tokenledger/v1/summary", headers={"X-WP-Nonce": token})
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert SCRIPT in json.dumps(answer.json(), ensure_ascii=False)
    assert answer.json() == site.tool_json("summary", "--no-sync")


def test_the_personal_data_export_shows_them_as_text(site):
    rows = site.php_json(
        "$all = apply_filters( 'wp_privacy_personal_data_exporters', array() );"
        "return call_user_func( $all['tokenledger']['callback'], 'u8001@rider.example', 1 );",
        admin=True,
    )
    values = [field["value"] for item in rows["data"] for field in item["data"]]
    assert values and not [value for value in values if "<" in str(value)]


def test_php_had_nothing_to_complain_of(site):
    assert site.complaints() == []
