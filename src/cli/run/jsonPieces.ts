const INDENT = '  ';

/**
 * Plain data as `JSON.stringify` writes it with two spaces, in pieces: the results of a hundred thousand tests can be longer than
 * one text may be.
 * @param margin In front of each line but the first.
 */
export function* jsonPieces(value: unknown, margin = ''): Generator<string> {
  if (typeof value !== 'object' || value === null) {
    yield JSON.stringify(value ?? null);
    return;
  }
  const [begin, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inner = margin + INDENT;
  let isEmpty = true;
  for (const [label, part] of partsOf(value)) {
    yield `${isEmpty ? begin : ','}\n${inner}${label}`;
    yield* jsonPieces(part, inner);
    isEmpty = false;
  }
  yield isEmpty ? `${begin}${end}` : `\n${margin}${end}`;
}

function* partsOf(value: object): Generator<readonly [label: string, part: unknown]> {
  if (Array.isArray(value)) for (const part of value) yield ['', part];
  else
    for (const [name, part] of Object.entries(value))
      if (part !== undefined) yield [`${JSON.stringify(name)}: `, part];
}
