import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliEnvironment, runCli } from '../bed/cli.ts';
import { newFolder } from '../bed/folder.ts';
import { sample } from '../bed/sample.ts';
import { placeApp, typeFaults } from './their-app.ts';

// Whatever a project asks of its code, the compiler finds no more in it than before.

const ASKED: [name: string, options: object][] = [
  ['nothing strict', { strict: false }],
  ['an older target', { target: 'es2018' }],
  ['the oldest that has classes', { target: 'es2015' }],
  ['names that are used alone', { noUnusedLocals: true, noUnusedParameters: true }],
  ['exact optional properties', { exactOptionalPropertyTypes: true }],
  ['careful access', { noUncheckedIndexedAccess: true, noPropertyAccessFromIndexSignature: true }],
  ['returns and overrides', { noImplicitReturns: true, noImplicitOverride: true }],
  ['branches that end', { noFallthroughCasesInSwitch: true, allowUnreachableCode: false }],
  ['files on their own', { isolatedModules: true }],
  ['nothing but types to erase', { erasableSyntaxOnly: true }],
  ['declarations', { declaration: true }],
  ['fields as defined before ES2022', { useDefineForClassFields: false }],
  ['no library but its own', { lib: ['es2022'], types: ['node'] }],
  ['JavaScript as well', { allowJs: true, checkJs: true }],
];

const CASES = ['typescript-common-js', 'typescript-nodenext'].flatMap((name) =>
  ['middleware', 'store'].flatMap((how) =>
    ASKED.map(([what, options]) => ({ name, how, what, options })),
  ),
);

test.each(sample('tsconfigs of owners', CASES, 8))(
  'a $how for $name that asks for $what',
  ({ name, how, options }) => expectNoNewFaults(name, how, options),
);

describe('with TypeScript 5', () => {
  let folder: string;
  beforeAll(async () => {
    folder = newFolder();
    await fs.outputJson(join(folder, 'package.json'), { private: true });
    const args = ['install', '--no-audit', '--no-fund', 'typescript@5.9.3'];
    await execa('npm', args, { cwd: folder, env: cliEnvironment(), extendEnv: false });
  });
  afterAll(() => fs.remove(folder));

  test.each(sample('ways to add', ['middleware', 'store'], 1))(
    'a %s in CommonJS as it was compiled for years',
    (how) => {
      const options = { module: 'commonjs', moduleResolution: 'node', target: 'es2017' };
      const compiler = join(folder, 'node_modules/typescript');
      return expectNoNewFaults('typescript-common-js', how, options, compiler);
    },
  );
});

async function expectNoNewFaults(name: string, how: string, options: object, compiler?: string) {
  const app = await placeApp(name);
  const path = join(app, 'tsconfig.json');
  const { compilerOptions, ...rest } = await fs.readJson(path);
  await fs.outputJson(path, { ...rest, compilerOptions: { ...compilerOptions, ...options } });
  if (how === 'store') await useSession(app);
  const before = await typeFaults(app, compiler);
  const flags = ['--yes', '--no-install', '--no-check-database'];
  const added = await runCli(['add', ...flags], { cwd: app });
  expect(added.code, added.stderr).toBe(0);
  expect(await typeFaults(app, compiler)).toEqual(before);
}

/** Gives an app a session in memory, before its first route. */
async function useSession(app: string) {
  const names = ['src/app.ts', 'src/main.ts'].map((one) => join(app, one));
  const path = names.find((one) => fs.existsSync(one)) ?? '';
  const text = await fs.readFile(path, 'utf8');
  const used = text.replace(/^( *)(\S+)\.(get|use)\(/m, "$1$2.use(session({ secret: 'a' }));\n$&");
  expect(used).not.toBe(text);
  await fs.outputFile(path, `import session from 'express-session';\n${used}`);
}
