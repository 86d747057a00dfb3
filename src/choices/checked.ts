/** A legal value, or why it is none, with an example of a right one. Reasons never quote a secret. */
export type Checked<T> = { value: T } | { reason: string };

/** A character that no file we render, and no terminal, should have to carry. */
export function hasControlCharacter(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u001f\u007f-\u009f]/.test(text);
}
