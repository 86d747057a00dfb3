import type { Terminal } from './terminal.ts';

/** What an app was found to be like. */
export interface Examination {
  findings: readonly {
    code: string;
    severity: 'fault' | 'risk' | 'advice';
    message: string;
    remedy: string;
    at?: Where;
    subject?: string;
  }[];
  checks: readonly {
    code: string;
    group: string;
    status: 'holds' | 'found' | 'skipped' | 'unknown';
    reason?: string;
    at?: Where;
  }[];
  ignored: readonly { code: string; by: string }[];
}

interface Where {
  file: string;
  line?: number;
  column?: number;
}

const COLOURS = { fault: 'red', risk: 'yellow', advice: 'cyan' } as const;

/** Shows what was found, what could not be told, and what was not looked at. */
export function showExamination(
  examination: Examination,
  { verbose }: { verbose: boolean },
  terminal: Pick<Terminal, 'result' | 'paintResult'>,
) {
  const { findings, checks } = examination;
  const places = findings.map(({ at, subject }) => (at ? wordsOf(at) : (subject ?? '')));
  const width = Math.max(0, ...places.map((place) => place.length));
  for (const [index, { code, severity, message, remedy }] of findings.entries()) {
    const head = terminal.paintResult(COLOURS[severity], severity.padEnd(8));
    const place = (places[index] ?? '').padEnd(width);
    const title = terminal.paintResult('bold', code);
    terminal.result(`${head}${place}  ${title}\n        ${message}\n        ${remedy}\n`, {
      askedFor: true,
    });
  }
  for (const { code, status, reason, at } of checks) {
    if (status === 'unknown')
      terminal.result(`unknown ${at ? `${wordsOf(at)}  ` : ''}${code}: ${reason}`, {
        askedFor: true,
      });
    if (status === 'holds' && verbose) terminal.result(`holds   ${code}`);
  }
  terminal.result(summaryOf(examination), { askedFor: true });
}

function wordsOf({ file, line }: Where): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** `2 things to mend, 1 advice; 34 checks hold. Not looked at: database (MONGODB_URI is not set).` */
export function summaryOf({ findings, checks }: Examination): string {
  const advice = findings.filter(({ severity }) => severity === 'advice').length;
  const faults = findings.length - advice;
  const count = (status: string) => checks.filter((one) => one.status === status).length;
  const mend =
    faults === 0 ? 'Nothing to mend' : `${faults} thing${faults === 1 ? '' : 's'} to mend`;
  const unknown = count('unknown');
  const told = unknown === 0 ? '' : `, ${unknown} cannot be told`;
  const skipped = notLookedAt(checks);
  const left = skipped === '' ? '' : ` Not looked at: ${skipped}.`;
  return `${mend}${advice > 0 ? `, ${advice} advice` : ''}; ${count('holds')} checks hold${told}.${left}`;
}

/** A group that was skipped as a whole is named once. */
function notLookedAt(checks: Examination['checks']): string {
  const reasons = new Map<string, string[]>();
  for (const { code, group, status, reason = '' } of checks) {
    if (status !== 'skipped') continue;
    const others = checks.filter((one) => one.group === group);
    const isWhole = others.every((one) => one.status === 'skipped' && one.reason === reason);
    const names = reasons.get(reason) ?? [];
    const name = isWhole ? group : code;
    if (!names.includes(name)) reasons.set(reason, [...names, name]);
  }
  return [...reasons].map(([reason, names]) => `${names.join(', ')} (${reason})`).join('; ');
}
