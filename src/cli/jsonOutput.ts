import type { CrashSystem } from '../crash/report';
import type { Output, ShownCrash } from './output';

/** The shape of `--json`, which other programs rely on: see docs/command-line.md. */
interface JsonLog {
  readonly file: string;
  readonly reports: readonly JsonReport[];
}

interface JsonReport {
  readonly system: CrashSystem;
  readonly title: string;
  readonly altTitles: readonly string[];
  /** Empty when the text does not say. */
  readonly type: string;
  /** The guilty function; empty when there is none. */
  readonly frame: string;
  readonly corrupted: boolean;
  readonly startLine: number;
  readonly endLine: number;
  readonly frames: readonly JsonFrame[];
}

interface JsonFrame {
  /** `0x…`. */
  readonly address: string | null;
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly inlined: boolean;
}

/** An array of logs, each with an array of reports: a line for each report. */
export class JsonOutput implements Output {
  private logs = 0;
  private reports = 0;

  begin(): string {
    return '[';
  }

  beginLog(log: string): string {
    this.reports = 0;
    const empty: JsonLog = { file: log, reports: [] };
    // Its reports follow.
    return `${this.logs++ > 0 ? ',' : ''}\n${plainJson(empty).slice(0, -2)}`;
  }

  crash(crash: ShownCrash): string {
    return `${this.reports++ > 0 ? ',' : ''}\n${plainJson(jsonReport(crash))}`;
  }

  endLog(): string {
    return `${this.reports > 0 ? '\n' : ''}]}`;
  }

  end(): string {
    return '\n]\n';
  }
}

/** JSON for programs that a person may look at, too: what could move the cursor or turn a line around is written as `\u…`. */
function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(character.split(''), escaped).join(''),
  );
}

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

function jsonReport({ report, frames, found }: ShownCrash): JsonReport {
  const { system, title, altTitles, type, guilty, corrupted } = report;
  return {
    system,
    title,
    altTitles,
    type,
    frame: guilty ?? '',
    corrupted: corrupted !== undefined,
    startLine: found.startLine,
    endLine: found.endLine,
    frames: frames.map(jsonFrame),
  };
}

function jsonFrame(frame: ShownCrash['frames'][number]): JsonFrame {
  const { address, path, file, line, inlined } = frame;
  return {
    address: address === undefined ? null : `0x${address}`,
    function: frame.function ?? null,
    file: path ?? file ?? null,
    line: line ?? null,
    inlined,
  };
}
