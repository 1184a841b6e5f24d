import type { LogLevel } from '../../../../outputProtocol';

/** What is looked at of a line, in UTF-16 units. */
const LOOKED_AT = 256;

/** By how systems mark their lines: Linux's `<3>`, ESP-IDF's `E (12)`, Zephyr's `<err>`, syslog's and loggers' words. */
const LEVELS: readonly (readonly [LogLevel, RegExp])[] = [
  [
    'error',
    /^<[0-3]>|^E \(\d{1,12}\)|<err>|\b(?:EMERG|ALERT|CRIT|FATAL|PANIC|ERROR|ERR)\b|\b[Ee]rror:|\b[Kk]ernel panic\b|\bpanicked at\b|\bBUG:|\bOops\b/,
  ],
  ['warning', /^<4>|^W \(\d{1,12}\)|<wrn>|\b(?:WARN|WARNING)\b|\b[Ww]arning:/],
];

/** The level that a line says it has; undefined: it says none that matters. */
export function logLevel(line: string): LogLevel | undefined {
  const looked = line.slice(0, LOOKED_AT);
  return LEVELS.find(([, pattern]) => pattern.test(looked))?.[0];
}
