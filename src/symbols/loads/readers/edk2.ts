import { HEX, hexNumber, type Load, type LoadEvent, type LoadReader } from '../load';

/** `Loading driver at 0x0007E8D5000 EntryPoint=0x0007E8E1B3C  Shell.efi`; also PEIMs and the cores. */
const LOADING = new RegExp(`Loading [\\w ]{1,32} at ${HEX} EntryPoint=${HEX} {1,4}([\\w.+-]{1,128})`);
/** For a debugger to take over: the address is the one of the section .text. */
const FOR_DEBUGGER = new RegExp(`add-symbol-file (\\S{1,1024}) (?=0x)${HEX}`);
/** `!!!! Find image based on IP(0x…) /path/Shell.dll (ImageBase=…, EntryPoint=…) !!!!` */
const FOUND = new RegExp(`Find image based on IP\\(${HEX}\\) (\\S{1,1024}) \\(ImageBase=${HEX},`);
/** `PC 0x00023E5A1234 (0x00023E590000+0x00011234) [ 1] Shell.dll`: the stack of an exception on Arm. */
const FRAME = new RegExp(`PC ${HEX} \\(${HEX}\\+${HEX}\\) \\[ {0,3}\\d{1,3}\\] ([\\w.+-]{1,128})`);
/** What its first phase says first, with DEBUG on a console. */
const BEGINS = /^SecCoreStartupWithStack\(|^UEFI firmware \(version /;

/** EDK2, whose images are linked to 0 and loaded one by one. */
export const edk2 = (): LoadReader => ({
  triggers: [
    ' EntryPoint=',
    'add-symbol-file ',
    'Find image based on IP',
    'PC 0x',
    'SecCoreStartup',
    'UEFI firmware',
  ],
  read: (line) => (BEGINS.test(line) ? { event: 'forget', kinds: ['edk2'] } : readLoad(line)),
});

function readLoad(line: string): LoadEvent | undefined {
  const loading = LOADING.exec(line);
  if (loading) return loaded(loading[3], { slide: hexNumber(loading[1]) });
  const added = FOR_DEBUGGER.exec(line);
  if (added) return loaded(added[1], { text: hexNumber(added[2]) });
  const found = FOUND.exec(line);
  if (found) return loaded(found[2], { slide: hexNumber(found[3]) });
  const frame = FRAME.exec(line);
  return frame ? loaded(frame[4], { slide: hexNumber(frame[2]) }) : undefined;
}

/** @param path Of the computer that built it: only its last part is used. */
function loaded(path: string | undefined, where: NonNullable<Load['where']>): LoadEvent | undefined {
  const name = path
    ?.split(/[\\/]/)
    .at(-1)
    ?.replace(/\.\w{1,8}$/, '');
  return name ? { event: 'loaded', loads: [{ kind: 'edk2', name, where }] } : undefined;
}
