"""Where the plugin's pages are and how their forms are sent, without a browser."""

PAGE = "/wp-admin/admin.php?page=tokenledger"
SETTINGS = "/wp-admin/options-general.php?page=tokenledger-settings"
NETWORK = "/wp-admin/network/admin.php?page=tokenledger"
POST = "/wp-admin/admin-post.php"
REST = "/wp-json/tokenledger/v1"

SYNC = "tokenledger_sync_now"
DOWNLOAD = "tokenledger_download"


def nonce(client, action, page=PAGE):
    """The nonce that the page's form for an action holds."""
    forms = client.get(page).forms()
    return next(fields["_wpnonce"] for fields in forms if fields.get("action") == action)


def made_nonce(site, client, action, user=1):
    """A nonce that is good for a person's session, made without any page; user 0 is not logged in."""
    cookie = next((cookie.value for cookie in client.cookies if cookie.name.startswith("wordpress_logged_in")), "")
    return site.php(
        f"$_COOKIE[ LOGGED_IN_COOKIE ] = urldecode( '{cookie}' ); echo wp_create_nonce( '{action}' );", user=user
    )


def sync_now(client):
    """Presses "Sync now"."""
    return client.post(POST, {"action": SYNC, "_wpnonce": nonce(client, SYNC)})


def download(client, kind, first="", last=""):
    """Presses one of the downloads: daily or raw."""
    fields = {"action": DOWNLOAD, "_wpnonce": nonce(client, DOWNLOAD), "kind": kind, "from": first, "to": last}
    return client.post(POST, fields)
