import type { Resolution } from '../symbolizer/resolution';
import type { SourceFrame } from '../symbolizer/sourceFrame';
import { type MarkupElement, type MarkupNode, markupNodes } from '../markup/elements';
import {
  isContextual,
  markupAddress,
  type MarkupMapping,
  MarkupMemory,
  type MarkupModule,
  type MapChange,
} from '../markup/memoryMap';

/** An address that markup shows, in the image that holds it. */
export interface MarkupPlace {
  readonly module: MarkupModule;
  /** From the beginning of the image. */
  readonly address: bigint;
}

/** Looks places up, in their order. */
export type ResolveMarkup = (places: readonly MarkupPlace[]) => Promise<readonly Resolution[]>;

/** A piece of the result: text, or what becomes text once its place is known. */
type Piece =
  string | { readonly place: MarkupPlace; readonly show: (found: Resolution | undefined) => string };

/** Colours of text, which end with the element that they surround. */
const COLOURS = /\x1b\[(?:[01]|3[0-7])m/g;
/** `{{{bt:0:…}}}`: frames of one stack. */
const MOST_FRAME = 1_000_000;

/**
 * Turns symbolizer markup into text for people, as `llvm-symbolizer --filter-markup` does: what says where images lie
 * becomes one line an image, addresses become functions and lines, and what cannot be understood is left as it is.
 */
export class MarkupFilter {
  private readonly memory = new MarkupMemory();
  /** The line about an image that is not complete before the next one: its mappings follow line by line. */
  private open: { readonly module: MarkupModule; readonly mappings: MarkupMapping[] } | undefined;

  constructor(private readonly resolve: ResolveMarkup) {}

  /**
   * The next lines of a log. What is about an image is held back until a line follows that is about something else.
   * @param lines With their ends.
   */
  async filter(lines: readonly string[]): Promise<string> {
    return await this.render(lines.flatMap((line) => this.take(line)));
  }

  /** What was held back. */
  finish(): string {
    return this.closeModule('\n');
  }

  private async render(pieces: readonly Piece[]): Promise<string> {
    const places = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.place]));
    const found = places.length > 0 ? await this.resolve(places) : [];
    let next = 0;
    return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.show(found[next++]))).join('');
  }

  private take(line: string): Piece[] {
    const end = line.endsWith('\r\n') ? '\r\n' : '\n';
    const before: MarkupNode[] = [];
    for (const node of markupNodes(line)) {
      if (typeof node !== 'string' && isContextual(node))
        return this.change(
          this.memory.take(node),
          () => before.flatMap((each) => this.piece(each, end)),
          end,
        );
      before.push(node);
    }
    return [this.closeModule(end), ...before.flatMap((each) => this.piece(each, end))];
  }

  /** What follows on such a line is dropped, and what is before it when the line adds to the one before. */
  private change(change: MapChange | undefined, before: () => Piece[], end: string): Piece[] {
    if (!change || (change.kind === 'reset' && !change.hadAny)) return [];
    if (change.kind === 'reset') return [this.closeModule(end), ...before(), `[[[reset]]]${end}`];
    if (change.kind === 'mapping' && this.open?.module === change.mapping.module) {
      this.open.mappings.push(change.mapping);
      return [];
    }
    const closed = this.closeModule(end);
    const module = change.kind === 'module' ? change.module : change.mapping.module;
    this.open = { module, mappings: change.kind === 'module' ? [] : [change.mapping] };
    const about = change.kind === 'module' ? `BuildID=${module.buildId}` : 'adds';
    return [closed, ...before(), `[[[ELF module #0x${module.id.toString(16)} "${module.name}"; ${about}`];
  }

  private closeModule(end: string): string {
    if (!this.open) return '';
    const mappings = [...this.open.mappings].sort((a, b) => (a.address < b.address ? -1 : 1));
    this.open = undefined;
    const shown = mappings.map(
      ({ address, size, mode }) =>
        `[0x${address.toString(16)}-0x${BigInt.asUintN(64, address + size - 1n).toString(16)}](${mode})`,
    );
    return `${shown.length > 0 ? ' ' : ''}${shown.join(',')}]]]${end}`;
  }

  private piece(node: MarkupNode, end: string): Piece[] {
    if (typeof node === 'string') return [node.replace(COLOURS, '')];
    const { tag, fields } = node;
    // Tags are letters: anything else is a slip of the program that printed it.
    if (!/^[a-z]+$/.test(tag)) return [];
    if (tag === 'symbol') return [fields[0] ?? ''];
    if (tag === 'pc') return this.address(node, fields[0], fields[1] ?? 'pc', showPlace);
    if (tag === 'bt') {
      const frame = /^\d{1,7}$/.test(fields[0] ?? '') ? Number(fields[0]) : MOST_FRAME;
      if (frame >= MOST_FRAME) return [];
      return this.address(node, fields[1], fields[2] ?? 'ra', (found, address, place) =>
        showFrames(frame, found, address, place, end),
      );
    }
    return tag === 'data' ? [fields.length > 0 ? raw(node, '[[[', ']]]') : ''] : [raw(node, '{{{', '}}}')];
  }

  private address(
    element: MarkupElement,
    text: string | undefined,
    type: string,
    show: (found: readonly SourceFrame[], address: bigint, place: MarkupPlace) => string | undefined,
  ): Piece[] {
    const told = markupAddress(text);
    if (told === undefined || (type !== 'pc' && type !== 'ra')) return [];
    // A return address is behind the call that is meant.
    const address = type === 'ra' ? BigInt.asUintN(64, told - 1n) : told;
    const mapping = this.memory.at(address);
    const unknown = raw(element, '[[[', ']]]');
    if (!mapping) return [unknown];
    const place = { module: mapping.module, address: address - mapping.address + mapping.relative };
    return [{ place, show: (found) => (found && show(found.frames, address, place)) ?? unknown }];
  }
}

function raw({ tag, fields }: MarkupElement, begin: string, end: string): string {
  return `${begin}${[tag, ...fields].join(':')}${end}`;
}

/** The function itself, and the line of what is inlined there. */
function showPlace(frames: readonly SourceFrame[]): string | undefined {
  const [inner, outer] = [frames[0], frames.at(-1)];
  if (!inner || !outer) return undefined;
  return `${outer.function ?? UNKNOWN}[${inner.file ?? UNKNOWN}:${inner.line ?? 0}]`;
}

/** How LLVM names what it does not know. */
const UNKNOWN = '<invalid>';

function showFrames(
  frame: number,
  frames: readonly SourceFrame[],
  address: bigint,
  { module, address: relative }: MarkupPlace,
  end: string,
): string {
  const where = `0x${address.toString(16).padStart(16, '0')}`;
  const image = `(${module.name}+0x${relative.toString(16)})`;
  const number = `#${frame}`.padStart(6);
  if (frames.length === 0) return `${number}    ${where} ${image}`;
  return frames
    .map(({ function: name, file, line, column, inlined }, index) => {
      const part = inlined ? `.${index + 1}`.padEnd(3) : '   ';
      const source = `${file ?? UNKNOWN}:${line ?? 0}:${column ?? 0}`;
      return `${number}${part} ${where} ${name ?? UNKNOWN} ${source} ${image}`;
    })
    .join(end);
}
