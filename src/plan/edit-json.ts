import type { Node } from 'jsonc-parser';

/** How a file is written. */
export interface JsonStyle {
  /** One level. */
  indent: string;
  lineEnd: string;
}

/** The properties of an object, in their order. */
export function propertiesOf(node: Node | undefined): Node[] {
  return node?.type === 'object' ? (node.children ?? []) : [];
}

/** Writes another value where one stands. */
export function replaceValue(text: string, property: Node, value: unknown, style: JsonStyle) {
  const old = property.children?.[1];
  if (!old) return text;
  const written = print(value, indentAt(text, property.offset), style);
  return splice(text, old.offset, old.offset + old.length, written);
}

/** Takes a property out. Comments stay, for they may be about its neighbours. */
export function removeProperty(text: string, object: Node, property: Node): string {
  const end = endOf(property);
  const comma = commaAfter(text, end);
  if (comma !== undefined) {
    const rest = splice(text, comma, comma + 1, '');
    return withoutBlank(splice(rest, property.offset, end, ''), property.offset);
  }
  const rest = withoutBlank(splice(text, property.offset, end, ''), property.offset);
  const properties = propertiesOf(object);
  const before = properties[properties.indexOf(property) - 1];
  const left = before && commaAfter(text, endOf(before));
  return left === undefined ? rest : splice(rest, left, left + 1, '');
}

/** Adds a property to an object so that it is the one with this index. */
export function insertProperty(
  text: string,
  object: Node,
  index: number,
  [name, value]: readonly [string, unknown],
  style: JsonStyle,
): string {
  const properties = propertiesOf(object);
  const before = properties[index - 1];
  const next = properties[index];
  const comma = before && commaAfter(text, endOf(before));
  const anchor = before ? (comma ?? endOf(before) - 1) + 1 : object.offset + 1;
  const outer = indentAt(text, object.offset);
  const sibling = before ?? next;
  const indent = sibling ? indentAt(text, sibling.offset) : outer + style.indent;
  const property = `${JSON.stringify(name)}: ${print(value, indent, style)}`;
  const lineBreak = lineBreakAfter(text, anchor);
  const opens = before && comma === undefined ? ',' : '';
  const closes = next || comma !== undefined ? ',' : '';
  if (lineBreak !== undefined) {
    const added = splice(text, lineBreak, lineBreak, style.lineEnd + indent + property + closes);
    return before ? splice(added, endOf(before), endOf(before), opens) : added;
  }
  if (before) return splice(text, anchor, anchor, `${opens} ${property}${closes}`);
  if (next) return splice(text, next.offset, next.offset, `${property}, `);
  const alone = style.lineEnd + indent + property + style.lineEnd + outer;
  return splice(text, anchor, anchor, alone);
}

function print(value: unknown, indent: string, style: JsonStyle): string {
  const lines = JSON.stringify(value, null, style.indent).split('\n');
  return lines.join(style.lineEnd + indent);
}

function splice(text: string, start: number, end: number, written: string): string {
  return text.slice(0, start) + written + text.slice(end);
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

/** The blanks that a line begins with. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

const COMMENT = String.raw`\/\/[^\r\n]*(?=[\r\n]|$)|\/\*(?:(?!\*\/).)*\*\/`;
const COMMA = new RegExp(String.raw`(?:\s|${COMMENT})*(?=,)`, 'sy');
const LINE_BREAK = new RegExp(String.raw`(?:[ \t]|${COMMENT})*(?=\r?\n)`, 'sy');

/** Where the comma after a value stands, behind comments as well. */
function commaAfter(text: string, end: number): number | undefined {
  return endOfMatch(COMMA, text, end);
}

/** Where the line ends, when only comments stand before that. */
function lineBreakAfter(text: string, start: number): number | undefined {
  return endOfMatch(LINE_BREAK, text, start);
}

function endOfMatch(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Removes what is left of a line when that is blank, or else the blanks at a place in it. */
function withoutBlank(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  if (end !== -1 && start > 0 && text.slice(start, end).trim() === '') {
    return splice(text, start, end + 1, '');
  }
  const blanks = /^[ \t]*/.exec(text.slice(at))?.[0].length ?? 0;
  return splice(text, at, at + blanks, '');
}
