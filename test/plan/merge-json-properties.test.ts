import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleSize } from '../bed/sample.ts';
import { canonical, type Json, merge, read } from './json.ts';

const key = fc.constantFrom('a', 'b', 'c', 'name', '__proto__', 'constructor', 'toString', '');
const { object } = fc.letrec<{ value: Json; object: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(1, 2, 'x', 'a "text" // of { , }', true, null),
    fc.array(fc.constantFrom<Json>(1, 'y', null), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc
    .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 5, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries)),
}));

/** A way to write: comments, commas, blanks and line ends as owners have them. */
const hand = fc.record({
  mark: fc.constantFrom('', '\uFEFF'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  indent: fc.constantFrom('  ', '    ', '\t'),
  comments: fc.array(fc.constantFrom('', ' // own, "a": 1', ' /* { */'), { minLength: 1 }),
  trailing: fc.boolean(),
  colon: fc.constantFrom(': ', ':', ' :  '),
  end: fc.constantFrom('', '\n'),
});
type Hand = typeof hand extends fc.Arbitrary<infer H> ? H : never;

function write(written: Json, by: Hand): string {
  let count = 0;
  const comment = () => by.comments[count++ % by.comments.length] ?? '';
  const print = (one: Json, indent: string): string => {
    if (one === null || typeof one !== 'object' || Array.isArray(one)) return JSON.stringify(one);
    const entries = Object.entries(one);
    if (entries.length === 0) return '{}';
    const deeper = indent + by.indent;
    const lines = entries.map(([name, inside], index) => {
      const comma = by.trailing || index < entries.length - 1 ? ',' : '';
      return `${deeper}${JSON.stringify(name)}${by.colon}${print(inside, deeper)}${comma}${comment()}`;
    });
    return ['{', ...lines, `${indent}}`].join(by.lineEnd);
  };
  return by.mark + print(written, '') + (by.end && by.lineEnd);
}

describe('whatever the values are', () => {
  const options = { numRuns: sampleSize('JSON files to merge', 3_000) };

  test('what only we changed is taken', () => {
    fc.assert(
      fc.property(object, object, hand, (base, theirs, by) => {
        const { text, conflicts } = merge(base, write(base, by), theirs);
        expect(conflicts).toEqual([]);
        expect(canonical(read(text))).toEqual(canonical(theirs));
      }),
      options,
    );
  });

  test('what only the owner changed stays, byte for byte', () => {
    fc.assert(
      fc.property(object, object, hand, (base, mine, by) => {
        const text = write(mine, by);
        expect(merge(base, text, base)).toEqual({ text, conflicts: [] });
      }),
      options,
    );
  });

  test('what both changed alike stays, byte for byte', () => {
    fc.assert(
      fc.property(object, object, hand, (base, both, by) => {
        const text = write(both, by);
        expect(merge(base, text, both)).toEqual({ text, conflicts: [] });
      }),
      options,
    );
  });

  test("every line end and key of the owner's stays in a file that changes", () => {
    fc.assert(
      fc.property(object, object, object, hand, (base, mine, theirs, by) => {
        const text = write(mine, by);
        const merged = merge(base, text, theirs).text;
        expect(merged.startsWith('\uFEFF')).toBe(by.mark !== '');
        if (text.includes('\r\n')) expect(merged).not.toMatch(/[^\r]\n/);
        else if (text.includes('\n')) expect(merged).not.toContain('\r');
        const found = Object.entries(read(merged) as object);
        for (const [name, inside] of Object.entries(mine as object)) {
          const wasOurs =
            Object.hasOwn(base as object, name) || Object.hasOwn(theirs as object, name);
          if (wasOurs) continue;
          const kept = found.find(([other]) => other === name);
          expect(canonical(kept?.[1])).toEqual(canonical(inside));
        }
      }),
      options,
    );
  });

  test('of a flat file no comment is lost', () => {
    const flat = fc.dictionary(fc.constantFrom(...'abcdef'), fc.constantFrom(1, 2, 'x'));
    fc.assert(
      fc.property(flat, flat, flat, hand, (base, mine, theirs, by) => {
        const text = write(mine, by);
        const commentsIn = (one: string) => one.match(/\/\/ own|\/\* \{ \*\//g);
        expect(commentsIn(merge(base, text, theirs).text)).toEqual(commentsIn(text));
      }),
      options,
    );
  });

  test('of a flat file only the lines change whose values we changed', () => {
    const flat = fc.dictionary(fc.constantFrom(...'abcdef'), fc.constantFrom(1, 2, 'x'));
    fc.assert(
      fc.property(flat, fc.constantFrom(1, 3, 'y'), fc.nat(5), hand, (base, next, at, by) => {
        const names = Object.keys(base);
        const name = names[at % Math.max(1, names.length)];
        fc.pre(name !== undefined);
        if (name === undefined) return;
        const mine = { ...base, own: 'mine' };
        const before = write(mine, by);
        const written = (one: Json) =>
          `${by.indent}${JSON.stringify(name)}${by.colon}${JSON.stringify(one)}`;
        const after = before.replace(written(base[name] ?? null), written(next));
        expect(merge(base, before, { ...base, [name]: next }).text).toBe(after);
      }),
      options,
    );
  });
});
