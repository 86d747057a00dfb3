import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CHECKS } from '../../src/doctor/checks.ts';
import { readAnswers } from '../../src/steps/read-answers.ts';
import { evidenceOf, outcomeOf } from './evidence.ts';

/** What is used here of an app of Express. */
interface App {
  (req: IncomingMessage, res: ServerResponse): void;
  use(handler: unknown): App;
  get(path: string, handler: unknown): App;
  disable(name: string): App;
}

interface Answering {
  send(text: string): void;
  status(code: number): Answering;
}

const require = createRequire(import.meta.url);
const express: () => App = require('express');
const session: (options: object) => unknown = require('express-session');

const run = {
  surroundings: { version: '1.2.3', templates: '', workingDirectory: '', environment: {} },
  signal: new AbortController().signal,
};

/** Starts a server, asks it, and keeps what was asked. */
async function ask(listener: (req: IncomingMessage, res: ServerResponse) => void, path = '/') {
  const seen: IncomingMessage[] = [];
  const server = createServer((req, res) => {
    seen.push(req);
    listener(req, res);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const { source } = evidenceOf({});
  const evidence = evidenceOf({ http: await readAnswers(url, source, run) });
  return { seen, statusOf: (code: string) => outcomeOf(code, evidence).status, evidence };
}

function appWith(options: object) {
  const app = express();
  app.disable('x-powered-by');
  app.use(session({ secret: 'x'.repeat(40), resave: false, saveUninitialized: true, ...options }));
  app.get('/', (_req: unknown, res: Answering) => res.send('hello'));
  app.use((_req: unknown, res: Answering) => res.status(404).send('not found'));
  app.use((_error: unknown, _req: unknown, res: Answering, _next: unknown) =>
    res.status(400).send('bad request'),
  );
  return app;
}

const set =
  (cookie: string, more: Record<string, string> = {}) =>
  (_: unknown, res: ServerResponse) => {
    res.writeHead(200, { 'set-cookie': cookie, ...more }).end('hello');
  };
const answer = (headers: Record<string, string>) => (_: unknown, res: ServerResponse) => {
  res.writeHead(200, headers).end('hello');
};
const GOOD = 'connect.sid=s%3Aabc.def; Path=/; HttpOnly; SameSite=Lax';

test('a sound app of express-session holds what can be asked over HTTP', async () => {
  const { statusOf } = await ask(appWith({ saveUninitialized: false }));
  for (const { code } of CHECKS.filter(({ group }) => group === 'http'))
    expect(['holds', 'skipped'], code).toContain(statusOf(code));
});

describe('what is wrong is found, and what is not is left alone', () => {
  test.each<[string, Parameters<typeof ask>[0], string]>([
    ['cookie-for-strangers', appWith({}), 'found'],
    ['cookie-for-strangers', appWith({ name: 'shop' }), 'found'],
    ['cookie-for-strangers', appWith({ saveUninitialized: false }), 'holds'],
    ['cookie-for-strangers', set('theme=dark'), 'holds'],
    ['cookie-for-strangers', set(`_csrf=s%3A${'a'.repeat(24)}.def`), 'holds'],
    ['cookie-for-strangers', set(`other=s%3A${'a'.repeat(32)}.def`), 'found'],
    ['cookie-attributes', appWith({ cookie: { httpOnly: false } }), 'found'],
    ['cookie-attributes', set('connect.sid=s%3Aabc.def; HttpOnly; SameSite=None'), 'found'],
    ['cookie-attributes', set(`${GOOD}; Domain=example.com`), 'found'],
    ['cookie-attributes', set('__Host-s=s%3Aabc.def; Path=/; HttpOnly; Secure'), 'skipped'],
    ['cookie-attributes', appWith({ name: '__Host-session' }), 'found'],
    ['cookie-attributes', appWith({}), 'holds'],
    ['cookie-attributes', set(GOOD), 'holds'],
    ['cookie-attributes', set('theme=dark; Domain=example.com'), 'skipped'],
    [
      'adopts-ids',
      (req, res) =>
        set(`connect.sid=${/=(.*)/.exec(req.headers.cookie ?? '=new')?.[1]}; HttpOnly`)(req, res),
      'found',
    ],
    [
      'adopts-ids',
      (req, res) =>
        set(`connect.sid=${/%3A([\w-]*)/.exec(req.headers.cookie ?? '%3Anew')?.[1]}; HttpOnly`)(
          req,
          res,
        ),
      'found',
    ],
    ['adopts-ids', appWith({}), 'holds'],
    ['adopts-ids', appWith({ name: 'shop' }), 'holds'],
    [
      'adopts-ids',
      (req, res) => (req.headers.cookie ? answer({}) : set(GOOD))(req, res),
      'unknown',
    ],
    ['cacheable', set(GOOD, { 'cache-control': 'public, max-age=600' }), 'found'],
    ['cacheable', set(GOOD, { 'cache-control': 'max-age=60' }), 'found'],
    ['cacheable', set(GOOD, { 'cache-control': 'no-store' }), 'holds'],
    ['cacheable', set(GOOD, { 'cache-control': 'private, max-age=60' }), 'holds'],
    ['cacheable', set(GOOD), 'unknown'],
    [
      'cors-credentials',
      (req, res) =>
        answer({
          'access-control-allow-origin': req.headers.origin ?? '*',
          'access-control-allow-credentials': 'true',
        })(req, res),
      'found',
    ],
    [
      'cors-credentials',
      (req, res) =>
        (req.method === 'OPTIONS'
          ? answer({
              'access-control-allow-origin': `${req.headers.origin}`,
              'access-control-allow-credentials': 'true',
            })
          : answer({}))(req, res),
      'found',
    ],
    [
      'cors-credentials',
      answer({
        'access-control-allow-origin': 'https://my.site',
        'access-control-allow-credentials': 'true',
      }),
      'holds',
    ],
    [
      'cors-credentials',
      (req, res) => answer({ 'access-control-allow-origin': req.headers.origin ?? '*' })(req, res),
      'holds',
    ],
    ['tells-too-much', answer({ 'x-powered-by': 'Express' }), 'found'],
    [
      'tells-too-much',
      (req, res) => {
        res.statusCode = 400;
        res.end(
          req.url === '/%ff'
            ? 'URIError<br> at decode_param (/srv/app/node_modules/express/lib/router/layer.js:172:12)'
            : '',
        );
      },
      'found',
    ],
    ['tells-too-much', answer({}), 'holds'],
    [
      'tells-too-much',
      (_req, res) => {
        res.end('we meet at 10:30:15 (in the garden)');
      },
      'holds',
    ],
    ['http-open', set(GOOD), 'skipped'],
    ['hsts', set(GOOD), 'skipped'],
    ['unanswered', answer({}), 'holds'],
    [
      'unanswered',
      (_req, res) => {
        res.writeHead(500).end();
      },
      'holds',
    ],
  ])('%s (%#): %s', async (code, listener, status) => {
    expect((await ask(listener)).statusOf(code)).toBe(status);
  });

  test('nothing answers', async () => {
    const { source } = evidenceOf({});
    for (const url of ['http://127.0.0.1:1/', 'http://nobody.invalid/']) {
      const http = await readAnswers(url, source, run);
      expect(outcomeOf('unanswered', evidenceOf({ http })).status).toBe('found');
      expect(outcomeOf('cookie-for-strangers', evidenceOf({ http })).status).toBe('skipped');
    }
  });
});

describe('of what is asked', () => {
  test('there are 25 requests at the most, GET, HEAD and OPTIONS, which name the tool', async () => {
    const { seen } = await ask((req, res) => {
      res.writeHead(302, { location: `/${Math.random()}` }).end(req.url);
    });
    expect(seen.length).toBeLessThanOrEqual(25);
    for (const { method, headers } of seen) {
      expect(['GET', 'HEAD', 'OPTIONS']).toContain(method);
      expect(headers['user-agent']).toBe('create-mongo-session-app/1.2.3 doctor');
    }
  });

  test('none goes to another host', async () => {
    const elsewhere: string[] = [];
    const other = createServer((req, res) => {
      elsewhere.push(`${req.url}`);
      res.end();
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as AddressInfo;
    await ask(answerWithRedirect(`http://127.0.0.1:${port}/elsewhere`));
    expect(elsewhere).toEqual([]);
  });

  test('what never ends is left', async () => {
    const { statusOf } = await ask((_req, res) => {
      res.writeHead(200).write('x');
    });
    expect(statusOf('unanswered')).toBe('found');
  });
});

function answerWithRedirect(location: string) {
  return (_: unknown, res: ServerResponse) => {
    res.writeHead(302, { location }).end();
  };
}

test.each(['localhost:3000', 'ftp://host/', 'http://user:canary@host/', ''])(
  'a URL that is none is refused, and not shown: %j',
  async (url) => {
    const { source } = evidenceOf({});
    const refusal = await readAnswers(url, source, run).catch((error) => error);
    expect(refusal).toMatchObject({ exitCode: 2, problems: [{ flag: '--url' }] });
    expect(JSON.stringify(refusal.problems)).not.toContain('canary');
  },
);
