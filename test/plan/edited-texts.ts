import fc from 'fast-check';

/** A text as we rendered it, the owner's copy of it and the one we render now, in lines. */
export interface Triple {
  base: string[];
  mine: string[];
  theirs: string[];
}

interface Edit {
  at: number;
  removed: number;
  added: string[];
}

/** Lines as source code has them: most stand there once, and blank lines and braces often. */
function lineOf(who: string): fc.Arbitrary<string> {
  const own = fc.nat(400).map((number) => `${who} ${number}`);
  const common = fc.nat(60).map((number) => `common ${number}`);
  const frequent = fc.constantFrom('', '}', '  }');
  return fc.oneof(
    { weight: 6, arbitrary: own },
    { weight: 2, arbitrary: common },
    { weight: 2, arbitrary: frequent },
  );
}

function editsOf(who: string): fc.Arbitrary<Edit[]> {
  const edit = fc.record({
    at: fc.nat(39),
    removed: fc.nat(3),
    added: fc.array(lineOf(who), { maxLength: 4 }),
  });
  return fc.array(edit, { maxLength: 4 });
}

function edited(lines: readonly string[], edits: readonly Edit[]): string[] {
  const copy = [...lines];
  for (const { at, removed, added } of edits) {
    copy.splice(Math.min(at, copy.length), removed, ...added);
  }
  return copy;
}

const BASE = fc.array(lineOf('base'), { maxLength: 40 });

/** Triples in which equal lines may follow each other. */
export const triple: fc.Arbitrary<Triple> = fc
  .record({ base: BASE, ours: editsOf('owner'), theirs: editsOf('new') })
  .map(({ base, ours, theirs }) => ({
    base,
    mine: edited(base, ours),
    theirs: edited(base, theirs),
  }));

/** Triples in which no line follows an equal one. */
export const tripleWithoutRuns = triple.map(({ base, mine, theirs }) => ({
  base: withoutRuns(base),
  mine: withoutRuns(mine),
  theirs: withoutRuns(theirs),
}));

function withoutRuns(lines: readonly string[]): string[] {
  return lines.filter((line, index) => line !== lines[index - 1]);
}

export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Any text that an owner may have: all line ends, also mixed, byte order marks, markers of conflicts. */
export const anyOwnersText: fc.Arbitrary<string> = fc
  .record({
    mark: fc.constantFrom('', '', '\uFEFF'),
    lines: fc.array(
      fc.tuple(
        fc.oneof(
          fc.constantFrom(
            '',
            'a',
            'b',
            'same',
            '<<<<<<< yours',
            '=======',
            '>>>>>>> theirs',
            '\ra',
          ),
          fc.string({ maxLength: 6 }).map((text) => text.replace(/[\r\n]/g, '')),
        ),
        fc.constantFrom('\n', '\n', '\r\n'),
      ),
      { maxLength: 8 },
    ),
    endsInLine: fc.boolean(),
  })
  .map(({ mark, lines, endsInLine }) => {
    const text = lines.map(([line, end]) => line + end).join('');
    return mark + (endsInLine ? text : text.replace(/\r?\n$/, ''));
  });

/** Any text that we may render: LF, no byte order mark, a final newline. */
export const anyRender: fc.Arbitrary<string> = fc
  .array(fc.constantFrom('', 'a', 'b', 'same', 'x', '}', '=======', '__proto__'), { maxLength: 8 })
  .map(textOf);
