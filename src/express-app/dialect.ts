import type { Node } from '@babel/types';
import { nodesIn } from './nodes.ts';
import type { Source } from './source.ts';

/** How the owner writes. */
export interface Dialect {
  quote: "'" | '"';
  hasSemicolons: boolean;
  lineEnd: '\n' | '\r\n';
  /** How a file of theirs takes another in. */
  imports: 'import' | 'require';
}

export function dialectOf(source: Source): Dialect {
  const { text, program } = source;
  const strings = source.tokens.map(({ start }) => text.charAt(start));
  const count = (character: string) => strings.filter((one) => one === character).length;
  const ends = program.body
    .filter(endsWithSemicolon)
    .map(({ end }) => text.charAt((end ?? 0) - 1) === ';');
  const lines = text.split('\n').length - 1;
  return {
    quote: count('"') > count("'") ? '"' : "'",
    hasSemicolons: ends.filter(Boolean).length * 2 >= ends.length,
    lineEnd: (text.match(/\r\n/g)?.length ?? 0) * 2 > lines ? '\r\n' : '\n',
    imports: importsOf(source),
  };
}

/** A statement that ends with a semicolon where its writer uses them. */
function endsWithSemicolon({ type }: Node): boolean {
  return /^(ExpressionStatement|VariableDeclaration|ImportDeclaration|TSImportEqualsDeclaration)$/.test(
    type,
  );
}

function importsOf({ isTypeScript, isModule, program }: Source): Dialect['imports'] {
  const isWritten = program.body.some(({ type }) => /^(Import|TSImportEquals)/.test(type));
  return isModule || isTypeScript || isWritten ? 'import' : 'require';
}

/** A name that is free everywhere in the file. */
export function freeName(source: Source, wanted: readonly string[]): string {
  const taken = new Set<string>();
  for (const node of nodesIn(source.program)) {
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') taken.add(node.name);
  }
  const free = wanted.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  const [name = 'sessions'] = wanted;
  let number = 2;
  while (taken.has(`${name}${number}`)) number += 1;
  return `${name}${number}`;
}

/** The blanks that a line begins with. */
export function indentAt(text: string, position: number): string {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, position).replace(/^\uFEFF/, ''))?.[0] ?? '';
}
