import { type Paint, paintFor } from './colour.ts';

export interface TerminalOptions {
  quiet: boolean;
  /** Stdout belongs to the one document of `--json`. */
  json: boolean;
}

/** Where everything goes: the result to stdout, the talk to stderr. */
export class Terminal {
  readonly paint: Paint;
  readonly paintResult: Paint;
  readonly #quiet: boolean;
  readonly #json: boolean;
  /** Clears the spinner's line, while there is one. */
  #lineStart = '';

  constructor({ quiet, json }: TerminalOptions) {
    this.#quiet = quiet || json;
    this.#json = json;
    this.paint = paintFor(process.stderr);
    this.paintResult = paintFor(process.stdout);
  }

  /** A part of the result; nothing with `--quiet` unless it was asked for. */
  result(text: string, { askedFor = false } = {}) {
    if (this.#json) return;
    if (askedFor || !this.#quiet) process.stdout.write(`${text}\n`);
  }

  /** Talk: progress, hints. */
  say(text: string) {
    if (!this.#quiet) process.stderr.write(`${this.#lineStart}${text}\n`);
  }

  /** What a command that failed has printed. */
  trouble(output: string) {
    process.stderr.write(`${this.#lineStart}${output}\n`);
  }

  warn(text: string) {
    process.stderr.write(`${this.#lineStart}${this.paint('yellow', 'Warning:')} ${text}\n`);
  }

  error(text: string) {
    process.stderr.write(`${this.#lineStart}${this.paint('red', 'Error:')} ${text}\n`);
  }

  /**
   * Runs long work under a spinner with the time it has taken; a plain line where there is no terminal.
   *
   * @param work gets a function that says that it has been silent for long
   */
  async progress<T>(label: string, work: (onSilence: () => void) => Promise<T>): Promise<T> {
    const silent = () => this.say(`${label} has printed nothing for 30 s; it still runs.`);
    if (this.#quiet || !process.stderr.isTTY) {
      this.say(`${label} …`);
      return work(silent);
    }
    const stop = this.#spin(label);
    try {
      return await work(silent);
    } finally {
      stop();
    }
  }

  #spin(label: string): () => void {
    const start = Date.now();
    let frame = 0;
    this.#lineStart = CLEAR_LINE;
    const draw = () => {
      const time = ` … ${Math.floor((Date.now() - start) / 1000)} s`;
      const mark = this.paint('cyan', FRAMES[frame % FRAMES.length] ?? '');
      // One line only, with room for the terminal's own "^C": a longer one would not be cleared.
      const room = (process.stderr.columns || 80) - time.length - 5;
      process.stderr.write(`${CLEAR_LINE}${mark} ${label.slice(0, room)}${time}`);
      frame += 1;
    };
    draw();
    const timer = setInterval(draw, 120);
    return () => {
      clearInterval(timer);
      this.#lineStart = '';
      process.stderr.write(CLEAR_LINE);
    };
  }
}

const CLEAR_LINE = '\r\x1b[K';
const FRAMES = ['-', '\\', '|', '/'];
