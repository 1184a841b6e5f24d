import { findPlaces } from '../../crash/places/findPlaces';
import type { Columns, PrintedCode, PrintedPlace, PrintedSource } from '../../crash/places/printedPlace';
import type { GuestPlace, GuestResolution, ToldLoads } from '../../symbols/guestSymbols';

/** What links need of a machine's symbols. */
export interface LinkSymbols {
  resolve(
    places: readonly GuestPlace[],
    told: ToldLoads,
    signal: AbortSignal,
  ): Promise<readonly GuestResolution[]>;
  /** Of a path that debug information has. Without a build id nothing is fetched. */
  source(recorded: string, buildId: string | undefined, signal: AbortSignal): Promise<string | undefined>;
  /** Of a path that a guest has printed. */
  printedSource(printed: string, signal: AbortSignal): Promise<string | undefined>;
}

/** Code of the running guest: an address, or a function that a debugger knows, and bytes from there. */
export interface CodeReference {
  /** As the debug adapter protocol's `memoryReference`. */
  readonly reference: string;
  readonly offset: number;
}

/** A piece of a console's line that leads somewhere. Texts are those of symbol files and of this computer, not the guest's. */
export interface LineLink extends Columns {
  readonly function?: string;
  /** As the compiler wrote it. */
  readonly file?: string;
  readonly buildId?: string;
  /** Where the file is on this computer; undefined when it is not here. */
  readonly path?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
  /** Where it is in the running guest, for a debugger. */
  readonly code?: CodeReference;
}

/**
 * The places of a line that symbol files and folders know. Costs nothing for a line that names none.
 * @throws what `symbols` throws.
 */
export async function lineLinks(
  line: string,
  symbols: LinkSymbols,
  told: ToldLoads,
  signal: AbortSignal,
): Promise<readonly LineLink[]> {
  const places = findPlaces(line);
  if (places.length === 0) return [];
  const code = places.filter((place) => place.kind === 'code');
  const resolved = await resolveCode(code, symbols, told, signal);
  const links: LineLink[] = [];
  for (const place of places) {
    if (links.some((link) => overlap(link, place))) continue;
    const link = await linkTo(place, resolved, symbols, signal);
    if (link) links.push(link);
  }
  return links;
}

const overlap = (one: Columns, other: Columns): boolean => one.from < other.to && other.from < one.to;

type ResolvedCode = ReadonlyMap<PrintedPlace, GuestResolution>;

async function linkTo(
  place: PrintedPlace,
  resolved: ResolvedCode,
  symbols: LinkSymbols,
  signal: AbortSignal,
): Promise<LineLink | undefined> {
  if (place.kind === 'source') return await linkToSource(place, symbols, signal);
  const found = resolved.get(place);
  return found && (await linkToCode(place, found, symbols, signal));
}

async function resolveCode(
  code: readonly PrintedCode[],
  symbols: LinkSymbols,
  told: ToldLoads,
  signal: AbortSignal,
): Promise<ResolvedCode> {
  if (code.length === 0) return new Map();
  const asked = code.map((place) => ({ ...place, returns: place.inStack }));
  const found = await symbols.resolve(asked, told, signal);
  return new Map(code.flatMap((place, index) => (found[index] ? [[place, found[index]]] : [])));
}

async function linkToSource(
  { file, from, to, line, column }: PrintedSource,
  symbols: LinkSymbols,
  signal: AbortSignal,
): Promise<LineLink | undefined> {
  const path = await symbols.printedSource(file, signal);
  return path === undefined ? undefined : { from, to, path, line, ...(column !== undefined && { column }) };
}

/** To the innermost call whose source is here, else to the innermost. */
async function linkToCode(
  place: PrintedCode,
  found: GuestResolution,
  symbols: LinkSymbols,
  signal: AbortSignal,
): Promise<LineLink | undefined> {
  const { from, to } = place;
  const { frames, buildId } = found;
  const code = referenceTo(place, found);
  const at = { from, to, ...(code && { code }), ...(buildId !== undefined && { buildId }) };
  for (const { inlined: _, ...frame } of frames) {
    const path = frame.file === undefined ? undefined : await symbols.source(frame.file, undefined, signal);
    if (path !== undefined) return { ...at, ...frame, path };
  }
  const [innermost] = frames;
  if (!innermost) return undefined;
  const { inlined: _, ...frame } = innermost;
  return { ...at, ...frame };
}

/** Without an address only its symbol file's name is left, which a debugger evaluates: a plain one. */
function referenceTo(
  { address }: PrintedCode,
  { symbol, offset }: GuestResolution,
): CodeReference | undefined {
  if (address !== undefined) return { reference: `0x${address}`, offset: 0 };
  if (symbol === undefined || !/^[A-Za-z_]\w*$/.test(symbol)) return undefined;
  return { reference: `&(${symbol})`, offset: Number(offset ?? 0n) };
}
