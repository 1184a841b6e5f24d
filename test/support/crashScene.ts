import assert from 'node:assert/strict';
import type { MachineConfiguration } from '../../src/api';
import { readCrashes } from '../../src/crash/readText';
import type { ResolvedReport } from '../../src/machine/crash/resolvedReport';
import { resolveReport } from '../../src/machine/crash/resolveReport';
import type { PortCrash } from '../../src/serial/client';
import { GuestSymbols } from '../../src/symbols/guestSymbols';
import { ImageIndex } from '../../src/symbols/images/imageIndex';
import { SourceFinder } from '../../src/symbols/sources/sourceFinder';
import { Symbolizer } from '../../src/symbols/symbolizer';
import { Dialogue } from './dialogue';
import type { MachineRoom } from './machines';
import { until } from './until';

/** A guest that is made to crash, and what is found of it. */
export class CrashScene {
  /** The first port's whole text as seen. */
  readonly text: string;

  private constructor(
    private readonly room: MachineRoom,
    /** As the machine has told of it. */
    readonly crash: PortCrash,
    text: string,
  ) {
    this.text = text;
  }

  /**
   * Starts a machine, has it crash, and waits until it tells of that.
   * @param crashes Goes on until the guest has printed the last of its report.
   * @throws when there is another number of reports than one.
   */
  static async of(
    room: MachineRoom,
    configuration: MachineConfiguration,
    prompt: string,
    crashes: (guest: Dialogue) => Promise<unknown>,
  ): Promise<CrashScene> {
    const machine = await room.start(configuration);
    const { serial } = machine.ports[0]!;
    const told: PortCrash[] = [];
    machine.onDidFindCrash((crash) => told.push(crash));
    await crashes(new Dialogue(serial, prompt, room.tasks.signal));
    const crash = await until('the machine tells of the crash', () => told[0]);
    const text = await serial.text(0, room.tasks.signal);
    const found = readCrashes(Buffer.from(text));
    assert.deepEqual(
      found.map(({ title }) => title),
      [crash.report.title],
    );
    return new CrashScene(room, crash, text);
  }

  /**
   * What knows the guest's symbols.
   * @param program The file that what runs was made from.
   * @param places Where other files with symbols are.
   */
  async symbols(program: string | undefined, ...places: readonly string[]): Promise<GuestSymbols> {
    const { tasks } = this.room;
    const symbolizer = new Symbolizer(tasks, { searchPath: process.env['PATH'] ?? '' });
    const index = await ImageIndex.of(places, tasks.signal);
    return new GuestSymbols(symbolizer, { program, index });
  }

  /** The report with its symbols, from the same files. */
  async resolved(program: string | undefined, ...places: readonly string[]): Promise<ResolvedReport> {
    const { report, loads } = this.crash;
    const symbols = await this.symbols(program, ...places);
    const sources = new SourceFinder({ folders: [] }, {});
    return await resolveReport(report, { symbols, sources }, loads, this.room.tasks.signal);
  }

  /** A number that the guest has printed: the pattern's first group, in hexadecimal. */
  number(pattern: RegExp): bigint {
    const digits = pattern.exec(this.text)?.[1];
    assert.ok(digits !== undefined, `${pattern} is not in ${this.text.slice(-4000)}`);
    return BigInt(`0x${digits}`);
  }
}
