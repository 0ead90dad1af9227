"""Headless Chromium, driven by WebDriver."""

import contextlib
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from .site import ROOT
from .waiting import until

AXE = ROOT / ".build" / "axe.min.js"
SCREENSHOTS = ROOT / ".build" / "screenshots"

DESKTOP = (1280, 900)
PHONE = (390, 844)


class Browser:
    """A browser with one window and a folder for what it downloads."""

    def __init__(self, driver, downloads):
        self.driver = driver
        self.downloads = downloads

    def log_in(self, site, login="owner", blog=""):
        """Fills in WordPress' own form."""
        self.open(site.siteurl + blog + "/wp-login.php")
        self.driver.find_element(By.ID, "user_login").send_keys(login)
        self.driver.find_element(By.ID, "user_pass").send_keys(site.password)
        self.press(self.driver.find_element(By.ID, "wp-submit"))

    def open(self, address):
        self.driver.get(address)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def press(self, element):
        """Presses what leads to another page, and waits until that is there."""
        self.leaving(element.click)

    def leaving(self, action):
        """Does what leads to another page, and waits until that is there."""
        before = self.driver.find_element(By.TAG_NAME, "html")
        action()
        WebDriverWait(self.driver, 30).until(lambda driver: driver.find_element(By.TAG_NAME, "html") != before)
        self.loaded()

    def loaded(self):
        WebDriverWait(self.driver, 30).until(
            lambda driver: driver.execute_script("return document.readyState") == "complete"
        )

    def download(self, action):
        """The name and the bytes of the file that an action brings."""
        before = set(self.downloads.iterdir())

        def arrived():
            # The browser keeps the name with an empty file, writes beside it, and puts the whole in its place.
            return [file for file in self.downloads.iterdir() if file not in before and file.suffix != ".crdownload"
                    and not file.name.startswith(".") and file.stat().st_size > 0]

        action()
        file = until(arrived, what="the downloaded file")[0]
        name, content = file.name, file.read_bytes()
        file.unlink()
        return name, content

    def keys(self, *keys):
        """Types without pointing anywhere."""
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def focused(self):
        return self.driver.switch_to.active_element

    def tab_to(self, selector, most=200):
        """Goes to an element by the Tab key alone."""
        wanted = self.find(selector)
        for _ in range(most):
            self.keys(Keys.TAB)
            if self.focused() == wanted:
                return wanted
        raise AssertionError(f"{selector} cannot be reached with the Tab key")

    def resize(self, size):
        """Shows the page as a window of this size would, a phone's among them."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 600},
        )

    def screenshot(self, name, selector=None):
        """Keeps a picture of the whole page, or of a part of it, under .build/screenshots."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        size = self.driver.execute_script("return [document.documentElement.clientWidth, document.body.scrollHeight]")
        self.resize((size[0], min(size[1], 4000)))
        (self.find(selector).screenshot if selector else self.driver.save_screenshot)(str(SCREENSHOTS / f"{name}.png"))

    def violations(self, selector):
        """What axe finds wrong with an element and all that is in it: rule, why, and where."""
        self.driver.execute_script(AXE.read_text())
        result = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(arguments[0], {resultTypes: ['violations']}).then(done, error => done({error: String(error)}));",
            selector,
        )
        assert "error" not in result, result
        assert result["passes"], "axe looked at nothing"
        return [
            f"{rule['id']}: {rule['help']}: {node['html'][:200]}" for rule in result["violations"] for node in rule["nodes"]
        ]

    def errors(self):
        """What the browser's console complains of, but for the pictures of people that WordPress fetches elsewhere."""
        return [
            entry["message"] for entry in self.driver.get_log("browser")
            if entry["level"] == "SEVERE" and ".gravatar.com/" not in entry["message"]
        ]


@contextlib.contextmanager
def browser(javascript=True, dark=False):
    """A browser for the time of the block."""
    with tempfile.TemporaryDirectory() as folder:
        downloads = Path(folder) / "downloads"
        downloads.mkdir()
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in (
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--no-proxy-server", "--lang=en-US", f"--user-data-dir={folder}/profile",
            f"--window-size={DESKTOP[0]},{DESKTOP[1]}",
        ):
            options.add_argument(argument)
        preferences = {
            "download.default_directory": str(downloads),
            "download.prompt_for_download": False,
            # Its question whether to keep the password would lie over the page.
            "credentials_enable_service": False,
            "profile.password_manager_leak_detection": False,
        }
        if not javascript:
            preferences["profile.managed_default_content_settings.javascript"] = 2
        options.add_experimental_option("prefs", preferences)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        try:
            if dark:
                driver.execute_cdp_cmd(
                    "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
                )
            yield Browser(driver, downloads)
        finally:
            driver.quit()
