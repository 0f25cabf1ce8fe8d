import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Windows that pages are looked at in, in CSS pixels. */
export const windows = {
  wide: { width: 1440, height: 900 },
  desktop: { width: 1280, height: 900 },
  tablet: { width: 800, height: 1000 },
  phone: { width: 360, height: 780 },
} as const;

/** The colour schemes of a page. */
export const themes = ['light', 'dark'] as const;

/** Debian's Chromium. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}

/** What is visited, and how; the `expected` addresses are those it may ask for, besides its own. */
export interface Visit extends BrowserContextOptions {
  readonly address: string;
  readonly expected?: readonly string[];
  readonly theme?: (typeof themes)[number];
  /** Whether the console may tell of connections that failed. */
  readonly mayLose?: boolean;
}

/** Opens a page; whatever it says on the console or asks of the network besides what is expected fails the test. */
export async function visit(
  t: ExecutionContext,
  browser: Browser,
  { address, expected = [], theme = 'light', mayLose = false, ...options }: Visit,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ colorScheme: theme, reducedMotion: 'reduce', ...options });
  const said: string[] = [];
  const asked: string[] = [];
  await context.route('**', (route, request) => {
    if ([address, ...expected].includes(request.url())) return route.continue();
    asked.push(request.url());
    return route.abort();
  });
  try {
    const page = await context.newPage();
    page.on('console', (message) => {
      if (!mayLose || !/ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text())) said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(error.message));
    page.on('dialog', (dialog) => said.push(dialog.message()));
    await page.goto(address);
    await look(page);
    t.deepEqual({ said, asked }, { said: [], asked: [] });
  } finally {
    await context.close();
  }
}

/** Presses Tab until the element has the focus, as someone without a mouse would. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  await page.evaluate('document.activeElement?.blur()');
  for (let presses = 0; presses < 80; presses += 1) {
    if (await page.locator(`${selector}:focus`).count()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

/** How long a condition may take to come true before the test fails, in milliseconds. */
const patienceMs = 30_000;

/** How long a page has between two looks at it, in milliseconds. By our own clock: a test may have stopped that of the page. */
const frameMs = 16;

/** Waits for a condition inside the page; `waitForFunction` would need the `eval` that the page forbids. */
export async function until(page: Page, condition: string): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await page.evaluate(condition))) {
    if (Date.now() > end) throw new Error(`never came true: ${condition}`);
    await setTimeout(frameMs);
  }
}
