/** A character and how it looks: the numbers of the SGR sequences in force, such as `1` for bold and `32` for green. */
interface Cell {
  character: string;
  style: readonly number[];
}

/** Neighbours in a line that look the same. */
export interface StyledText {
  text: string;
  /** The column it begins at; the first is 0. */
  column: number;
  style: readonly number[];
}

/** What stands on a terminal's screen after the bytes that a program has sent to it, as far as our program's go. */
export class Screen {
  readonly #columns: number;
  readonly #lines: Cell[][] = [[]];
  #row = 0;
  #column = 0;
  #cursorVisible = true;
  #style: readonly number[] = [];
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
        Array.from(line, (cell) => cell?.character ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd();
  }

  /** The same with its looks, line by line. */
  styledLines(): StyledText[][] {
    return this.#lines.map((line) => {
      const texts: StyledText[] = [];
      for (const [column, { character, style }] of Array.from(
        line,
        (cell) => cell ?? BLANK,
      ).entries()) {
        const last = texts.at(-1);
        if (last && `${last.style}` === `${style}`) last.text += character;
        else texts.push({ text: character, column, style });
      }
      return texts;
    });
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
      this.#line()[this.#column] = { character, style: this.#style };
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
    } else if (final === 'm') this.#restyle(parameters);
    else {
      throw new Error(`the screen knows no sequence ESC [ ${parameters} ${final}`);
    }
  }

  #restyle(parameters: string) {
    for (const number of (parameters || '0').split(';').map(Number)) {
      const ended = ENDED[number] ?? (IS_COLOUR(number) ? IS_COLOUR : undefined);
      if (ended) this.#style = this.#style.filter((one) => !ended(one));
      if (!ENDED[number]) this.#style = [...this.#style, number];
    }
  }

  #line(): Cell[] {
    return this.#lines[this.#row] as Cell[];
  }

  #moveTo(row: number, column: number) {
    while (this.#lines.length <= row) this.#lines.push([]);
    this.#row = row;
    this.#column = column;
  }

  #eraseInLine(parameters: string) {
    const line = this.#line();
    if (parameters === '2') line.length = 0;
    else if (parameters === '1') line.fill(BLANK, 0, this.#column + 1);
    else line.length = Math.min(line.length, this.#column);
  }

  #eraseBelow() {
    this.#eraseInLine('');
    this.#lines.length = this.#row + 1;
  }
}

const BLANK: Cell = { character: ' ', style: [] };

const IS_COLOUR = (style: number) => (style >= 30 && style < 38) || (style >= 90 && style < 98);
/** What a number of an SGR sequence puts an end to. */
const ENDED: Record<number, (style: number) => boolean> = {
  0: () => true,
  22: (style) => style === 1 || style === 2,
  23: (style) => style === 3,
  24: (style) => style === 4,
  39: IS_COLOUR,
};

const ESCAPE = '\u001b';
/** One character, or a control sequence: its private mark, parameters and final letter. */
const TOKENS = new RegExp(`${ESCAPE}\\[(\\??)([\\d;]*)([A-Za-z])|[^${ESCAPE}]`, 'gsu');
const UNFINISHED = new RegExp(`${ESCAPE}(?:\\[[\\d;?]*)?$`);
