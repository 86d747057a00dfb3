import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from './app.ts';
import { ConfigError, loadConfig } from './config.ts';
import { createLog } from './log.ts';
import { SessionStore } from './session/store.ts';

/** How long a load balancer may take to see that this process is no longer ready. */
const DRAIN = 5_000;
/** How long running requests may take after that. */
const LONGEST_STOP = 10_000;

const { config, secrets } = loadConfigOrExit();
const log = createLog(config.logLevel);
const stopping = new AbortController();

const store = new SessionStore({
  uri: secrets.mongoUri,
  database: config.database,
  collection: config.sessionCollection,
  idle: config.sessionIdle,
  absolute: config.sessionAbsolute,
  log,
});
store.connect();

const server = createServer(
  createApp({ config, secrets: secrets.session, store, log, stopping: stopping.signal }),
);

server.on('error', (error: NodeJS.ErrnoException) => {
  log.error(`cannot listen on port ${config.port}: ${error.code}`);
  process.exit(1);
});
server.listen(config.port, config.host, () => {
  const { port } = server.address() as AddressInfo;
  log.info(`listening on http://${config.host ?? 'localhost'}:${port}`);
});

process.once('SIGTERM', stop);
process.once('SIGINT', stop);

/** Stops taking requests, lets the running ones finish and store their sessions, then ends. */
async function stop(signal: string) {
  log.info(`${signal}: stopping`);
  stopping.abort();
  if (config.production) await sleep(DRAIN);
  setTimeout(() => server.closeAllConnections(), LONGEST_STOP).unref();
  server.close(async () => {
    await store.close();
    process.exit(0);
  });
  server.closeIdleConnections();
}

function loadConfigOrExit() {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
