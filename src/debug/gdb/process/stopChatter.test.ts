import assert from 'node:assert/strict';
import { StopChatter } from './stopChatter';

describe('StopChatter', () => {
  function heard(...texts: string[]): string {
    const chatter = new StopChatter();
    chatter.resumed();
    return texts.map((text) => chatter.filter(text)).join('') + chatter.stopped();
  }

  it('StopChatter drops what GDB says at a breakpoint', () => {
    assert.equal(
      heard('\n', 'Thread 1 hit Breakpoint 2, look (p=0x0) at lab.cpp:51\n', '51\t  int x;\n'),
      '',
    );
    assert.equal(heard('\n', 'Breakpoint 1, main () at a.c:3\n', '3\t  int x;\n'), '');
  });

  it('StopChatter drops what GDB says at a watchpoint, a signal and the end of a step', () => {
    assert.equal(
      heard('\n', 'Hardware watchpoint 2: *(int *) 0x10\n', '\n', 'Old value = 0\n', 'New value = 1\n'),
      '',
    );
    assert.equal(
      heard('\n', 'Thread 1 received signal SIGINT, Interrupt.\n', 'idle () at a.c:9\n', '9\t  hlt();\n'),
      '',
    );
    assert.equal(heard('\nThread ', '2 received signal SIGQUIT, Quit.\n', '0x0000fff0 in ?? ()\n'), '');
    assert.equal(heard('52\t  int x;\n'), '');
    assert.equal(heard('0x0000fff0 in ?? ()\n'), '');
    assert.equal(heard('Run till exit from #0  add (a=1) at a.c:4\n', '0x10 in main () at a.c:3\n'), '');
  });

  it('StopChatter passes on what scripts and dprintf print', () => {
    assert.equal(heard('counter is 5\n', '\n', 'and more\n'), 'counter is 5\n\nand more\n');
    assert.equal(heard('\n'), '\n');
  });

  it('StopChatter passes on all that a stop says when the guest was let go in the console', () => {
    const chatter = new StopChatter();
    chatter.resumed();
    chatter.stopped();
    chatter.typed();
    const banner = 'Breakpoint 1, main () at a.c:3\n';
    assert.equal(chatter.filter('\n') + chatter.filter(banner), `\n${banner}`);
  });
});
