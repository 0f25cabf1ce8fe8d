import test, { type ExecutionContext } from 'ava';
import type { Browser, Page } from 'playwright-core';
import { type Dashboard, endedReport, type LiveReport, openDashboard } from '../../runtime/report/index.ts';
import { bothPaths, hostileTexts, underWay } from '../report/sample.ts';
import { openBrowser, tabTo, themes, until, type Visit, visit, windows } from './helpers/browser.ts';
import { real } from './helpers/parts.ts';
import { overlaps, paleTexts, wider } from './helpers/probes.ts';

/** The least contrast of text that WCAG 2.2 asks for (1.4.3, AA). */
const leastContrast = 4.5;

const last = endedReport(bothPaths());

/** A run under way that has set records aside, with whatever payloads. */
function withRejected(share: number): LiveReport {
  const report = underWay(share);
  const { quarantine } = bothPaths().stream as Required<LiveReport>['stream'];
  const counts = Object.fromEntries(
    Object.entries(report.stream?.counts ?? {}).map(([kind, count]) => [
      kind,
      { ...count, quarantined: 7, cleaned: 9 },
    ]),
  );
  return { ...report, stream: { ...report.stream, counts, ...(quarantine && { quarantine }) } };
}

real(['Chromium'], () => {
  let browser: Browser;

  test.before(async () => {
    browser = await openBrowser();
  });
  test.after.always(() => browser?.close());

  test.serial(
    'counts, rejected records, answers and the end are shown as they come, on the page as it stands',
    async (t) => {
      await live(t, { report: underWay(0.2) }, async (page, dashboard) => {
        await page.evaluate('globalThis.here = document.querySelector(".map svg")');
        await sees(page, 'main', /2,400/);
        await sees(page, '#quarantine ~ .lead', /Nothing has been checked yet/);
        dashboard.update(withRejected(0.5));
        await sees(page, 'main', /6,000/);
        await sees(page, 'main', /21 of 16,500 landed records broke a rule/);
        t.deepEqual(
          await page
            .locator('.examples li')
            .evaluateAll((items) => items.map((item) => item.textContent?.includes('not_json'))),
          [true, true, true],
        );
        t.is(await page.locator('#top_category_by_year').count(), 0);
        dashboard.update(last);
        await sees(page, '.verdict', /Every record is accounted for/);
        t.is(await page.locator('#top_category_by_year table').count(), 1);
        await sees(page, 'footer', /complete in itself/);
        await dashboard.shown;
        await dashboard.close();
        t.true(await page.evaluate('globalThis.here === document.querySelector(".map svg")'));
        t.is(await page.locator('.news').textContent(), '');
        t.is(await page.locator('.plot svg:visible').count(), 11);
      });
    },
  );

  test.serial('rejected records run nothing, and are read as they are', async (t) => {
    await live(t, { report: underWay(0.2) }, async (page, dashboard) => {
      dashboard.update(withRejected(0.4));
      await sees(page, 'main', /not_json/);
      t.is(await page.locator('main img, main script, iframe').count(), 0);
      t.is(await page.locator('.examples pre').first().textContent(), hostileTexts[1] as string);
    });
  });

  for (const name of ['wide', 'phone'] as const) {
    for (const theme of themes) {
      test.serial(`on a ${name} window, in ${theme}, a run under way fits and can be read`, async (t) => {
        await live(t, { report: withRejected(0.6), viewport: windows[name], theme }, async (page) => {
          t.deepEqual(await page.evaluate(wider), []);
          t.deepEqual(await page.evaluate(overlaps), []);
          t.deepEqual(await page.evaluate(paleTexts(leastContrast)), []);
        });
      });
    }
  }

  test.serial('records are seen moving, unless the reader wants no motion', async (t) => {
    const moving = `document.getAnimations().filter(({ playState }) => playState === 'running').length`;
    const shown = `[...document.querySelectorAll('.flow')].filter((path) => getComputedStyle(path).display !== 'none').length`;
    await live(t, { report: underWay(0.6), reducedMotion: 'no-preference' }, async (page) => {
      t.true(((await page.evaluate(moving)) as number) > 6);
    });
    await live(t, { report: underWay(0.6), reducedMotion: 'reduce' }, async (page) => {
      t.is(await page.evaluate(moving), 0);
      t.is(await page.evaluate(shown), 0);
    });
    await live(t, { report: last, reducedMotion: 'no-preference' }, async (page) => {
      t.is(await page.evaluate(moving), 0);
    });
  });

  test.serial(
    'by keyboard: every stop is seen and named, in the order of the page, and stays where it is while the page changes',
    async (t) => {
      await live(t, { report: withRejected(0.3) }, async (page, dashboard) => {
        const stops: { name: string; outline: string; top: number }[] = [];
        for (;;) {
          await page.keyboard.press('Tab');
          const stop = (await page.evaluate(`(() => {
          const at = document.activeElement;
          if (at === document.body) return undefined;
          const { outlineStyle, outlineWidth } = getComputedStyle(at);
          const name = at.getAttribute('aria-label') ?? at.textContent.trim();
          return { name, outline: outlineStyle + ' ' + outlineWidth, top: at.getBoundingClientRect().top + scrollY };
        })()`)) as (typeof stops)[number] | undefined;
          if (stop === undefined || (stops.length > 1 && stop.name === stops[0]?.name)) break;
          stops.push(stop);
        }
        t.is(stops[0]?.name, 'Skip to the answers');
        t.true(stops.length > 8);
        t.true(stops.every(({ name, outline }) => name !== '' && outline === 'solid 3px'));
        const tops = stops.slice(1).map(({ top }) => Math.round(top));
        t.deepEqual(
          tops,
          tops.toSorted((a, b) => a - b),
        );

        await tabTo(page, 'main .scroll');
        dashboard.update({ ...withRejected(0.7), phase: 'landing' });
        await sees(page, '.verdict', /Waiting until every record has landed/);
        t.is(await page.locator('main .scroll:focus').count(), 1);
      });
    },
  );

  test.serial('there is a landmark for each part, and what is announced is the phase, not each count', async (t) => {
    await live(t, { report: underWay(0.1) }, async (page, dashboard) => {
      for (const role of ['banner', 'main', 'contentinfo', 'navigation'] as const)
        t.is(await page.getByRole(role).count(), 1);
      t.is(await page.locator('[aria-live], [role=alert], [role=log]').count(), 0);
      await page.evaluate(`globalThis.announced = [];
        for (const region of document.querySelectorAll('[role=status]'))
          new MutationObserver(() => announced.push(region.textContent.trim()))
            .observe(region, { childList: true, characterData: true, subtree: true })`);
      for (const share of [0.2, 0.4, 0.6]) {
        dashboard.update(underWay(share));
        await sees(page, 'main', new RegExp((12_000 * share).toLocaleString('en-US')));
      }
      t.deepEqual(await page.evaluate('announced'), []);
      dashboard.update({ ...underWay(0.9), phase: 'cleaning' });
      await sees(page, '.verdict', /Cleaning/);
      t.deepEqual(await page.evaluate('[...new Set(announced)]'), ['Cleaning the records of the bucket …']);
    });
  });

  test.serial('a lost connection is said, and the page goes on when the run answers again', async (t) => {
    await live(t, { report: underWay(0.2), mayLose: true }, async (page, dashboard) => {
      await dashboard.close();
      await sees(page, '.news', /connection to the run was lost/);
      const port = Number(new URL(dashboard.url).port);
      const again = await openDashboard({ report: underWay(0.8), port });
      t.teardown(() => again.close());
      await sees(page, 'main', /9,600/);
      t.is(await page.locator('.news').textContent(), '');
    });
  });

  test.serial('a run that is silent for long is said to be', async (t) => {
    await live(t, { report: underWay(0.2), clock: true }, async (page, dashboard) => {
      dashboard.update(underWay(0.3));
      await sees(page, 'main', /8,100/);
      await page.clock.fastForward(9000);
      t.is(await page.locator('.news').textContent(), '');
      await page.clock.fastForward(2000);
      t.regex((await page.locator('.news').textContent()) ?? '', /Nothing has been heard of the run/);
      dashboard.update(underWay(0.4));
      await sees(page, 'main', /4,800/);
      t.is(await page.locator('.news').textContent(), '');
    });
  });

  test.serial('a failed run says why', async (t) => {
    await live(t, { report: underWay(0.2) }, async (page, dashboard) => {
      dashboard.update({ ...underWay(0.3), phase: 'failed', failure: 'STORAGE_FULL: the disk is full' });
      await sees(page, '.verdict', /The run has failed: STORAGE_FULL: the disk is full/);
    });
  });

  /** Opens a live page; it may ask for nothing but itself and its events. */
  async function live(
    t: ExecutionContext,
    { report, clock = false, ...options }: Omit<Visit, 'address'> & { report: LiveReport; clock?: boolean },
    look: (page: Page, dashboard: Dashboard) => Promise<void>,
  ): Promise<void> {
    const dashboard = await openDashboard({ report });
    try {
      const address = `${dashboard.url}/`;
      await visit(
        t,
        browser,
        { address, expected: [`${address}events`], viewport: windows.desktop, ...options },
        async (page) => {
          if (clock) {
            await page.clock.install();
            await page.reload();
            // From here on it stands still but for what the test lets pass.
            await page.clock.pauseAt(Date.now() + 3_600_000);
          }
          await look(page, dashboard);
        },
      );
    } finally {
      await dashboard.close();
    }
  }
});

/** Waits until the text of an element is as wanted. */
async function sees(page: Page, selector: string, wanted: RegExp): Promise<void> {
  await until(page, `${wanted}.test(document.querySelector(${JSON.stringify(selector)})?.textContent ?? '')`);
}
