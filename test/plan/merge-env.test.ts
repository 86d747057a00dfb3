import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EnvFile } from '../../src/env-file.ts';
import { mergeEnv } from '../../src/plan/merge-env.ts';
import { Secret } from '../../src/secret.ts';
import { sampleSize } from '../bed/sample.ts';
import { envText } from '../env-texts.ts';

const UNUSED = 'unused since regenerate; delete it once the new source works';

/** What the choices render: the secrets are placeholders unless a run was given them. */
const GENERATE =
  '# Where the sessions are.\nMONGODB_URI=\nCOLLECTION=sessions\n\nSESSION_SECRET=\n';
const FILE =
  '# Where the sessions are.\nMONGODB_URI=\nCOLLECTION=sessions\n\n# Its path.\nSESSION_SECRET_FILE=/run/secret\n';
const ENV = '# Where the sessions are.\nMONGODB_URI=\nCOLLECTION=sessions\n';

const SECRETS: Record<string, string> = {
  MONGODB_URI: 'mongodb://new/',
  SESSION_SECRET: 'new-secret',
};

function rendered(template: string): EnvFile {
  const names = Object.keys(SECRETS).filter((name) => template.includes(`${name}=\n`));
  return EnvFile.fill(
    template,
    new Map(names.map((name) => [name, new Secret(SECRETS[name] ?? '')])),
  );
}

interface Case {
  from?: string;
  mine: string;
  to?: string;
  given?: string[];
  side?: 'ours' | 'theirs';
}

function merge({ from = GENERATE, mine, to = GENERATE, given = [], side = 'ours' }: Case) {
  const base = { keys: rendered(from).keys(), rendered: rendered(from) };
  const merged = mergeEnv({
    base,
    mine: EnvFile.parse(mine),
    theirs: rendered(to),
    newKeys: new Set(given),
    side,
  });
  const { content, ...rest } = merged;
  return { text: content.reveal(), ...rest };
}

const MINE =
  '# Where the sessions are.\nMONGODB_URI=mongodb://own/\nCOLLECTION=sessions\n\nSESSION_SECRET=own-secret\n';
const NOTHING = { changed: [], added: [], unused: [], conflicts: [] };

describe('a secret that stands', () => {
  test('is kept, whatever we would render', () => {
    expect(merge({ mine: MINE })).toEqual({ text: MINE, ...NOTHING });
    expect(merge({ mine: MINE, side: 'theirs' })).toEqual({ text: MINE, ...NOTHING });
  });

  test('gives way to one that this run was given, and stays as a comment', () => {
    expect(merge({ mine: MINE, given: ['SESSION_SECRET'] })).toEqual({
      ...NOTHING,
      text: `${MINE.replace('SESSION_SECRET=', '# SESSION_SECRET=').trimEnd()}  # ${UNUSED}\nSESSION_SECRET=new-secret\n`,
      changed: ['SESSION_SECRET'],
      unused: ['SESSION_SECRET'],
    });
  });

  test('that is a URI is written anew in place when this run was given another', () => {
    expect(merge({ mine: MINE, given: ['MONGODB_URI'] })).toEqual({
      ...NOTHING,
      text: MINE.replace('mongodb://own/', 'mongodb://new/'),
      changed: ['MONGODB_URI'],
    });
  });

  test('is no change when this run was given the same', () => {
    const mine = MINE.replace('own-secret', 'new-secret');
    expect(merge({ mine, given: ['SESSION_SECRET'] })).toEqual({ text: mine, ...NOTHING });
  });

  test('and is empty is kept as well', () => {
    const mine = MINE.replace('own-secret', '');
    expect(merge({ mine }).text).toBe(mine);
  });
});

describe('when the secret moves', () => {
  test('from .env to a file, its line becomes a comment and the new key comes with its own', () => {
    expect(merge({ mine: MINE, to: FILE })).toEqual({
      ...NOTHING,
      text: `${MINE.replace('SESSION_SECRET=own-secret', `# SESSION_SECRET=own-secret  # ${UNUSED}`)}# Its path.\nSESSION_SECRET_FILE=/run/secret\n`,
      added: ['SESSION_SECRET_FILE'],
      unused: ['SESSION_SECRET'],
    });
  });

  test('from .env to the environment, its line becomes a comment', () => {
    expect(merge({ mine: MINE, to: ENV })).toEqual({
      ...NOTHING,
      text: MINE.replace('SESSION_SECRET=own-secret', `# SESSION_SECRET=own-secret  # ${UNUSED}`),
      unused: ['SESSION_SECRET'],
    });
  });

  test('of several lines, each becomes a comment', () => {
    const mine = 'export SESSION_SECRET="a\nb" # mine\nSESSION_SECRET=\'c\'\n';
    expect(merge({ mine, to: ENV }).text).toBe(
      `# export SESSION_SECRET="a\n# b" # mine  # ${UNUSED}\n# SESSION_SECRET='c'  # ${UNUSED}\n`,
    );
  });

  test('back into .env, the line that became a comment is left alone', () => {
    const moved = merge({ mine: MINE, to: FILE }).text;
    const back = merge({ from: FILE, mine: moved, to: GENERATE, given: ['SESSION_SECRET'] });
    expect(back).toMatchObject({ added: ['SESSION_SECRET'], unused: ['SESSION_SECRET_FILE'] });
    expect(back.text).toContain('# SESSION_SECRET=own-secret  #');
    expect({ ...parseEnv(back.text) }).toEqual({
      MONGODB_URI: 'mongodb://own/',
      COLLECTION: 'sessions',
      SESSION_SECRET: 'new-secret',
    });
  });
});

describe('a plain key', () => {
  const to = GENERATE.replace('sessions\n', 'logins\n');
  const own = MINE.replace('=sessions', "='my sessions' # mine");

  test('that only we changed is written anew in place', () => {
    expect(merge({ mine: MINE, to })).toEqual({
      ...NOTHING,
      text: MINE.replace('=sessions', '=logins'),
      changed: ['COLLECTION'],
    });
  });

  test('that only the owner changed stays', () => {
    expect(merge({ mine: own })).toEqual({ text: own, ...NOTHING });
  });

  test('that both changed alike is no change', () => {
    const mine = MINE.replace('=sessions', "='logins'");
    expect(merge({ mine, to })).toEqual({ text: mine, ...NOTHING });
  });

  test('that both changed differently is a conflict, in which one side has the last word', () => {
    expect(merge({ mine: own, to })).toEqual({ ...NOTHING, text: own, conflicts: ['COLLECTION'] });
    expect(merge({ mine: own, to, side: 'theirs' })).toEqual({
      ...NOTHING,
      text: own.replace("'my sessions'", 'logins'),
      changed: ['COLLECTION'],
      conflicts: ['COLLECTION'],
    });
  });

  test('that the owner took out stays out', () => {
    const mine = MINE.replace('COLLECTION=sessions\n', '');
    expect(merge({ mine, to })).toEqual({ text: mine, ...NOTHING });
  });

  test('that is new is added at the end, under its comments', () => {
    const added = `${GENERATE}\n# How long.\n# In days.\nLIFETIME=7\n`;
    expect(merge({ mine: MINE, to: added })).toEqual({
      ...NOTHING,
      text: `${MINE}# How long.\n# In days.\nLIFETIME=7\n`,
      added: ['LIFETIME'],
    });
  });

  test("that is new to us, and stands in the owner's file, is a conflict unless it is the same", () => {
    const added = `${GENERATE}LIFETIME=7\n`;
    expect(merge({ mine: `${MINE}LIFETIME=8\n`, to: added }).conflicts).toEqual(['LIFETIME']);
    expect(merge({ mine: `${MINE}LIFETIME="7"\n`, to: added })).toMatchObject(NOTHING);
  });

  test('that we no longer render becomes a comment', () => {
    const to = GENERATE.replace('COLLECTION=sessions\n', '');
    expect(merge({ mine: MINE, to })).toMatchObject({
      text: MINE.replace('COLLECTION=sessions', `# COLLECTION=sessions  # ${UNUSED}`),
      unused: ['COLLECTION'],
    });
  });
});

test('a file in CRLF, with a byte order mark and without a final newline, keeps its style', () => {
  const mine = MINE.replaceAll('\n', '\r\n').trimEnd();
  const { text } = merge({ mine: `\uFEFF${mine}`, to: FILE });
  expect(text).toBe(
    `\uFEFF${mine.replace('SESSION_SECRET=own-secret', `# SESSION_SECRET=own-secret  # ${UNUSED}`)}\r\n# Its path.\r\nSESSION_SECRET_FILE=/run/secret\r\n`,
  );
});

describe('whatever the owner has in the file', () => {
  const anyMine = fc
    .tuple(envText, fc.subarray(MINE.split('\n')), envText)
    .map(([before, ours, after]) => [before, ...ours, after].map(endLine).join(''));
  const change = fc.record({
    to: fc.constantFrom(GENERATE, FILE, ENV, GENERATE.replace('=sessions', '=logins')),
    given: fc.subarray(['SESSION_SECRET', 'MONGODB_URI']),
    side: fc.constantFrom<'ours' | 'theirs'>('ours', 'theirs'),
  });
  const OURS = [...rendered(GENERATE).keys(), ...rendered(FILE).keys()];

  test('its own keys read as before, and a second merge changes nothing', () => {
    fc.assert(
      fc.property(anyMine, change, (mine, { to, given, side }) => {
        const { text } = merge({ mine, to, given, side });
        const own = (of: string) =>
          Object.entries(parseEnv(of)).filter(([key]) => !OURS.includes(key));
        expect(own(text)).toEqual(own(mine));
        expect(merge({ from: to, mine: text, to, side })).toEqual({ text, ...NOTHING });
      }),
      { numRuns: sampleSize('.env files to merge', 2_000) },
    );
  });

  test('the values of its secrets are lost only where this run was given a URI', () => {
    fc.assert(
      fc.property(anyMine, change, (mine, { to, given, side }) => {
        const { text } = merge({ mine, to, given, side });
        const { MONGODB_URI, SESSION_SECRET } = parseEnv(mine);
        if (SESSION_SECRET) expect(text).toContain('own-secret');
        if (MONGODB_URI && !given.includes('MONGODB_URI')) expect(text).toContain('mongodb://own/');
        if (!given.includes('SESSION_SECRET') && !given.includes('MONGODB_URI')) {
          expect(text).not.toMatch(/new-secret|mongodb:..new/);
        }
      }),
      { numRuns: sampleSize('.env files to merge', 2_000) },
    );
  });
});

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
