import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { templateToJavaScript, toJavaScript } from '../../src/app-template/to-javascript.ts';
import { type Language, TEMPLATES } from '../../src/choices/table.ts';
import { renderChoices, textsOf } from '../bed/render.ts';

test.each([
  ['an annotation', 'const a: string = b;', 'const a = b;'],
  ['parameters and a result', 'function f(a: A, b?: B): C {}', 'function f(a, b) {}'],
  ['an optional parameter without a type', 'function f(a?) {}', 'function f(a) {}'],
  [
    'type parameters',
    'function f<T extends X>(a: T) { return g<T>(a); }',
    'function f(a) { return g(a); }',
  ],
  ['an arrow function', 'const f = async (a: A): Promise<B> => a;', 'const f = async (a) => a;'],
  ['an assertion', 'const a = b as C;', 'const a = b;'],
  ['an assertion in brackets', '(a as B).c;', 'a.c;'],
  ['an awaited assertion in brackets', '((await a) as B).c;', '(await a).c;'],
  ['an assertion of something awaited', 'const a = (await b()) as C;', 'const a = await b();'],
  ['two assertions', 'const a = b as unknown as C;', 'const a = b;'],
  ['as const', 'const a = [1] as const;', 'const a = [1];'],
  ['satisfies', 'const a = {} satisfies B;', 'const a = {};'],
  ['a non-null assertion', 'a!.b;', 'a.b;'],
  ['this as a parameter', 'function f(this: A, b: B) {}', 'function f(b) {}'],
  [
    'modifiers',
    'class A extends B { private readonly b: C = 1; override c(): void {} }',
    'class A extends B { b = 1; c() {} }',
  ],
  [
    'a property that is only a type',
    'class A {\n  declare b: C;\n  c = 1;\n}',
    'class A {\n  c = 1;\n}',
  ],
  ['implements', 'class A extends B implements C, D {}', 'class A extends B {}'],
  ['a default', 'function f({ a = 1 }: A = {}) {}', 'function f({ a = 1 } = {}) {}'],
  ['a type import', "import type { A } from './a.ts';\nb;", 'b;'],
  ['a type among imports', "import { type A, b } from './a.ts';", "import { b } from './a.js';"],
  ['a type at the end of imports', "import { a, type B } from 'c';", "import { a } from 'c';"],
  ['a type beside a default', "import a, { type B } from 'c';", "import a from 'c';"],
  ['only types by name', "import { type A } from 'c';\nb;", 'b;'],
  ['a package whose name ends like a file', "import a from 'a.ts';", "import a from 'a.ts';"],
])('takes out %s', (_what, typescript, javascript) => {
  expect(toJavaScript(`${typescript}\n`)).toBe(`${javascript}\n`);
});

test('a type goes with the comment above it, and leaves one blank line', () => {
  const typescript = `const a = 1;\n\n/** What it is. */\nexport interface B {\n  c: string;\n}\n\n// Kept.\nconst d = 2;\n`;
  expect(toJavaScript(typescript)).toBe('const a = 1;\n\n// Kept.\nconst d = 2;\n');
});

test('comments and layout stay as they are', () => {
  const javascript = `/** Says why. */\nexport function f(a) {\n  // Because.\n  return [\n    a, // last\n  ];\n}\n`;
  expect(toJavaScript(javascript)).toBe(javascript);
});

test.each([
  'enum A { B }',
  'class A { constructor(private b) {} }',
  'namespace A { export const b = 1; }',
])('refuses what cannot be erased: %s', (typescript) => {
  expect(() => toJavaScript(typescript)).toThrow(/cannot be erased/);
});

test.each([
  ['a value', 'const a: A = {{js b}};', 'const a = {{js b}};'],
  ['a value in a text', "const a: A = 'x{{b}}';", "const a = 'x{{b}}';"],
  ['a value in a comment', '/* {{b}} */ let a: A;', '/* {{b}} */ let a;'],
  ['a branch', '{{#if b}}\nlet a: A;\n{{/if}}', '{{#if b}}\nlet a;\n{{/if}}'],
  [
    'a name in both branches',
    '{{#if b}}\nconst a: A = 1;\n{{else}}\nconst a: B = 2;\n{{/if}}',
    '{{#if b}}\nconst a = 1;\n{{else}}\nconst a = 2;\n{{/if}}',
  ],
  [
    'a branch in an object',
    'f({\n  {{#if b}}\n  a: a as A,\n  {{/if}}\n});',
    'f({\n  {{#if b}}\n  a: a,\n  {{/if}}\n});',
  ],
  [
    'a branch that is only types',
    '{{#if b}}\n// Gone.\ntype A = B;\n{{/if}}\nc;',
    '{{#if b}}\n{{/if}}\nc;',
  ],
  ['a branch in a type', 'interface A {\n{{#if b}}\n  c: D;\n{{/if}}\n}\ne;', 'e;'],
  ['a branch in a comment', '/**\n{{#if b}}\n * C.\n{{/if}}\n */\nd;', undefined],
])('%s of a template stays', (_what, typescript, javascript = typescript) => {
  expect(templateToJavaScript(`${typescript}\n`)).toBe(`${javascript}\n`);
});

test.each(['f(b {{#if a}}as B{{/if}});', 'const a: = 1;', '{{#if a}}\nenum A { B }\n{{/if}}'])(
  'a template that cannot be converted is refused: %s',
  (template) => {
    expect(() => templateToJavaScript(`${template}\n`)).toThrow();
  },
);

/** The files of each template's default app, but for those that a template before it has as well. */
async function* filesToRead(language: Language) {
  const read = new Set<string>();
  for (const template of TEMPLATES) {
    const extras = template !== 'minimal';
    const app = await renderChoices({ template, language, docker: extras, ci: extras });
    for (const [path, text] of textsOf(app)) {
      if (read.has(path + text)) continue;
      read.add(path + text);
      yield { path, text, snapshot: `${template}-${language}/${path}.txt` };
    }
  }
}

const SNAPSHOTS = fileURLToPath(new URL('../snapshots/', import.meta.url));

/** The snapshots of a language; none may be left of a file that is gone. */
function snapshotsOf(language: Language): string[] {
  const entries = readdirSync(SNAPSHOTS, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(SNAPSHOTS.length))
    .filter((path) => path.split('/')[0]?.endsWith(language));
}

test('the JavaScript apps are what a reviewer has read', async () => {
  const seen: string[] = [];
  for await (const { text, snapshot } of filesToRead('javascript')) {
    await expect(text).toMatchFileSnapshot(join(SNAPSHOTS, snapshot));
    seen.push(snapshot);
  }
  expect(snapshotsOf('javascript').sort()).toEqual(seen.sort());
});

test('the TypeScript apps are what a reviewer has read, where they are rendered', async () => {
  const rendered = ['.env', '.env.example', 'README.md', 'package.json', 'src/config.ts'];
  rendered.push('src/server.ts', 'Dockerfile', 'compose.yaml', '.github/workflows/ci.yml');
  const seen: string[] = [];
  for await (const { path, text, snapshot } of filesToRead('typescript')) {
    if (!rendered.includes(path)) continue;
    await expect(text).toMatchFileSnapshot(join(SNAPSHOTS, snapshot));
    seen.push(snapshot);
  }
  expect(snapshotsOf('typescript').sort()).toEqual(seen.sort());
});
