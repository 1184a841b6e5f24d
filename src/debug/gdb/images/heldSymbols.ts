import { quote } from '../process/mi';
import type { SymbolPlaces } from './wantedSymbols';

/** One change of GDB's symbols: what is asked of it, and where the file lies then; undefined: nowhere. */
export interface SymbolChange {
  readonly file: string;
  readonly commands: readonly string[];
  readonly options: string | undefined;
}

/** The symbol files that GDB has for what the guest has loaded. */
export class HeldSymbols {
  /** The options of each file. */
  private readonly have = new Map<string, string>();
  private readonly refused = new Set<string>();

  constructor(
    private readonly program: string | undefined,
    /** Whether GDB had the file from the beginning, as linked. */
    private readonly isGiven: (file: string) => boolean,
  ) {}

  get isEmpty(): boolean {
    return this.have.size === 0;
  }

  /** What makes GDB have exactly these. */
  changesTo(places: SymbolPlaces): SymbolChange[] {
    const gone = [...this.have.keys()].filter((file) => !places.has(file));
    const changed = [...places].filter(([file, options]) => this.have.get(file) !== options);
    return [
      ...gone.map((file) => ({ file, options: undefined, commands: this.commands(file, undefined) })),
      ...changed.map(([file, options]) => ({ file, options, commands: this.commands(file, options) })),
    ];
  }

  /** A change was made, or GDB has refused it. */
  note({ file, options }: SymbolChange, taken: boolean): void {
    if (options === undefined) this.have.delete(file);
    else this.have.set(file, options);
    if (taken) this.refused.delete(file);
    else this.refused.add(file);
  }

  private commands(file: string, options: string | undefined): string[] {
    if (file === this.program) return [`symbol-file${options ?? ''} ${quote(file)}`];
    const isThere = (this.have.has(file) || this.isGiven(file)) && !this.refused.has(file);
    const next = options ?? (this.isGiven(file) ? '' : undefined);
    return [
      ...(isThere ? [`remove-symbol-file ${quote(file)}`] : []),
      ...(next === undefined ? [] : [`add-symbol-file ${quote(file)}${next}`]),
    ];
  }
}
