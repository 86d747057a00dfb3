import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { APPLY_DIRECTORY, STATE_FILE } from '../../src/project/layout.ts';
import { type CliRun, MINIMAL, runCli } from '../bed/cli.ts';
import { newFolder } from '../bed/folder.ts';
import { sample } from '../bed/sample.ts';
import { differences, readTree, type Tree } from '../bed/tree.ts';
import { changesSomething, FaultList, forEach, letTimePass, PRELOAD } from './faults.ts';

// Each step of a rotation that may fail, or be the last of a run; all of them with `npm run test:all`.

const OLD = 'the secret that sessions were signed with before';
const NEW = 'the secret that every process knows by now';

/** Where the secret is: in the app, or beside it. */
const HOLDERS = { '.env': 'app/.env', 'a file': 'session_secret' } as const;
type Holder = keyof typeof HOLDERS;

let folder: string;
beforeAll(async () => {
  folder = newFolder();
  const { code, stderr } = await runCli(['app', '--yes', ...MINIMAL], { cwd: folder });
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => fs.remove(folder));

/** An app in the middle of a rotation: the second step makes the new secret the one that signs. */
function newPlace(name: string, holder: Holder): string {
  const place = join(folder, name);
  fs.copySync(join(folder, 'app'), join(place, 'app'));
  const env = join(place, 'app/.env');
  const value = `${OLD},${NEW}`;
  fs.writeFileSync(env, `# mine\nSESSION_SECRET=${value}\nAPI_KEY=mine`);
  if (holder === 'a file') {
    fs.writeFileSync(join(place, 'session_secret'), `${value}\n`);
    fs.writeFileSync(env, `SESSION_SECRET_FILE=${join(place, 'session_secret')}\n`);
  }
  const state = join(place, 'app', STATE_FILE);
  const secret = '"secret": {"step":"accepting","rotatedAt":"2026-01-01T00:00:00.000Z"}';
  const text = readFileSync(state, 'utf8').replace('  "files"', `  ${secret},\n  "files"`);
  fs.writeFileSync(state, text);
  return place;
}

function rotate(place: string, fault: Record<string, string> = {}): Promise<CliRun> {
  return runCli(['rotate-secret', '--rolling', '--force'], {
    cwd: join(place, 'app'),
    env: { FAULT_ROOT: place, ...fault },
    nodeFlags: ['--require', PRELOAD],
  });
}

/** The calls of an undisturbed run. */
async function stepsOf(holder: Holder, name: string): Promise<[number, string][]> {
  const place = newPlace(name, holder);
  const log = join(folder, `${name}.log`);
  const { code, stderr } = await rotate(place, { FAULT_LOG: log });
  expect([code, stderr]).toEqual([0, '']);
  expect(secretsIn(place, holder)).toEqual([NEW, OLD]);
  return [...readFileSync(log, 'utf8').trimEnd().split('\n').entries()];
}

function secretsIn(place: string, holder: Holder): string[] {
  const text = readFileSync(join(place, HOLDERS[holder]), 'utf8');
  const line = holder === 'a file' ? text.trimEnd() : /^SESSION_SECRET=(.*)$/m.exec(text)?.[1];
  return (line ?? '').replaceAll(/['"]/g, '').split(',');
}

/** Both secrets are valid, and what stands there besides them and the record is as it was. */
function faultsOf(place: string, holder: Holder, before: Tree): string[] {
  const secrets = secretsIn(place, holder);
  const lost = [OLD, NEW].filter((secret) => !secrets.includes(secret));
  const ours = [`: ${HOLDERS[holder]} `, `: app/${STATE_FILE} `];
  const other = differences(readTree(place), before).filter(
    (line) => !ours.some((path) => line.includes(path)),
  );
  return [...lost.map((secret) => `lost: ${secret}`), ...other];
}

/** What a run has written may have left the clearing up to the next one. */
function withoutLeftOver(lines: readonly string[]): string[] {
  return lines.filter((line) => !line.startsWith(`more: app/${APPLY_DIRECTORY}`));
}

describe.each(['.env', 'a file'] as const)('with the secret in %s', (holder) => {
  const name = (text: string) => `${holder.replaceAll(/\W/g, '')}-${text}`;

  test.each(['EIO', 'full'])(
    '%s at any step loses no secret',
    { timeout: 300_000 },
    async (kind) => {
      const faults = new FaultList();
      const all = await stepsOf(holder, name(`count-${kind}`));
      await forEach(sample('steps of rotate-secret', all, 5, holder + kind), async ([at, step]) => {
        const place = newPlace(name(`${kind}-${at}`), holder);
        const before = readTree(place);
        const run = await rotate(place, { FAULT_AT: `${at}`, FAULT_KIND: kind });
        const label = `${kind} at ${at} (${step}), exit ${run.code}`;
        const isClear = run.code === 0 || (run.code === 3 && /^Error: /m.test(run.stderr));
        faults.add(label, isClear && !/\n\s+at /.test(run.stderr) ? [] : [run.stderr]);
        faults.add(label, withoutLeftOver(faultsOf(place, holder, before)));
        const changed = withoutLeftOver(differences(readTree(place), before));
        if (/Nothing was written/.test(run.stderr)) faults.add(label, changed);
        faults.add(`${label}, then again`, await faultsOfNextRun(place, holder, before));
      });
      expect(faults.list).toEqual([]);
    },
  );

  test.each(['kill-before', 'kill-half', 'kill-after'])(
    '%s at any step loses no secret, and the next run goes on',
    { timeout: 300_000 },
    async (kind) => {
      const faults = new FaultList();
      const all = await stepsOf(holder, name(`count-${kind}`));
      const changing = all.filter(([, step]) =>
        kind === 'kill-half' ? step.startsWith('write ') : changesSomething(step),
      );
      const some = sample('steps of rotate-secret', changing, 4, holder + kind);
      await forEach(some, async ([at, step]) => {
        const place = newPlace(name(`${kind}-${at}`), holder);
        const before = readTree(place);
        const run = await rotate(place, { FAULT_AT: `${at}`, FAULT_KIND: kind });
        const label = `${kind} at ${at} (${step})`;
        faults.add(label, run.signal === 'SIGKILL' ? [] : [`exit ${run.code}`]);
        const secrets = secretsIn(place, holder);
        const lost = [OLD, NEW].filter((secret) => !secrets.includes(secret));
        faults.add(
          label,
          lost.map((secret) => `lost: ${secret}`),
        );
        letTimePass(join(place, 'app'));
        faults.add(`${label}, then again`, await faultsOfNextRun(place, holder, before));
      });
      expect(faults.list).toEqual([]);
    },
  );
});

/** It takes back or goes on, and leaves both secrets valid and nothing else behind. */
async function faultsOfNextRun(place: string, holder: Holder, before: Tree): Promise<string[]> {
  const { code, stderr } = await rotate(place);
  if (code !== 0) return [`exit ${code}: ${stderr}`];
  const leftOver = existsSync(join(place, '.session_secret.rotated')) ? ['a staged file'] : [];
  return [...faultsOf(place, holder, before), ...leftOver];
}
