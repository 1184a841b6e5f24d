import assert from 'node:assert/strict';
import type { Load } from './load';
import { LoadTracker } from './loadTracker';

function follow(text: string, tracker = new LoadTracker()): LoadTracker {
  for (const line of text.split('\n')) tracker.take(line.trimEnd());
  return tracker;
}

const shown = ({ kind, name, where, range }: Load): string =>
  [
    `${kind} ${name}`,
    ...Object.entries(where ?? {}).map(([key, value]) => `${key} ${value.toString(16)}`),
    ...(range ? [`${range.start.toString(16)}+${range.size.toString(16)}`] : []),
  ].join(' ');

const loadsIn = (text: string): string[] => follow(text).loads.map(shown);

describe('where images were loaded, from a log', () => {
  for (const [what, text, expected] of [
    [
      'Linux on x86 that moved itself',
      'Kernel Offset: 0x1fc00000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)',
      ['linux kernel slide 1fc00000'],
    ],
    [
      'Linux on arm64 that moved itself',
      'Kernel Offset: 0x2f5b7a400000 from 0xffff800008000000',
      ['linux kernel slide 2f5b7a400000'],
    ],
    ['Linux that did not move', 'Kernel Offset: disabled', ['linux kernel slide 0']],
    ['Linux on LoongArch', 'Kernel relocated by 0x1240000', ['linux kernel slide 1240000']],
    [
      '/proc/modules',
      'ext4 983040 1 - Live 0xffffffffc0a00000\ncrc16 16384 1 ext4, Live 0xffffffffc0812000 (E)\ndummy 16384 0 - Live 0x0000000000000000',
      [
        'linux-module ext4 text ffffffffc0a00000 ffffffffc0a00000+f0000',
        'linux-module crc16 text ffffffffc0812000 ffffffffc0812000+4000',
      ],
    ],
    [
      'the modules of a crash',
      'Modules linked in: dummy(OE+) snd_pcm virtio_net [last unloaded: gone]',
      ['linux-module dummy', 'linux-module snd_pcm', 'linux-module virtio_net'],
    ],
    [
      'a program that faulted under Linux',
      'init[1]: segfault at 0 ip 000055d0c0a01139 sp 00007ffd2 error 4 in busybox[55d0c0a01000+1000] likely on CPU 0',
      ['linux-process busybox code 55d0c0a01000 55d0c0a01000+1000'],
    ],
    [
      'a program that faulted under Linux 6.6',
      'sh[7]: segfault at 0 ip 000055d0c0a01139 sp 00007ffd2 error 4 in sh[1139,55d0c0a01000+2000]',
      ['linux-process sh code 55d0c0a01000 55d0c0a01000+2000'],
    ],
    [
      'U-Boot’s bdinfo',
      'relocaddr   = 0x000000008ff57000\nreloc off   = 0x000000000fd57000',
      ['uboot u-boot slide fd57000'],
    ],
    [
      'U-Boot with DEBUG',
      'Relocating to 7ff5f000, new gd at 7eb1ed90, sp at 7eb1ed80\nRelocation Offset is: 7f75f000',
      ['uboot u-boot slide 7f75f000'],
    ],
    [
      'an exception of U-Boot on arm64',
      '"Synchronous Abort" handler, esr 0x96000004\nelr: 0000000000081104 lr : 0000000000081054 (reloc)\nelr: 000000004ff78104 lr : 000000004ff78054',
      ['uboot u-boot slide 4fef7000'],
    ],
    [
      'an exception of U-Boot on arm',
      'data abort\npc : [<4ffb27d8>]\t   lr : [<4ffb2754>]\nreloc pc : [<0007a7d8>]\t   lr : [<0007a754>]',
      ['uboot u-boot slide 4ff38000'],
    ],
    [
      'an exception of U-Boot on RISC-V',
      'EPC: 000000008ff9a3c4 RA: 000000008ff9a3b0 TVAL: 0000000000000000\nEPC: 00000000802433c4 RA: 00000000802433b0 reloc adjusted',
      ['uboot u-boot slide fd57000'],
    ],
    [
      'EDK2 with DEBUG',
      'Loading PEIM at 0x0000007E8D5 EntryPoint=0x0000007E8DB PcdPeim.efi\nLoading driver at 0x0003E5A1000 EntryPoint=0x0003E5A2B3C Shell.efi',
      ['edk2 PcdPeim slide 7e8d5', 'edk2 Shell slide 3e5a1000'],
    ],
    [
      'EDK2 for a debugger',
      'add-symbol-file /build/edk2/Build/ArmVirtQemu/DEBUG_GCC5/AARCH64/DxeCore/DEBUG/DxeCore.dll 0x5F581000',
      ['edk2 DxeCore text 5f581000'],
    ],
    [
      'an exception of EDK2',
      '!!!! Find image based on IP(0x7E8D6C00) /home/me/Build/DEBUG/Shell.dll (ImageBase=000000007E8D5000, EntryPoint=000000007E8E1B3C) !!!!\nPC 0x00005F58D3F4 (0x00005F580000+0x0000D3F4) [ 0] DxeCore.dll',
      ['edk2 Shell slide 7e8d5000', 'edk2 DxeCore slide 5f580000'],
    ],
    [
      'an abort of OP-TEE',
      'E/TC:0 0 TEE load address @ 0x5ab04000\nE/LD:   [0] 8aaaf200-2450-11e4-abe2-0002a5d5c51b @ 0x4002e000',
      ['optee tee base 5ab04000', 'optee-ta 8aaaf200-2450-11e4-abe2-0002a5d5c51b slide 4002e000'],
    ],
    [
      'markup',
      'x {{{module:0:libc.so:elf:aabb}}}\n{{{mmap:0x70000:0x1000:load:0:rx:0x2000}}}\n{{{mmap:0x71000:0x1000:load:0:rw:0x3000}}}',
      ['markup libc.so slide 6e000 70000+1000', 'markup libc.so slide 6e000 71000+1000'],
    ],
    [
      'markup of another process',
      '{{{module:0:a:elf:aa}}}\n{{{mmap:0x7000:0x10:load:0:r:0x0}}}\n{{{reset}}}',
      [],
    ],
  ] as const)
    it(`the place of an image is read of ${what}`, () => assert.deepEqual(loadsIn(text), expected));

  it('the place of an image is not read of ordinary lines that have the same words', () => {
    const ordinary = [
      'Modules linked in:',
      'the relocaddr is unknown',
      'pc : [<c0008b28>]    lr : [<c0008b14>]    psr: 60000013',
      'EPC: no',
      'Loading driver at noon',
      'add-symbol-file without an address',
      'memory[0]\t[0x40000000-0x4fffffff], 0x10000000 bytes flags: 0',
      '[0] not-a-uuid @ 0x4002e000',
      'init[1]: segfault at 0 ip 0000000000000000 sp 00007ffd2 error 14',
    ];
    assert.deepEqual(loadsIn(ordinary.join('\n')), []);
  });

  it('the place of an image is of the past when the same thing boots again', () => {
    const tracker = follow('Kernel Offset: 0x1000 from 0x0\nModules linked in: a\nreloc off   = 0x5000');
    follow('[    0.000000] Linux version 6.1.0 (me@here) (gcc 12) #1 SMP', tracker);
    assert.deepEqual(tracker.loads.map(shown), ['uboot u-boot slide 5000']);
    assert.equal(tracker.banner, 'Linux version 6.1.0 (me@here) (gcc 12) #1 SMP');
    follow('U-Boot 2023.01+dfsg-2 (Jun 22 2026 - 08:38:07 +0000)', tracker);
    assert.deepEqual(tracker.loads, []);
  });

  it('a new place says what has changed, and keeps the address of a module that a crash names again', () => {
    const tracker = new LoadTracker();
    const listed = 'dummy 16384 0 - Live 0xffffffffc0812000';
    assert.deepEqual(
      [listed, listed, 'Modules linked in: dummy', 'Modules linked in: other', 'nothing'].map((line) =>
        tracker.take(line),
      ),
      [true, false, false, true, false],
    );
    assert.equal(tracker.loads.find(({ name }) => name === 'dummy')?.range?.start, 0xffffffffc0812000n);
  });

  it('rules of a person’s own give places, and those whose names are paths or whose numbers are none are refused', () => {
    const match = (line: string): RegExpExecArray['groups'] =>
      /^loaded (?<name>\S+) at (?<base>\S+) \+(?<size>\S+)$/.exec(line)?.groups;
    const tracker = new LoadTracker([{ trigger: 'loaded', match }]);
    follow('loaded init at 0x4000 +1000\nloaded ../../etc at 0x1 +1\nloaded x at here +1', tracker);
    assert.deepEqual(tracker.loads.map(shown), ['own init base 4000 4000+1000']);
    const fixed = new LoadTracker([
      { trigger: 'at ', name: 'loader', match: (line) => /at (?<slide>[0-9a-f]+)/.exec(line)?.groups },
    ]);
    assert.deepEqual(follow('at 0\nat ff', fixed).loads.map(shown), ['own loader slide ff']);
  });

  it('the places of images stay bounded, however many images a guest invents', () => {
    const tracker = new LoadTracker();
    for (let n = 0; n < 5000; n++) tracker.take(`Modules linked in: m${n}`);
    assert.equal(tracker.loads.length, 4096);
    assert.equal(tracker.loads.at(-1)?.name, 'm4999');
  });
});
