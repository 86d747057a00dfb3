import { describe, expect, test } from 'vitest';
import { EnvFile } from '../../src/env-file.ts';
import type { FileTree, TreeFile } from '../../src/file-tree.ts';
import { refusals } from '../../src/plan/plan.ts';
import { addMissingLines, planCreate } from '../../src/plan/plan-create.ts';
import type { Entry } from '../../src/project/snapshot.ts';
import { Secret } from '../../src/secret.ts';

const TREE: FileTree = new Map<string, TreeFile>([
  ['.env', { ...textFile(''), content: EnvFile.fill('KEY=', new Map([['KEY', new Secret('x')]])) }],
  ['.gitignore', textFile('.env\nnode_modules/\n')],
  ['src/app.ts', textFile('export {};\n')],
]);

describe('what stands in the way', () => {
  const cases: [what: string, path: string, before: Entry, action: string, overwritten: string][] =
    [
      ['nothing', 'src/app.ts', { type: 'absent' }, 'create', 'create'],
      ['a file', 'src/app.ts', fileWith('mine'), 'refuse', 'replace'],
      ['the same file', 'src/app.ts', fileWith('export {};\n'), 'refuse', 'replace'],
      ['an .env', '.env', { ...fileWith(''), text: undefined }, 'refuse', 'replace'],
      ['a directory', 'src/app.ts', { type: 'directory' }, 'refuse', 'refuse'],
      ['a link', 'src/app.ts', { type: 'symbolic link' }, 'refuse', 'refuse'],
      ['a pipe', 'src/app.ts', { type: 'other' }, 'refuse', 'refuse'],
      ['a file on the way', 'src/app.ts', blockedBy('file'), 'refuse', 'refuse'],
      ['a link on the way', 'src/app.ts', blockedBy('symbolic link'), 'refuse', 'refuse'],
      ['a .gitignore that lacks lines', '.gitignore', fileWith('*.bak\n'), 'merge', 'merge'],
      [
        'a .gitignore that lacks none',
        '.gitignore',
        fileWith('node_modules/\n.env'),
        'keep',
        'keep',
      ],
      ['a link for .gitignore', '.gitignore', { type: 'symbolic link' }, 'refuse', 'refuse'],
    ];

  test.each(cases)('%s at %s', (_what, path, before, action, overwritten) => {
    const actionOf = (overwrite: boolean) => {
      const plan = planCreate(TREE, new Map([[path, before]]), overwrite);
      return plan.changes.find((change) => change.path === path)?.action;
    };
    expect(actionOf(false)).toBe(action);
    expect(actionOf(true)).toBe(overwritten);
  });
});

test('every file of the tree has a change, in the order of the tree', () => {
  const { changes } = planCreate(TREE, new Map(), false);
  expect(changes.map(({ path }) => path)).toEqual([...TREE.keys()]);
  expect(changes.map(({ before }) => before.type)).toEqual(['absent', 'absent', 'absent']);
});

test('a change knows what stood there, for apply to compare', () => {
  const before = fileWith('mine');
  const { changes } = planCreate(TREE, new Map([['src/app.ts', before]]), true);
  expect(changes.find(({ path }) => path === 'src/app.ts')?.before).toBe(before);
});

test('a refusal says what is in the way', () => {
  const snapshot = new Map<string, Entry>([
    ['.env', fileWith('')],
    ['src/app.ts', blockedBy('symbolic link')],
  ]);
  const refused = refusals(planCreate(TREE, snapshot, false));
  expect(refused.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
    '.env: there is a file',
    'src/app.ts: src is a symbolic link',
  ]);
});

test('a merged .gitignore keeps the policy of the rendered one', () => {
  const snapshot = new Map([['.gitignore', fileWith('*.bak\n')]]);
  const { changes } = planCreate(TREE, snapshot, false);
  expect(changes.find(({ path }) => path === '.gitignore')).toMatchObject({
    after: { content: '*.bak\n.env\nnode_modules/\n', policy: 'merge', executable: false },
  });
});

describe('addMissingLines', () => {
  const wanted = '.env\nnode_modules/\n';
  const cases: [what: string, text: string, result: string][] = [
    ['fills an empty file', '', '.env\nnode_modules/\n'],
    ['adds to the end', '*.bak\n', '*.bak\n.env\nnode_modules/\n'],
    ['adds only what is missing', 'node_modules/\n*.bak\n', 'node_modules/\n*.bak\n.env\n'],
    ['leaves a complete file alone', 'node_modules/\n\n.env\n', 'node_modules/\n\n.env\n'],
    ['adds no line end to a complete file', 'node_modules/\n.env', 'node_modules/\n.env'],
    ['ends the last line first', '*.bak', '*.bak\n.env\nnode_modules/\n'],
    ['writes CRLF where CRLF is', '*.bak\r\n', '*.bak\r\n.env\r\nnode_modules/\r\n'],
    ['ends the last line with CRLF', 'a\r\nb', 'a\r\nb\r\n.env\r\nnode_modules/\r\n'],
    ['finds lines that end in CRLF', '.env\r\nnode_modules/\r\n', '.env\r\nnode_modules/\r\n'],
    [
      'finds lines with blanks at the end',
      '.env  \nnode_modules/\t\n',
      '.env  \nnode_modules/\t\n',
    ],
    [
      'finds the first line after a BOM',
      '\ufeff.env\nnode_modules/\n',
      '\ufeff.env\nnode_modules/\n',
    ],
    ['does not take a comment for a line', '# .env\n', '# .env\n.env\nnode_modules/\n'],
    ['does not take a part for a line', '.env.local\n', '.env.local\n.env\nnode_modules/\n'],
    [
      'adds .env again after !.env',
      '.env\n!.env\nnode_modules/\n',
      '.env\n!.env\nnode_modules/\n.env\n',
    ],
    ['keeps blank lines', '\n\n*.bak\n\n', '\n\n*.bak\n\n.env\nnode_modules/\n'],
  ];

  test.each(cases)('%s', (_what, text, result) => {
    expect(addMissingLines(text, wanted)).toBe(result);
    expect(addMissingLines(result, wanted)).toBe(result);
  });

  test('adds no empty line', () => {
    expect(addMissingLines('', '\n.env\n\n')).toBe('.env\n');
  });
});

function textFile(content: string): TreeFile {
  return { content, policy: 'merge', executable: false };
}

function fileWith(text: string): Entry & { type: 'file' } {
  return { type: 'file', sha256: 'a hash', mode: 0o644, text };
}

function blockedBy(what: string): Entry {
  return { type: 'blocked', by: 'src', what };
}
