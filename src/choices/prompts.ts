import { confirm, input, password, select } from '@inquirer/prompts';
import type { Checked } from './checked.ts';
import type { Ask } from './decide.ts';
import type { Choice } from './table.ts';

/**
 * Asks at the terminal, on stderr: stdout is for the result.
 *
 * @param signal ends the question; it then rejects with an AbortPromptError
 */
export function promptAsk(signal: AbortSignal): Ask {
  const context = { output: process.stderr, signal };
  return async (choice, byDefault, check) => {
    const message = choice.question ?? choice.about;
    let checked: Checked<unknown> | undefined;
    const validate = async (answer: string) => {
      checked = await check(answer.trim());
      return reasonOf(checked);
    };

    if (choice.values) {
      const choices = choice.values.map((value) => ({
        value,
        name: withMeaning(value, choice),
        short: value,
      }));
      return select({ message, choices, ...(byDefault && { default: byDefault }) }, context);
    }
    if (choice.type === 'secret') return password({ message, validate, mask: false }, context);
    // The answer as it was understood: a URI shows no password, which would stay on the screen.
    const transformer = (answer: string, { isFinal }: { isFinal: boolean }) =>
      isFinal && checked && 'value' in checked ? String(checked.value ?? '') : answer;
    const config = { message, validate, transformer, ...(byDefault && { default: byDefault }) };
    return (await input(config, context)).trim();
  };
}

/** The values stand in a column, their meanings in the next. */
function withMeaning(value: string, { values = [], meanings }: Choice): string {
  if (!meanings) return value;
  const width = Math.max(...values.map(({ length }) => length));
  return `${value.padEnd(width)}  ${meanings[value]}`;
}

function reasonOf(checked: Checked<unknown>): string | true {
  if (!('reason' in checked)) return true;
  return `${checked.reason.charAt(0).toUpperCase()}${checked.reason.slice(1)}.`;
}

/** Asks whether the files that are in the way may be replaced; no is the default. */
export function confirmOverwrite(count: number, signal: AbortSignal): Promise<boolean> {
  const message = `Replace ${count === 1 ? 'this file' : `these ${count} files`}?`;
  return confirm({ message, default: false }, { output: process.stderr, signal });
}

/** Whether everybody may be signed out; no is the default. */
export function confirmEmergency(signal: AbortSignal): Promise<boolean> {
  const message = 'Sign everybody out, and take a fresh secret?';
  return confirm({ message, default: false }, { output: process.stderr, signal });
}

/** Whether a file of the owner's is edited as it was shown, asked on stderr. */
export function confirmEdit(path: string, signal: AbortSignal): Promise<boolean> {
  const config = { message: `Edit ${path} like this?`, default: true };
  return confirm(config, { output: process.stderr, signal });
}
