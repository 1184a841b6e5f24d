const RULE = '----------------';
const BEGIN = 'IN:';

/**
 * Tells which lines of QEMU's log are code that it has translated (`-d in_asm`): a rule, `IN:` with the function if QEMU
 * knows it, lines for the processor's mode and for each instruction, an empty line. QEMU writes each block in one go.
 */
export class TranslatedBlocks {
  private inBlock = false;
  private rule = false;

  /**
   * Takes the next line, without its end.
   * @returns the lines that are something else: this one, with a rule before it that had to wait for it.
   */
  others(line: string): readonly string[] {
    const waited = this.rule ? [RULE] : [];
    this.rule = false;
    if (this.inBlock) {
      this.inBlock = line !== '';
      return [];
    }
    if (line.startsWith(BEGIN)) {
      this.inBlock = true;
      return [];
    }
    this.rule = line === RULE;
    return this.rule ? waited : [...waited, line];
  }
}
