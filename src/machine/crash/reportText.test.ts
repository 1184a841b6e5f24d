import assert from 'node:assert/strict';
import type { CrashReport } from '../../crash/report';
import type { ResolvedReport } from './resolvedReport';
import { LINES_WITH_REPORT, reportText } from './reportText';

const REPORT: CrashReport = {
  system: 'linux',
  title: 'WARNING in demo_start',
  altTitles: [],
  type: 'WARNING',
  guilty: 'demo_start',
  frames: [{ raw: 'demo_start+0x4c/0xa0', symbol: 'demo_start', start: 0, end: 1 }],
  registers: [{ name: 'RAX', value: '0000000000000001' }],
  tasks: [],
  start: 0,
  end: 1,
};
const [PRINTED] = REPORT.frames;
const RESOLVED: ResolvedReport = {
  report: REPORT,
  frames: [
    { printed: PRINTED!, function: 'list_add', file: 'list.h', line: 12, inlined: true },
    { printed: PRINTED!, function: 'demo_start', file: 'demo.c', line: 88, inlined: false },
  ],
  problems: ['vmlinux is `another` build.'],
};
const AROUND = {
  machine: 'demo',
  port: 'ser0',
  qemuVersion: '7.2.22',
  commandLine: ['qemu', '-m', '32'],
  lines: ['hello'],
};

describe('reportText', () => {
  it('has what somebody needs to look into a crash', () => {
    const text = reportText(RESOLVED, AROUND);
    for (const part of [
      '# `WARNING in demo_start`',
      'demo_start+0x4c/0xa0\n    list_add at list.h:12 (inlined)\n    demo_start at demo.c:88\n',
      '## Symbols\n\n```\nvmlinux is `another` build.\n```',
      'RAX 0000000000000001',
      'qemu -m 32',
      'hello',
    ])
      assert.ok(text.includes(part), `${part} is not in\n${text}`);
  });

  it('says what the registers tell about the fault, and nothing where they tell nothing', () => {
    const registers = [
      { name: 'status', value: '0000000200000120' },
      { name: 'badaddr', value: '0000000000000028' },
      { name: 'cause', value: '000000000000000d' },
    ];
    const text = reportText({ ...RESOLVED, report: { ...REPORT, registers } }, AROUND);
    assert.match(
      text,
      /^- Fault: `A read of 0x28 in kernel mode failed: the page tables do not allow it\.`$/m,
    );
    assert.doesNotMatch(reportText(RESOLVED, AROUND), /Fault/);
  });

  it('lets no text of the guest out of its code', () => {
    const hostile = '```\n[click](command:x) ````';
    const text = reportText(
      { ...RESOLVED, report: { ...REPORT, title: 'a ` b [c](command:d)' } },
      { ...AROUND, lines: [hostile] },
    );
    assert.ok(text.startsWith('# `` a ` b [c](command:d) ``\n'), text);
    assert.ok(text.includes('\n`````\n```\n[click](command:x) ````\n`````'), text);
  });

  it('has the last lines only', () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `line ${index}`);
    const text = reportText(RESOLVED, { ...AROUND, lines });
    assert.ok(text.includes('line 999') && text.includes(`line ${1000 - LINES_WITH_REPORT}\n`));
    assert.ok(!text.includes(`line ${999 - LINES_WITH_REPORT}\n`));
  });

  it('says of a frame without symbols only what the guest printed', () => {
    const text = reportText(
      { ...RESOLVED, frames: [{ printed: PRINTED!, function: 'demo_start', inlined: false }] },
      AROUND,
    );
    assert.ok(text.includes('```\ndemo_start+0x4c/0xa0\n```'), text);
  });

  it('has where a frame without symbols lies in its image, which firmware leaves to the reader', () => {
    const raw = 'Find image based on IP(0x7E8A2F0F) DemoDxe.dll (ImageBase=7E8A0000)';
    const stack = (module?: string): string => {
      const printed = {
        raw,
        address: '7E8A2F0F',
        offset: 0x2f0f,
        start: 0,
        end: 1,
        ...(module && { module }),
      };
      return reportText({ report: REPORT, frames: [{ printed, inlined: false }], problems: [] }, AROUND);
    };
    assert.ok(stack('DemoDxe.dll').includes(`${raw}\n    DemoDxe.dll+0x2f0f\n`));
    assert.ok(stack().includes(`${raw}\n    0x2f0f bytes into its image\n`));
  });
});
