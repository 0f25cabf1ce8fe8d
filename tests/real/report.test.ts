import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import test from 'ava';
import type { Browser } from 'playwright-core';
import { visible } from '../../runtime/report/html.ts';
import { renderReport } from '../../runtime/report/index.ts';
import { bothPaths, emptySample, hostileTexts, sample } from '../report/sample.ts';
import { openBrowser, tabTo, themes, until, visit, windows } from './helpers/browser.ts';
import { real } from './helpers/parts.ts';
import { drawnPlots, overlaps, paleTexts, wider } from './helpers/probes.ts';

/** The charts of the answers, and those of a stream over time. */
const plots = 8;
const timelines = 3;

/** The least contrast of text that WCAG 2.2 asks for (1.4.3, AA). */
const leastContrast = 4.5;

real(['Chromium'], () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-report-'));
  const addressOf = (name: string) => pathToFileURL(join(folder, name)).href;
  const pages = { full: addressOf('full.html'), empty: addressOf('empty.html'), both: addressOf('both.html') };
  let browser: Browser;

  test.before(async () => {
    writeFileSync(fileURLToPath(pages.full), renderReport(sample()));
    writeFileSync(fileURLToPath(pages.empty), renderReport(emptySample()));
    writeFileSync(fileURLToPath(pages.both), renderReport(bothPaths()));
    browser = await openBrowser();
  });
  test.after.always(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  for (const [name, viewport] of Object.entries(windows)) {
    for (const theme of themes) {
      for (const [of, address, charts] of [
        ['the batch path', pages.full, plots],
        ['both paths', pages.both, plots + timelines],
      ] as const) {
        test.serial(`on a ${name}, in ${theme}, everything of ${of} is drawn, fits and can be read`, async (t) => {
          await visit(t, browser, { address, viewport, theme }, async (page) => {
            t.is(await page.evaluate('getComputedStyle(document.documentElement).colorScheme'), theme);
            t.deepEqual(await page.evaluate(wider), []);
            t.deepEqual(await page.evaluate(paleTexts(leastContrast)), []);
            const drawn = (await page.evaluate(drawnPlots)) as { shown: number; marks: number; cut: string[] }[];
            t.deepEqual(await page.evaluate(overlaps), []);
            t.is(drawn.length, charts);
            for (const { shown, marks, cut } of drawn)
              t.deepEqual({ shown, cut, empty: marks === 0 }, { shown: 1, cut: [], empty: false });
            const maps = name === 'phone' && address === pages.both ? 2 : 1;
            t.is(await page.locator('.map svg:visible').count(), maps);
          });
        });
      }
    }
  }

  test.serial('a run of which nothing arrived is a whole page too', async (t) => {
    await visit(t, browser, { address: pages.empty, viewport: windows.phone, theme: 'light' }, async (page) => {
      t.deepEqual(await page.evaluate(wider), []);
      t.is(await page.locator('.empty:visible').count(), 9);
    });
  });

  test.serial('a table is opened, searched and scrolled by keyboard alone', async (t) => {
    await visit(t, browser, { address: pages.full, viewport: windows.desktop, theme: 'light' }, async (page) => {
      const years = page.locator('#top_category_by_year');
      t.false(await years.locator('table').isVisible());
      await tabTo(page, '#top_category_by_year summary');
      await page.keyboard.press('Enter');
      t.true(await years.locator('table').isVisible());
      t.is(await years.locator('tbody tr:visible').count(), 5);

      const countries = page.locator('#top_category_by_country');
      await tabTo(page, '#top_category_by_country input');
      await page.keyboard.type('GERM');
      t.deepEqual(await countries.locator('tbody tr:visible td:first-child').allTextContents(), ['Germany']);
      t.is(await countries.locator('output').textContent(), '1 of 243 rows');
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Delete');
      t.is(await countries.locator('tbody tr:visible').count(), 243);
      await tabTo(page, '#top_category_by_country .scroll');
      await page.keyboard.press('End');
      await until(page, `document.querySelector('#top_category_by_country .scroll').scrollTop > 0`);
    });
  });

  test.serial('the first stop of the keyboard leads past the pipeline to the answers', async (t) => {
    await visit(t, browser, { address: pages.full, viewport: windows.desktop, theme: 'dark' }, async (page) => {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await until(page, `document.querySelector('#answers').getBoundingClientRect().top < 100`);
      t.regex(page.url(), /#answers$/);
    });
  });

  test.serial('pointing near a mark gives its exact number, as text', async (t) => {
    await visit(t, browser, { address: pages.full, viewport: windows.desktop, theme: 'light' }, async (page) => {
      const plot = page.locator('#median_followers_by_age_group .plot');
      await plot.scrollIntoViewIfNeeded();
      await plot.hover({ position: { x: 90, y: 60 } });
      t.is(await page.locator('.tip').textContent(), '18-24: a median of 98,000 followers');
      await page.mouse.move(1, 1);
      t.false(await page.locator('.tip').isVisible());
    });
  });

  test.serial('hostile names are read as they are, and run nothing', async (t) => {
    await visit(t, browser, { address: pages.full, viewport: windows.desktop, theme: 'light' }, async (page) => {
      const names = await page.locator('#top_poster_by_country tbody td:nth-child(2)').allTextContents();
      const given = sample().answers.top_poster_by_country.map(({ poster_name }) => visible(String(poster_name)));
      t.deepEqual(names, given);
      t.true(hostileTexts.every((text) => given.includes(visible(text))));
      t.is(await page.locator('img, iframe, object, embed').count(), 0);
    });
  });

  test.serial('without scripts the page shows the same, but for search', async (t) => {
    await visit(
      t,
      browser,
      { address: pages.full, viewport: windows.desktop, theme: 'light', javaScriptEnabled: false },
      async (page) => {
        t.is(await page.locator('.plot svg:visible').count(), plots);
        t.is(await page.locator('.find:visible').count(), 0);
      },
    );
  });
});
