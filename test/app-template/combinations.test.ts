import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@babel/parser';
import { execa } from 'execa';
import fs from 'fs-extra';
import { expect, inject, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { layerNames, render } from '../../src/app-template/render.ts';
import { SECRET_SOURCES } from '../../src/choices/secret-source.ts';
import { type Choices, LANGUAGES, TEMPLATES } from '../../src/choices/table.ts';
import { PACKAGE_MANAGER_NAMES } from '../../src/package-managers.ts';
import { ALONE } from '../../src/standing.ts';
import { loadLayers } from '../../src/steps/render-app.ts';
import type { AppName } from '../bed/app.ts';
import { temporaryFolder } from '../bed/folder.ts';
import {
  DEFAULT_CHOICES,
  renderChoices,
  secretsFor,
  TEMPLATES as TEMPLATES_FOLDER,
  textsOf,
} from '../bed/render.ts';
import { sample } from '../bed/sample.ts';

const BIOME = fileURLToPath(new URL('../../node_modules/.bin/biome', import.meta.url));
const SWITCHES = [false, true];

/** Every choice with every other that changes what is rendered. */
function* combinations(): Generator<Partial<Choices>> {
  for (const template of TEMPLATES)
    for (const language of LANGUAGES)
      for (const secretSource of SECRET_SOURCES)
        for (const packageManager of PACKAGE_MANAGER_NAMES)
          for (const docker of SWITCHES)
            for (const ci of SWITCHES)
              for (const devDatabase of SWITCHES)
                for (const mail of template === 'minimal' ? [false] : SWITCHES) {
                  const switches = { docker, ci, devDatabase, mail };
                  yield { template, language, secretSource, packageManager, ...switches };
                }
}

const SOME = sample('combinations of choices', [...combinations()], 200);

/** Rendered once for all tests. */
const rendered = Promise.all(
  SOME.map(async (choices) => ({
    choices,
    texts: textsOf(await renderChoices(choices)),
  })),
);

test('every combination renders files that parse, and leaves no template behind', async () => {
  const apps = await rendered;
  expect([...combinations()]).toHaveLength((1 + 2 + 2) * 2 * 4 * 4 * 8);
  const seen = new Set<string>();
  for (const { choices, texts } of apps) {
    for (const [path, text] of texts) {
      // Most files are the same in many combinations.
      if (seen.has(path + text)) continue;
      seen.add(path + text);
      const place = `${path} of ${JSON.stringify(choices)}`;
      expect(text.replaceAll('${{', ''), place).not.toContain('{{');
      expect(text, place).not.toMatch(/\n{3}|[ \t]\n|\n\n$/);
      expect(text === '' || text.endsWith('\n'), place).toBe(true);
      expect(() => parseFile(path, text), place).not.toThrow();
    }
  }
});

test('every layer that a combination asks for is a folder of templates, and no folder is left over', () => {
  const asked = [...combinations()].flatMap((choices) =>
    [ALONE, { ...ALONE, yarn: '1.22.22' }, { ...ALONE, lockFile: false }].flatMap((standing) =>
      layerNames({ ...DEFAULT_CHOICES, ...choices }, standing),
    ),
  );
  // That of `add` is for another command.
  const folders = fs.readdirSync(TEMPLATES_FOLDER).filter((folder) => folder !== 'add');
  expect([...new Set(asked)].sort()).toEqual(folders.sort());
});

test('what is shipped renders every combination byte for byte as the templates that people read', async () => {
  const shipped = join(inject('cli'), '../../dist/templates.br');
  for (const { choices, texts } of await rendered) {
    const all = { ...DEFAULT_CHOICES, ...choices };
    const tree = render(loadLayers(shipped, all.language), all, secretsFor(all));
    const found = textsOf(tree);
    expect([...found.keys()]).toEqual([...texts.keys()]);
    for (const [path, text] of texts) {
      if (found.get(path) === text) continue;
      expect(found.get(path), `${path} of ${JSON.stringify(choices)}`).toBe(text);
    }
  }
});

function parseFile(path: string, text: string) {
  if (/\.json$/.test(path)) JSON.parse(text);
  else if (/\.ya?ml$/.test(path)) parseYaml(text, { strict: true });
  else if (/\.ts$/.test(path)) parse(text, { sourceType: 'module', plugins: ['typescript'] });
  else if (/\.js$/.test(path)) parse(text, { sourceType: 'module' });
}

test('every source file is as a formatter and a linter would have it', async () => {
  const folder = temporaryFolder();
  const written = new Set<string>();
  for (const { choices, texts } of await rendered) {
    for (const [path, text] of texts) {
      if (!/\.(ts|js)$/.test(path) || written.has(path + text)) continue;
      written.add(path + text);
      const variant = `${choices.template}-${choices.language}-${written.size}`;
      await fs.outputFile(join(folder, variant, path), text);
    }
  }
  expect(written.size).toBeGreaterThan(20);
  const style = {
    formatter: { indentStyle: 'space', lineWidth: 100 },
    javascript: { formatter: { quoteStyle: 'single' } },
  };
  await fs.outputJson(join(folder, 'biome.json'), style, { spaces: 2 });
  const { exitCode, all } = await execa(BIOME, ['ci', '--colors=off', '.'], {
    cwd: folder,
    all: true,
    reject: false,
  });
  expect(exitCode, all).toBe(0);
});

test.each([
  ['minimal', 'typescript'],
  ['auth', 'auth-typescript'],
  ['api', 'api-typescript'],
] as const)(
  'the TypeScript of %s is strict and type-checks, with a development database and mail and without',
  async (template, app) => {
    for (const isWanted of SWITCHES) {
      await typeCheck({ template, devDatabase: isWanted, mail: isWanted }, app);
    }
  },
);

async function typeCheck(choices: Partial<Choices>, app: AppName) {
  const folder = temporaryFolder();
  for (const [path, text] of textsOf(await renderChoices(choices))) {
    await fs.outputFile(join(folder, path), text);
  }
  expect((await fs.readJson(join(folder, 'tsconfig.json'))).compilerOptions.strict).toBe(true);
  await fs.symlink(join(inject('apps')[app], 'node_modules'), join(folder, 'node_modules'), 'dir');
  const { exitCode, all } = await execa('npm', ['run', 'typecheck'], {
    cwd: folder,
    all: true,
    reject: false,
  });
  expect(exitCode, all).toBe(0);
}

test('an app in JavaScript speaks of no file in TypeScript', async () => {
  const apps = (await rendered).filter(({ choices }) => choices.language === 'javascript');
  for (const { choices, texts } of apps) {
    for (const [path, text] of texts) {
      expect(text, `${path} of ${JSON.stringify(choices)}`).not.toMatch(/\w\.ts\b|tsconfig/);
    }
  }
});

test('every source file is used by another, or by a script', async () => {
  for (const { choices, texts } of await rendered) {
    const all = [...texts].filter(([path]) => path !== 'README.md');
    for (const [path] of all) {
      if (!/^(src|scripts)\//.test(path) || path.endsWith('.d.ts')) continue;
      const name = path.replace(/^.*\//, '');
      // The TypeScript entry is started under the name it is compiled to.
      const names = [name, name.replace(/\.ts$/, '.js')];
      const used = all.some(
        ([other, text]) => other !== path && names.some((word) => text.includes(`/${word}`)),
      );
      expect(used, `${path} of ${JSON.stringify(choices)}`).toBe(true);
    }
  }
});
