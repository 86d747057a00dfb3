import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAnswers } from '../../src/choices/answers-file.ts';
import { check } from '../../src/choices/decide.ts';
import { CHOICES, type Choice, flagName } from '../../src/choices/table.ts';
import { answersSchema, choicesTable } from '../../src/choices/views.ts';
import { runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { sampleSize } from '../bed/sample.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

interface Schema {
  type: string;
  additionalProperties: boolean;
  properties: Record<string, { type: string; enum?: string[]; description?: string }>;
}

const schema = answersSchema() as Schema;

describe('the schema of an answers file', () => {
  test('is the one that is published', async () => {
    const text = `${JSON.stringify(answersSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(at('docs/answers.schema.json'));
  });

  test('knows every choice and nothing else', () => {
    expect(schema.type).toBe('object');
    expect(schema.additionalProperties).toBe(false);
    const names = CHOICES.map(({ name }) => name);
    expect(Object.keys(schema.properties)).toEqual(['$schema', ...names]);
  });

  test('says of each choice what it is about and what it defaults to', () => {
    for (const { name, about, byDefault } of CHOICES) {
      const { description = '' } = schema.properties[name] ?? {};
      expect(description.toLowerCase()).toContain(about.toLowerCase());
      expect(description).toContain(byDefault);
    }
  });

  test('takes and refuses the same answers as the tool', async () => {
    const numRuns = sampleSize('answers files', 2_000);
    const verdicts = { both: 0, neither: 0 };
    await fc.assert(
      fc.asyncProperty(generatedAnswers, async (answers) => {
        const bySchema = passesSchema(answers);
        const byTool = await passesTool(answers);
        expect(bySchema, JSON.stringify(answers)).toBe(byTool);
        verdicts[byTool ? 'both' : 'neither'] += 1;
      }),
      { numRuns },
    );
    expect(verdicts.both).toBeGreaterThan(numRuns / 10);
    expect(verdicts.neither).toBeGreaterThan(numRuns / 10);
  });
});

/** Answers with right and wrong keys, types and listed values; other texts are legal ones. */
const generatedAnswers = fc.array(fc.nat(), { maxLength: 4 }).chain((picks) => {
  const entries = picks.map((pick) => {
    const choice = CHOICES[pick % CHOICES.length] as Choice;
    const wrong = fc.constantFrom<unknown>(
      null,
      7,
      [],
      {},
      choice.type === 'switch' ? 'yes' : true,
    );
    const unknown = fc.constantFrom('colour', 'mongo-uri', 'Docker', 'toString');
    return fc.oneof(
      { arbitrary: fc.tuple(fc.constant(choice.name as string), rightValue(choice)), weight: 8 },
      { arbitrary: fc.tuple(fc.constant(choice.name as string), wrong), weight: 1 },
      { arbitrary: fc.tuple(unknown, fc.constant<unknown>('x')), weight: 1 },
    );
  });
  return fc.tuple(...entries).map((list) => Object.fromEntries(list));
});

function rightValue({ name, type, values, aliases = {} }: Choice): fc.Arbitrary<unknown> {
  if (type === 'switch') return fc.boolean();
  if (!values) return fc.constant(LEGAL[name]);
  return fc.constantFrom(...values, ...Object.keys(aliases), 'TypeScript', '');
}

const LEGAL: Readonly<Record<string, string>> = {
  directory: 'shop',
  name: 'my-app',
  mongoUri: 'mongodb://h/',
  collection: 'logins',
  secretFile: '/run/s',
  sessionSecret: 'q'.repeat(32),
};

function passesSchema(answers: Record<string, unknown>): boolean {
  return Object.entries(answers).every(([key, value]) => {
    const property = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (!property || typeof value !== property.type) return false;
    return property.enum?.includes(value as string) ?? true;
  });
}

async function passesTool(answers: Record<string, unknown>): Promise<boolean> {
  let given: Record<string, unknown>;
  try {
    given = parseAnswers(JSON.stringify(answers), 'answers.json');
  } catch {
    return false;
  }
  for (const choice of CHOICES as readonly Choice[]) {
    const value = given[choice.name];
    if (value !== undefined && 'reason' in (await check(choice, value))) return false;
  }
  return true;
}

describe('--help', () => {
  const help = async () => {
    const { stdout } = await runCli(['--help'], { cwd: temporaryFolder() });
    return stdout.replace(/\s+/g, ' ');
  };

  test('shows every choice with its values and its default', async () => {
    const text = await help();
    for (const { flag, about, values = [], byDefault } of CHOICES) {
      const shown = flag.replace('[no-]', '').replace(/^\[(.*)\]$/, '$1');
      expect(text).toContain(` ${shown} `);
      expect(text).toContain(about);
      for (const value of values) expect(text).toContain(value);
      if (!flag.startsWith('--no-')) expect(text).toContain(`[${byDefault}]`);
    }
  });

  test('shows how to leave out what is on, and examples', async () => {
    const text = await help();
    const switches = CHOICES.filter(({ type }) => type === 'switch');
    for (const { flag } of switches) {
      expect(text).toContain(`--no-${flag.replace(/^--(\[no-\]|no-)/, '')}`);
    }
    expect(text).toContain('$ npx create-mongo-session-app my-app');
  });
});

describe('the README', () => {
  const readme = readFileSync(at('README.md'), 'utf8');
  const between = /<!-- choices -->\n(.*)\n<!-- \/choices -->/s.exec(readme)?.[1] ?? '';

  test('holds the table of choices', () => {
    // A formatter may have lined up its columns.
    expect(cellsOf(between)).toEqual(cellsOf(choicesTable()));
  });

  test('names every flag and variable of the table', () => {
    for (const choice of CHOICES as readonly Choice[]) {
      expect(between).toContain(`\`${flagName(choice)}`);
      expect(between).toContain(`\`${choice.name}\``);
      if (choice.environment) expect(between).toContain(`\`${choice.environment}\``);
    }
  });
});

function cellsOf(table: string): string[][] {
  return table.split('\n').map((row) =>
    row
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim().replace(/^-+$/, '---')),
  );
}
