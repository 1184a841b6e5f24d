/** Reads the fields of ELF structures in one file's class and byte order. */
export class Fields {
  constructor(
    readonly is64: boolean,
    readonly littleEndian: boolean,
  ) {}

  half(bytes: Buffer, at: number): number {
    return this.littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  }

  word(bytes: Buffer, at: number): number {
    return this.littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  }

  /** An address, an offset or a size: four bytes in class 32, eight in class 64. */
  long(bytes: Buffer, at: number): bigint {
    if (!this.is64) return BigInt(this.word(bytes, at));
    return this.littleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at);
  }

  /** The value that belongs to the file's class. */
  pick<T>(in32: T, in64: T): T {
    return this.is64 ? in64 : in32;
  }
}
