import assert from 'node:assert/strict';
import { HeadlessTerminal } from '../../test/support/serial/headlessTerminal';
import { MODES } from '../../test/support/serial/terminalModes';
import { LEGIBLE, terminalReset } from './terminalReset';

const COLUMNS = 80;

/** All that a terminal's next output and input depend on, as far as it can be seen from outside. */
function state({ terminal }: HeadlessTerminal): unknown {
  const { modes, buffer } = terminal;
  const core = terminal._core;
  const handler = core._inputHandler as unknown as {
    _curAttrData: { fg: number; bg: number; extended: { ext: number; urlId: number } };
    _activeBuffer: Record<string, unknown> & { savedCurAttrData: { fg: number; bg: number } };
  };
  const { fg, bg, extended } = handler._curAttrData;
  const active = handler._activeBuffer;
  const services = core as unknown as {
    _charsetService: { charset: unknown; glevel: number };
    coreService: { isCursorHidden: boolean; decPrivateModes: unknown; modes: unknown };
    coreMouseService: { activeProtocol: string; activeEncoding: string };
  };
  return {
    modes,
    shown: buffer.active.type,
    attributes: [fg, bg, extended.ext, extended.urlId],
    saved: [active.savedCurAttrData.fg, active.savedCurAttrData.bg, active['savedX']],
    region: [active['scrollTop'], active['scrollBottom']],
    tabs: Object.keys(active['tabs'] as object).filter(
      (key) => (active['tabs'] as Record<string, boolean>)[key],
    ),
    charset: [services._charsetService.charset, services._charsetService.glevel],
    cursor: services.coreService.isCursorHidden,
    private: services.coreService.decPrivateModes,
    ansi: services.coreService.modes,
    mouse: [services.coreMouseService.activeProtocol, services.coreMouseService.activeEncoding],
    convertEol: core.optionsService.rawOptions.convertEol,
  };
}

describe('terminal reset', () => {
  const before = Array.from({ length: 60 }, (_, index) => `said before ${index}\r\n`).join('');
  let fresh: HeadlessTerminal;
  let terminal: HeadlessTerminal;

  beforeEach(() => {
    fresh = new HeadlessTerminal();
    terminal = new HeadlessTerminal();
    terminal.write(before);
  });

  afterEach(() => {
    fresh.dispose();
    terminal.dispose();
  });

  const reset = (): void => terminal.write(terminalReset({ columns: COLUMNS, colors: true }));

  for (const [name, sequences] of Object.entries(MODES)) {
    it(`a terminal reset takes back ${name}, and leaves the text`, () => {
      const text = terminal.text;
      terminal.write(sequences);
      reset();
      assert.deepEqual(state(terminal), state(fresh));
      assert.equal(terminal.text, text);
    });
  }

  it('each mode makes a difference that the test would see, if the terminal knows it', () => {
    const unknown = ['reverse video', 'kitty keyboard'];
    for (const [name, sequences] of Object.entries(MODES)) {
      const other = new HeadlessTerminal();
      other.write(sequences);
      if (!unknown.includes(name)) assert.notDeepEqual(state(other), state(fresh), name);
      other.dispose();
    }
  });

  it('a terminal reset leaves the cursor where it is, but for the alternate screen', () => {
    terminal.write('\x1b[2;6r\x1b[?6h\x1b[4;7Hx');
    const { cursorX, cursorY } = terminal.terminal.buffer.active;
    reset();
    const after = terminal.terminal.buffer.active;
    assert.deepEqual([after.cursorX, after.cursorY], [cursorX, cursorY]);
  });

  it('a terminal reset returns from the alternate screen to where the cursor was', () => {
    terminal.write('$ editor\x1b[?1049h\x1b[H\x1b[2Jpainted\x1b[20;20H');
    reset();
    terminal.write('\r\nended');
    assert.ok(terminal.text.endsWith('said before 59\n$ editor\nended'), terminal.text.slice(-80));
  });

  it('a terminal reset takes back a palette, by resetting each colour', () => {
    assert.match(
      terminalReset({ colors: true }),
      /\x1b\]104\x1b\\\x1b\]110\x1b\\\x1b\]111\x1b\\\x1b\]112\x1b\\/,
    );
    assert.doesNotMatch(terminalReset({ colors: false }), /\]1/);
  });

  it('one line is made legible without changing what a running guest relies on', () => {
    terminal.write('\x1b[?1h\x1b[?1000h\x1b[31;8m\x1b)0\x0e\x1b]8;;http://a\x07');
    terminal.write(`${LEGIBLE}\r\nlegible\r\n`);
    const line = terminal.terminal.buffer.active;
    assert.ok(terminal.screen.includes('legible'));
    const cell = line.getLine(line.baseY + line.cursorY - 1)!.getCell(0)!;
    assert.deepEqual([cell.isFgDefault(), cell.isInvisible()], [true, 0]);
    const { applicationCursorKeysMode, mouseTrackingMode } = terminal.terminal.modes;
    assert.deepEqual([applicationCursorKeysMode, mouseTrackingMode], [true, 'vt200']);
  });
});
