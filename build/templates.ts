import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import Handlebars from 'handlebars';
import type { Plugin } from 'rolldown';
import { HELPER_NAMES, type Helper, type Part } from '../src/app-template/template.ts';
import { templateToJavaScript, toJavaScript } from '../src/app-template/to-javascript.ts';
import type { Language } from '../src/choices/table.ts';

/** The layers as people write them: their texts by path. */
export type Sources = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Writes what a run renders from beside the bundle: no run parses a template or a type. */
export function templates(folder: string): Plugin {
  return {
    name: 'templates',
    generateBundle() {
      const source = packTemplates(readTemplates(folder));
      this.emitFile({ type: 'asset', fileName: 'templates.br', source });
    },
  };
}

/** Reads a folder of layers. */
export function readTemplates(folder: string): Sources {
  const layers = readdirSync(folder).sort();
  return new Map(layers.map((layer) => [layer, readLayer(join(folder, layer))]));
}

function readLayer(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(
    paths.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  );
}

/**
 * The templates as a run reads them: a fourth smaller than npm would pack them.
 *
 * @throws Error that names the template which cannot be compiled
 */
export function packTemplates(sources: Sources): Buffer {
  return brotliCompressSync(compileTemplates(sources));
}

/**
 * A line for each file: whose it is (a language, or `any`), its layer, its path, and what a run renders, in JSON. What is
 * JavaScript's lies beside what is TypeScript's, so that the two take little more room than one where they are packed.
 */
function compileTemplates(sources: Sources): string {
  const lines = [...sources].flatMap(([layer, files]) =>
    [...files].flatMap(([path, text]) => {
      try {
        return versionsOf(path, text).map((file) => lineOf(layer, file));
      } catch (error) {
        throw new Error(`templates/${layer}/${path}: ${(error as Error).message}`);
      }
    }),
  );
  return lines.join('\n');
}

type Version = [owner: 'any' | Language, path: string, text: string];

/** A file in each language that it is for. */
function versionsOf(path: string, text: string): Version[] {
  if (!/\.ts(\.hbs)?$/.test(path)) return [['any', path, text]];
  const typescript: Version = ['typescript', path, text];
  if (/\.d\.ts(\.hbs)?$/.test(path)) return [typescript];
  const convert = path.endsWith('.hbs') ? templateToJavaScript : toJavaScript;
  const ending = path.replace(/\.ts(\.hbs)?$/, '.js$1');
  return [typescript, ['javascript', ending, convert(text)]];
}

function lineOf(layer: string, [owner, path, text]: Version): string {
  const template = path.endsWith('.hbs') ? compileTemplate(text) : text;
  return `${owner} ${layer} ${path} ${inAscii(JSON.stringify(template))}`;
}

/** The same JSON without other characters: one of them makes a whole file twice as large to Node. */
function inAscii(json: string): string {
  const codeOf = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replace(/[^\0-\x7f]/g, codeOf);
}

/**
 * The parts of a template of Handlebars: values, written by a helper of ours or as they are, `if` and `unless`.
 *
 * @throws Error that names the line and what else stands there
 */
export function compileTemplate(template: string): Part[] {
  return Handlebars.parse(template).body.map(compileStatement);
}

type Statement =
  | hbs.AST.ContentStatement
  | hbs.AST.MustacheStatement
  | hbs.AST.BlockStatement
  | (hbs.AST.Statement & { type: 'PartialStatement' });

function compileStatement(statement: hbs.AST.Statement): Part {
  const node = statement as Statement;
  const { line } = node.loc.start;
  if (node.type === 'ContentStatement') return node.value;
  if (node.type === 'MustacheStatement') {
    const [first = '', second, ...others] = namesIn(node);
    if (second === undefined) return ['', first, line];
    if (isHelper(first) && others.length === 0) return [first, second, line];
    throw new Error(`line ${line}: {{${first} …}} is no helper of ours with one value`);
  }
  if (node.type === 'BlockStatement') {
    const [word, key = '', ...others] = namesIn(node);
    const [so, not] = [compileBranch(node.program), compileBranch(node.inverse)];
    if (word === 'if' && others.length === 0) return ['if', key, line, so, not];
    if (word === 'unless' && others.length === 0) return ['if', key, line, not, so];
  }
  throw new Error(`line ${line}: templates have values, helpers, if and unless, and nothing else`);
}

function compileBranch(branch: hbs.AST.Program | undefined): Part[] {
  return branch?.body.map(compileStatement) ?? [];
}

/** What stands between the brackets: names, and neither paths nor literals. */
function namesIn({
  path,
  params,
  hash,
  loc,
}: hbs.AST.MustacheStatement | hbs.AST.BlockStatement): string[] {
  const named = hash ? [path, ...params, hash] : [path, ...params];
  return named.map((node) => {
    const { original } = node as hbs.AST.PathExpression;
    if (node.type === 'PathExpression' && /^\w+$/.test(original)) return original;
    throw new Error(`line ${loc.start.line}: a template may use names alone`);
  });
}

function isHelper(name: string): name is Helper {
  return HELPER_NAMES.includes(name);
}
