import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchApp, type RunningApp } from '../../bed/app.ts';
import { openPage, withBrowser } from '../../bed/browser.ts';
import { freePort } from '../../bed/database.ts';
import { sample } from '../../bed/sample.ts';
import { visitEveryPage } from './pages.ts';
import { launchDevelopment } from './people.ts';

withBrowser();

let app: RunningApp;
let appInOutage: RunningApp;

beforeAll(async () => {
  app = await launchDevelopment();
  const nowhere = `mongodb://127.0.0.1:${await freePort()}/test`;
  appInOutage = await launchApp('auth-javascript', { MONGODB_URI: nowhere });
});

afterAll(async () => {
  await app.end();
  await appInOutage.end();
});

const site = () => ({ url: app.url, outageUrl: appInOutage.url });

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds wrong with the page as it is shown. */
async function violations(page: Page): Promise<string[]> {
  const options = JSON.stringify({ runOnly: STANDARDS });
  const results: AxeResults = await page.evaluate(`${axe.source}\naxe.run(${options})`);
  expect(results.passes.length).toBeGreaterThan(10);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
}

/** For a person to look at before a release: SCREENSHOTS names the folder that they go to. */
async function takeScreenshot(page: Page, name: string) {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS)
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

async function faultsOf(page: Page): Promise<string[]> {
  const faults = await violations(page);
  const headings = await page.getByRole('heading', { level: 1 }).allTextContents();
  const title = await page.title();
  if (title !== `${headings} – auth-javascript`) faults.push(`the title is "${title}"`);
  const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  if (excess !== 0) faults.push(`scrolls sideways by ${excess} pixels`);
  return faults;
}

test.each(sample('colour schemes', ['light', 'dark'] as const, 1))(
  'in %s, every page is accessible, fits a small and a wide screen, and has a title of its own',
  async (colorScheme) => {
    const page = await openPage(app.url, { colorScheme });
    const found: Record<string, string[]> = {};
    await visitEveryPage(page, site(), async (name) => {
      for (const width of [375, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        found[`${name} at ${width}`] = await faultsOf(page);
        await takeScreenshot(page, `${name}, ${width}, ${colorScheme}`);
      }
    });
    expect(Object.keys(found)).toHaveLength(50);
    expect(Object.entries(found).filter(([, faults]) => faults.length > 0)).toEqual([]);
  },
  300_000,
);
