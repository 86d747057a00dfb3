import { type ParserOptions, type ParserPlugin, parse } from '@babel/parser';
import type { File, Program } from '@babel/types';
import { nodesIn } from './nodes.ts';

/** A file of the project, parsed. Positions count in `text`. */
export interface Source {
  path: string;
  text: string;
  program: Program;
  /** The tokens and comments, in their order. */
  tokens: readonly Token[];
  isTypeScript: boolean;
  /** Whether it is an ES module by what it says, for TypeScript too. */
  isModule: boolean;
}

export interface Token {
  type: string | { label: string };
  value?: unknown;
  start: number;
  end: number;
}

/** Why a file cannot be followed: it is not what its ending says. */
export class BrokenSource extends Error {
  readonly path: string;
  readonly line: number;

  constructor(path: string, line: number, reason: string) {
    super(reason);
    this.path = path;
    this.line = line;
  }
}

/**
 * Parses a file of JavaScript or TypeScript.
 *
 * @param type the nearest `type` of a package.json, which decides where neither ending nor syntax does
 * @throws BrokenSource when it does not parse
 */
export function parseSource(path: string, text: string, type?: string): Source {
  const isTypeScript = /\.[cm]?tsx?$/.test(path);
  const plugins: ParserPlugin[] = ['decorators-legacy', 'explicitResourceManagement'];
  if (isTypeScript || FLOW.test(text)) plugins.push('typescript');
  if (!isTypeScript || path.endsWith('x')) plugins.push('jsx');
  const file = parseAs(path, text, plugins);
  let tokens: readonly Token[] | undefined;
  return {
    path,
    text,
    program: file.program,
    // Only of a file that is edited: they take as long as all the rest.
    get tokens() {
      tokens ??= (parseAs(path, text, plugins, true).tokens ?? []) as readonly Token[];
      return tokens;
    },
    isTypeScript,
    isModule: isModule(path, file.program, type),
  };
}

/** Types of Flow, which only some files have, and most of which are written as TypeScript's are. */
const FLOW = /@flow|^(import|export) type\b/m;

function parseAs(path: string, text: string, plugins: ParserPlugin[], tokens = false): File {
  const options: ParserOptions = {
    plugins,
    tokens,
    attachComment: false,
    sourceType: /\.c[jt]s$/.test(path) ? 'script' : 'unambiguous',
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    allowUndeclaredExports: true,
    // Old code has octal escapes and the like, which are no reason not to read it.
    errorRecovery: true,
  };
  // A byte order mark would be no token, but Babel counts it: a blank keeps the positions.
  const readable = text.replace(/^\uFEFF#!/, ' //').replace(/^\uFEFF/, ' ');
  try {
    const file = parse(readable, options);
    const fault = file.errors?.find(({ code }) => code === 'BABEL_PARSER_SYNTAX_ERROR');
    if (fault && !isHarmless(fault)) throw fault;
    return file;
  } catch (error) {
    const { loc, message } = error as { loc?: { line: number }; message: string };
    throw new BrokenSource(path, loc?.line ?? 1, message.replace(/ \(\d+:\d+\)$/, ''));
  }
}

const HARMLESS =
  /^(Strict|VarRedeclaration|DuplicateExport|ModuleExportUndefined|UnexpectedReservedWord$)/;

/** Strict mode's own rules (a variable `static` is none there), and those of names: they change nothing of what the code does. */
function isHarmless(fault: unknown): boolean {
  const { reasonCode } = fault as { reasonCode?: string };
  return HARMLESS.test(reasonCode ?? '');
}

function isModule(path: string, program: Program, type: string | undefined): boolean {
  if (/\.m[jt]s$/.test(path)) return true;
  if (/\.c[jt]s$/.test(path)) return false;
  const isWritten = program.body.some(({ type: kind }) => /^(Import|Export)/.test(kind));
  if (isWritten) return true;
  return type === 'module' && !usesRequire(program);
}

function usesRequire(program: Program): boolean {
  for (const node of nodesIn(program)) {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier') {
      if (node.callee.name === 'require') return true;
    }
  }
  return false;
}
