import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { ElfError, type ElfFile, type ElfSection, RELOCATABLE } from '../elf';
import { messageOf } from '../../concurrency/messageOf';
import { relocate } from './relocations';

/** Bytes of one section of debug information. Debian's vmlinux has some 60 MB of line numbers. */
const MOST_BYTES = 512 * 1024 * 1024;
/** `SHF_COMPRESSED`, and the one way of compressing that is read here: `ELFCOMPRESS_ZLIB`. */
const COMPRESSED = 0x800n;
const ZLIB = 1;

const inflated = promisify(inflate);

/**
 * What a section of debug information has; empty when there is none of that name.
 * @throws {ElfError}; `signal.reason` on abort.
 */
export async function debugSection(elf: ElfFile, name: string, signal: AbortSignal): Promise<Buffer> {
  const sections = await elf.sections();
  const index = sections.findIndex((each) => each.name === name);
  const section = sections[index];
  if (!section) return Buffer.alloc(0);
  const content = await contentOf(elf, section);
  if (elf.header.type === RELOCATABLE) await relocate(elf, index, content, signal);
  return content;
}

async function contentOf(elf: ElfFile, section: ElfSection): Promise<Buffer> {
  const content = await elf.contentOf(section, MOST_BYTES);
  return (section.flags & COMPRESSED) === 0n ? content : await unpacked(elf, section, content);
}

async function unpacked(elf: ElfFile, { name }: ElfSection, content: Buffer): Promise<Buffer> {
  const { is64, littleEndian } = elf.header;
  const head = is64 ? 24 : 12;
  if (content.length < head) throw new ElfError('truncated', `${name} ends early`);
  const kind = littleEndian ? content.readUInt32LE(0) : content.readUInt32BE(0);
  if (kind !== ZLIB) throw new ElfError('malformed', `${name} is compressed in a way that is not known here`);
  try {
    return await inflated(content.subarray(head), { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new ElfError('malformed', `${name} cannot be unpacked: ${messageOf(error)}`);
  }
}
