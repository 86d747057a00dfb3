import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import fs from 'fs-extra';
import { expect, test } from 'vitest';
import { EnvFile, envValueFault } from '../src/env-file.ts';
import { Secret } from '../src/secret.ts';
import { FILES_ONLY, runCli } from './bed/cli.ts';
import { cliEnvironment } from './bed/environment.ts';
import { temporaryFolder } from './bed/folder.ts';
import { anyText } from './choices/hostile-values.ts';

const DOTENV = 'dotenv@17.2.3';

// A real file, read by the flag and not by `util.parseEnv`: this is how the app starts.
test('each value reads back identical with every Node, and with dotenv where that is known', async () => {
  const values = [...new Set(["it's `a` # \\r", ...fc.sample(anyText, 1_500)])].filter(
    (value) => value !== '' && envValueFault(value) === undefined,
  );
  const secrets = new Map(values.map((value, index) => [`KEY_${index}`, new Secret(value)]));
  // With neighbours in quotes: a reader that misses the end of a value takes theirs for it.
  const lines = [...secrets.keys()].map(
    (key) => `${key}=\nA_${key}='2'\nB_${key}=\`3\`\nLAST_${key}="4"\n`,
  );
  const file = EnvFile.fill(lines.join(''), secrets);
  const misread = [...secrets.keys()].filter((key) => file.misreadersOf(key).includes('dotenv'));

  const folder = temporaryFolder();
  await fs.outputFile(join(folder, '.env'), file.reveal());
  await fs.outputJson(join(folder, 'values.json'), values);
  await fs.outputFile(join(folder, 'read.mjs'), READ);
  await fs.outputJson(join(folder, 'package.json'), { private: true });
  const options = { cwd: folder, env: cliEnvironment(), extendEnv: false } as const;
  await execa('npm', ['install', '--no-audit', '--no-fund', DOTENV], options);
  for (const version of ['20.19.0', '22', '24']) {
    const args = ['-y', `node@${version}`, '--env-file=.env', 'read.mjs'];
    const { stdout } = await execa('npx', args, options);
    const { major, node, dotenv } = JSON.parse(stdout);
    expect({ major, node }).toEqual({ major: Number.parseInt(version, 10), node: [] });
    expect(dotenv).toEqual(misread);
  }
  expect(misread).toContain('KEY_0');
}, 300_000);

/** Prints the keys that each reader gets otherwise. */
const READ = `
import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
const values = JSON.parse(readFileSync('values.json', 'utf8'));
const text = readFileSync('.env', 'utf8');
const wrong = (read) => values.map((value, index) => ['KEY_' + index, value]).filter(([key, value]) => read(key) !== value).map(([key]) => key);
// One value at a time: what one of them spoils is not the fault of the next.
const alone = (key) => parse(text.slice(text.search(new RegExp('^' + key + '=', 'm')), text.indexOf('\\n', text.indexOf('\\nLAST_' + key + '=') + 1)))[key];
console.log(JSON.stringify({
  major: Number.parseInt(process.versions.node, 10),
  node: wrong((key) => process.env[key]),
  dotenv: wrong(alone),
}));
`;

test('create and regenerate say who reads a value otherwise, and do not show it', async () => {
  const cwd = temporaryFolder();
  const mongoUri = "mongodb://ann:canary's$PASS@h/d";
  await fs.outputJson(join(cwd, 'a.json'), { mongoUri });
  const warning = /^Warning: Docker Compose would read MONGODB_URI in .env otherwise/m;
  const create = await runCli(['app', '--answers', 'a.json', ...FILES_ONLY], { cwd });
  expect(create).toMatchObject({ code: 0, stderr: expect.stringMatching(warning) });
  expect(create.stderr + create.stdout).not.toContain('canary');

  await fs.outputJson(join(cwd, 'b.json'), { mongoUri: `${mongoUri}?w=1` });
  const regenerate = ['regenerate', 'app', '--answers'];
  const again = await runCli([...regenerate, 'b.json', '--no-install'], { cwd });
  expect(again).toMatchObject({ code: 0, stderr: expect.stringMatching(warning) });
  const same = await runCli(['regenerate', 'app', '--no-install'], { cwd });
  expect(same.stderr).not.toMatch(warning);
});
