import type { ConsoleLine } from '../../crash/console/consoleLine';
import { AnnouncedRun } from './announced';
import type { ProtocolReader, Summary, TestResult } from './protocol';

/** Reads a framework whose lines tell of an {@link AnnouncedRun}: which line means what is all that it has to say. */
export abstract class AnnouncedReader implements ProtocolReader {
  protected readonly run = new AnnouncedRun();

  get summary(): Summary {
    return this.run.summary;
  }

  take(line: ConsoleLine): readonly TestResult[] {
    this.read(line);
    return this.run.taken();
  }

  end(): readonly TestResult[] {
    return this.run.over();
  }

  /** Tells the run of what the line says. */
  protected abstract read(line: ConsoleLine): void;
}
