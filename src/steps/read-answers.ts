import { randomUUID } from 'node:crypto';
import type { HttpFacts, Looked, SourceEvidence } from '../doctor/evidence.ts';
import { sessionCookieOf } from '../doctor/sent-cookie.ts';
import { optionOf } from '../doctor/settings.ts';
import { CommandError, EXIT } from '../errors.ts';
import { textOf } from '../express-app/values.ts';
import { type Answer, AppAsker } from '../toolchain/ask-app.ts';
import type { Run } from './run.ts';

/** An origin that nobody has. */
const FOREIGN = 'https://doctor.invalid';

/**
 * Asks the running app: GET, HEAD and OPTIONS, to this host alone.
 *
 * @throws CommandError (exit 2) when the URL is none
 */
export async function readAnswers(
  given: string | undefined,
  { sessions }: SourceEvidence,
  { surroundings, signal }: Pick<Run, 'surroundings' | 'signal'>,
): Promise<Looked<HttpFacts>> {
  if (given === undefined) return { reason: '--url was not given' };
  const url = parseUrl(given);
  const isHttps = url.protocol === 'https:';
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(url.hostname);
  const asker = new AppAsker(`create-mongo-session-app/${surroundings.version} doctor`, signal);
  const names = sessions.map(
    (session) => textOf(optionOf(session, 'name', 'key')) ?? 'connect.sid',
  );

  const first = await asker.follow({ url, method: 'GET' }, (answer) =>
    Boolean(sessionCookieOf(answer, names)),
  );
  const shown = `${url.origin}${url.pathname}`;
  if (typeof first === 'string')
    return { value: { ...NOTHING, url: shown, isHttps, isLoopback, silence: first } };
  const cookie = sessionCookieOf(first, names);
  const at = (path: string) => new URL(path, url.origin);
  const { url: shownAt } = first;
  const adopted: Answer[] = [];
  const madeUp: string[] = cookie ? [randomUUID(), `s:${randomUUID()}.${'A'.repeat(43)}`] : [];
  for (const id of madeUp) {
    const headers = { cookie: `${cookie?.name}=${encodeURIComponent(id)}` };
    const answer = await asker.ask({ url: shownAt, method: 'GET', headers });
    if (typeof answer !== 'string') adopted.push(answer);
  }
  const troubled = await allOf([
    asker.ask({ url: at(`/doctor-${randomUUID()}`), method: 'GET' }),
    asker.ask({ url: at('/%ff'), method: 'GET' }),
  ]);
  const shared = await allOf([
    asker.ask({ url: shownAt, method: 'GET', headers: { origin: FOREIGN } }),
    asker.ask({
      url: shownAt,
      method: 'OPTIONS',
      headers: { origin: FOREIGN, 'access-control-request-method': 'POST' },
    }),
  ]);
  const isStandard = isHttps && url.port === '';
  const open = isStandard
    ? await asker.ask({ url: new URL(`http://${url.hostname}/`), method: 'HEAD' })
    : undefined;
  return {
    value: {
      url: shown,
      isHttps,
      isLoopback,
      silence: undefined,
      first,
      names,
      adopted: adopted.map((answer, index) => ({ answer, id: madeUp[index] ?? '' })),
      troubled,
      shared,
      foreign: FOREIGN,
      plain: typeof open === 'string' ? undefined : open,
      asksPlain: isStandard,
    },
  };
}

const NOTHING = {
  first: undefined,
  names: [],
  adopted: [],
  troubled: [],
  shared: [],
  foreign: FOREIGN,
  plain: undefined,
  asksPlain: false,
} as const;

function parseUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isFit = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (isFit) return url;
  const message = '--url: this is no URL of an app. A right one is http://localhost:3000';
  throw new CommandError(EXIT.usage, { code: 'illegal-value', flag: '--url', message });
}

async function allOf(questions: readonly Promise<Answer | string>[]): Promise<Answer[]> {
  const answers = await Promise.all(questions);
  return answers.filter((answer) => typeof answer !== 'string');
}
