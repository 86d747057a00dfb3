import type { Node, ObjectExpression, Statement } from '@babel/types';
import { type Dialect, dialectOf, freeName, indentAt } from './dialect.ts';
import type { Located } from './nodes.ts';
import type { Source } from './source.ts';

/** Text that is put in at a position, or in the place of what stands from there to `end`. */
export interface Splice {
  start: number;
  end: number;
  text: string;
}

/**
 * Writes splices into a text; everything between them stays as it is. Of those at one position the insertions come
 * first, in the order given.
 *
 * @throws when two of them overlap
 */
export function splice(text: string, splices: readonly Splice[]): string {
  const inOrder = splices.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let spliced = '';
  let position = 0;
  for (const { start, end, text: written } of inOrder) {
    if (start < position) throw new Error(`two splices overlap at ${start}`);
    spliced += text.slice(position, start) + written;
    position = end;
  }
  return spliced + text.slice(position);
}

/** A statement of ours before one of theirs, with the comments right above that. */
export function beforeStatement(source: Source, statement: Located, code: string): Splice {
  const { text } = source;
  const dialect = dialectOf(source);
  const before = text.slice(lineStart(text, statement.start), statement.start);
  // A style that begins such lines with a semicolon: it ends our statement as it ended theirs.
  if (before.trim() === ';')
    return insertion(
      lineStart(text, statement.start),
      `${indentAt(text, statement.start)}${code}${dialect.lineEnd}`,
    );
  if (before.trim() !== '') return insertion(statement.start, `${code}; `);
  const start = withComments(source, statement.start);
  const at = lineStart(text, start);
  const indent = indentAt(text, statement.start);
  const end = dialect.hasSemicolons || isHazard(text, statement.start) ? ';' : '';
  const hasComments = start !== statement.start;
  const isApart = /\n[ \t]*\r?\n$/.test(text.slice(0, at)) && hasComments;
  const gap = isApart ? dialect.lineEnd : '';
  return insertion(at, `${indent}${code}${end}${dialect.lineEnd}${gap}`);
}

/** A member of ours in a chain of theirs, laid out as the next one is. */
export function inChain(source: Source, object: Located, code: string): Splice {
  const gap = /^\s*/.exec(source.text.slice(object.end))?.[0] ?? '';
  return insertion(object.end, `${gap.includes('\n') ? gap : ''}.${code}`);
}

/** A property of ours in an object literal of theirs. */
export function inObject(
  source: Source,
  object: ObjectExpression & { end?: number | null; start?: number | null },
  code: string,
): Splice {
  const { text } = source;
  const start = object.start ?? 0;
  const last = object.properties.at(-1) as Located | undefined;
  if (!last) return insertion(start + 1, ` ${code} `);
  const isOnOneLine = !text.slice(start, object.end ?? start).includes('\n');
  if (isOnOneLine) return insertion(last.end, `, ${code}`);
  const comma = /^(?:\s|\/\*(?:(?!\*\/).)*\*\/|\/\/[^\n]*\n)*,/s.exec(
    text.slice(last.end, object.end ?? last.end),
  );
  const first = object.properties[0] as Located;
  const { lineEnd } = dialectOf(source);
  if (!startsLine(text, first.start)) return insertion(first.start, `${code}, `);
  if (comma)
    return insertion(
      lineStart(text, withComments(source, first.start)),
      `${indentAt(text, first.start)}${code},${lineEnd}`,
    );
  return insertion(last.end, `,${lineEnd}${indentAt(text, last.start)}${code}`);
}

/**
 * The line that takes our function into a file, and the name it has there.
 *
 * @param before where the function is used: what is required is there from its own line on
 */
export function takeIn(
  source: Source,
  exported: string,
  others: readonly string[],
  specifier: string,
  before: number,
): { splice: Splice; name: string } {
  const dialect = dialectOf(source);
  const name = freeName(source, [exported, ...others]);
  const path = `${dialect.quote}${specifier}${dialect.quote}`;
  const body = source.program.body as (Statement & Located)[];
  const earlier = body.filter(({ end }) => end <= before);
  const after = dialect.imports === 'import' ? body.findLast(isImport) : lastRequire(earlier);
  const keyword = after?.type === 'VariableDeclaration' ? after.kind : 'const';
  const names =
    name === exported
      ? name
      : dialect.imports === 'import'
        ? `${exported} as ${name}`
        : `${exported}: ${name}`;
  const code =
    dialect.imports === 'import'
      ? `import { ${names} } from ${path}`
      : `${keyword} { ${names} } = require(${path})`;
  return {
    name,
    splice: after ? afterStatement(source, after, code, dialect) : atStart(source, code, dialect),
  };
}

function isImport({ type }: Node): boolean {
  return type === 'ImportDeclaration' || type === 'TSImportEqualsDeclaration';
}

/** The last of the first statements in a row that take modules in. */
function lastRequire(body: readonly (Statement & Located)[]): (Statement & Located) | undefined {
  const first = body.findIndex(takesModules);
  if (first === -1) return undefined;
  const end = body.findIndex((statement, index) => index > first && !takesModules(statement));
  return body[(end === -1 ? body.length : end) - 1];
}

function takesModules(statement: Node): boolean {
  if (statement.type === 'VariableDeclaration')
    return statement.declarations.some(({ init }) => init && isRequire(init));
  return statement.type === 'ExpressionStatement' && isRequire(statement.expression);
}

/** `require('a')`, `require('a').b`, `require('a')(c)`. */
function isRequire(node: Node): boolean {
  if (node.type === 'MemberExpression') return isRequire(node.object);
  if (node.type !== 'CallExpression') return false;
  const isCalled = node.callee.type === 'Identifier' && node.callee.name === 'require';
  return isCalled || isRequire(node.callee);
}

function afterStatement(
  source: Source,
  statement: Located,
  code: string,
  dialect: Dialect,
): Splice {
  const { text } = source;
  // A semicolon that begins the next line, before a bracket, ends ours as it ended theirs.
  const apart = /\s*\n[ \t]*;$/.exec(text.slice(statement.start, statement.end));
  if (apart)
    return insertion(
      statement.end - apart[0].length,
      `${dialect.lineEnd}${indentAt(text, statement.start)}${code}`,
    );
  const rest = /^[ \t]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=\r?\n|$)/.exec(
    text.slice(statement.end),
  );
  const end = statement.end + (rest?.[0].length ?? 0);
  const next = source.program.body.find(({ start }) => (start ?? 0) >= statement.end);
  const isHazardous = next !== undefined && isHazard(text, next.start ?? 0);
  const semicolon = dialect.hasSemicolons || isHazardous || !rest ? ';' : '';
  if (!rest) return insertion(statement.end, ` ${code};`);
  return insertion(end, `${dialect.lineEnd}${indentAt(text, statement.start)}${code}${semicolon}`);
}

/** Before the first statement, but behind directives. */
function atStart(source: Source, code: string, dialect: Dialect): Splice {
  const { directives, body } = source.program;
  const directive = directives.at(-1) as Located | undefined;
  if (directive) return afterStatement(source, directive, code, dialect);
  const [first] = body as (Statement & Located)[];
  return first ? beforeStatement(source, first, code) : insertion(source.text.length, code);
}

function insertion(at: number, text: string): Splice {
  return { start: at, end: at, text };
}

/** What begins so would go on with the line before it. */
function isHazard(text: string, position: number): boolean {
  return /[([`/+\-*]/.test(text.charAt(position));
}

function lineStart(text: string, position: number): number {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  return text.charAt(start) === '\uFEFF' ? start + 1 : start;
}

function startsLine(text: string, position: number): boolean {
  return text.slice(lineStart(text, position), position).trim() === '';
}

/** Where the comments begin that stand right above a position, each on lines of its own. */
function withComments({ text, tokens }: Source, position: number): number {
  const comments = tokens.filter(({ type }) => type === 'CommentLine' || type === 'CommentBlock');
  let start = position;
  for (const comment of comments.toReversed()) {
    if (comment.end > start) continue;
    if (!/^[ \t]*\r?\n[ \t]*$/.test(text.slice(comment.end, start))) break;
    if (!startsLine(text, comment.start)) break;
    start = comment.start;
  }
  return start;
}
