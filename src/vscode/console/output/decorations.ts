import * as vscode from 'vscode';
import type { OutputWindow, TextStyle } from '../../../serial/outputProtocol';

const NAMES = ['Black', 'Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'];

/** Guests choose their colours; a window has 64 styles at most, and the editor is told of each kind for each change. */
const MOST_TYPES = 256;

/** Colours of guests, times, levels and boots, as the editor's decorations; made when they are first needed. */
export class Decorations implements vscode.Disposable {
  private readonly types = new Map<string, vscode.TextEditorDecorationType>();

  apply(editor: vscode.TextEditor, window: OutputWindow): void {
    const used = new Map<string, vscode.Range[]>();
    const add = (key: string, range: vscode.Range): void => {
      const ranges = used.get(key);
      if (ranges) ranges.push(range);
      else used.set(key, [range]);
    };
    const grouped = groupSpans(window);
    for (const [style, ranges] of grouped) used.set(JSON.stringify(style), ranges);
    const { additions } = window;
    used.set(
      ADDITION,
      Array.from({ length: additions.length / 3 }, (_, at) => rangeAt(additions, 3 * at)),
    );
    for (const { line, level } of window.levels) add(level, new vscode.Range(line, 0, line, 0));
    for (const line of window.boots) add(BOOT, new vscode.Range(line, 0, line, 0));
    for (const key of used.keys()) this.typeFor(key);
    this.forgetOldest();
    for (const [key, type] of this.types) editor.setDecorations(type, used.get(key) ?? []);
  }

  dispose(): void {
    for (const type of this.types.values()) type.dispose();
  }

  private typeFor(key: string): vscode.TextEditorDecorationType {
    const type = this.types.get(key) ?? vscode.window.createTextEditorDecorationType(optionsFor(key));
    // Behind all others: what was not used for the longest is forgotten first.
    this.types.delete(key);
    this.types.set(key, type);
    return type;
  }

  private forgetOldest(): void {
    for (const [key, type] of this.types) {
      if (this.types.size <= MOST_TYPES) return;
      type.dispose();
      this.types.delete(key);
    }
  }
}

const ADDITION = 'addition';
const BOOT = 'boot';

function groupSpans({ spans, styles }: OutputWindow): Map<TextStyle, vscode.Range[]> {
  const groups = new Map<TextStyle, vscode.Range[]>(styles.map((style) => [style, []]));
  for (let at = 0; at < spans.length; at += 4) {
    const style = styles[spans[at + 3] ?? -1];
    if (style) groups.get(style)?.push(rangeAt(spans, at));
  }
  return groups;
}

function rangeAt(numbers: Uint32Array, at: number): vscode.Range {
  const line = numbers[at] ?? 0;
  return new vscode.Range(line, numbers[at + 1] ?? 0, line, numbers[at + 2] ?? 0);
}

function optionsFor(key: string): vscode.DecorationRenderOptions {
  switch (key) {
    case ADDITION:
      return { color: new vscode.ThemeColor('descriptionForeground') };
    case BOOT:
      return {
        isWholeLine: true,
        borderWidth: '1px 0 0 0',
        borderStyle: 'solid',
        borderColor: new vscode.ThemeColor('focusBorder'),
        overviewRulerColor: new vscode.ThemeColor('focusBorder'),
        overviewRulerLane: vscode.OverviewRulerLane.Full,
      };
    case 'error':
      return levelOptions('editorError.foreground');
    case 'warning':
      return levelOptions('editorWarning.foreground');
    default:
      return styleOptions(JSON.parse(key) as TextStyle);
  }
}

function levelOptions(color: string): vscode.DecorationRenderOptions {
  const themed = new vscode.ThemeColor(color);
  return {
    isWholeLine: true,
    borderWidth: '0 0 0 2px',
    borderStyle: 'solid',
    borderColor: themed,
    overviewRulerColor: themed,
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  };
}

function styleOptions(style: TextStyle): vscode.DecorationRenderOptions {
  const lines = [style.underline && 'underline', style.struck && 'line-through'].filter(Boolean).join(' ');
  return {
    ...(style.foreground !== undefined && { color: colorOf(style.foreground) }),
    ...(style.background !== undefined && { backgroundColor: colorOf(style.background) }),
    ...(style.bold && { fontWeight: 'bold' }),
    ...(style.dim && { opacity: '0.6' }),
    ...(style.italic && { fontStyle: 'italic' }),
    ...(lines !== '' && { textDecoration: lines }),
  };
}

function colorOf(color: number | string): string | vscode.ThemeColor {
  if (typeof color === 'string') return color;
  return new vscode.ThemeColor(`terminal.ansi${color < 8 ? '' : 'Bright'}${NAMES[color % 8] ?? 'White'}`);
}
