import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, inject, test } from 'vitest';

/** What the page of the created app says of a session. */
async function describe(session: { userAgent?: string; lastSeenAt?: Date }) {
  const file = join(inject('apps')['auth-javascript'], 'src/pages.js');
  const { describeSession } = await import(pathToFileURL(file).href);
  return describeSession({ userAgent: '', lastSeenAt: new Date(), ...session });
}

const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0';

test.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${BLINK} Safari/537.36`, 'Chrome on Windows'],
  [`Mozilla/5.0 (X11; CrOS x86_64 16433.41.0) ${BLINK} Safari/537.36`, 'Chrome on ChromeOS'],
  [`Mozilla/5.0 (Linux; Android 10; K) ${BLINK} Mobile Safari/537.36`, 'Chrome on Android'],
  [`Mozilla/5.0 (Windows NT 10.0) ${BLINK} Safari/537.36 Edg/143.0.0.0`, 'Edge on Windows'],
  [`Mozilla/5.0 (X11; Linux x86_64) ${BLINK} Safari/537.36 OPR/124.0.0.0`, 'Opera on Linux'],
  ['Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0', 'Firefox on Android'],
  [
    `Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) ${WEBKIT} CriOS/143.0 Safari/604.1`,
    'Chrome on iPad',
  ],
  [
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Version/26.1 Safari/605.1.15`,
    'Safari on macOS',
  ],
  ['curl/8.5.0', 'curl/8.5.0'],
  ['x'.repeat(200), 'x'.repeat(60)],
  ['', 'Unknown browser'],
])('%s is %s', async (userAgent, browser) => {
  expect((await describe({ userAgent })).browser).toBe(browser);
});

test.each([
  [0, 'just now'],
  [59, 'just now'],
  [60, '1 minute ago'],
  [59 * 60, '59 minutes ago'],
  [60 * 60, '1 hour ago'],
  [23 * 3600, '23 hours ago'],
  [49 * 3600, '2 days ago'],
])('%d seconds are %s', async (seconds, lastSeen) => {
  const lastSeenAt = new Date(Date.now() - seconds * 1000);
  expect((await describe({ lastSeenAt })).lastSeen).toBe(lastSeen);
});
