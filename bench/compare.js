/**
 * @typedef {object} Contender
 * @property {string} label
 * @property {(round: number) => void | Promise<void>} run what is timed; throws when it fails
 * @property {(round: number) => void} [check] throws when the run did not do its work; not timed
 */

/**
 * Times contenders in turns (A B C A B C …), so that what else the machine does falls on all of them, and prints
 * the first one's ratio to each other. Round 0 warms the disk's cache and is not counted.
 *
 * @param {string} title
 * @param {Contender[]} contenders
 * @param {number} runs
 * @returns {Promise<number[]>} the median of each, in milliseconds
 */
export async function compare(title, contenders, runs) {
  /** @type {number[][]} milliseconds by contender and round */
  const times = contenders.map(() => []);
  for (let round = 0; round <= runs; round += 1) {
    for (const [index, { run, check }] of contenders.entries()) {
      const start = performance.now();
      await run(round);
      const taken = performance.now() - start;
      check?.(round);
      if (round > 0) times[index]?.push(taken);
    }
  }
  const [ours = []] = times;
  const rows = contenders.map(({ label }, index) => {
    const theirs = times[index] ?? [];
    const spread = [Math.min(...theirs), median(theirs), Math.max(...theirs)];
    const inPairs = theirs.map((time, round) => (ours[round] ?? 0) / time);
    const ratios = theirs === ours ? [] : [median(ours) / median(theirs), median(inPairs)];
    return [label, ...spread.map((time) => time.toFixed(1)), ...ratios.map((it) => it.toFixed(2))];
  });
  print(title, ['min ms', 'median ms', 'max ms', 'ours/it', 'in pairs'], rows);
  return times.map(median);
}

/**
 * @param {string} title
 * @param {string[]} columns
 * @param {string[][]} rows each begins with its label
 */
export function print(title, columns, rows) {
  const lines = [[title, ...columns], ...rows].map(([label = '', ...cells]) => {
    return label.padEnd(32) + cells.map((cell) => cell.padStart(13)).join('');
  });
  console.log(`\n${lines.join('\n')}`);
}

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
