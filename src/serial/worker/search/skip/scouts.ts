import { Scout, type ScoutSeat } from './scout';

/** One scout for each spool that is searched on a thread. */
export class Scouts {
  private readonly byPath = new Map<string, Scout>();

  /**
   * @param literals Texts of which one stands in every match, in lower case.
   * @throws when the spool cannot be opened.
   */
  join(path: string, literals: readonly string[] | undefined): ScoutSeat {
    const scout = this.byPath.get(path) ?? new Scout(path, () => this.byPath.delete(path));
    this.byPath.set(path, scout);
    return scout.join(literals);
  }
}
