import { HEX, hexNumber, type Load, type LoadEvent, type LoadReader } from '../load';

/** The name of the load that is the kernel itself. */
export const KERNEL = 'kernel';

const BANNER = /Linux version \d.{0,500}$/;
const OFFSET = new RegExp(`Kernel Offset: (?:(disabled)|${HEX} from ${HEX})`);
const RELOCATED = new RegExp(`Kernel relocated by ${HEX}`);

/** Where Linux has moved itself to (KASLR), as it says when it panics; and its banner at each boot. */
export const linuxKernel = (): LoadReader => ({
  triggers: ['Linux version ', 'Kernel Offset: ', 'Kernel relocated by '],
  read: (line) => {
    const banner = BANNER.exec(line)?.[0];
    if (banner !== undefined) return { event: 'boot', banner: banner.trimEnd() };
    const found = OFFSET.exec(line);
    if (found) return moved(found[1] === undefined ? hexNumber(found[2]) : 0n);
    // LoongArch has a text of its own.
    const relocated = RELOCATED.exec(line);
    return relocated ? moved(hexNumber(relocated[1])) : undefined;
  },
});

const moved = (slide: bigint): LoadEvent => ({ event: 'loaded', loads: [kernelAt(slide)] });

/** The kernel, so far from where it was linked. */
export function kernelAt(slide: bigint): Load {
  return { kind: 'linux', name: KERNEL, where: { slide } };
}
