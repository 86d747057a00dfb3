import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parse as parseSource } from '@babel/parser';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { type AppName, MAIL, ownDatabaseUri, SECRET, startApp } from '../bed/app.ts';
import { cliEnvironment } from '../bed/cli.ts';
import { freePort } from '../bed/database.ts';
import { buildByHand, copyContext, type Image, namesIn } from '../bed/dockerfile.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { renderChoices, textsOf } from '../bed/render.ts';
import { sample } from '../bed/sample.ts';
import { Visitor } from '../bed/visitor.ts';

// No engine is at hand: the steps of the Dockerfile are taken by hand, and the image itself is not built.

const CANARY = 'canary-of-the-image-canary-of-the-image';
const PATIENCE = { timeout: 30_000, interval: 50 };

/** An app as its owner has it, with everything in it that an image must not hold. */
async function workingCopy(name: AppName): Promise<string> {
  const app = join(temporaryFolder(), 'app');
  const filter = (path: string) => !path.endsWith('/node_modules');
  await fs.copy(inject('apps')[name], app, { filter });
  await fs.outputFile(join(app, '.env'), `SESSION_SECRET=${CANARY}\n`);
  for (const path of ['.env.production', '.git/config', '.mongodb/x', 'dist/x', 'debug.log']) {
    await fs.outputFile(join(app, path), CANARY);
  }
  await fs.outputFile(join(app, 'node_modules/x/index.js'), CANARY);
  await npm(app, 'install', '--package-lock-only');
  return app;
}

const offline = { npm_config_prefer_offline: 'true', npm_config_audit: 'false' };

function npm(cwd: string, ...args: string[]) {
  return execa('npm', args, { cwd, env: cliEnvironment(offline), extendEnv: false });
}

/** Starts an image's command as an engine would, in place of its user's own shell. */
function run({ root, workingDirectory, env }: Image, command: string[], more: object) {
  const [file = '', ...args] = command;
  return spawn(file, args, {
    cwd: join(root, workingDirectory),
    env: { PATH: process.env.PATH, ...env, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function isHealthy(image: Image, env: object): Promise<boolean> {
  const check = run(image, image.healthCheck, env);
  return new Promise((resolve) => check.once('close', (code) => resolve(code === 0)));
}

const IMAGES = [
  ['auth-typescript', ['dist', 'node_modules', 'package.json', 'public', 'views']],
  ['api-javascript', ['node_modules', 'package.json', 'src']],
] as const;

describe.each(sample('images', IMAGES, 1))('the Dockerfile of %s', (name, contents) => {
  test('makes an image of what production needs, which starts and says that it is healthy', async () => {
    const app = await workingCopy(name);
    const folder = temporaryFolder();
    const context = join(folder, 'context');
    await copyContext(app, context);
    expect(await holdersOf(CANARY, context)).toEqual([]);
    const image = await buildByHand(await fs.readFile(join(app, 'Dockerfile'), 'utf8'), {
      ...{ context, folder: join(folder, 'stages') },
      env: cliEnvironment(offline),
    });

    const home = join(image.root, image.workingDirectory);
    expect(namesIn(home)).toEqual([...contents]);
    const { dependencies, devDependencies } = await fs.readJson(join(app, 'package.json'));
    const modules = namesIn(join(home, 'node_modules'));
    expect(modules).toEqual(expect.arrayContaining(Object.keys(dependencies)));
    expect(Object.keys(devDependencies).filter((module) => modules.includes(module))).toEqual([]);
    expect(await holdersOf(CANARY, home)).toEqual([]);
    expect(image).toMatchObject({ user: '1000:1000', env: { NODE_ENV: 'production' }, port: 3000 });

    const port = await freePort();
    const secretFile = join(folder, 'secret');
    await fs.outputFile(secretFile, `${SECRET}\n`);
    const env = {
      ...{ PORT: String(port), HOST: '127.0.0.1', TRUST_PROXY: '1' },
      ...{ MONGODB_URI: ownDatabaseUri(), SESSION_SECRET_FILE: secretFile, ...MAIL },
    };
    expect(await isHealthy(image, env)).toBe(false);
    const child = run(image, image.command, env);
    const ended = new Promise((resolve) => child.once('close', resolve));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    await expect.poll(() => isHealthy(image, env), PATIENCE).toBe(true);
    const visitor = new Visitor(() => `http://127.0.0.1:${port}`);
    await expect.poll(async () => (await visitor.get('/readyz')).status, PATIENCE).toBe(200);
    const path = name.startsWith('auth') ? '/login' : '/api/session';
    const { status } = await visitor.get(path, { headers: { 'x-forwarded-proto': 'https' } });
    expect(status).toBe(name.startsWith('auth') ? 200 : 401);
  });
});

/** The files below a folder that hold a text, but for those of packages. */
async function holdersOf(text: string, folder: string): Promise<string[]> {
  const { stdout } = await execa('grep', ['-rl', '--exclude-dir=node_modules', text, '.'], {
    cwd: folder,
    reject: false,
  });
  return stdout.split('\n').filter(Boolean);
}

interface Compose {
  services: {
    app: Record<string, unknown> & { environment: Record<string, string>; ports: string[] };
    mongo: {
      image: string;
      command: string[];
      volumes: string[];
      healthcheck: { test: string[]; interval: string };
    };
  };
  secrets: { session_secret: Record<string, string> };
  volumes: Record<string, null>;
}

describe('compose.yaml', () => {
  const compose = (text = '') => parse(text, { strict: true }) as Compose;
  const read = async (changes: object) =>
    compose(textsOf(await renderChoices(changes)).get('compose.yaml'));

  test('starts the app when the one member of a replica set is healthy', async () => {
    const { services, volumes } = await read({});
    const { app, mongo } = services;
    expect(app.build).toBe('.');
    expect(app.stop_grace_period).toBe('15s');
    expect(app.depends_on).toEqual({ mongo: { condition: 'service_healthy' } });
    expect(app.ports).toEqual(['127.0.0.1:3000:3000']);
    const [, set] = mongo.command.slice(mongo.command.indexOf('--replSet'));
    const uri = new URL(app.environment.MONGODB_URI ?? '');
    expect([uri.hostname, uri.searchParams.get('replicaSet')]).toEqual(['mongo', set]);
    const [kind, program, ...options] = mongo.healthcheck.test;
    expect([kind, program, ...options.slice(0, -1)]).toEqual([
      ...['CMD', 'mongosh', '--quiet', '--eval'],
    ]);
    const script = options.at(-1) ?? '';
    expect(() => parseSource(script)).not.toThrow();
    expect(script).toContain(`rs.initiate({ _id: "${set}"`);
    expect(script).toContain('host: "mongo:27017"');
    for (const volume of mongo.volumes) {
      expect(Object.keys(volumes)).toContain(volume.split(':')[0]);
    }
  });

  test.each([
    ['generate', { environment: 'SESSION_SECRET' }],
    ['supply', { environment: 'SESSION_SECRET' }],
    ['env', { environment: 'SESSION_SECRET' }],
    ['file', { file: expect.stringMatching(/^\$\{SECRET_FILE:\?[^}]+\}$/) }],
  ] as const)('gives the app the secret as a file, from the source %s', async (source, secret) => {
    const choices = { secretSource: source, secretFile: '/etc/secret' };
    const { services, secrets } = await read(choices);
    expect(secrets.session_secret).toEqual(secret);
    expect(services.app.secrets).toEqual(['session_secret']);
    const { SESSION_SECRET, SESSION_SECRET_FILE } = services.app.environment;
    expect([SESSION_SECRET, SESSION_SECRET_FILE]).toEqual([
      undefined,
      '/run/secrets/session_secret',
    ]);
  });

  test('names variables that the app starts with, and a login works over HTTP', async () => {
    const directory = inject('apps')['auth-javascript'];
    const { services } = compose(await fs.readFile(join(directory, 'compose.yaml'), 'utf8'));
    const file = join(temporaryFolder(), 'session_secret');
    await fs.outputFile(file, SECRET);
    const here = { MONGODB_URI: ownDatabaseUri(), SESSION_SECRET_FILE: file, HOST: '127.0.0.1' };
    const env = { ...services.app.environment, ...here, SESSION_SECRET: undefined };
    const app = await startApp('auth-javascript', env);
    const visitor = new Visitor(() => app.url);
    const fields = { email: 'ann@example.com', password: 'a sentence is a good password' };
    expect((await visitor.post('/register', new URLSearchParams(fields))).status).toBe(303);
    expect((await visitor.get('/account')).text).toContain('ann@example.com');
  });

  test('has a proxy for production in its comments, which is YAML as well', async () => {
    const text = textsOf(await renderChoices({})).get('compose.yaml') ?? '';
    const comments = text.slice(text.indexOf('# Production:')).split('\n');
    const parts = comments.filter((line) => line.startsWith('#   ')).map((line) => line.slice(2));
    const [proxy, volumes, app] = [parts.slice(0, 5), parts.slice(5, 6), parts.slice(6)].map(
      (lines) => parse(lines.join('\n'), { strict: true }),
    );
    expect(proxy.proxy).toMatchObject({ image: 'caddy:2', ports: ['80:80', '443:443'] });
    expect(proxy.proxy.command).toMatch(/--to app:3000$/);
    // Caddy keeps its certificates below /data.
    expect(proxy.proxy.volumes).toEqual([`${Object.keys(volumes)[0]}:/data`]);
    expect(app.environment).toEqual({
      ...{ NODE_ENV: 'production', TRUST_PROXY: 1 },
      SMTP_URL: expect.stringMatching(/^smtp:/),
      MAIL_FROM: expect.stringContaining('@'),
      APP_URL: expect.stringMatching(/^https:/),
    });
  });
});
