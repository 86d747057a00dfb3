import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { expect, test } from 'vitest';
import { readOwnFiles, walkFiles } from '../../src/project/own-files.ts';
import { temporaryFolder } from '../bed/folder.ts';

function folderWith(files: Record<string, string | Buffer>): string {
  const folder = temporaryFolder();
  for (const [path, contents] of Object.entries(files)) {
    fs.outputFileSync(join(folder, path), contents);
  }
  return folder;
}

test('the files of a directory are listed without what is installed, built or recorded, and behind no link', () => {
  const folder = folderWith({
    'a.ts': 'a',
    '.github/workflows/b.yml': 'b',
    'src/deep/c.ts': 'c',
    'node_modules/x/d.js': 'd',
    'src/node_modules/e.js': 'e',
    'dist/f.js': 'f',
    'coverage/g.js': 'g',
    '.git/config': 'h',
    '.create-mongo-session-app/state.json': '{}',
  });
  symlinkSync('src', join(folder, 'link'));
  symlinkSync('a.ts', join(folder, 'link.ts'));
  expect(walkFiles(folder)?.sort()).toEqual(['.github/workflows/b.yml', 'a.ts', 'src/deep/c.ts']);
});

test('only text is read that is not ours, has a fitting size, and may be written to', () => {
  const folder = folderWith({
    'own.ts': 'own',
    'ours.ts': 'ours',
    'empty.ts': '',
    'large.ts': 'x'.repeat(101),
    'bytes.ts': Buffer.from([0xff, 0xfe]),
    '.env.local': 'KEY=x',
    'config/.env': 'KEY=x',
    'vic.': 'ends in a full stop',
    'node_modules/x/own.ts': 'own',
    '.create-mongo-session-app/own.ts': 'own',
  });
  symlinkSync('own.ts', join(folder, 'link.ts'));
  chmodSync(join(folder, 'own.ts'), 0o755);
  const paths = ['own.ts', 'ours.ts', 'empty.ts', 'large.ts'];
  const more = ['bytes.ts', '.env.local', 'config/.env', 'vic.', 'link.ts', 'gone.ts', 'src'];
  const others = ['node_modules/x/own.ts', '.create-mongo-session-app/own.ts', '../own.ts'];
  const found = readOwnFiles(folder, [...paths, ...more, ...others], {
    isOurs: (path) => path === 'ours.ts',
    most: 100,
  });
  expect([...(found ?? [])]).toEqual([
    ['own.ts', expect.objectContaining({ type: 'file', text: 'own', mode: 0o755 })],
  ]);
});

test('too many files are none', () => {
  const names = Array.from({ length: 20_001 }, (_, index) => `${index}.ts`);
  const folder = temporaryFolder();
  for (const name of names) fs.writeFileSync(join(folder, name), '');
  expect(walkFiles(folder)).toBeUndefined();
  expect(readOwnFiles(folder, names, { isOurs: () => false, most: 100 })).toBeUndefined();
});
