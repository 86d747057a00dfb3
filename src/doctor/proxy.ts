import { locate } from '../express-app/analyse.ts';
import { literal, textOf, UNKNOWN, type Value } from '../express-app/values.ts';
import type { Where } from './check.ts';
import type { SourceEvidence } from './evidence.ts';

/** What an app says about the proxies before it. */
export interface Trust {
  /** The last one counts. */
  setting: { value: Value; at: Where; isSure: boolean } | undefined;
  /** Something else may say it. */
  isUnclear: boolean;
  servesHttps: boolean;
}

export function trustOf({
  model,
  trace,
  layers,
}: Pick<SourceEvidence, 'model' | 'trace' | 'layers'>): Trust {
  const { on, created } = model.app;
  const settings = trace.occurrences.flatMap((one) => {
    if (one.what !== 'called' || one.on !== on) return [];
    const [name, value = UNKNOWN] = one.args;
    if (textOf(name) !== 'trust proxy') return [];
    if (!/^(set|enable|disable)$/.test(one.name ?? '')) return [];
    const given = one.name === 'set' ? value : literal(one.name === 'enable');
    const isSure = one.conditions.every(
      (condition) => created.conditions.includes(condition) || condition.endsWith(':try'),
    );
    return [{ value: given, at: locate(one.written.file, one.written.node), isSure }];
  });
  const served = trace.occurrences.flatMap((one) => (one.what === 'served' ? [one.by] : []));
  return {
    setting: settings.at(-1),
    isUnclear:
      layers.some(({ kind }) => kind === 'unclear') || served.some((by) => !/^https?$/.test(by)),
    servesHttps: served.some((by) => /^(https|http2|spdy|httpolyglot)$/.test(by)),
  };
}
