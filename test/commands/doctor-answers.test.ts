import { join } from 'node:path';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../src/doctor/checks.ts';
import { APPS } from '../bed/answering-apps.ts';
import { freePort } from '../bed/database.ts';
import { diagnose } from '../bed/doctor.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { type Host, startHost } from '../bed/host.ts';

const CODES = CHECKS.filter(({ group }) => group === 'http').map(({ code }) => code);
const AT = {
  plain: (host: Host) => host.plain,
  secure: (host: Host) => host.secure,
  'http://shop.example': () => 'http://shop.example',
  'https://shop.example': () => 'https://shop.example',
};

/** The source of an app with sessions, which are called as they are by themselves. */
async function source(): Promise<string> {
  const app = temporaryFolder();
  await fs.outputJson(join(app, 'package.json'), { scripts: { start: 'node app.js' } });
  await fs.writeFile(
    join(app, 'app.js'),
    `const app = require('express')();
app.use(require('express-session')({ secret: process.env.SESSION_SECRET }));
app.listen(3000);
`,
  );
  return app;
}

async function ask(name: keyof typeof APPS, at: keyof typeof AT, env = {}) {
  const host = await startHost(APPS[name]());
  const flags = ['--no-check-database', '--url', AT[at](host)];
  const diagnosis = await diagnose(await source(), flags, { ...host.env, ...env });
  const ofHttp = (status: 'holds' | 'found' | 'unknown' | 'skipped') =>
    diagnosis.are(status).filter((words) => CODES.includes(words.replace(/:.*/, '')));
  return { host, ofHttp, ...diagnosis };
}

const WITH_COOKIE = ['cookie-for-strangers', 'cookie-attributes'];

type Row = [name: keyof typeof APPS, at: keyof typeof AT, found: string[], unknown?: string[]];

/** An app, where it is asked, what is found and what cannot be told. */
const ROWS: Row[] = [
  ['careless', 'plain', [...WITH_COOKIE, 'cacheable', 'cors-credentials', 'tells-too-much']],
  [
    'careless',
    'secure',
    [...WITH_COOKIE, 'cacheable', 'hsts', 'cors-credentials', 'tells-too-much'],
  ],
  [
    'careless',
    'https://shop.example',
    [...WITH_COOKIE, 'cacheable', 'http-open', 'hsts', 'cors-credentials', 'tells-too-much'],
  ],
  [
    'handMade',
    'http://shop.example',
    [...WITH_COOKIE, 'adopts-ids', 'cacheable', 'http-open', 'cors-credentials', 'tells-too-much'],
  ],
  [
    'handMade',
    'secure',
    [...WITH_COOKIE, 'adopts-ids', 'cacheable', 'hsts', 'cors-credentials', 'tells-too-much'],
  ],
  ['sound', 'https://shop.example', []],
  ['sound', 'secure', []],
  [
    'sound',
    'http://shop.example',
    [],
    [
      'cookie-for-strangers: GET / is answered with 308',
      'cors-credentials: GET / is answered with 308',
    ],
  ],
  ['cart', 'https://shop.example', ['cookie-for-strangers']],
  ['cartInDevelopment', 'plain', ['cookie-for-strangers']],
  ['shared', 'plain', []],
  [
    'moved',
    'plain',
    [],
    [
      'cookie-for-strangers: GET / is answered with 301',
      'cors-credentials: GET / is answered with 301',
    ],
  ],
  [
    'broken',
    'plain',
    [],
    [
      'cookie-for-strangers: GET / is answered with 503',
      'cors-credentials: GET / is answered with 503',
    ],
  ],
];

/** What there is nothing to see of. */
function skippedIn([, at, found]: Row): string[] {
  const hasCookie = found.includes('cookie-for-strangers');
  return [
    ...(hasCookie ? [] : ['cookie-attributes', 'adopts-ids', 'cacheable']),
    ...(at.endsWith('shop.example') ? [] : ['http-open']),
    ...(at === 'secure' || at.startsWith('https') ? [] : ['hsts']),
  ];
}

test.each(ROWS)('%s at %s: %j is found', async (...row) => {
  const [name, at, found, unknown = []] = row;
  const { host, ofHttp } = await ask(name, at);
  expect(ofHttp('found')).toEqual(found);
  expect(ofHttp('unknown')).toEqual(unknown);
  expect(ofHttp('skipped').map((words) => words.replace(/:.*/, ''))).toEqual(skippedIn(row));

  const asked = host.asked();
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.length).toBeLessThanOrEqual(25);
  for (const line of asked) expect(line).toMatch(/^https? (GET|HEAD|OPTIONS) /);
  for (const { headers } of host.requests())
    expect(headers['user-agent']).toMatch(/^create-mongo-session-app\/\S+ doctor$/);
  const { hostname } = new URL(AT[at](host));
  for (const place of host.reached()) expect(place).toMatch(new RegExp(`^${hostname}:\\d+$`));
});

describe('an app that does not answer is found', () => {
  test('where nothing listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}/shop?token=canary-4711`;
    const { findings, stdout } = await diagnose(await source(), ['--url', url]);
    expect(findings.find(({ code }) => code === 'unanswered')?.message).toContain('ECONNREFUSED');
    expect(stdout).not.toContain('canary');
  });

  test('where its certificate is not trusted: it was never asked', async () => {
    const { host, findings } = await ask('sound', 'secure', { NODE_EXTRA_CA_CERTS: '' });
    const { message } = findings.find(({ code }) => code === 'unanswered') ?? {};
    expect(message).toContain('is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(host.asked()).toEqual([]);
  });
});

test('each code is found in two apps, and not in two others', () => {
  for (const code of CODES.filter((one) => one !== 'unanswered')) {
    const found = ROWS.filter(([, , codes]) => codes.includes(code));
    const others = ROWS.filter((row) => {
      const [, , codes, unknown = []] = row;
      return ![...codes, ...skippedIn(row)].includes(code) && !`${unknown}`.includes(code);
    });
    expect(found.length, code).toBeGreaterThanOrEqual(2);
    expect(others.length, code).toBeGreaterThanOrEqual(2);
  }
});
