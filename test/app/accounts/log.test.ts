import { expect, test } from 'vitest';
import { ownSite, type Site, VARIANTS } from './site.ts';

const LONGEST_ANSWER = 10_000;
const LONG_PATH = `/livez/${'a'.repeat(2_000)}`;
/** Together more than fits into a pipe, and into the queue before it. */
const REQUESTS = 1_500;

async function statusOf(site: Site, path: string): Promise<number> {
  const signal = AbortSignal.timeout(LONGEST_ANSWER);
  const answer = await fetch(`${site.url}${path}`, { signal });
  await answer.arrayBuffer();
  return answer.status;
}

function loggedPaths(site: Site) {
  return site.log().map(({ req }) => (req as { path?: string } | undefined)?.path);
}

test.each(VARIANTS)(
  '%s answers while nobody reads its log, and goes on logging',
  async (variant) => {
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
  },
);
