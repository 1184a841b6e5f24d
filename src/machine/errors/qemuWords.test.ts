import assert from 'node:assert/strict';
import { furtherWords, isComplaint, levelOf, ownWords } from './qemuWords';

/** QEMU 11.1's own. */
const DEPRECATED =
  "qemu-system-x86_64: -mon chardev=qmp,mode=control: warning: '-mon' is deprecated, use '-object' with 'monitor-hmp' or 'monitor-qmp' types instead";
const REFUSED = 'qemu-system-x86_64: -frob: invalid option';

describe("QEMU's words", () => {
  it("QEMU's words are what it complains of, without its name, and with the lines that go on", () => {
    assert.equal(ownWords(`${REFUSED}\nUse -help\n`), '-frob: invalid option\nUse -help');
    assert.equal(ownWords("qemu: could not load PC BIOS 'x'"), "could not load PC BIOS 'x'");
    assert.equal(ownWords('/opt/my-qemu: -x: no'), '/opt/my-qemu: -x: no');
    assert.equal(ownWords('my-qemu-kvm: -x: no'), '-x: no');
    assert.equal(ownWords('2026-11-26T10:11:12.345678Z qemu-system-arm: -x: no'), '-x: no');
  });

  const before: Readonly<Record<string, string>> = {
    'a plain warning': 'qemu-system-x86_64: warning: old',
    'a deprecation with its option': DEPRECATED,
    'a warning about an option with colons': 'qemu-system-arm: -drive file=a:b,if=sd: warning: x',
    'a warning about a line of a configuration file': 'qemu-system-arm: machine.cfg:12: warning: x',
    'a warning with the time': '2026-11-26T10:11:12.345678Z qemu-system-arm: -m 1: warning: x',
    'a warning in capitals that goes on':
      "WARNING: Image format was not specified for 'a.img' and probing guessed raw.\n         Specify the 'raw' format explicitly to remove the restrictions.",
    'a note': 'qemu-system-x86_64: -chardev socket,id=a: info: QEMU waiting for connection on: x',
    "a library's warning": '(qemu-system-x86_64:7): Gtk-WARNING **: 10:11:12.345: cannot open display: ',
    "GLib's warning": '** (process:7): WARNING **: 10:11:12.345: x',
    "another library's line": 'ALSA lib confmisc.c:855:(parse_card) cannot find card 0',
    "a wrapper's line": 'starting the container',
  };
  for (const [what, line] of Object.entries(before)) {
    it(`QEMU's words do not have ${what} before the true error`, () => {
      assert.equal(ownWords(`${line}\n${REFUSED}\n`), '-frob: invalid option');
      assert.equal(ownWords(`${line}\n${line}\n${REFUSED}\n${line}`).split('\n')[0], '-frob: invalid option');
    });
  }

  it("QEMU's words are a wrapper's where QEMU said nothing, and none where there are warnings only", () => {
    assert.equal(ownWords('sudo: a password is required\n'), 'sudo: a password is required');
    assert.equal(ownWords(`${DEPRECATED}\n`), '');
    assert.equal(ownWords(''), '');
  });

  it("QEMU's words are a list where QEMU lists what there is", () => {
    const list = 'Log items (comma separated):\nout_asm  x\n';
    assert.equal(ownWords(`${DEPRECATED}\n${list}`), list.trim());
  });

  it("QEMU's words are not an error only because a file is named like a warning", () => {
    const line = 'qemu-system-arm: Could not open "a: warning: b"';
    assert.equal(ownWords(line), 'Could not open "a: warning: b"');
  });

  it("QEMU's words go on with what may matter, but not with deprecations", () => {
    const warning = 'warning: netdev n0 has no peer';
    const stderr = `${DEPRECATED}\nqemu-system-x86_64: ${warning}\n${REFUSED}\n`;
    assert.deepEqual(furtherWords(stderr, '-frob: invalid option'), [warning]);
  });

  it("QEMU's words are told from what is not a complaint", () => {
    assert.deepEqual([REFUSED, DEPRECATED, 'ALSA lib x', ''].map(isComplaint), [true, false, false, false]);
  });

  it("QEMU's words have the level in the log that QEMU gives them", () => {
    assert.equal(levelOf('qemu-system-arm: info: x'), 'info');
    assert.deepEqual([DEPRECATED, REFUSED, 'anything'].map(levelOf), ['warn', 'warn', 'warn']);
  });
});
