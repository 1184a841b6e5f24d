/** What a made-up ELF file has. */
export interface ElfPlan {
  readonly machine?: number;
  readonly bits?: 32 | 64;
  readonly littleEndian?: boolean;
  readonly type?: number;
  readonly entry?: bigint;
  readonly segments?: readonly {
    readonly type?: number;
    readonly address?: bigint;
    readonly memorySize?: bigint;
    readonly content?: Buffer;
  }[];
  readonly symbols?: readonly { readonly name: string; readonly value: bigint; readonly size?: bigint }[];
  /** How many of the symbols, from the first on, are local. */
  readonly locals?: number;
  /** More sections, by name. */
  readonly sections?: Readonly<Record<string, { readonly type: number; readonly content: Buffer }>>;
}

/** Writes an ELF file into memory, in any class and byte order. */
export function elfFile(plan: ElfPlan = {}): Buffer {
  return new ElfWriter(plan).write();
}

/** A note as it stands in a section. */
export function elfNote(owner: string, type: number, content: Buffer): Buffer {
  const pad = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(owner.length + 1, 0);
  head.writeUInt32LE(content.length, 4);
  head.writeUInt32LE(type, 8);
  return Buffer.concat([head, pad(Buffer.from(`${owner}\0`)), pad(content)]);
}

interface Section {
  readonly name: string;
  readonly type: number;
  readonly content: Buffer;
  readonly link?: number;
  readonly info?: number;
  readonly entrySize?: number;
}

class ElfWriter {
  private readonly is64: boolean;
  private readonly little: boolean;

  constructor(private readonly plan: ElfPlan) {
    this.is64 = (plan.bits ?? 64) === 64;
    this.little = plan.littleEndian ?? true;
  }

  write(): Buffer {
    const { segments = [] } = this.plan;
    const headerSize = this.is64 ? 64 : 52;
    const segmentSize = this.is64 ? 56 : 32;
    let end = headerSize + segments.length * segmentSize;
    const bodies: Buffer[] = [];
    const place = (content: Buffer): number => {
      bodies.push(content);
      end += content.length;
      return end - content.length;
    };
    const segmentHeads = segments.map((segment) =>
      this.segment(segment, place(segment.content ?? Buffer.alloc(0))),
    );
    const sections = this.sections();
    const sectionHeads = sections.map((section) => this.section(section, sections, place(section.content)));
    const header = this.header(headerSize, segments.length, end, sections);
    return Buffer.concat([header, ...segmentHeads, ...bodies, ...sectionHeads]);
  }

  private sections(): Section[] {
    const { symbols, sections = {} } = this.plan;
    const named = Object.entries(sections).map(([name, section]) => ({ name, ...section }));
    if (symbols === undefined && named.length === 0) return [];
    const table = symbols === undefined ? [] : this.symbolSections(symbols);
    const all: Section[] = [{ name: '', type: 0, content: Buffer.alloc(0) }, ...table, ...named];
    const names = ['.shstrtab', ...all.map(({ name }) => name)];
    return [...all, { name: '.shstrtab', type: 3, content: Buffer.from(`\0${names.join('\0')}\0`) }];
  }

  /** `.strtab` is section 1, `.symtab` section 2. */
  private symbolSections(symbols: NonNullable<ElfPlan['symbols']>): Section[] {
    const strings = Buffer.from(`\0${symbols.map(({ name }) => name).join('\0')}\0`);
    const entrySize = this.is64 ? 24 : 16;
    const { locals = 0 } = this.plan;
    const entries = symbols.map(({ name, value, size = 0n }, index) => {
      const entry = Buffer.alloc(entrySize);
      this.word(entry, strings.indexOf(`\0${name}\0`) + 1, 0);
      this.long(entry, value, this.is64 ? 8 : 4);
      this.long(entry, size, this.is64 ? 16 : 8);
      entry[this.is64 ? 4 : 12] = index < locals ? 0x02 : 0x12; // STB_LOCAL or STB_GLOBAL, STT_FUNC
      this.half(entry, 1, this.is64 ? 6 : 14);
      return entry;
    });
    const content = Buffer.concat([Buffer.alloc(entrySize), ...entries]);
    return [
      { name: '.strtab', type: 3, content: strings },
      { name: '.symtab', type: 2, content, link: 1, info: locals + 1, entrySize },
    ];
  }

  private header(size: number, segments: number, sectionsAt: number, sections: readonly Section[]): Buffer {
    const { machine = 62, type = 2, entry = 0x1000n } = this.plan;
    const head = Buffer.alloc(size);
    head.write('\x7fELF', 'latin1');
    head[4] = this.is64 ? 2 : 1;
    head[5] = this.little ? 1 : 2;
    head[6] = 1;
    this.half(head, type, 16);
    this.half(head, machine, 18);
    this.long(head, entry, 24);
    this.long(head, segments > 0 ? BigInt(size) : 0n, this.is64 ? 32 : 28);
    this.long(head, sections.length > 0 ? BigInt(sectionsAt) : 0n, this.is64 ? 40 : 32);
    const counts = this.is64 ? 52 : 40;
    const sizes = this.is64 ? [64, 56, segments, 64] : [52, 32, segments, 40];
    [...sizes, sections.length, Math.max(sections.length - 1, 0)].forEach((value, index) =>
      this.half(head, value, counts + 2 * index),
    );
    return head;
  }

  private segment(segment: NonNullable<ElfPlan['segments']>[number], offset: number): Buffer {
    const { type = 1, address = 0x1000n, content = Buffer.alloc(0), memorySize } = segment;
    const head = Buffer.alloc(this.is64 ? 56 : 32);
    this.word(head, type, 0);
    const longs = [
      BigInt(offset),
      address,
      address,
      BigInt(content.length),
      memorySize ?? BigInt(content.length),
    ];
    longs.forEach((value, index) => this.long(head, value, this.is64 ? 8 + 8 * index : 4 + 4 * index));
    return head;
  }

  private section(section: Section, all: readonly Section[], offset: number): Buffer {
    const names = all.at(-1)?.content ?? Buffer.alloc(0);
    const head = Buffer.alloc(this.is64 ? 64 : 40);
    this.word(head, section.name === '' ? 0 : names.indexOf(`\0${section.name}\0`) + 1, 0);
    this.word(head, section.type, 4);
    this.long(head, BigInt(offset), this.is64 ? 24 : 16);
    this.long(head, BigInt(section.content.length), this.is64 ? 32 : 20);
    this.word(head, section.link ?? 0, this.is64 ? 40 : 24);
    this.word(head, section.info ?? 0, this.is64 ? 44 : 28);
    this.long(head, BigInt(section.entrySize ?? 0), this.is64 ? 56 : 36);
    return head;
  }

  private half(bytes: Buffer, value: number, at: number): void {
    if (this.little) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt16BE(value, at);
  }

  private word(bytes: Buffer, value: number, at: number): void {
    if (this.little) bytes.writeUInt32LE(value, at);
    else bytes.writeUInt32BE(value, at);
  }

  private long(bytes: Buffer, value: bigint, at: number): void {
    if (!this.is64) this.word(bytes, Number(value), at);
    else if (this.little) bytes.writeBigUInt64LE(value, at);
    else bytes.writeBigUInt64BE(value, at);
  }
}
