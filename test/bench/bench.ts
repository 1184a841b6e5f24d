/**
 * What `npm run bench` does once everything is installed: runs the product and its alternatives interleaved, prints a
 * table, and writes it with everything measured to out/bench.json. See README.md.
 * `-- --quick`: one short round of each. `-- --only TEXT[,TEXT…]`: the group of that name, or all
 * whose name contains it.
 * `-- --profile`: CPU profiles of the extension host, beside the result; they slow it down.
 * `-- --save`: makes the result the committed one, with the table and the curves of the READMEs; with `--only`, in the
 * places of those groups.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { output } from '../../scripts/lib/paths.mjs';
import { messageOf } from '../../src/concurrency/messageOf';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { command } from '../support/command';
import { conditionsNow, conditionsText } from './report/conditions';
import type { Conditions } from './report/rounds';
import type { EvaluatedRow } from './report/row';
import { evaluateAll } from './report/rows';
import { committed, saveResults, type Results } from './report/save';
import { rounded } from './report/spread';
import { plainTable } from './report/table';
import { buildBench } from './run/build';
import { groups, type Group } from './run/groups';
import { runProgram } from './run/program';
import { measureStolen } from './run/stolen';

command('npm run bench', async (tasks) => {
  const { values: flags } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      save: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
    },
  });
  const begin = performance.now();
  await buildBench(tasks.signal);
  const stolen = measureStolen();
  const before = conditionsNow(flags.quick ? 'quick' : 'full');
  const { samples, failed } = await measure(choose(groups(flags), flags.only), tasks);
  const about: Conditions = { ...before, loadAfter: loadavg()[0] ?? NaN, stolen: stolen() };
  const results: Results = rounded({ about, rows: evaluateAll(samples), samples });
  await mkdir(output, { recursive: true });
  await writeFile(join(output, 'bench.json'), `${JSON.stringify(results)}\n`);
  const last = await readCommitted();
  console.log(`\n${plainTable(results.rows, last?.rows)}\n`);
  console.log(endText(results.rows, about, last, performance.now() - begin));
  if (failed.length > 0) throw new Error(`These could not be measured: ${failed.join(', ')}`);
  if (flags.save) await saveResults(results, flags.only === undefined ? undefined : last);
  return 0;
});

async function readCommitted(): Promise<Results | undefined> {
  try {
    return JSON.parse(await readFile(committed, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}

function choose(all: readonly Group[], only: string | undefined): readonly Group[] {
  if (only === undefined) return all;
  const named = (text: string): Group[] => all.filter(({ id }) => id === text);
  const found = (text: string): Group[] =>
    named(text).length > 0 ? named(text) : all.filter(({ id }) => id.includes(text));
  const wanted = new Set(only.split(',').flatMap(found));
  return all.filter((group) => wanted.has(group));
}

interface Measured {
  readonly samples: Record<string, readonly unknown[]>;
  readonly failed: readonly string[];
}

/** A group that fails does not keep the others from being measured. */
async function measure(chosen: readonly Group[], tasks: TaskGroup): Promise<Measured> {
  const samples: Record<string, readonly unknown[]> = {};
  const failed: string[] = [];
  for (const group of chosen) {
    try {
      samples[group.id] = await runGroup(group, tasks);
    } catch (error) {
      tasks.signal.throwIfAborted();
      console.error(`${group.id}: ${messageOf(error)}`);
      failed.push(group.id);
    }
  }
  return { samples, failed };
}

async function runGroup({ id, rounds, roads, rowsOf }: Group, tasks: TaskGroup): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let round = 0; round < rounds; round++) {
    const result: Record<string, unknown> = {};
    for (const [name, road] of Object.entries(roads)) {
      tasks.signal.throwIfAborted();
      process.stderr.write(`${id} ${round + 1}/${rounds} ${name}\n`);
      if (typeof road === 'function') result[name] = await road(tasks);
      else result[name] = await runProgram(road[0], road[1], tasks.signal, road[2]);
    }
    results.push(...(rowsOf ? rowsOf(result) : [result]));
  }
  return results;
}

function endText(
  rows: readonly EvaluatedRow[],
  about: Conditions,
  last: Results | undefined,
  elapsedMs: number,
): string {
  const judged = rows.filter(({ met }) => met !== undefined);
  const met = judged.filter((row) => row.met);
  const before = last
    ? [`"last" is ${last.about.commit} of ${last.about.date.slice(0, 10)} (${last.about.mode})`]
    : [];
  return [
    `${met.length} of ${judged.length} goals met, ${(elapsedMs / 1000).toFixed(0)} s`,
    conditionsText(about),
    ...before,
  ].join('\n');
}
