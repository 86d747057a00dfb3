import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { CommandError, EXIT, type Problem } from '../errors.ts';
import type { RawAnswers } from './decide.ts';
import { CHOICES, type Choice } from './table.ts';

/**
 * Reads an answers file: one JSON object whose keys are the choices' names. `$schema` is allowed.
 *
 * @param file its name, for the messages
 * @throws CommandError (exit 2) that names every line at fault, and no value
 */
export function parseAnswers(text: string, file: string): RawAnswers {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const problem = (offset: number, message: string): Problem => {
    const line = text.slice(0, offset).split('\n').length;
    return { code: 'broken-answers', message: `${file}:${line}: ${message}.`, file, line };
  };

  const [error] = errors;
  if (error) {
    const words = printParseErrorCode(error.error)
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase();
    throw new CommandError(EXIT.usage, problem(error.offset, `this is not JSON (${words})`));
  }
  if (root?.type !== 'object') {
    throw new CommandError(EXIT.usage, problem(0, 'an answers file holds one JSON object'));
  }

  const given: RawAnswers = {};
  const problems: Problem[] = [];
  for (const [key, value] of entries(root)) {
    const name = String(key.value);
    const choice = CHOICES.find((candidate) => candidate.name === name);
    if (name === '$schema') continue;
    if (!choice) {
      const known = CHOICES.map((candidate) => candidate.name).join(', ');
      problems.push(problem(key.offset, `${shown(name)} is no choice; the choices are ${known}`));
    } else if (given[choice.name] !== undefined) {
      problems.push(problem(key.offset, `"${name}" stands here twice`));
    } else if (value.type !== (choice.type === 'switch' ? 'boolean' : 'string')) {
      problems.push(problem(value.offset, `"${name}" is ${wantedOf(choice)}`));
    } else {
      given[choice.name] = value.value;
    }
  }
  if (problems.length > 0) throw new CommandError(EXIT.usage, ...problems);
  return given;
}

function wantedOf({ type, values, example, offered }: Choice): string {
  if (type === 'switch') return 'true or false';
  const right = example ?? offered ?? values?.[0];
  return right === undefined ? 'a text' : `a text, such as ${JSON.stringify(right)}`;
}

/** A key may be a value in the wrong place: only what looks like a name is shown. */
function shown(key: string): string {
  return /^[\w-]{1,40}$/.test(key) ? `"${key}"` : 'this key';
}

function entries(object: Node): [key: Node, value: Node][] {
  return (object.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key && value ? [[key, value]] : [],
  );
}
