import { describe, expect, test } from 'vitest';
import { unsafePath } from '../../src/project/paths.ts';

describe('a path is safe when', () => {
  const cases: [why: string, path: string][] = [
    ['it is a name', 'README.md'],
    ['it starts with a dot', '.env'],
    ['it is in directories', 'src/session/store.ts'],
    ['it holds dots that are no parent', 'a..b/...c'],
    ['it holds blanks and Unicode', 'mein Büro/日本語.txt'],
    ['it starts with a dash', '-x'],
    ['it starts like the name of a device', 'console.ts'],
    ['it ends like the name of a device', 'my-con'],
    ['it holds a digit after a device without number', 'nul1'],
    ['it is as long as names may be', 'x'.repeat(255)],
  ];

  test.each(cases)('%s: %j', (_why, path) => {
    expect(unsafePath(path)).toBeUndefined();
  });
});

describe('a path is not safe when', () => {
  const cases: [why: string, path: string, fault: RegExp][] = [
    ['it is empty', '', /empty/],
    ['it holds a NUL', 'src/a\0.ts', /NUL/],
    ['it is absolute', '/etc/passwd', /not relative/],
    ['it is a network path', '//server/share', /not relative/],
    ['it is a network path of Windows', '\\\\server\\share', /not relative/],
    ["it is git's own", '.git/config', /git/],
    ["it is git's own in capitals", 'src/.GIT/config', /git/],
    ['it holds a backslash', 'src\\app.ts', /not relative/],
    ['it names a drive', 'C:/app.ts', /not relative/],
    ['it is relative to a drive', 'c:app.ts', /not relative/],
    ['it is the parent', '..', /leaves/],
    ['it leads to the parent', '../app.ts', /leaves/],
    ['it leads to the parent on the way', 'src/../../app.ts', /leaves/],
    ['it comes back from the parent', 'src/../app.ts', /leaves/],
    ['it ends in the parent', 'src/..', /leaves/],
    ['it is the directory itself', '.', /leaves/],
    ['it stays on the way', 'src/./app.ts', /leaves/],
    ['it has an empty name', 'src//app.ts', /leaves/],
    ['it ends in a slash', 'src/', /leaves/],
    ['it is a device', 'nul', /Windows/],
    ['it is a device in capitals', 'src/CON', /Windows/],
    ['it is a device with an ending', 'aux.ts', /Windows/],
    ['it is a device on the way', 'prn/app.ts', /Windows/],
    ['it is a numbered device', 'com1', /Windows/],
    ['it is a device with a raised number', 'LPT².txt', /Windows/],
    ['it is a console', 'CONIN$', /Windows/],
    ['a name ends in a dot', 'src./app.ts', /Windows/],
    ['a name ends in a blank', 'src /app.ts', /Windows/],
    ['it names a stream', 'src/app.ts:stream', /Windows/],
    ['it holds a question mark', 'what?.ts', /Windows/],
    ['it holds an asterisk', '*.ts', /Windows/],
    ['it holds a quote', 'a"b', /Windows/],
    ['it holds a pipe', 'a|b', /Windows/],
    ['it holds angle brackets', '<a>', /Windows/],
  ];

  test.each(cases)('%s: %j', (_why, path, fault) => {
    expect(unsafePath(path)).toMatch(fault);
  });
});
