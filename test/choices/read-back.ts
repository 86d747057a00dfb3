import { parseEnv } from 'node:util';
import { parse as parseSource } from '@babel/parser';
import { parse as parseYaml } from 'yaml';
import { recordFiles } from '../../src/apply/record.ts';
import { EnvFile } from '../../src/env-file.ts';
import type { FileTree } from '../../src/file-tree.ts';
import { planCreate } from '../../src/plan/plan-create.ts';
import { STATE_FILE } from '../../src/project/layout.ts';

/** The values that a file holds, by the names of the choices, as its own kind of parser reads them. */
export type ReadBack = Record<string, unknown>;

/** How each file that holds values is read; their texts are as they would stand on the disk. */
const READERS: Readonly<Record<string, (text: string) => ReadBack>> = {
  '.env': readEnv,
  '.env.example': (text) => ({ collection: parseEnv(text).SESSION_COLLECTION }),
  'package.json': (text) => ({ name: JSON.parse(text).name }),
  'README.md': readReadme,
  'compose.yaml': readCompose,
  'openapi.yaml': (text) => ({ name: parseYaml(text).info.title }),
  'views/partials/header.ejs': (text) => ({ name: constantsOf(scriptletOf(text)).get('appName') }),
  'src/config.ts': readConfig,
  'src/config.js': readConfig,
  [STATE_FILE]: (text) => JSON.parse(text).choices,
};

/** Reads every file of a tree that holds values, and the state that would be recorded with it. */
export function readBack(tree: FileTree, choices: object): Map<string, ReadBack> {
  const texts = new Map<string, string>();
  for (const [path, { content }] of tree) {
    texts.set(path, content instanceof EnvFile ? content.reveal() : content);
  }
  const { record } = planCreate(tree, new Map(), false);
  const { state } = recordFiles(record, { version: '0.0.0', choices: { ...choices } });
  texts.set(STATE_FILE, state);
  const found = [...texts].flatMap(([path, text]) => {
    const read = READERS[path];
    return read ? [[path, read(text)] as const] : [];
  });
  return new Map(found);
}

export function hasReader(path: string): boolean {
  return path in READERS;
}

function readEnv(text: string): ReadBack {
  const values = parseEnv(text);
  return {
    mongoUri: values.MONGODB_URI,
    collection: values.SESSION_COLLECTION,
    ...(values.SESSION_SECRET !== undefined && { sessionSecret: values.SESSION_SECRET }),
    ...(values.SESSION_SECRET_FILE !== undefined && { secretFile: values.SESSION_SECRET_FILE }),
  };
}

function readConfig(text: string): ReadBack {
  const constants = constantsOf(text);
  return { collection: constants.get('DEFAULT_COLLECTION'), name: constants.get('APP_NAME') };
}

/** The JavaScript that an EJS file begins with. */
function scriptletOf(text: string): string {
  return /^<%_(.*?)_%>\n/s.exec(text)?.[1] ?? '';
}

/** The texts among the constants at the top of a file. */
function constantsOf(text: string): Map<string, string> {
  const { program } = parseSource(text, { sourceType: 'module', plugins: ['typescript'] });
  const constants = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type !== 'VariableDeclaration') continue;
    const [declared] = statement.declarations;
    if (declared?.id.type !== 'Identifier' || declared.init?.type !== 'StringLiteral') continue;
    constants.set(declared.id.name, declared.init.value);
  }
  return constants;
}

function readCompose(text: string): ReadBack {
  const { file } = parseYaml(text).secrets.session_secret;
  // It holds no value: Compose asks for the file of the machine that it runs on.
  if (file !== undefined && !file.startsWith('${SECRET_FILE:?')) {
    throw new Error('Compose would look for a file that is not there');
  }
  return {};
}

/** The collection stands in a table as a code span, and in a piece of JavaScript; both must say the same. */
function readReadme(text: string): ReadBack {
  const name = /^# (.*)\n/.exec(text)?.[1];
  const row = text.split('\n').find((line) => line.startsWith('| `SESSION_COLLECTION` |')) ?? '';
  const shown = readCodeSpan(tableCells(row)[1] ?? '');
  const script = /\n```js\n(db\..*?)\n```\n/s.exec(text)?.[1] ?? '';
  const inScript = firstArgument(script);
  if (shown !== inScript) throw new Error(`README.md says both ${shown} and ${inScript}`);
  return { name, collection: shown };
}

/** The cells of a row: only an escaped bar is text, in a code span as well (GFM 4.10). */
function tableCells(row: string): string[] {
  const cells = [...row.matchAll(/\|((?:\\.|[^|\\])*)(?=\|)/gs)];
  return cells.map(([, cell = '']) => cell.trim().replaceAll('\\|', '|'));
}

/** A code span (CommonMark 6.1), or `<code>` with character references, which reads alike everywhere. */
function readCodeSpan(markdown: string): string | undefined {
  const html = /^<code>((?:[^<&]|&#\d+;)*)<\/code>$/.exec(markdown)?.[1];
  if (html !== undefined) {
    return html.replace(/&#(\d+);/g, (_reference, code) => String.fromCodePoint(Number(code)));
  }
  const [, fence, inside = ''] = /^(`+)(.*?)(?<!`)\1$/s.exec(markdown) ?? [];
  if (fence === undefined || new RegExp(`(?<!\`)${fence}(?!\`)`).test(inside)) return undefined;
  const isPadded = /^ .* $/s.test(inside) && /[^ ]/.test(inside);
  return isPadded ? inside.slice(1, -1) : inside;
}

/** The text that the first call in a piece of JavaScript's last expression gets. */
function firstArgument(script: string): string | undefined {
  const { tokens = [] } = parseSource(script, { tokens: true });
  const texts = tokens as { type: { label: string }; value: string }[];
  return texts.find(({ type }) => type.label === 'string')?.value;
}
