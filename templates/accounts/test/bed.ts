import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../src/app.ts';
import { accountIndexes } from '../src/auth/accounts.ts';
import { loadConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { SessionStore } from '../src/session/store.ts';

// The tests run against the MongoDB server of MONGODB_URI, in a database of their own.
const { config, secrets } = loadConfig({
  MONGODB_URI: process.env.MONGODB_URI,
  SESSION_SECRET: randomBytes(32).toString('hex'),
  LOG_LEVEL: 'error',
});
const database = `test-${randomBytes(6).toString('hex')}`;
const log = await createLog(config);

export interface RunningApp {
  server: Server;
  store: SessionStore;
  url: string;
}

export async function startApp(): Promise<RunningApp> {
  const store = new SessionStore({
    uri: secrets.mongoUri,
    database,
    collection: config.sessionCollection,
    idle: config.sessionIdle,
    absolute: config.sessionAbsolute,
    log,
  });
  store.connect(accountIndexes(store));
  const stopping = new AbortController().signal;
  const app = createApp({ config, secrets: secrets.session, store, log, stopping });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, store, url: `http://localhost:${port}` };
}

export async function stopApp({ server, store }: RunningApp) {
  server.closeAllConnections();
  server.close();
  await store.close();
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** A browser in a few lines: it keeps cookies. `url` is asked anew, for restarts. */
export function visitor(url: () => string) {
  const cookies = new Map<string, string>();
  return async (method: string, path: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = { cookie: [...cookies.values()].join('; '), ...init.headers };
    const response = await fetch(url() + path, { redirect: 'manual', ...init, method, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';', 1);
      cookies.set(pair.split('=', 1)[0] ?? '', pair);
    }
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}

export const PASSWORD = 'a sentence is a good password';

export function newEmail(): string {
  return `${randomBytes(6).toString('hex')}@example.com`;
}
