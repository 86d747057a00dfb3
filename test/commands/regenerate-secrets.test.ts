import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type KeptApp, keepApps } from './kept-app.ts';

// Every value of an `.env` is a secret: our own keys' and its owner's.

const { oldApp } = keepApps();

const ENV = `# canary-comment
export MONGODB_URI="mongodb://canary-user:canary-pass@h:1/canary-db" # canary-tail
SESSION_COLLECTION=canary-collection
SHOP_KEY='canary-key
canary-second-line'
SESSION_SECRET=canary-secret-canary-secret-canary-secret
canary-nonsense
`;

/** The files below a directory, unpacked, that hold a canary. */
function canariesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    const text = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    return text.includes('canary') ? [path.slice(directory.length + 1)] : [];
  });
}

async function expectSilent(app: KeptApp, flags: readonly string[], input?: string) {
  const run = await app.regenerate(flags, input === undefined ? {} : { input });
  expect([flags, run.stdout + run.stderr]).toEqual([flags, expect.not.stringContaining('canary')]);
  expect([flags, canariesBelow(app.directory)]).toEqual([flags, ['.env']]);
  return run.code;
}

test('no value of .env is shown or recorded, whatever regenerate does', async () => {
  const app = oldApp();
  app.write('.env', ENV);
  for (const flags of [['--diff'], ['--diff', '--json'], ['--check', '--verbose'], ['--dry-run']]) {
    await expectSilent(app, [...flags, '--collection', 'logins', '--secret-file', '/run/s']);
  }
  expect(await expectSilent(app, ['--collection', 'logins'])).toBe(4);
  expect(await expectSilent(app, ['--json', '--conflict', 'inline'])).toBe(0);
  const uri = 'mongodb://canary-new:canary-word@h/canary';
  expect(await expectSilent(app, ['--mongo-uri', uri, '--verbose'])).toBe(0);
  expect(await expectSilent(app, ['--secret-source', 'env', '--json'])).toBe(0);
  expect(await expectSilent(app, ['--secret-stdin', '--json'], 'canary-'.repeat(6))).toBe(0);
  expect(await expectSilent(app, ['--secret-stdin', '--diff'], 'canary-new-'.repeat(6))).toBe(0);
});

test('nor when what is recorded is gone, or a value is refused', async () => {
  const app = oldApp();
  app.write('.env', ENV.replace('=canary-collection', '=canary$collection'));
  app.write('.create-mongo-session-app/state.json', '{ "canary": ');
  const run = await app.regenerate(['--check', '--verbose']);
  expect(run.stdout).not.toMatch(/canary-(user|pass|key|secret|second)/);
  expect(run.stderr).not.toMatch(/canary-(user|pass|key|secret|second)/);
  const illegal = ['--mongo-uri', 'mongodb://canary-user:canary-pass@h:99999/', '--json'];
  const refused = await app.regenerate(illegal);
  expect(refused.code).toBe(2);
  expect(refused.stdout + refused.stderr).not.toMatch(/canary-(user|pass)/);
});
