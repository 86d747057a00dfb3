/** Leaves at most one blank line where types stood, and none at the start. */
export function tidyBlankLines(javascript: string): string {
  return javascript.replace(/^\n+/, '').replace(/\n{3,}/g, '\n\n');
}
