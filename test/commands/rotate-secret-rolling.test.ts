import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fs from 'fs-extra';
import { expect, test } from 'vitest';
import { ownDatabaseUri, type RunningApp, startApp } from '../bed/app.ts';
import { runCli } from '../bed/cli.ts';
import { Visitor } from '../bed/visitor.ts';
import { type KeptApp, keepApps } from './kept-app.ts';

// Two processes of one app, restarted one after the other, and visitors who come to both in turn all the while.

const { newApp } = keepApps();

/** Where the secret is, and what the processes are started with. */
const SOURCES = {
  '.env': {
    prepare: (app: KeptApp) => app.path('.env'),
    environment: (app: KeptApp) => ({
      SESSION_SECRET: parseEnv(app.read('.env')).SESSION_SECRET,
    }),
  },
  'a file': {
    prepare: (app: KeptApp) => {
      fs.writeFileSync(app.path('../session_secret'), `${'a secret of the test '.repeat(3)}\n`);
      app.write('.env', `SESSION_SECRET_FILE=${app.path('../session_secret')}\n`);
    },
    environment: (app: KeptApp) => ({
      SESSION_SECRET: undefined,
      SESSION_SECRET_FILE: app.path('../session_secret'),
    }),
  },
};

/** Two processes behind a load balancer that knows which of them is up. */
class TwoProcesses {
  readonly #start: () => Promise<RunningApp>;
  readonly #processes: (RunningApp | undefined)[] = [];
  #turn = 0;

  constructor(start: () => Promise<RunningApp>) {
    this.#start = start;
  }

  async start() {
    this.#processes.push(await this.#start(), await this.#start());
  }

  next = (): string => {
    const up = this.#processes.filter((one) => one !== undefined);
    return up[this.#turn++ % up.length]?.url ?? '';
  };

  /** Restarts one after the other; in between they do not read the same secrets. */
  async restart(between: () => Promise<void>) {
    for (const [index, process] of this.#processes.entries()) {
      this.#processes[index] = undefined;
      await process?.end();
      this.#processes[index] = await this.#start();
      await between();
    }
  }
}

async function signIn(site: TwoProcesses): Promise<Visitor> {
  const visitor = new Visitor(site.next);
  expect((await visitor.post('/login', { name: 'Ann' })).status).toBe(200);
  return visitor;
}

/** Each comes to both processes, twice. */
async function signedIn(visitors: readonly Visitor[]): Promise<boolean[]> {
  const answers: boolean[] = [];
  for (const visitor of visitors) {
    for (let time = 0; time < 4; time += 1) {
      answers.push((await visitor.get('/')).json().isLoggedIn === true);
    }
  }
  return answers;
}

async function startSite(app: KeptApp, source: keyof typeof SOURCES): Promise<TwoProcesses> {
  const { prepare, environment } = SOURCES[source];
  prepare(app);
  const MONGODB_URI = ownDatabaseUri();
  const site = new TwoProcesses(() => startApp('javascript', { MONGODB_URI, ...environment(app) }));
  await site.start();
  return site;
}

async function rotate(app: KeptApp, ...flags: string[]) {
  const { code, stderr } = await runCli(['rotate-secret', ...flags, '--force'], {
    cwd: app.directory,
  });
  expect([code, stderr]).toEqual([0, '']);
}

test.each(['.env', 'a file'] as const)(
  'through all steps of --rolling nobody is signed out, with the secret in %s',
  async (source) => {
    const app = newApp();
    const site = await startSite(app, source);
    const visitors = [await signIn(site), await signIn(site)];
    const nobodySignedOut = async () => {
      // Whoever signs in meanwhile does so at either of them.
      visitors.push(await signIn(site), await signIn(site));
      expect(await signedIn(visitors)).not.toContain(false);
    };
    for (let step = 1; step <= 2; step += 1) {
      await rotate(app, '--rolling');
      await nobodySignedOut();
      await site.restart(nobodySignedOut);
    }
    const late = [await signIn(site), await signIn(site)];
    await rotate(app, '--finish');
    await site.restart(async () => expect(await signedIn(late)).not.toContain(false));
    // The rotation was one: what the first secret had signed is worth nothing now.
    expect(await signedIn(visitors.slice(0, 2))).not.toContain(true);
  },
);

test('in one step, processes that are restarted one after the other do sign people out', async () => {
  const app = newApp();
  const site = await startSite(app, '.env');
  await rotate(app);
  const seen: boolean[] = [];
  await site.restart(async () => {
    seen.push(...(await signedIn([await signIn(site), await signIn(site)])));
  });
  expect(seen).toContain(false);
  expect(readFileSync(join(app.directory, '.env'), 'utf8')).toMatch(/^SESSION_SECRET=[\w-]{43},/m);
});
