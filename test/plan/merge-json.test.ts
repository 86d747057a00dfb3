import { describe, expect, test } from 'vitest';
import { mergeJson } from '../../src/plan/merge-json.ts';
import { canonical, type Json, merge } from './json.ts';

/** The same of texts that are values as we write them; both sides of a conflict. */
function mergeValues(base: unknown, mine: unknown, theirs: unknown) {
  const text = JSON.stringify(mine, null, 2);
  const { conflicts, text: ours } = merge(base, text, theirs);
  const { text: offered } = merge(base, text, theirs, 'theirs');
  return { ours: JSON.parse(ours), theirs: JSON.parse(offered), conflicts };
}

describe('what becomes of a key', () => {
  const cases: [what: string, base: Json, mine: Json, theirs: Json, result: Json][] = [
    ['that we changed', { a: 1 }, { a: 1 }, { a: 2 }, { a: 2 }],
    ['that the owner changed', { a: 1 }, { a: 2 }, { a: 1 }, { a: 2 }],
    ['that both changed alike', { a: 1 }, { a: 2 }, { a: 2 }, { a: 2 }],
    ['that is new', { a: 1 }, { a: 1 }, { a: 1, b: 2 }, { a: 1, b: 2 }],
    ['that the owner added', {}, { own: 1 }, { b: 2 }, { b: 2, own: 1 }],
    ['that both added alike', {}, { b: 2 }, { b: 2 }, { b: 2 }],
    ['that we removed', { a: 1, b: 2 }, { a: 1, b: 2 }, { b: 2 }, { b: 2 }],
    ['that the owner deleted', { a: 1, b: 2 }, { b: 2 }, { a: 3, b: 2 }, { b: 2 }],
    ['that we removed and the owner changed', { a: 1 }, { a: 2 }, {}, { a: 2 }],
    ['of an object that we removed', { a: { b: 1 } }, { a: { b: 1 } }, {}, {}],
    [
      'that the owner added to such an object',
      { a: { b: 1 } },
      { a: { b: 1, own: 1 } },
      {},
      { a: { own: 1 } },
    ],
    ['of an object that the owner deleted', { a: { b: 1 } }, {}, { a: { b: 2 } }, {}],
    [
      'in an object',
      { a: { b: 1, c: 1 } },
      { a: { b: 2, c: 1 } },
      { a: { b: 1, c: 3 } },
      { a: { b: 2, c: 3 } },
    ],
    ['that became an object', { a: 1 }, { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['that was an object', { a: { b: 1 } }, { a: { b: 1 } }, { a: 1 }, { a: 1 }],
    ['with an array that we changed', { a: [1, 2] }, { a: [1, 2] }, { a: [2] }, { a: [2] }],
    ['with an array that the owner changed', { a: [1] }, { a: [1, 2] }, { a: [1] }, { a: [1, 2] }],
    ['with null', { a: null }, { a: null }, { a: 1 }, { a: 1 }],
    [
      'whose order the owner changed',
      { a: 1, b: 1 },
      { b: 1, a: 1 },
      { a: 2, b: 1 },
      { b: 1, a: 2 },
    ],
    [
      'with a range of versions that the owner has chosen',
      { dependencies: { express: '^5.0.0' } },
      { dependencies: { express: '5.0.1' } },
      { dependencies: { express: '^5.3.0' } },
      { dependencies: { express: '5.0.1' } },
    ],
    [
      'with a range of versions that we chose',
      { devDependencies: { vitest: '4.0' } },
      { devDependencies: { vitest: '4.0', own: '1' } },
      { devDependencies: { vitest: '4.1' } },
      { devDependencies: { vitest: '4.1', own: '1' } },
    ],
    [
      'of a dependency that the owner removed',
      { dependencies: { a: '1', b: '1' } },
      { dependencies: { b: '1' } },
      { dependencies: { a: '2', b: '1' } },
      { dependencies: { b: '1' } },
    ],
  ];

  test.each(cases)('%s', (_what, base, mine, theirs, result) => {
    expect(mergeValues(base, mine, theirs)).toEqual({
      ours: result,
      theirs: result,
      conflicts: [],
    });
  });

  const conflicting: [what: string, base: Json, mine: Json, theirs: Json, at: string][] = [
    ['that both changed differently', { a: { b: 1 } }, { a: { b: 2 } }, { a: { b: 3 } }, 'a.b'],
    ['that both added differently', {}, { a: 1 }, { a: 2 }, 'a'],
    ['that the owner made a text of', { a: { b: 1 } }, { a: 'x' }, { a: { b: 2 } }, 'a'],
    ['that we made a text of', { a: { b: 1 } }, { a: { b: 2 } }, { a: 'x' }, 'a'],
    ['with an array that both changed', { a: [1] }, { a: [1, 2] }, { a: [0, 1] }, 'a'],
    [
      'called __proto__',
      JSON.parse('{"__proto__":1}'),
      JSON.parse('{"__proto__":2}'),
      JSON.parse('{"__proto__":3}'),
      '__proto__',
    ],
  ];

  test.each(conflicting)('%s is a conflict', (_what, base, mine, theirs, at) => {
    const merged = mergeValues(base, mine, theirs);
    expect(merged.conflicts).toEqual([at]);
    expect(canonical(merged.ours)).toEqual(canonical(mine));
    expect(canonical(merged.theirs)).toEqual(canonical(theirs));
  });

  test('in conflict leaves the others merged', () => {
    const merged = mergeValues({ a: 1, b: 1, c: 1 }, { a: 2, b: 1, c: 1 }, { a: 3, b: 3, c: 1 });
    expect(merged).toEqual({
      ours: { a: 2, b: 3, c: 1 },
      theirs: { a: 3, b: 3, c: 1 },
      conflicts: ['a'],
    });
  });
});

describe('what cannot be merged', () => {
  test.each([
    ['{ "a": 1', 'it is not JSON'],
    ['', 'it is not JSON'],
    ['{ "a": 1 } }', 'it is not JSON'],
    ['{ "a" 1 }', 'it is not JSON'],
    ['<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> topic\n', 'it is not JSON'],
    ['[]', 'it is not a JSON object'],
    ['"text"', 'it is not a JSON object'],
    ['{ "a": 1, "a": 2 }', 'the key "a" stands in it twice'],
    ['{ "a": { "b": 1, "b": 1 } }', 'the key "b" stands in it twice'],
    ['{ "a": [{ "b": 1, "b": 1 }] }', 'the key "b" stands in it twice'],
    ['{ "__proto__": 1, "__proto__": 1 }', 'the key "__proto__" stands in it twice'],
  ])('%j is a fault', (mine, fault) => {
    expect(mergeJson('{"a":1}', mine, '{"a":2}', 'theirs')).toEqual({ fault });
  });
});

const WRITTEN: [what: string, base: Json, mine: string, theirs: Json, result: string][] = [
  [
    'comments and spacing',
    { a: 1, b: 2 },
    '// mine\n{\n  /* first */ "a" :   1,  // why\n\n  "b":2 // last\n}\n',
    { a: 10, b: 20 },
    '// mine\n{\n  /* first */ "a" :   10,  // why\n\n  "b":20 // last\n}\n',
  ],
  [
    'a comment above the key behind one that goes',
    { a: 1, b: 2 },
    '{\n  "a": 1,\n  // about b\n  "b": 2\n}\n',
    { b: 2 },
    '{\n  // about b\n  "b": 2\n}\n',
  ],
  [
    'comments around the last key, which goes',
    { a: 1, b: 2 },
    '{\n  "a": 1, // about a\n  // about b\n  "b": 2 // and more\n}\n',
    { a: 1 },
    '{\n  "a": 1 // about a\n  // about b\n  // and more\n}\n',
  ],
  [
    'comments behind the key that a new one follows',
    { a: 1, c: 3 },
    '{\n  "a": 1, // about a\n  // about c\n  "c": 3 /* end */\n}\n',
    { a: 1, b: 2, c: 3, d: 4 },
    '{\n  "a": 1, // about a\n  "b": 2,\n  // about c\n  "c": 3, /* end */\n  "d": 4\n}\n',
  ],
  [
    'a trailing comma',
    { a: [1], b: 1 },
    '{\n  "a": [1],\n  "b": 1,\n}\n',
    { a: [2], b: 1, c: 1 },
    '{\n  "a": [\n    2\n  ],\n  "b": 1,\n  "c": 1,\n}\n',
  ],
  [
    'tabs',
    { a: { b: 1 } },
    '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n',
    { a: { b: 1, c: { d: 1 } } },
    '{\n\t"a": {\n\t\t"b": 1,\n\t\t"c": {\n\t\t\t"d": 1\n\t\t}\n\t}\n}\n',
  ],
  [
    'four blanks',
    { a: {} },
    '{\n    "a": {}\n}',
    { a: { b: [1] } },
    '{\n    "a": {\n        "b": [\n            1\n        ]\n    }\n}',
  ],
  [
    'CRLF and a byte order mark',
    { a: 1 },
    '\uFEFF{\r\n  "a": 1\r\n}\r\n',
    { a: 1, b: { c: 1 } },
    '\uFEFF{\r\n  "a": 1,\r\n  "b": {\r\n    "c": 1\r\n  }\r\n}\r\n',
  ],
  [
    'an object on one line',
    { a: { b: 1, d: 1 } },
    '{ "a": { "b": 1, "d": 1 }, "own": true }\n',
    { a: { a: 1, b: 1, c: 1, d: 1, e: 1 } },
    '{ "a": { "a": 1, "b": 1, "c": 1, "d": 1, "e": 1 }, "own": true }\n',
  ],
  [
    'an object on one line that loses keys',
    { a: { b: 1, c: 1, d: 1 } },
    '{ "a": { "b": 1, "c": 1, "d": 1 }, "own": true }\n',
    { a: { c: 1 } },
    '{ "a": { "c": 1 }, "own": true }\n',
  ],
  [
    'the order of dependencies',
    { dependencies: { express: '5', mongodb: '6' } },
    '{\n  "dependencies": {\n    "a-own": "1",\n    "express": "5",\n    "got": "1",\n    "mongodb": "6",\n    "zod": "1"\n  }\n}\n',
    { dependencies: { '@b/new': '1', express: '5', helmet: '8', mongodb: '6', undici: '7' } },
    '{\n  "dependencies": {\n    "@b/new": "1",\n    "a-own": "1",\n    "express": "5",\n    "got": "1",\n    "helmet": "8",\n    "mongodb": "6",\n    "undici": "7",\n    "zod": "1"\n  }\n}\n',
  ],
  [
    'the place of a new script, behind the one it follows in ours',
    { scripts: { dev: 'x', test: 'x' } },
    '{\n  "scripts": {\n    "own": "y",\n    "test": "x",\n    "dev": "x",\n    "last": "y"\n  }\n}\n',
    { scripts: { dev: 'x', lint: 'z', test: 'x' } },
    '{\n  "scripts": {\n    "own": "y",\n    "test": "x",\n    "dev": "x",\n    "lint": "z",\n    "last": "y"\n  }\n}\n',
  ],
  [
    'hostile keys',
    JSON.parse('{"__proto__":1,"constructor":1,"toString":1}'),
    '{\n  "__proto__": 1,\n  "constructor": 1,\n  "toString": 1\n}\n',
    JSON.parse('{"__proto__":{"x":1},"constructor":2,"hasOwnProperty":3}'),
    '{\n  "__proto__": {\n    "x": 1\n  },\n  "constructor": 2,\n  "hasOwnProperty": 3\n}\n',
  ],
];

describe('stays as the owner has written it:', () => {
  test.each(WRITTEN)('%s', (_what, base, mine, theirs, result) => {
    expect(merge(base, mine, theirs)).toEqual({ text: result, conflicts: [] });
  });
});
