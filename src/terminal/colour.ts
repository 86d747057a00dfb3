import { styleText } from 'node:util';

export type Paint = (
  style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan',
  text: string,
) => string;

/**
 * Colours for a stream: none when it is no terminal or with `NO_COLOR` set to anything (https://no-color.org).
 * `FORCE_COLOR` asks for them everywhere.
 */
export function paintFor(stream: { isTTY?: boolean }): Paint {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0';
  const on = !NO_COLOR && (forced || (stream.isTTY === true && TERM !== 'dumb'));
  return on
    ? (style, text) => styleText(style, text, { validateStream: false } as never)
    : (_style, text) => text;
}
