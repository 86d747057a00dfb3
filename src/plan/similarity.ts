/** A text cut into pieces, as it is compared. */
export interface Pieces {
  /** How many bytes each piece takes in the text, all its copies together. */
  bytes: ReadonlyMap<string, number>;
  size: number;
}

/** From here on git takes one file for another that was renamed. */
export const LEAST_SIMILARITY = 0.5;

/** A line with its end, or 64 bytes of a longer one. */
const PIECE = /[^\n]{0,63}\n|[^\n]{1,64}/g;

/** Cuts a text up, for `similarity`. */
export function piecesOf(text: string): Pieces {
  const bytes = new Map<string, number>();
  // A character is a byte here, because git counts in bytes.
  const latin1 = Buffer.from(text).toString('latin1');
  for (const [piece] of latin1.matchAll(PIECE)) {
    bytes.set(piece, (bytes.get(piece) ?? 0) + piece.length);
  }
  return { bytes, size: latin1.length };
}

/**
 * How much of the larger of two texts the other one holds as well, from 0 to 1, wherever it stands in it. It is git's
 * measure: `diffcore_count_changes` in its diffcore-delta.c counts, `estimate_similarity` in its diffcore-rename.c
 * divides. An empty text is like nothing, as in a merge of git's.
 */
export function similarity(a: Pieces, b: Pieces): number {
  const largest = Math.max(a.size, b.size);
  // They cannot have more in common than the smaller one has.
  if (Math.min(a.size, b.size) < largest * LEAST_SIMILARITY || largest === 0) return 0;
  let common = 0;
  for (const [piece, bytes] of a.bytes) common += Math.min(bytes, b.bytes.get(piece) ?? 0);
  return common / largest;
}
