import type { ActiveSession } from './active-sessions.ts';

// The first that fits counts: browsers also bear the names of those they descend from.
const BROWSERS = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /(Chrome|\bCriOS)\//],
  ['Safari', /\bSafari\//],
] as const;

const SYSTEMS = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
] as const;

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const FORMAT = new Intl.RelativeTimeFormat('en');

/** Says in words which browser a session belongs to, and when it was used last. */
export function describeSession(session: ActiveSession) {
  const { userAgent, lastSeenAt } = session;
  return { ...session, browser: browserName(userAgent), lastSeen: timeSince(lastSeenAt) };
}

/** `Firefox on Windows`; what is not known stands as it was sent, cut short. */
function browserName(userAgent: string): string {
  const [browser] = BROWSERS.find(([, pattern]) => pattern.test(userAgent)) ?? [];
  const [system] = SYSTEMS.find(([, pattern]) => pattern.test(userAgent)) ?? [];
  if (browser) return system ? `${browser} on ${system}` : browser;
  return userAgent.slice(0, 60) || 'Unknown browser';
}

/** Without a date or a time of day: the server does not know the visitor's time zone. */
function timeSince(date: Date): string {
  const passed = Date.now() - date.getTime();
  const unit = UNITS.find(([, length]) => passed >= length);
  if (!unit) return 'just now';
  const [name, length] = unit;
  return FORMAT.format(-Math.floor(passed / length), name);
}
