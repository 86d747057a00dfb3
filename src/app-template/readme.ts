/** Where in a section of the first part those of the other layers stand; without it, at the end. */
const PLACE = '<!-- layers -->';

/**
 * Joins the layers' parts of one Markdown file: what stands under the same heading comes under one, in the order
 * of the layers. The first part is the outline: it has the headings in order, and one under which nobody writes
 * anything is left out.
 */
export function joinReadme(parts: readonly string[]): string {
  const sections = new Map<string, string[]>();
  for (const { heading, text } of parts.flatMap(sectionsOf)) {
    sections.set(heading, [...(sections.get(heading) ?? []), text]);
  }
  const written = [...sections]
    .map(([heading, texts]) => ({ heading, text: joinSection(texts) }))
    .filter(({ text }) => text !== '')
    .map(({ heading, text }) => (heading === '' ? text : `${heading}\n\n${text}`));
  return `${written.join('\n\n')}\n`;
}

interface Section {
  /** The line with the second-level heading; empty for what stands before the first. */
  heading: string;
  text: string;
}

function sectionsOf(part: string): Section[] {
  const sections = [{ heading: '', lines: [] as string[] }];
  let inCode = false;
  for (const line of part.split('\n')) {
    if (line.startsWith('```')) inCode = !inCode;
    if (!inCode && line.startsWith('## ')) sections.push({ heading: line, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ heading, lines }) => ({ heading, text: trimLines(lines.join('\n')) }));
}

function joinSection([outline = '', ...others]: readonly string[]): string {
  const [before = '', after = ''] = outline.split(PLACE).map(trimLines);
  return [before, ...others, after].reduce(append, '');
}

/** A row goes on with the table above it, and an item with the list; all else begins a paragraph. */
function append(above: string, below: string): string {
  if (above === '' || below === '') return above + below;
  const lastLine = above.slice(above.lastIndexOf('\n') + 1);
  const goesOn = ['|', '- '].some((start) => lastStart(lastLine, start) && below.startsWith(start));
  return `${above}${goesOn ? '\n' : '\n\n'}${below}`;
}

/** The second line of an item is indented. After code a blank line stands, in an item, too. */
function lastStart(line: string, start: string): boolean {
  return line.startsWith(start) || (start === '- ' && /^ {2}(?!```)/.test(line));
}

function trimLines(text: string): string {
  return text.replace(/^\n+|\n+$/g, '');
}
