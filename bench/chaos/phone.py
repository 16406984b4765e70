"""A real browser with a lesson's page open, in which somebody marks while the site is dead."""

import os
import shutil
import sys

from playwright.sync_api import sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 90_000  # milliseconds; the page itself waits up to 30 s between two tries


class Phone:
    """Chromium on the page of a lesson (as `proof.make_schools` gives it). `chosen` has the status
    that was tapped last for each student."""

    def __init__(self, site, school, password):
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        if path is None:
            sys.exit("no Chromium on this machine: apt install chromium")
        # Its loop runs in this thread, which Django takes for asynchronous code.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        self.school, self.chosen, self.taps = school, {}, 0
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        self.page = self.browser.new_page(base_url=f"http://127.0.0.1:{site.port}")
        self.page.goto("/login/")
        self.page.fill("[name=login]", school["login"])
        self.page.fill("[name=password]", password)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "/login/" not in url)
        self.page.goto(f"/lessons/{school['lesson']}/")

    def tap(self):
        """Chooses another status for the next student; the browser keeps it until it is saved."""
        students, statuses = self.school["students"], self.school["statuses"]
        round_, place = divmod(self.taps, len(students))
        student, status = students[place], statuses[(round_ + place) % len(statuses)]
        self.page.click(f'label:has([name="marks-{student}-status"][value="{status}"])')
        self.chosen[student] = status
        self.taps += 1

    def faults(self):
        """What of all that was tapped did not arrive once the site was there again, as texts."""
        from roster.models import Mark

        try:
            self.page.wait_for_selector('[data-state="saved"]', timeout=PATIENCE)
        except Exception as error:  # whatever it says, the page never came to rest
            return [f"the browser still waits: {str(error).splitlines()[0]}"]
        marks = Mark.objects.filter(lesson=self.school["lesson"])
        there = dict(marks.values_list("student", "status"))
        return [
            f"tapped {status} for {student}, is {there.get(student)}"
            for student, status in self.chosen.items()
            if there.get(student) != status
        ]

    def close(self):
        self.browser.close()
        self.playwright.stop()
