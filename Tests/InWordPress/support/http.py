"""A person's browser as far as HTTP goes: cookies, forms, no redirects followed."""

import base64
import html
import html.parser
import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass


@dataclass
class Answer:
    """What a server answered; `headers` has names in small letters."""

    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)

    def forms(self):
        """The page's forms, each with the names and values of its input fields."""
        parser = FormParser()
        parser.feed(self.text)
        return parser.forms

    def notices(self):
        """The texts of the page's notices of ours."""
        return [plain(text) for text in re.findall(r'<div class="notice [^>]*tokenledger-notice[^>]*>(.*?)</div>', self.text, re.S)]

    def element(self, name):
        """The text of the element that has this id."""
        found = re.search(rf'<(\w+) id="{name}".*?>(.*?)</\1>', self.text, re.S)
        assert found, f"there is no {name}: {self}"
        return plain(found[2])

    def rows(self, table):
        """The rows of the body of a table that has this id, each as the texts of its cells."""
        body = re.search(rf'<table id="{table}".*?<tbody>(.*?)</tbody>', self.text, re.S)
        assert body, f"there is no table {table}: {self.notices() or self}"
        rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body[1], re.S)
        return [[plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in rows]

    def __repr__(self):
        return f"<{self.status} {self.headers.get('location', '')} {plain(self.body.decode(errors='replace'))[-400:]}>"


def plain(text):
    """A piece of HTML without its tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", text))).strip()


class FormParser(html.parser.HTMLParser):
    """Collects the input fields of a page, form by form."""

    def __init__(self):
        super().__init__()
        self.forms = []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and attributes.get("name") and self.forms:
            self.forms[-1][attributes["name"]] = attributes.get("value") or ""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Client:
    """Sends requests to a site and keeps its cookies."""

    def __init__(self, url, siteurl):
        self.url = url
        self.siteurl = siteurl
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies), NoRedirects()
        )

    def get(self, path, query=None, headers=None, timeout=120):
        return self.send("GET", path, query, None, headers, timeout)

    def post(self, path, fields=None, query=None, headers=None, timeout=120):
        return self.send("POST", path, query, fields or {}, headers, timeout)

    def send(self, method, path, query=None, fields=None, headers=None, timeout=120):
        """Sends one request. A path that begins with /wp-json is the site's, any other is of its wp-admin."""
        with self.open(method, path, query, fields, headers, timeout) as response:
            return answer(response)

    def open(self, method, path, query=None, fields=None, headers=None, timeout=120):
        """The same, with the answer yet to be read."""
        if not path.startswith("http"):
            path = (self.url if path.startswith("/wp-json") else self.siteurl) + path
        if query:
            path += ("&" if "?" in path else "?") + urllib.parse.urlencode(query)
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(path, data=data, headers=headers or {}, method=method)
        try:
            return self.opener.open(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            return error

    def cookie_header(self):
        """The cookies as one header, for another client."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)


def answer(response):
    """Reads an answer to its end."""
    headers = {}
    for name, value in response.headers.items():
        headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
    return Answer(response.status, headers, response.read())


def basic(login, password):
    """The header by which an application password is sent."""
    return {"Authorization": "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()}
