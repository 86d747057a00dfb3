import { type ParseResult, parse } from '@babel/parser';
import type { File, Node } from '@babel/types';
import MagicString from 'magic-string';
import { tidyBlankLines } from './blank-lines.ts';

/**
 * Takes the types out of TypeScript source, by positions: comments and layout stay as they are.
 * Only erasable syntax is allowed, as with TypeScript's `erasableSyntaxOnly`.
 *
 * @throws when the source holds syntax that cannot be erased (an enum, a parameter property, …)
 */
export function toJavaScript(source: string): string {
  return tidyBlankLines(eraseTypes(source));
}

/**
 * The same for a template of Handlebars, whose branches become JavaScript one beside the other. What is rendered from
 * the result, its blank lines tidied, is what `toJavaScript` makes of what is rendered from the template; a test shows
 * it for every app.
 *
 * @throws as `toJavaScript` does
 */
export function templateToJavaScript(template: string): string {
  const mustaches: string[] = [];
  const source = template.replace(BLOCK_LINE, '$1//$2').replace(MUSTACHE, (mustache) => {
    mustaches.push(mustache);
    return `mustache_${mustaches.length - 1}_`;
  });
  return eraseTypes(source)
    .replace(/mustache_(\d+)_/g, (_name, index) => mustaches[Number(index)] ?? '')
    .replaceAll(BLOCK_MARK, '{{');
}

/** `{{#if …}}`, `{{else}}` and `{{/if}}` on lines of their own. */
const BLOCK_LINE = /^([ \t]*)(\{\{(?:[#/]|else\b).*\}\})(?=[ \t]*$)/gm;
/** All others. */
const MUSTACHE = /(?<!\/\/)\{\{[^{}]*\}\}/g;
const BLOCK_MARK = '//{{';

function eraseTypes(source: string): string {
  const code = new MagicString(source);
  const ast: ParseResult<File> = parse(source, {
    sourceType: 'module',
    plugins: ['typescript'],
    tokens: true,
    errorRecovery: true,
  });
  const fault = ast.errors?.find(({ reasonCode }) => !DOUBLED.has(reasonCode));
  if (fault) throw fault;
  new Eraser(source, code, ast).visit(ast.program);
  return code.toString();
}

/** A name may be declared in both branches of a template. */
const DOUBLED = new Set(['VarRedeclaration', 'DuplicateExport']);

type AnyNode = Node & Record<string, unknown> & { start: number; end: number };

class Eraser {
  readonly #source: string;
  readonly #code: MagicString;
  readonly #ast: ParseResult<File>;

  constructor(source: string, code: MagicString, ast: ParseResult<File>) {
    this.#source = source;
    this.#code = code;
    this.#ast = ast;
  }

  visit(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.visit(item);
      return;
    }
    if (!isNode(value)) return;
    if (this.#erase(value)) return;
    for (const [key, child] of Object.entries(value)) {
      if (key !== 'loc' && !key.endsWith('Comments') && key !== 'tokens') this.visit(child);
    }
  }

  /** Takes out what is a type in this node. Returns true when nothing of it is left to visit. */
  #erase(node: AnyNode): boolean {
    switch (node.type) {
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
      case 'TSDeclareFunction':
        this.#removeStatement(node);
        return true;
      case 'TSModuleDeclaration':
        if (!node.declare) break;
        this.#removeStatement(node);
        return true;
      case 'ExportNamedDeclaration':
        if (node.exportKind !== 'type' && !isTypeDeclaration(node.declaration)) return false;
        this.#removeStatement(node);
        return true;
      case 'ImportDeclaration':
        return this.#eraseImport(node);
      case 'TSTypeAnnotation':
      case 'TSTypeParameterDeclaration':
      case 'TSTypeParameterInstantiation':
        this.#removeAnnotation(node);
        return true;
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
        this.#eraseAssertion(node);
        return true;
      case 'TSNonNullExpression':
        this.visit(node.expression);
        this.#code.remove(node.end - 1, node.end);
        return true;
      case 'ClassProperty':
      case 'ClassPrivateProperty':
      case 'ClassMethod':
      case 'ClassPrivateMethod':
        return this.#eraseModifiers(node);
      case 'ClassDeclaration':
        this.#eraseImplements(node);
        return false;
      case 'Identifier':
        if (node.optional) this.#removeToken(node, '?');
        return false;
      case 'ArrowFunctionExpression':
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ObjectMethod':
        this.#eraseThis(node);
        return false;
    }
    if (node.type.startsWith('TS')) {
      throw new Error(`line ${node.loc?.start.line}: ${node.type} cannot be erased`);
    }
    return false;
  }

  /** `(error as Fault).code` loses its brackets with its type; `(await x as Y).z` needs them. */
  #eraseAssertion(node: AnyNode) {
    const inner = node.expression as AnyNode;
    this.visit(inner);
    const brackets = this.#bracketsOf(node);
    const innerBrackets = this.#bracketsOf(inner);
    if (brackets && SIMPLE.has(inner.type)) {
      this.#code.remove(brackets.start, inner.start);
      this.#code.remove(inner.end, brackets.end);
    } else if (innerBrackets && (brackets || inner.type === 'AwaitExpression')) {
      // One pair is enough; `(await x) as Y` needs none, because `await` binds more tightly than `as`.
      this.#code.remove(innerBrackets.start, inner.start);
      this.#code.remove(inner.end, node.end);
    } else {
      this.#code.remove(innerBrackets?.end ?? inner.end, node.end);
    }
  }

  #bracketsOf({ extra, end }: AnyNode): { start: number; end: number } | undefined {
    const { parenthesized, parenStart } = (extra ?? {}) as Parenthesised;
    if (!parenthesized || parenStart === undefined) return undefined;
    return { start: parenStart, end: this.#source.indexOf(')', end) + 1 };
  }

  #eraseImport(node: AnyNode): boolean {
    const specifiers = node.specifiers as AnyNode[];
    const types = specifiers.filter(({ importKind }) => importKind === 'type');
    if (node.importKind === 'type' || (types.length > 0 && types.length === specifiers.length)) {
      this.#removeStatement(node);
      return true;
    }
    if (types.length > 0) this.#removeSpecifiers(node, types);
    const path = node.source as AnyNode;
    const text = this.#source.slice(path.start, path.end);
    if (/^'\..*\.ts'$/.test(text))
      this.#code.overwrite(path.start, path.end, text.replace(/\.ts'$/, ".js'"));
    return true;
  }

  #eraseModifiers(node: AnyNode): boolean {
    if (
      node.declare ||
      node.abstract ||
      (node.body === undefined && node.type === 'TSDeclareMethod')
    ) {
      this.#removeStatement(node);
      return true;
    }
    const key = node.key as AnyNode;
    const modifiers = this.#tokensBetween(node.start, key.start);
    for (const { start, end, word } of modifiers) {
      if (MODIFIERS.has(word)) this.#code.remove(start, this.#skipBlanks(end));
    }
    if (node.optional || node.definite)
      this.#removeToken({ ...node, start: key.end } as AnyNode, node.optional ? '?' : '!');
    this.#eraseThis(node);
    return false;
  }

  #eraseImplements(node: AnyNode) {
    const list = node.implements as AnyNode[] | undefined;
    const last = list?.at(-1);
    if (!list || !last) return;
    const before = ((node.superClass ?? node.id) as AnyNode).end;
    this.#code.remove(before, last.end);
    node.implements = [];
  }

  /** `this` as a parameter is only there for its type. */
  #eraseThis(node: AnyNode) {
    const [first, second] = (node.params ?? []) as AnyNode[];
    if (first?.type !== 'Identifier' || first.name !== 'this') return;
    this.#code.remove(first.start, second?.start ?? first.end);
    (node.params as AnyNode[]).shift();
  }

  #removeAnnotation(node: AnyNode) {
    const before = this.#source.slice(0, node.start);
    const optional = /\?\s*$/.exec(before);
    const start = node.type === 'TSTypeAnnotation' && optional ? optional.index : node.start;
    this.#code.remove(start, node.end);
  }

  /** A statement goes with the comments right above it and the blank lines below. */
  #removeStatement(node: AnyNode) {
    const comments = (node.leadingComments ?? []) as unknown as AnyNode[];
    let start = node.start;
    for (const comment of comments.toReversed()) {
      const between = this.#source.slice(comment.end, start);
      const isMark = this.#source.startsWith(BLOCK_MARK, comment.start);
      if (isMark || !/^[ \t]*\n[ \t]*$/.test(between)) break;
      start = comment.start;
    }
    const lineStart = this.#source.lastIndexOf('\n', start - 1) + 1;
    const rest = /^[ \t]*(\n|$)/.exec(this.#source.slice(node.end));
    this.#code.remove(lineStart, node.end + (rest?.[0].length ?? 0));
  }

  /** Writes an import's names anew without the types among them, as a formatter would. */
  #removeSpecifiers(node: AnyNode, types: AnyNode[]) {
    const values = (node.specifiers as AnyNode[]).filter((specifier) => !types.includes(specifier));
    const textOf = ({ start, end }: AnyNode) => this.#source.slice(start, end);
    const names = values.filter(({ type }) => type === 'ImportSpecifier').map(textOf);
    const others = values.filter(({ type }) => type !== 'ImportSpecifier').map(textOf);
    const write = (list: string) => [...others, ...(list ? [list] : [])].join(', ');
    const oneLine = write(names.length > 0 ? `{ ${names.join(', ')} }` : '');
    const start = ((node.specifiers as AnyNode[])[0] as AnyNode).start;
    const clause = this.#source.lastIndexOf('import', start) + 'import '.length;
    const from = this.#source.lastIndexOf('from', (node.source as AnyNode).start) - 1;
    const rest = this.#source.slice(from, node.end);
    const fits = `import ${oneLine}${rest}`.length <= LINE_WIDTH;
    const lines = write(`{\n${names.map((name) => `  ${name},\n`).join('')}}`);
    this.#code.overwrite(clause, from, fits ? oneLine : lines);
  }

  #removeToken(node: AnyNode, token: string) {
    const start =
      node.type === 'Identifier' ? node.start + (node.name as string).length : node.start;
    const index = this.#source.indexOf(token, start);
    const annotation = node.typeAnnotation as AnyNode | undefined;
    // An annotation that follows takes the token with it.
    if (index >= 0 && index < node.end && !annotation) this.#code.remove(index, index + 1);
  }

  #tokensBetween(start: number, end: number) {
    const tokens = (this.#ast.tokens ?? []) as { start: number; end: number }[];
    return tokens
      .filter((token) => token.start >= start && token.end <= end)
      .map((token) => ({ ...token, word: this.#source.slice(token.start, token.end) }));
  }

  #skipBlanks(position: number): number {
    const blanks = /^\s*/.exec(this.#source.slice(position));
    return position + (blanks?.[0].length ?? 0);
  }
}

interface Parenthesised {
  parenthesized?: boolean;
  parenStart?: number;
}

const LINE_WIDTH = 100;
const SIMPLE = new Set(['Identifier', 'MemberExpression', 'CallExpression', 'ThisExpression']);
const MODIFIERS = new Set(['public', 'private', 'protected', 'readonly', 'override', 'declare']);

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function isTypeDeclaration(value: unknown): boolean {
  return (
    isNode(value) &&
    (value.type === 'TSInterfaceDeclaration' || value.type === 'TSTypeAliasDeclaration')
  );
}
