import assert from 'node:assert/strict';
import { resolveConfiguration } from '../../config/resolve/resolveConfiguration';
import { silenceText, type SilenceFacts } from './silenceText';

const PORT = { name: 'console', chardev: 'qsd-ser0' };

function text(facts: Partial<SilenceFacts>, machine: object = {}, append?: string): string {
  const config = resolveConfiguration({ type: 'qemu', ...(append !== undefined && { append }) });
  const about = { state: 'running', why: '', config, ports: [PORT], ...machine } as const;
  return silenceText({ machine: about, isFirst: true, processors: [], uarts: undefined, ...facts }).join(
    '\n',
  );
}

describe('what is said of a silent machine', () => {
  it('where the processors stand is said of a machine that runs, and why it is paused of one that is', () => {
    const processors = ['CPU 0 was at 0x80001000 idle (main.c:3)'];
    assert.match(text({ processors }), /idle \(main\.c:3\)/);
    const paused = text({ processors }, { state: 'paused', why: 'guest-panicked' });
    assert.match(paused, /paused \(guest-panicked\)/);
    assert.doesNotMatch(paused, /idle/);
  });

  it('what is said after a reset is of that boot', () => {
    assert.match(text({}), /on a serial port yet/);
    assert.match(text({ isFirst: false }), /since the reset/);
  });

  it('serial devices are said with their ports, and those that nothing is connected to', () => {
    const uarts = [
      { type: 'pl011', chardev: 'qsd-ser0' },
      { type: 'pl011', chardev: undefined },
      { type: 'virtconsole', chardev: 'mine' },
    ];
    assert.match(text({ uarts }), /pl011 is port "console", pl011 is not connected, virtconsole → mine/);
    assert.match(text({ uarts: [] }), /no serial device/);
    assert.doesNotMatch(text({ uarts: undefined }), /erial device/);
  });

  it('what the kernel’s command line says of consoles is a fact, and what its absence means a guess', () => {
    assert.match(
      text({}, {}, 'root=/dev/vda console=tty0 console=ttyS0,115200'),
      /console=tty0 console=ttyS0,115200/,
    );
    assert.match(text({}, {}, 'root=/dev/vda netconsole=x'), /no "console="\. A guess/);
    assert.doesNotMatch(text({}), /command line/);
  });
});
