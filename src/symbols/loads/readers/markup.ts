import { markupNodes } from '../../markup/elements';
import { isContextual, MarkupMemory } from '../../markup/memoryMap';
import { type Load, type LoadEvent, type LoadReader, slideBetween } from '../load';

/** Symbolizer markup: `{{{reset}}}`, `{{{module:…}}}`, `{{{mmap:…}}}`, of Fuchsia and others that print it. */
export const markup = (): LoadReader => new MarkupReader();

class MarkupReader implements LoadReader {
  readonly triggers = ['{{{module:', '{{{mmap:', '{{{reset}}}'];
  private readonly memory = new MarkupMemory();

  read(line: string): LoadEvent | undefined {
    for (const node of markupNodes(line)) {
      if (typeof node === 'string' || !isContextual(node)) continue;
      const change = this.memory.take(node);
      // The rest of such a line is not looked at (SymbolizerMarkupFormat).
      if (change?.kind === 'reset') return { event: 'forget', kinds: ['markup'] };
      return change?.kind === 'mapping' ? { event: 'loaded', loads: [loadOf(change.mapping)] } : undefined;
    }
    return undefined;
  }
}

function loadOf({ module, address, size, relative }: NonNullable<ReturnType<MarkupMemory['at']>>): Load {
  const range = { start: address, size };
  return {
    kind: 'markup',
    name: module.name,
    where: slideBetween(address, relative),
    range,
    buildId: module.buildId,
  };
}
