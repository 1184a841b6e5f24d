import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { conditionsText } from './conditions';
import { panels } from './panels';
import { svg } from './plot';
import type { Conditions, Samples } from './rounds';
import type { EvaluatedRow } from './row';
import { evaluateAll } from './rows';
import { rounded } from './spread';
import { markdownTable } from './table';

const folder = join(root, 'test', 'bench');
export const committed = join(folder, 'results.json');
const BEGIN = '<!-- begin: written by npm run bench -- --save -->';
const END = '<!-- end -->';

/** What the README shows of the table: a row for each of the product's promises that a person would ask about. */
const README_ROWS = ['limit-uart/rate', 'flood-uart/cost-naive', 'echo/median', 'launch/later'];

export interface Results {
  readonly about: Conditions;
  readonly rows: readonly EvaluatedRow[];
  readonly samples: Samples;
}

/**
 * Makes a result the committed one: results.json, curves.svg, and the tables in the READMEs.
 * @param last The committed one so far, if only some groups were measured: they take the places of theirs in it.
 */
export async function saveResults(measured: Results, last: Results | undefined): Promise<void> {
  const results = last ? merged(last, measured) : measured;
  const { about, rows, samples } = results;
  await writeFile(committed, lines(results));
  const drawn = panels(samples);
  if (drawn.length > 0) await writeFile(join(folder, 'curves.svg'), svg(drawn));
  await insert(join(folder, 'README.md'), `${conditionsText(about)}\n\n${markdownTable(rows)}`);
  const chosen = rows.filter(({ id }) => README_ROWS.includes(id));
  await insert(join(root, 'README.md'), `${markdownTable(chosen)}\n\n${conditionsText(about)}`);
}

function merged(last: Results, { about, samples }: Results): Results {
  const all = { ...last.samples, ...samples };
  const again = { ...last.about.again, [Object.keys(samples).join(', ')]: about };
  return { about: { ...last.about, again }, rows: rounded(evaluateAll(all)), samples: all };
}

/** JSON with a line for each row and each group: a difference of two results can be read. */
function lines({ about, rows, samples }: Results): string {
  const groups = Object.entries(samples).map(([id, rounds]) => `"${id}": ${JSON.stringify(rounds)}`);
  return [
    `{"about": ${JSON.stringify(about)},`,
    `"rows": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n],`,
    `"samples": {\n${groups.join(',\n')}\n}}\n`,
  ].join('\n');
}

/** Puts a text between the marks of a README. */
async function insert(path: string, text: string): Promise<void> {
  const readme = await readFile(path, 'utf8');
  const [before, rest] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (before < 0 || rest < before) throw new Error(`${path} has no place for the table`);
  await writeFile(path, `${readme.slice(0, before)}${BEGIN}\n\n${text}\n\n${readme.slice(rest)}`);
}
