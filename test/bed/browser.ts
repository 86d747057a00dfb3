import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import fs from 'fs-extra';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { newFolder } from './folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Nothing but the app is asked for anything. */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--no-sandbox',
];

let browser: Browser;

/** Starts a browser for the tests of a file. Ends with the file. */
export function withBrowser() {
  let folder: string;
  beforeAll(async () => {
    folder = newFolder();
    browser = await chromium.launch({
      args: FLAGS,
      // People's browsers keep the pages they leave, and the back button shows those again.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
      ...(await chromiumOf(folder)),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await fs.remove(folder);
  });
}

/**
 * Opens a page in a browser of its own: it shares no cookie with another. The test fails at its end when one of
 * its pages has logged an error, broken the content security policy or lacked something it asked for.
 */
export async function openPage(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  const documents = new Set<string>();
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents.add(request.url());
  });
  page.on('console', (message) => {
    // Chromium also logs the status of a page that is meant to be refused.
    const isAnswer = /^Failed to load resource/.test(message.text());
    if (isAnswer && documents.has(message.location().url)) return;
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // A page that is left does not wait for the rest of what it asked for.
    if (reason !== 'net::ERR_ABORTED') faults.push(`${request.url()}: ${reason}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  return page;
}

/** Chromium from its npm package, with its libraries and a font, or else the Chrome of this machine. */
async function chromiumOf(folder: string): Promise<LaunchOptions> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome' };
  const unpack = `(await import('@sparticuz/chromium')).default.executablePath()`;
  await execa('node', ['--input-type=module', '--eval', unpack], {
    cwd: ROOT,
    // It unpacks into the folder for temporary files, and its libraries only where it takes itself to be on Lambda.
    env: { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
  });
  const fonts = `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>`;
  await fs.writeFile(join(folder, 'fonts.conf'), fonts);
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
    FONTCONFIG_FILE: join(folder, 'fonts.conf'),
  };
  return { executablePath: join(folder, 'chromium'), env };
}
