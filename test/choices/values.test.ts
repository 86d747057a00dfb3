import { join } from 'node:path';
import { execa } from 'execa';
import fc, { type Arbitrary } from 'fast-check';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { type Layers, render } from '../../src/app-template/render.ts';
import { HELPER_NAMES } from '../../src/app-template/template.ts';
import { appNameFromFolder, checkAppName } from '../../src/choices/app-name.ts';
import type { Checked } from '../../src/choices/checked.ts';
import { checkCollectionName } from '../../src/choices/collection-name.ts';
import { checkMongoUri, MongoUri, readMongoUri } from '../../src/choices/mongo-uri.ts';
import { checkSecretFile, checkSessionSecret } from '../../src/choices/secret-source.ts';
import { type Choices, LANGUAGES, type Language, TEMPLATES } from '../../src/choices/table.ts';
import { EnvFile } from '../../src/env-file.ts';
import type { FileTree } from '../../src/file-tree.ts';
import { Secret } from '../../src/secret.ts';
import { cliEnvironment } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { DEFAULT_CHOICES, readLayers } from '../bed/render.ts';
import { sampleSize } from '../bed/sample.ts';
import * as hostile from './hostile-values.ts';
import { hasReader, type ReadBack, readBack } from './read-back.ts';

/** Of each of the four kinds. */
const RUNS = sampleSize('values of each choice', 3_400);
/** Faults to show; one cause has many. */
const ENOUGH = 3;

interface Kind {
  values: Arbitrary<string>;
  check(value: string): Checked<string | Secret | MongoUri>;
}

const KINDS = {
  mongoUri: { values: hostile.mongoUri, check: checkMongoUri },
  collection: { values: hostile.collectionName, check: checkCollectionName },
  secretFile: { values: hostile.secretFile, check: checkSecretFile },
  sessionSecret: { values: hostile.sessionSecret, check: checkSessionSecret },
} satisfies Record<string, Kind>;

const NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];

/** What came of the generated values of each kind. */
const drawn = Object.fromEntries(NAMES.map((name) => [name, draw(KINDS[name])]));

function draw({ values, check }: Kind) {
  const taken: string[] = [];
  const reasons: string[] = [];
  for (const value of fc.sample(values, RUNS)) {
    const checked = check(value);
    if ('reason' in checked) reasons.push(checked.reason);
    // The driver does not see blanks behind a URI, and neither does the app.
    else taken.push(check === checkMongoUri ? value.trimEnd() : value);
  }
  return { taken, reasons };
}

describe.each(NAMES)('of the generated values for %s', (name) => {
  const { taken = [], reasons = [] } = drawn[name] ?? {};

  test('a good part is taken, and a good part refused', () => {
    expect(taken.length + reasons.length).toBe(RUNS);
    expect(taken.length).toBeGreaterThan(0.4 * RUNS);
    expect(reasons.length).toBeGreaterThan(0.1 * RUNS);
  });

  test('the refused have a reason, and no reason quotes a secret', () => {
    expect(reasons.filter((reason) => !/\w{2}/.test(reason))).toEqual([]);
    expect(reasons.filter((reason) => reason.includes(hostile.CANARY))).toEqual([]);
  });

  test('the legal ones are taken as they are', () => {
    const changed = taken.filter((value) => {
      const checked: Checked<string | Secret | MongoUri> = KINDS[name].check(value);
      if ('reason' in checked) return true;
      return value !== plain(checked.value);
    });
    expect(changed).toEqual([]);
  });
});

function plain(value: string | Secret | MongoUri): string {
  if (value instanceof MongoUri) return value.secret.reveal();
  return value instanceof Secret ? value.reveal() : value;
}

test('a URI is shown without user, password and the values of options', () => {
  const shown = drawn.mongoUri?.taken.map((uri) => String(readMongoUri(uri))) ?? [];
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((text) => text.includes(hostile.CANARY))).toEqual([]);
});

describe('every legal value reads back identical', () => {
  /** The values of one app: each legal one is in at least one of them. */
  function* apps(): Generator<{ choices: Choices; mongoUri: string; sessionSecret: string }> {
    const values = (name: keyof typeof KINDS) => drawn[name]?.taken ?? [];
    const folders = fc.sample(hostile.folderName, RUNS);
    const count = Math.max(...NAMES.map((name) => values(name).length));
    for (let index = 0; index < count; index += 1) {
      const pick = (list: string[]) => list[index % list.length] as string;
      yield {
        choices: {
          ...DEFAULT_CHOICES,
          name: appNameFromFolder(pick(folders)),
          collection: pick(values('collection')),
          secretFile: pick(values('secretFile')),
        },
        mongoUri: pick(values('mongoUri')),
        sessionSecret: pick(values('sessionSecret')),
      };
    }
  }

  test('from every file of a TypeScript app that reads its secret from a file', async () => {
    const layers = layersWithValues('typescript');
    const wrong: string[] = [];
    for (const { choices: some, mongoUri } of apps()) {
      const choices: Choices = { ...some, secretSource: 'file' };
      const tree = render(layers, choices, { mongoUri: readMongoUri(mongoUri) });
      wrong.push(...differences(tree, choices, { ...choices, mongoUri }));
      if (wrong.length >= ENOUGH) break;
    }
    expect(wrong).toEqual([]);
  }, 300_000);

  test('from the source and .env of a JavaScript app with a secret of its own', async () => {
    const layers = layersWithValues('javascript', /^(_env|src\/config\.ts|package\.json)/);
    const wrong: string[] = [];
    for (const { choices: some, mongoUri, sessionSecret } of apps()) {
      const choices: Choices = { ...some, language: 'javascript', secretSource: 'supply' };
      const secrets = {
        mongoUri: readMongoUri(mongoUri),
        sessionSecret: new Secret(sessionSecret),
      };
      const tree = render(layers, choices, secrets);
      wrong.push(...differences(tree, choices, { ...choices, mongoUri, sessionSecret }));
      if (wrong.length >= ENOUGH) break;
    }
    expect(wrong).toEqual([]);
  }, 300_000);

  test('from .env with the oldest Node that is supported, and with newer ones', async () => {
    const layers = layersWithValues('typescript', /^_env\.hbs|^package\.json/);
    const batch: { text: string; values: Record<string, string> }[] = [];
    for (const { choices: some, mongoUri, sessionSecret } of apps()) {
      const choices: Choices = { ...some, secretSource: 'supply' };
      const secrets = {
        mongoUri: readMongoUri(mongoUri),
        sessionSecret: new Secret(sessionSecret),
      };
      const { content } = render(layers, choices, secrets).get('.env') ?? {};
      const values = {
        MONGODB_URI: mongoUri,
        SESSION_COLLECTION: choices.collection,
        SESSION_SECRET: sessionSecret,
      };
      batch.push({ text: (content as EnvFile).reveal(), values });
      if (batch.length === 500) break;
    }
    const folder = temporaryFolder();
    await fs.outputJson(join(folder, 'batch.json'), batch);
    await fs.outputFile(join(folder, 'read.mjs'), READ_BATCH);
    for (const version of ['20.19.0', '22', '24']) {
      const { stdout } = await execa('npx', ['-y', `node@${version}`, 'read.mjs'], {
        cwd: folder,
        env: cliEnvironment(),
        extendEnv: false,
      });
      expect(JSON.parse(stdout)).toEqual({ major: Number.parseInt(version, 10), wrong: [] });
    }
  }, 300_000);
});

const READ_BATCH = `
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual, parseEnv } from 'node:util';
const batch = JSON.parse(readFileSync('batch.json', 'utf8'));
const wrong = batch.filter(({ text, values }) => !isDeepStrictEqual({ ...parseEnv(text) }, values));
console.log(JSON.stringify({ major: Number.parseInt(process.versions.node, 10), wrong }));
`;

describe.each(TEMPLATES)('of the template %s', (template) => {
  test.each(LANGUAGES)('every file in %s that holds a value has a reader', async (language) => {
    const marks = { name: 'mark-name', collection: 'mark|collection', secretFile: '/mark/file' };
    const choices: Choices = {
      ...DEFAULT_CHOICES,
      ...marks,
      template,
      language,
      secretSource: 'file',
    };
    const mongoUri = 'mongodb://mark-host/';
    const layers = readLayers(language);
    const tree = render(layers, choices, { mongoUri: readMongoUri(mongoUri) });
    const holders = [...tree].filter(([, { content }]) =>
      /mark[-/|]/.test(content instanceof EnvFile ? content.reveal() : content),
    );
    const paths = holders.map(([path]) => path);
    expect(paths.filter((path) => !hasReader(path))).toEqual([]);
    expect(paths.length).toBeGreaterThan(5);
    expect(differences(tree, choices, { ...choices, mongoUri })).toEqual([]);
  });
});

test('a legal npm name is made from the name of any folder', () => {
  const illegal = fc
    .sample(hostile.folderName, RUNS)
    .map(appNameFromFolder)
    .filter((name) => 'reason' in checkAppName(name));
  expect(illegal).toEqual([]);
});

/** What is read from each file, where it is not what was chosen. */
function differences(tree: FileTree, choices: Choices, chosen: ReadBack): string[] {
  let files: Map<string, ReadBack>;
  try {
    files = readBack(tree, choices);
  } catch (error) {
    return [`${(error as Error).message} (${JSON.stringify(chosen)})`];
  }
  return [...files].flatMap(([path, values]) =>
    Object.entries(values)
      .filter(([name, value]) => value !== chosen[name])
      .map(([name, value]) => {
        const [read, meant] = [JSON.stringify(value), JSON.stringify(chosen[name])];
        return `${path}: ${name} is ${read}, not ${meant}`;
      }),
  );
}

/** The templates that write a value: the other files are the same in every app. */
function layersWithValues(language: Language, paths = /./): Layers {
  const writes = new RegExp(`\\{\\{(${HELPER_NAMES.join('|')}) |\\{\\{name\\}\\}`);
  return readLayers(language, (path, text) => paths.test(path) && writes.test(text));
}
