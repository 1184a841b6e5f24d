/** An element of symbolizer markup: `{{{pc:0x1234:ra}}}` has the tag `pc` and two fields. */
export interface MarkupElement {
  readonly tag: string;
  readonly fields: readonly string[];
}

export type MarkupNode = string | MarkupElement;

/** Elements of one line that are read: a line of a log has a handful. */
const MOST_ELEMENTS = 1000;

/** Splits a line into text and elements (llvm.org/docs/SymbolizerMarkupFormat.html), in linear time. */
export function markupNodes(line: string): readonly MarkupNode[] {
  const nodes: MarkupNode[] = [];
  let text = 0;
  for (let from = 0; nodes.length < MOST_ELEMENTS * 2;) {
    const begin = line.indexOf('{{{', from);
    const end = begin < 0 ? -1 : line.indexOf('}}}', begin + 3);
    if (end < 0) break;
    const [tag = '', ...fields] = line.slice(begin + 3, end).split(':');
    from = end + 3;
    if (tag === '') continue;
    nodes.push(line.slice(text, begin), { tag, fields });
    text = from;
  }
  nodes.push(line.slice(text));
  return nodes.filter((node) => node !== '');
}
