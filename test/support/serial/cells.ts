import type { IBufferCell } from '@xterm/headless';
import type { HeadlessTerminal } from './headlessTerminal';

/** Everything that is seen on a terminal's screen: characters, how they look, and where the cursor is. */
export function screenOf({ terminal }: HeadlessTerminal): readonly string[] {
  const { active } = terminal.buffer;
  const rows = Array.from({ length: terminal.rows }, (_, row) => {
    const line = active.getLine(active.baseY + row);
    const cells = Array.from({ length: terminal.cols }, (__, column) => line?.getCell(column));
    return runs(cells.map((cell) => [lookOf(cell), shownBy(cell)]));
  });
  return [...rows, `cursor ${active.cursorY},${active.cursorX} ${active.type}`];
}

/** A space is what an empty cell is. */
function shownBy(cell: IBufferCell | undefined): string {
  if (!cell || cell.getWidth() === 0) return '';
  return cell.getChars() || ' ';
}

function lookOf(cell: IBufferCell | undefined): string {
  if (!cell) return '';
  const colors = [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor()];
  const attributes = [cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isInverse()];
  return [...colors, ...attributes, cell.isInvisible()].join();
}

/** Text, with the look before each piece that has another one. */
function runs(cells: readonly (readonly [look: string, text: string])[]): string {
  let before: string | undefined;
  return cells
    .map(([look, text]) => {
      const shown = look === before ? text : `<${look}>${text}`;
      before = look;
      return shown;
    })
    .join('');
}
