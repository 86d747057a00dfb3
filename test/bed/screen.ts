/** What stands on a terminal's screen after the bytes that a program has sent to it, as far as our program's go. */
export class Screen {
  readonly #columns: number;
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;
  #cursorVisible = true;
  #rest = '';

  constructor(columns: number) {
    this.#columns = columns;
  }

  get cursorVisible(): boolean {
    return this.#cursorVisible;
  }

  /** The text, line by line, without blanks at their ends. */
  text(): string {
    return this.#lines
      .map((line) =>
        Array.from(line, (cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd();
  }

  write(bytes: string) {
    const text = this.#rest + bytes;
    // A sequence may arrive in two pieces.
    const cut = UNFINISHED.exec(text)?.index ?? text.length;
    this.#rest = text.slice(cut);
    for (const [token, mode, parameters = '', final] of text.slice(0, cut).matchAll(TOKENS)) {
      if (final) this.#control(final, parameters, mode === '?');
      else this.#print(token);
    }
  }

  #print(character: string) {
    if (character === '\r') this.#column = 0;
    else if (character === '\b') this.#column = Math.max(0, this.#column - 1);
    else if (character === '\n') this.#moveTo(this.#row + 1, this.#column);
    else if (character >= ' ') {
      if (this.#column === this.#columns) this.#moveTo(this.#row + 1, 0);
      this.#line()[this.#column] = character;
      this.#column += 1;
    }
  }

  #control(final: string, parameters: string, isPrivate: boolean) {
    const count = Number(parameters) || 1;
    if (final === 'A') this.#moveTo(Math.max(0, this.#row - count), this.#column);
    else if (final === 'B') this.#moveTo(this.#row + count, this.#column);
    else if (final === 'C') this.#column = Math.min(this.#columns - 1, this.#column + count);
    else if (final === 'D') this.#column = Math.max(0, this.#column - count);
    else if (final === 'G') this.#column = Math.min(this.#columns, count) - 1;
    else if (final === 'K') this.#eraseInLine(parameters);
    else if (final === 'J' && !Number(parameters)) this.#eraseBelow();
    else if ((final === 'h' || final === 'l') && isPrivate) {
      if (parameters === '25') this.#cursorVisible = final === 'h';
    } else if (final !== 'm') {
      throw new Error(`the screen knows no sequence ESC [ ${parameters} ${final}`);
    }
  }

  #line(): string[] {
    return this.#lines[this.#row] as string[];
  }

  #moveTo(row: number, column: number) {
    while (this.#lines.length <= row) this.#lines.push([]);
    this.#row = row;
    this.#column = column;
  }

  #eraseInLine(parameters: string) {
    const line = this.#line();
    if (parameters === '2') line.length = 0;
    else if (parameters === '1') line.fill(' ', 0, this.#column + 1);
    else line.length = Math.min(line.length, this.#column);
  }

  #eraseBelow() {
    this.#eraseInLine('');
    this.#lines.length = this.#row + 1;
  }
}

const ESCAPE = '\u001b';
/** One character, or a control sequence: its private mark, parameters and final letter. */
const TOKENS = new RegExp(`${ESCAPE}\\[(\\??)([\\d;]*)([A-Za-z])|[^${ESCAPE}]`, 'gsu');
const UNFINISHED = new RegExp(`${ESCAPE}(?:\\[[\\d;?]*)?$`);
