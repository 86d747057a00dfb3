import { expect, test } from 'vitest';
import { ownDatabaseUri, startApp } from '../../bed/app.ts';
import { appWithRoutes } from '../owned-app.ts';
import { oneVariant, ownSite, type Site } from './site.ts';

const APPS = oneVariant();

const LONGEST_ANSWER = 10_000;
const LONG_PATH = `/livez/${'a'.repeat(2_000)}`;
/** Together more than fits into a pipe, and into the queue before it. */
const REQUESTS = 1_500;
/** Levels of pino. */
const [DEBUG, FATAL] = [20, 60];

async function statusOf(site: Site, path: string): Promise<number> {
  const signal = AbortSignal.timeout(LONGEST_ANSWER);
  const answer = await fetch(`${site.url}${path}`, { signal });
  await answer.arrayBuffer();
  return answer.status;
}

function loggedPaths(site: Site) {
  return site.log().map(({ req }) => (req as { path?: string } | undefined)?.path);
}

test.each(APPS)('%s answers while nobody reads its log, and goes on logging', async (variant) => {
  const site = await ownSite(variant);
  site.app.process.stdout?.pause();
  for (let count = 0; count < REQUESTS; count += 20) {
    await Promise.all(Array.from({ length: 20 }, () => statusOf(site, LONG_PATH)));
  }
  expect(await statusOf(site, '/livez')).toBe(200);

  site.app.process.stdout?.resume();
  await expect.poll(() => loggedPaths(site)).toContain(LONG_PATH);
  await statusOf(site, '/livez/after');
  await expect.poll(() => loggedPaths(site)).toContain('/livez/after');
});

test.each(APPS)(
  '%s writes a line for a person in development, and nothing of probes',
  async (name) => {
    const app = await startApp(name, { MONGODB_URI: ownDatabaseUri(), NODE_ENV: 'development' });
    for (const path of ['/livez', '/readyz', '/nowhere']) await fetch(`${app.url}${path}`);
    await expect.poll(app.output).toMatch(/INFO.*: GET \/nowhere 404 \d+ ms request completed/);
    const headers = { origin: 'http://elsewhere.example' };
    await fetch(`${app.url}/nowhere`, { method: 'POST', headers });
    await expect.poll(app.output).toMatch(/WARN.*: POST \/nowhere forbidden \{"event"/);
    expect(app.output()).not.toMatch(/^\{|livez|readyz/m);
  },
);

test.each(APPS)('%s writes JSON in production, and probes at the level debug', async (name) => {
  const site = await ownSite(name, { LOG_LEVEL: 'debug' });
  await statusOf(site, '/livez');
  await expect.poll(() => loggedPaths(site)).toContain('/livez');
  const probes = site.log().filter(({ req }) => (req as { path?: string })?.path === '/livez');
  expect(probes.map(({ level }) => level)).toEqual([DEBUG]);

  const usual = await ownSite(name);
  await statusOf(usual, '/livez');
  await statusOf(usual, '/nowhere');
  await expect.poll(() => loggedPaths(usual)).toContain('/nowhere');
  expect(loggedPaths(usual)).not.toContain('/livez');
});

test.each(APPS)(
  '%s says what has ended it, although its log is written beside the requests',
  async (name) => {
    const routes = "app.get('/fall', () => setTimeout(() => { throw new Error('over'); }));";
    const env = { MONGODB_URI: ownDatabaseUri(), NODE_ENV: 'production', TRUST_PROXY: '1' };
    const app = await startApp(name, env, await appWithRoutes(name, routes));
    await fetch(`${app.url}/fall`, { headers: { 'x-forwarded-proto': 'https' } }).catch(() => {});
    expect(await new Promise((resolve) => app.process.once('close', resolve))).toBe(1);
    const lines = app
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({
      level: FATAL,
      msg: 'uncaught exception',
      err: { message: 'over' },
    });
  },
);
