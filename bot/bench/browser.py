"""A real browser on the local workspace's page, where there is one: Playwright and a Chromium."""

import shutil
from importlib.util import find_spec

# Headless, as root in a container, without a word to anyone outside.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
# From Enter until the answer is painted, by the browser's own clock.
ASK = """async () => {
  const log = document.querySelector('main')
  const box = document.activeElement
  const before = log.textContent.length
  const began = performance.now()
  box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))
  while (log.textContent.length === before && performance.now() - began < 10_000)
    await new Promise(requestAnimationFrame)
  return performance.now() - began
}"""


def chromium() -> str | None:
    """Give the path of the Chromium on this machine, if there is one and something to drive it."""
    return shutil.which("chromium") if find_spec("playwright") else None


async def ask_in_browser(url: str, user: str, times: int) -> list[float]:
    """Give the milliseconds from Enter to the answer seen, again and again; [] with no browser."""
    path = chromium()
    if path is None:
        return []
    from playwright.async_api import async_playwright  # noqa: PLC0415 - only developers have it

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = await browser.new_page()
        await page.goto(f"{url}/?as={user}")
        box = page.get_by_role("combobox")
        took = []
        for _ in range(times):
            await box.fill("/ofsted status")
            took.append(await page.evaluate(ASK))
        await browser.close()
    return took[times // 10 :]
