/**
 * `npm run bench`: runs the product and its alternatives interleaved, prints a table, and writes it with everything
 * measured to out/bench.json. See test/bench/README.md.
 * `-- --quick`: one short round of each. `-- --only TEXT[,TEXT…]`: the group of that name, or all
 * whose name contains it.
 * `-- --profile`: CPU profiles of the extension host, beside the result; they slow it down.
 * `-- --save`: makes the result the committed one, with the table and the curves of the README; with `--only`, in the
 * places of those groups.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { buildBench } from './lib/benchBuild.mjs';
import { groups } from './lib/benchGroups.mjs';
import { saveResults } from './lib/benchSave.mjs';
import { evaluate } from './lib/benchRows.mjs';
import { runProgram } from './lib/benchRun.mjs';
import { rounded } from './lib/benchStats.mjs';
import { measureStolen } from './lib/benchStolen.mjs';
import { plainTable } from './lib/benchTable.mjs';
import { output, root } from './lib/paths.mjs';
import { main } from './lib/scope.mjs';
import { setup } from './lib/setup.mjs';

const committed = join(root, 'test', 'bench', 'results.json');

await main(async (scope) => {
  const { values: flags } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      only: { type: 'string' },
      save: { type: 'boolean' },
      profile: { type: 'boolean' },
    },
  });
  await setup({ kinds: ['tests', 'browser'], workbench: true, linux: true }, scope.signal);
  const started = performance.now();
  await buildBench(scope.signal);
  const chosen = choose(groups(flags), flags.only);
  const stolen = measureStolen();
  const about = describe(flags.quick ? 'quick' : 'full');
  const samples = {};
  const failed = [];
  for (const group of chosen) {
    try {
      samples[group.id] = await runGroup(group, scope);
    } catch (error) {
      if (scope.signal.aborted) throw error;
      console.error(`${group.id}: ${error.message}`);
      failed.push(group.id);
    }
  }
  about.loadAfter = loadavg()[0];
  about.stolen = stolen();
  const rows = evaluate(samples);
  const results = rounded({ about, rows, samples });
  await mkdir(output, { recursive: true });
  await writeFile(join(output, 'bench.json'), `${JSON.stringify(results)}\n`);
  const last = await readFile(committed, 'utf8').then(JSON.parse, () => undefined);
  console.log(`\n${plainTable(rows, last?.rows)}\n`);
  tellEnd(rows, about, last, performance.now() - started);
  if (failed.length > 0) throw new Error(`These could not be measured: ${failed.join(', ')}`);
  if (flags.save) await saveResults(results, flags.only ? last : undefined);
});

function choose(all, only) {
  if (!only) return all;
  const named = (text) => all.filter(({ id }) => id === text);
  const found = (text) => (named(text).length > 0 ? named(text) : all.filter(({ id }) => id.includes(text)));
  const wanted = new Set(only.split(',').flatMap(found));
  return all.filter((group) => wanted.has(group));
}

async function runGroup({ id, rounds, roads, rowsOf = (round) => [round] }, scope) {
  const results = [];
  for (let round = 0; round < rounds; round++) {
    const result = {};
    for (const [name, road] of Object.entries(roads)) {
      scope.signal.throwIfAborted();
      process.stderr.write(`${id} ${round + 1}/${rounds} ${name}\n`);
      result[name] = typeof road === 'function' ? await road(scope) : await runRoad(road, scope);
    }
    results.push(...rowsOf(result));
  }
  return results;
}

function runRoad([program, options, runtime], { signal }) {
  return runProgram(program, options, { runtime, signal });
}

/** What the numbers depend on. */
function describe(mode) {
  const words = (file, ...args) => execFileSync(file, args, { encoding: 'utf8' }).split('\n')[0];
  return {
    mode,
    date: new Date().toISOString(),
    commit: words('git', '-C', root, 'rev-parse', '--short', 'HEAD'),
    processors: cpus().length,
    processor: cpus()[0]?.model,
    memoryBytes: totalmem(),
    node: process.version,
    qemu: words('qemu-system-i386', '--version'),
    loadBefore: loadavg()[0],
  };
}

function tellEnd(rows, about, last, ms) {
  const missed = rows.filter(({ met }) => met === false).length;
  const judged = rows.filter(({ met }) => met !== undefined).length;
  console.log(`${judged - missed} of ${judged} goals met, ${(ms / 1000).toFixed(0)} s, ${about.mode}`);
  console.log(
    `load average ${about.loadBefore.toFixed(1)} before, ${about.loadAfter.toFixed(1)} after, on ${about.processors} processors, ` +
      `of which the host took ${(about.stolen * 100).toFixed(1)} % for others`,
  );
  if (last)
    console.log(`"last" is ${last.about.commit} of ${last.about.date.slice(0, 10)} (${last.about.mode})`);
}
