import type { Fields } from './fields';

/** A note: something that a tool says about the file. */
export interface ElfNote {
  /** Who says it, such as `GNU` or `Xen`. */
  readonly owner: string;
  readonly type: number;
  readonly content: Buffer;
}

/** The notes in a section or segment; ends at the first one that does not fit. */
export function notesIn(bytes: Buffer, fields: Fields): ElfNote[] {
  const notes: ElfNote[] = [];
  for (let at = 0; at + 12 <= bytes.length;) {
    const nameSize = fields.word(bytes, at);
    const contentSize = fields.word(bytes, at + 4);
    const content = at + 12 + aligned(nameSize);
    if (content + contentSize > bytes.length) break;
    notes.push({
      owner: bytes.toString('latin1', at + 12, at + 12 + nameSize).replace(/\0.*$/s, ''),
      type: fields.word(bytes, at + 8),
      content: bytes.subarray(content, content + contentSize),
    });
    at = content + aligned(contentSize);
  }
  return notes;
}

const aligned = (size: number): number => Math.ceil(size / 4) * 4;
