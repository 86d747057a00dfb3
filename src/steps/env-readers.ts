import { EnvFile, misreadWarning } from '../env-file.ts';
import { type Plan, WRITING } from '../plan/plan.ts';
import type { Run } from './run.ts';

/** Warns of each value that goes into `.env` and that Docker Compose or dotenv would read otherwise than the app. */
export function warnAboutReaders({ changes }: Plan, { terminal }: Pick<Run, 'terminal'>) {
  const change = changes.find(({ path, action }) => path === '.env' && WRITING.has(action));
  const content = change?.after?.content;
  if (!(content instanceof EnvFile)) return;
  const before = EnvFile.parse(change?.before.type === 'file' ? (change.before.text ?? '') : '');
  for (const key of new Set(content.keys())) {
    if (before.get(key)?.reveal() === content.get(key)?.reveal()) continue;
    const warning = misreadWarning(key, content.misreadersOf(key));
    if (warning) terminal.warn(warning);
  }
}
