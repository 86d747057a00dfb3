import type { StyledText } from './screen.ts';

const CHARACTER = 8.4;
const LINE = 20;
const MARGIN = 20;
const BAR = 34;
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const COLOURS: Record<number, string> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
};

/**
 * Draws a terminal's window as SVG.
 *
 * @param title what it is a picture of, for those who do not see it
 * @param lines as `Screen` has them
 */
export function drawTerminal(
  title: string,
  lines: readonly StyledText[][],
  columns: number,
): string {
  const width = Math.ceil(columns * CHARACTER) + 2 * MARGIN;
  const height = BAR + lines.length * LINE + MARGIN;
  const texts = lines.map((line, row) => {
    const spans = line.filter(({ text }) => text.trim() !== '').map(drawText);
    return `<text y="${BAR + (row + 1) * LINE - 4}" xml:space="preserve">${spans.join('')}</text>`;
  });
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (colour, at) => `<circle cx="${MARGIN + at * 18}" cy="17" r="6" fill="${colour}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${FONT}" font-size="14" fill="#e6edf3">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...dots,
    ...texts,
    '</svg>',
    '',
  ].join('\n');
}

/** The words of such a picture, line by line. */
export function textOfPicture(svg: string): string {
  const lines = [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, spans = '']) => spans);
  const text = lines.map((spans) =>
    spans
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  return text.join('\n').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

function drawText({ text, column, style }: StyledText): string {
  const colour = COLOURS[style.find((number) => COLOURS[number]) ?? 0];
  const attributes = [
    ` x="${(MARGIN + column * CHARACTER).toFixed(1)}"`,
    // Where none of the fonts is there, another one keeps to the columns.
    ` textLength="${(text.length * CHARACTER).toFixed(1)}"`,
    colour && ` fill="${colour}"`,
    style.includes(1) && ' font-weight="bold"',
    style.includes(2) && ' opacity="0.65"',
    style.includes(4) && ' text-decoration="underline"',
  ];
  return `<tspan${attributes.filter(Boolean).join('')}>${escapeXml(text)}</tspan>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
