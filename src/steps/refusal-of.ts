import { EXIT, type Problem, Refusal } from '../errors.ts';
import type { Refused } from '../express-app/verdict.ts';

/** Ends a command for the reasons that an app was refused for, each with the lines that its owner can write. */
export function refusalOf({ refusals }: Refused): Refusal {
  const [first, ...others] = refusals.map(({ code, message, at, lines }): Problem => {
    const written = lines ? `\n${lines.map((line) => `    ${line}`).join('\n')}` : '';
    return {
      code,
      message: message + written,
      ...(at && { file: at.file }),
      ...(at?.line !== undefined && { line: at.line }),
    };
  });
  if (!first) throw new Error('a refusal without a reason');
  return new Refusal(EXIT.refused, first, ...others);
}
