import type { Layer } from '../express-app/layers.ts';

/** Whether a route is there to sign out, by its path. */
export function isLogout({ kind, path, method }: Layer): boolean {
  return (
    kind === 'route' &&
    method !== 'options' &&
    /(^|[/_-])(log-?out|sign-?out|log-?off)\/?$/i.test(path ?? '')
  );
}
