import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(__dirname, 'inlined');
export const INLINED_C = join(FOLDER, 'inlined.c');
const SOURCES = ['inlined', 'twin', 'twins'];

/** Programs made from test/guests/inlined, which are looked at and never run. */
export interface InlinedPrograms {
  /** With symbols and lines. */
  readonly full: string;
  /** With symbols only. */
  readonly plain: string;
  readonly stripped: string;
  /** Relocatable, as kernel modules are. */
  readonly object: string;
}

/** Builds them into a folder. */
export function inlinedPrograms(folder: string): InlinedPrograms {
  const code = ['-O2', '-g', '-ffreestanding', '-fno-pic', '-fno-stack-protector', '-fcf-protection=none'];
  const paths = { full: 'full.elf', plain: 'plain.elf', stripped: 'stripped.elf', object: 'inlined.o' };
  const objects = SOURCES.map((name) => {
    const object = join(folder, `${name}.o`);
    execFileSync('gcc', [...code, '-c', '-o', object, join(FOLDER, `${name}.c`)]);
    return object;
  });
  const at = (name: string): string => join(folder, name);
  const link = ['-nostdlib', '-static', '-no-pie', '-Wl,-Ttext=0x100000', '-Wl,--build-id=sha1'];
  execFileSync('gcc', [...link, '-o', at(paths.full), ...objects]);
  execFileSync('objcopy', ['--strip-debug', at(paths.full), at(paths.plain)]);
  execFileSync('objcopy', ['--strip-all', at(paths.full), at(paths.stripped)]);
  return {
    full: at(paths.full),
    plain: at(paths.plain),
    stripped: at(paths.stripped),
    object: at(paths.object),
  };
}

/** The line of inlined.c that has a text, counted from 1. */
export function lineWith(text: string): number {
  const index = readFileSync(INLINED_C, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`inlined.c has no line with "${text}"`);
  return index + 1;
}

/** Builds a program into a folder in which functions follow each other without a gap; behind.c and put.S. */
export function gaplessProgram(folder: string): string {
  const program = join(folder, 'gapless.elf');
  const code = ['-O2', '-g', '-ffreestanding', '-fno-pic', '-falign-functions=1', '-fno-toplevel-reorder'];
  const link = ['-nostdlib', '-static', '-no-pie'];
  const sources = ['behind.c', 'put.S'].map((name) => join(FOLDER, name));
  execFileSync('gcc', [...code, '-fcf-protection=none', ...link, '-o', program, ...sources]);
  return program;
}
