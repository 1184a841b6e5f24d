import type { Load, LoadEvent, LoadReader } from './load';
import { edk2 } from './readers/edk2';
import { linuxKernel } from './readers/linuxKernel';
import { linuxModules } from './readers/linuxModules';
import { linuxProcess } from './readers/linuxProcess';
import { markup } from './readers/markup';
import { optee } from './readers/optee';
import { type OwnRule, ownRule } from './readers/ownRule';
import { uboot } from './readers/uboot';
import type { ToldLoads } from './toldLoads';

/** Images that are remembered. EDK2 loads some hundred, a distribution's Linux two hundred modules. */
const MOST_LOADS = 4096;
/** Longer lines are looked at up to here, in characters: a list of modules reaches a few thousand. */
const MOST_CHARACTERS = 16_384;
/** A guest's name for an image; file names have no more. */
const LONGEST_NAME = 256;

/** Follows a log: what is loaded where, as of the last line. Lines in, loads out; in bounded memory and linear time. */
export class LoadTracker {
  /** Texts, one of which is in every line that says anything. */
  readonly triggers: readonly string[];
  private readonly readers: readonly LoadReader[];
  /** The newest last. */
  private readonly known = new Map<string, Load>();
  private introduction: string | undefined;

  /** @param rules The person's own. They are asked first. */
  constructor(rules: readonly OwnRule[] = []) {
    this.readers = [
      ...rules.map(ownRule),
      ...[linuxKernel, linuxModules, linuxProcess, uboot, edk2, optee, markup].map((reader) => reader()),
    ];
    this.triggers = this.readers.flatMap(({ triggers }) => triggers);
  }

  /** The newest last. */
  get loads(): readonly Load[] {
    return [...this.known.values()];
  }

  /** Linux's first line of the last boot, from `Linux version` on. */
  get banner(): string | undefined {
    return this.introduction;
  }

  /**
   * Takes the next line of the log, without its end and without the console's time stamp.
   * @returns whether anything is known now that was not before, or the other way round.
   */
  take(line: string): boolean {
    const event = this.read(line);
    return event !== undefined && this.apply(event);
  }

  /** What the next line of the log says, for a caller that decides when it counts. */
  read(line: string): LoadEvent | undefined {
    const whole = line.length > MOST_CHARACTERS ? line.slice(0, MOST_CHARACTERS) : line;
    if (!this.triggers.some((trigger) => whole.includes(trigger))) return undefined;
    const text = ownCopy(whole);
    for (const reader of this.readers) {
      if (!reader.triggers.some((trigger) => text.includes(trigger))) continue;
      const event = reader.read(text);
      if (event) return event;
    }
    return undefined;
  }

  /** What is known now, to be kept: it does not change any more. */
  told(): ToldLoads {
    return { loads: this.loads, ...(this.introduction !== undefined && { banner: this.introduction }) };
  }

  /** The machine was reset: nothing is loaded. @returns whether anything was. */
  reset(): boolean {
    const knew = this.known.size > 0 || this.introduction !== undefined;
    this.known.clear();
    this.introduction = undefined;
    return knew;
  }

  /** @returns whether anything is known now that was not before, or the other way round. */
  apply(event: LoadEvent): boolean {
    switch (event.event) {
      case 'loaded':
        return event.loads.map((load) => this.add(load)).includes(true);
      case 'forget':
        return this.forget(event.kinds);
      case 'boot': {
        const changed = this.introduction !== event.banner;
        this.introduction = event.banner;
        return this.forget(['linux', 'linux-module', 'linux-process']) || changed;
      }
    }
  }

  private add(load: Load): boolean {
    const key = keyOf(load);
    const before = this.known.get(key);
    // A list of names says nothing about a module whose address is known.
    if (before?.where && !load.where) return false;
    this.known.delete(key);
    this.known.set(key, { ...load, name: load.name.slice(0, LONGEST_NAME) });
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST_LOADS) break;
      this.known.delete(oldest);
    }
    return before === undefined || shown(before) !== shown(load);
  }

  private forget(kinds: readonly string[]): boolean {
    const before = this.known.size;
    for (const [key, { kind }] of this.known) if (kinds.includes(kind)) this.known.delete(key);
    return this.known.size < before;
  }
}

/** A part of a text keeps all of it in memory (V8's sliced strings): names are parts of lines, and lines of what was read at once. */
const ownCopy = (text: string): string => Buffer.from(text).toString();

/**
 * EDK2 loads some images twice, first into memory that it gives up later, and markup tells of each mapping; others have
 * one place.
 */
function keyOf({ kind, name: whole, where, range }: Load): string {
  const name = whole.slice(0, LONGEST_NAME);
  if (kind === 'markup' && range) return `${kind}\0${name}\0${range.start}`;
  return kind === 'edk2' && where ? `${kind}\0${name}\0${shownWhere(where)}` : `${kind}\0${name}`;
}

const shownWhere = (where: NonNullable<Load['where']>): string =>
  Object.entries(where)
    .map(([key, value]) => `${key}=${value}`)
    .join();

const shown = ({ where, range }: Load): string =>
  `${where ? shownWhere(where) : ''} ${range ? `${range.start}+${range.size}` : ''}`;
