export const SHORTEST_SECRET = 32;

const PLACEHOLDERS =
  /keyboard.?cat|change.?(me|this|it)|replace.?(me|this)|your.?(\w+.?)?secret|my.?(\w+.?)?secret|example.?secret|secret.?(key|cat|word)|super.?secret|some.?secret|^(top)?.?secret\d*$|^(a|the).secret|shh+|thisis\w*secret|lorem|placeholder|<.*>/i;

/** Whether a secret is one that tutorials and templates are full of. */
export function isPlaceholder(secret: string): boolean {
  // What is long may hold such a word by chance, in Base64.
  return secret.length < 64 && PLACEHOLDERS.test(secret);
}
