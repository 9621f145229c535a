"""What a page says to people who hear it, type only, or read another language."""

import re

from playwright.sync_api import Page

from recycling.ui.i18n import LANGUAGE_NAMES, Words, catalogue

# A control is named by itself, its label, or what stands in it.
_NAMELESS = """() => {
    const named = (e) => (e.getAttribute('aria-label') || e.title || e.innerText
        || [...(e.labels || [])].map((l) => l.innerText).join('')
        || (e.getAttribute('aria-labelledby') || '').split(' ').filter(Boolean)
            .map((id) => document.getElementById(id)?.innerText || '').join('')
        || '').trim();
    const controls = document.querySelectorAll(
        'input, textarea, select, button, a[href], [role=combobox], [role=radio], '
        + '[role=slider], [role=tab], [role=switch]');
    return [...controls]
        // Beside a field of dates there is one that no key reaches and nobody sees.
        .filter((e) => e.checkVisibility() && e.type !== 'hidden'
            && !(e.type === 'date' && e.tabIndex < 0) && !named(e))
        .map((e) => e.outerHTML.slice(0, 160));
}"""
_WITHOUT_ALT = """() => [...document.querySelectorAll(
    '[data-testid=stVegaLiteChart], [data-testid=stDeckGlJsonChart], '
    + '[data-testid=stImage] img')]
    .filter((e) => !(e.closest('[aria-label], [alt]')
        || e.querySelector('[role=figure][aria-label], [role=img][aria-label]')))
    .map((e) => e.outerHTML.slice(0, 160))"""
_LEVELS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
    .filter((e) => e.checkVisibility())
    .map((e) => [Number(e.tagName[1]), e.innerText])"""
_FOCUSED = """() => {
    const own = document.activeElement?.closest('[class*=st-key-]');
    return own ? [...own.classList].find((c) => c.startsWith('st-key-')).slice(7) : '';
}"""
_UNFILLED = re.compile(r"\{[a-z_]+\}")


def nameless(page: Page) -> list[str]:
    """Find controls that a screen reader would announce without a name."""
    return list(page.evaluate(_NAMELESS))


def without_alt(page: Page) -> list[str]:
    """Charts and maps that say nothing to who does not see them."""
    return list(page.evaluate(_WITHOUT_ALT))


def heading_jumps(page: Page) -> list[str]:
    """Headings more than one level below the one before."""
    jumps, before = [], 1
    for level, text in page.evaluate(_LEVELS):
        if level > before + 1:
            jumps.append(f"h{before} -> h{level} {text}")
        before = level
    return jumps


def keys_by_tab(page: Page, most: int = 90) -> set[str]:
    """Keys of the widgets that the tabulator key comes by from the page's begin."""
    page.evaluate("document.activeElement?.blur()")
    found: set[str] = set()
    for _ in range(most):
        page.keyboard.press("Tab")
        found.add(str(page.evaluate(_FOCUSED)))
    return found - {""}


def foreign(page: Page, words: Words) -> list[str]:
    """Lines of a page that only another language has, are keys, or are not filled."""
    own = set(catalogue(words.lang).values())
    others = {
        text
        for lang in LANGUAGE_NAMES
        if lang != words.lang
        for text in catalogue(lang).values()
    }
    keys = set(catalogue(words.lang))
    lines = [line.strip() for line in page.inner_text("body").splitlines()]
    return [
        line
        for line in lines
        if (line in others - own and line not in LANGUAGE_NAMES.values())
        or line in keys
        or _UNFILLED.search(line)
    ]
