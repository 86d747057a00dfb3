import { diffArrays } from 'diff';

/** Who has the last word where both sides changed the same lines: markers, the owner, or we. */
export type Side = 'markers' | 'ours' | 'theirs';

export interface MergedText {
  /** With the byte order mark, the line ends and the final newline of the owner's file. */
  text: string;
  /** How many places both sides changed differently. */
  conflicts: number;
}

/** How the two sides of a conflict are called between its markers. */
export interface Labels {
  base: string;
  theirs: string;
}

const MARKER_OF_MINE = '<<<<<<< yours';
const MARKER_OF_THEIRS = '>>>>>>> create-mongo-session-app';

/** Text as it is compared: LF, no byte order mark, a final newline. */
export function normalize(text: string): string {
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  return plain === '' || plain.endsWith('\n') ? plain : `${plain}\n`;
}

/** Writes a text of ours the way the owner's copy is written. */
export function inStyleOf(copy: string, text: string): string {
  return assemble(toLines(text).lines, toLines(copy));
}

/**
 * Merges three ways, line by line: what one side changed is taken, and so is what both changed alike. Changes that
 * overlap or touch are one place, and a conflict, as they are for `git merge-file`.
 *
 * @param base what both started from
 * @param mine the owner's text; bytes that no change of ours touches stay as they are
 * @param theirs the new one
 * @param side who has the last word, place by place
 */
export function mergeText(
  base: string,
  mine: string,
  theirs: string,
  side: Side,
  labels: Labels,
): MergedText {
  const from = toLines(base).lines;
  const copy = toLines(mine);
  const offered = toLines(theirs).lines;
  const result: Line[] = [];
  let conflicts = 0;
  let at = 0;
  let mineAt = 0;
  for (const place of placesOf(hunksOf(from, copy.lines), hunksOf(from, offered))) {
    const gap = place.start - at;
    result.push(...copy.lines.slice(mineAt, mineAt + gap));
    mineAt += gap;
    at = place.end;
    const old = from.slice(place.start, place.end);
    const left = copy.lines.slice(mineAt, mineAt + old.length + place.mineGrows);
    const start = place.theirsStart;
    const right = offered.slice(start, start + old.length + place.theirsGrow);
    mineAt += left.length;
    if (sameLines(left, right) || sameLines(right, old)) result.push(...left);
    else if (sameLines(left, old)) result.push(...right);
    else {
      conflicts += 1;
      if (side === 'markers') result.push(...marked(old, left, right, labels));
      else result.push(...(side === 'ours' ? left : right));
    }
  }
  result.push(...copy.lines.slice(mineAt));
  return { text: assemble(result, copy), conflicts };
}

/** Whether a text holds conflict markers of ours, which name us. */
export function holdsMarkers(text: string): boolean {
  return /^(<<<<<<< yours|>>>>>>> create-mongo-session-app)/m.test(text);
}

/** A line of a text; `end` is known of the owner's lines only. */
interface Line {
  text: string;
  end?: string;
}

interface Lines {
  mark: string;
  lines: Line[];
  /** The line end of most lines. */
  end: string;
  endsInLine: boolean;
}

function toLines(text: string): Lines {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const lines = [...text.slice(mark.length).matchAll(/([^\n]*?)(\r?\n|$)/g)]
    .map(([, content = '', end = '']) => ({ text: content, end }))
    .filter((line) => line.text !== '' || line.end !== '');
  const ends = lines.map((line) => line.end).filter(Boolean);
  const windows = ends.filter((one) => one === '\r\n').length;
  const end = windows * 2 > ends.length ? '\r\n' : '\n';
  return { mark, lines, end, endsInLine: lines.at(-1)?.end !== '' };
}

/** Joins lines; those that the owner does not have get the line end that most of the owner's have. */
function assemble(lines: readonly Line[], { mark, end, endsInLine, lines: own }: Lines): string {
  const owned = new Set(own);
  const texts = lines.map((line, index) => {
    const isLast = index === lines.length - 1;
    if (isLast && !endsInLine) return line.text;
    return line.text + ((owned.has(line) && line.end) || end);
  });
  return mark + texts.join('');
}

function marked(old: Line[], left: Line[], right: Line[], { base, theirs }: Labels): Line[] {
  const marker = (text: string) => ({ text });
  return [
    marker(MARKER_OF_MINE),
    ...left,
    marker(`||||||| ${base}`),
    ...old,
    marker('======='),
    ...right,
    marker(`${MARKER_OF_THEIRS} ${theirs}`),
  ];
}

/** Lines `start` to `end` of the base became lines that stand at `otherStart` in the other text. */
interface Hunk {
  start: number;
  end: number;
  otherStart: number;
  otherEnd: number;
}

function hunksOf(base: readonly Line[], other: readonly Line[]): Hunk[] {
  const words = (lines: readonly Line[]) => lines.map(({ text }) => text);
  const [before, after] = [words(base), words(other)];
  const hunks: Hunk[] = [];
  let start = 0;
  let otherStart = 0;
  const matches = matchesOf(before, after);
  matches.push([before.length, after.length]);
  for (const [end, otherEnd] of matches) {
    if (end > start || otherEnd > otherStart) hunks.push({ start, end, otherStart, otherEnd });
    [start, otherStart] = [end + 1, otherEnd + 1];
  }
  return settle(hunks, before, after);
}

/** Two texts with more edits between them take long to compare, and have next to nothing in common. */
const MOST_EDITS = 4_000;

/** The numbers of the lines that stand in both texts, pair by pair. */
function matchesOf(before: readonly string[], after: readonly string[]): [number, number][] {
  // A line that one text lacks is matched by none, and would only be compared with all.
  const shared = (lines: readonly string[], others: ReadonlySet<string>) =>
    [...lines.entries()].flatMap(([index, text]) => (others.has(text) ? [{ index, text }] : []));
  const [left, right] = [shared(before, new Set(after)), shared(after, new Set(before))];
  const comparator = (a: { text: string }, b: { text: string }) => a.text === b.text;
  const changes = diffArrays(left, right, { comparator, maxEditLength: MOST_EDITS }) ?? [];
  const matches: [number, number][] = [];
  let at = 0;
  let otherAt = 0;
  for (const { added, removed, count } of changes) {
    for (let past = 0; past < count && !added && !removed; past += 1) {
      matches.push([left[at + past]?.index ?? 0, right[otherAt + past]?.index ?? 0]);
    }
    if (!added) at += count;
    if (!removed) otherAt += count;
  }
  return matches;
}

/**
 * Settles where lines were only added, or only removed, when equal lines around them leave a choice: at another
 * change where they can get there, else as far down as they can go, so that of several blank lines the last is the
 * one that was added. Git does the same, so that both sides name one place alike.
 */
function settle(
  hunks: readonly Hunk[],
  before: readonly string[],
  after: readonly string[],
): Hunk[] {
  const joined: Hunk[] = [];
  for (const hunk of hunks) {
    const last = joined.at(-1);
    const room = hunk.start - (last?.end ?? 0);
    if (last && slideBy(hunk, -1, room, before, after) === room) {
      joined[joined.length - 1] = { ...moved(hunk, -room), ...startOf(last) };
    } else joined.push(hunk);
  }
  const settled: Hunk[] = [];
  for (const hunk of joined.toReversed()) {
    const next = settled[0];
    const room = (next?.start ?? before.length) - hunk.end;
    const slid = moved(hunk, slideBy(hunk, 1, room, before, after));
    if (next && slid.end === next.start) settled[0] = { ...next, ...startOf(slid) };
    else settled.unshift(slid);
  }
  return settled;
}

/** By how many lines, `room` at most, a hunk can go down (1) or up (-1) and still say the same. */
function slideBy(
  { start, end, otherStart, otherEnd }: Hunk,
  way: 1 | -1,
  room: number,
  before: readonly string[],
  after: readonly string[],
): number {
  if (start !== end && otherStart !== otherEnd) return 0;
  const [lines, from, to] = start === end ? [after, otherStart, otherEnd] : [before, start, end];
  let by = 0;
  for (let next = way < 0 ? -1 : 0; by < room && lines[from + next] === lines[to + next]; by += 1)
    next += way;
  return by;
}

function moved(hunk: Hunk, by: number): Hunk {
  return {
    start: hunk.start + by,
    end: hunk.end + by,
    otherStart: hunk.otherStart + by,
    otherEnd: hunk.otherEnd + by,
  };
}

function startOf({ start, otherStart }: Hunk) {
  return { start, otherStart };
}

/** Lines of the base that one side or both changed. */
interface Place {
  start: number;
  end: number;
  theirsStart: number;
  /** How many lines more there are than in the base. */
  mineGrows: number;
  theirsGrow: number;
}

/** Joins the hunks of both sides that overlap or touch. */
function placesOf(mine: readonly Hunk[], theirs: readonly Hunk[]): Place[] {
  const places: Place[] = [];
  const all = [
    ...mine.map((hunk) => ({ hunk, isMine: true })),
    ...theirs.map((hunk) => ({ hunk, isMine: false })),
  ].sort((a, b) => a.hunk.start - b.hunk.start || a.hunk.end - b.hunk.end);
  let theirsAhead = 0;
  for (const { hunk, isMine } of all) {
    const grown = hunk.otherEnd - hunk.otherStart - (hunk.end - hunk.start);
    let place = places.at(-1);
    if (!place || hunk.start > place.end) {
      const { start, end } = hunk;
      place = { start, end, theirsStart: start + theirsAhead, mineGrows: 0, theirsGrow: 0 };
      places.push(place);
    }
    place.end = Math.max(place.end, hunk.end);
    if (isMine) place.mineGrows += grown;
    else {
      place.theirsGrow += grown;
      theirsAhead += grown;
    }
  }
  return places;
}

function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  return a.length === b.length && a.every(({ text }, index) => text === b[index]?.text);
}
