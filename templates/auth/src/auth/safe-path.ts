const HERE = 'http://this.invalid';

/** A path of this site, or undefined: `//evil.example`, `/\evil.example` and `https:evil.example` lead elsewhere. */
export function safePath(path: unknown): string | undefined {
  if (typeof path !== 'string' || !path.startsWith('/') || !URL.canParse(path, HERE))
    return undefined;
  const url = new URL(path, HERE);
  // `/.//evil.example` is a path of this site until a browser reads it a second time.
  if (url.origin !== HERE || url.pathname.startsWith('//')) return undefined;
  return url.pathname + url.search + url.hash;
}
