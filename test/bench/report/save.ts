import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { svg } from './benchPlot.mjs';
import { evaluate } from './benchRows.mjs';
import { rounded, spread } from './benchStats.mjs';
import { markdownTable } from './benchTable.mjs';
import { root } from './paths.mjs';

const folder = join(root, 'test', 'bench');
const BEGIN = '<!-- begin: written by npm run bench -- --save -->';
const END = '<!-- end -->';

/**
 * Makes a result the committed one: results.json, curves.svg, and the tables in the READMEs.
 * @param last The committed one so far, where only some groups were measured: they take the places of theirs in it.
 */
export async function saveResults(measured, last) {
  const results = last ? merged(last, measured) : measured;
  const { about, rows, samples } = results;
  await writeFile(join(folder, 'results.json'), lines(results));
  const drawn = panels(samples);
  if (drawn.length > 0) await writeFile(join(folder, 'curves.svg'), svg(drawn));
  await insert(join(folder, 'README.md'), `${conditions(about)}\n\n${markdownTable(rows)}`);
  const judged = rows.filter(({ goal }) => goal);
  await insert(join(root, 'README.md'), `${markdownTable(judged)}\n\n${conditions(about)}`);
}

function merged(last, { about, samples }) {
  const all = { ...last.samples, ...samples };
  const again = { ...last.about.again, [Object.keys(samples).join(', ')]: about };
  return { about: { ...last.about, again }, rows: rounded(evaluate(all)), samples: all };
}

/** JSON with a line for each row and each group: a difference of two results can be read. */
function lines({ about, rows, samples }) {
  const groups = Object.entries(samples).map(([id, rounds]) => `"${id}": ${JSON.stringify(rounds)}`);
  return [
    `{"about": ${JSON.stringify(about)},`,
    `"rows": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n],`,
    `"samples": {\n${groups.join(',\n')}\n}}\n`,
  ].join('\n');
}

/** Puts a text between the marks of a README. */
async function insert(path, text) {
  const readme = await readFile(path, 'utf8');
  const [before, rest] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (before < 0 || rest < before) throw new Error(`${path} has no place for the table`);
  await writeFile(path, `${readme.slice(0, before)}${BEGIN}\n\n${text}\n\n${readme.slice(rest)}`);
}

function conditions(about) {
  const { processors, processor, node, qemu, again = {} } = about;
  return [
    `${when(about)}, on ${processors} processors (${processor}), ${qemu}, Node ${node}.`,
    ...Object.entries(again).map(([ids, later]) => `Of another run, ${ids}: ${when(later)}.`),
  ].join('\n');
}

function when({ date, mode, commit, loadBefore, loadAfter, stolen }) {
  return (
    `${date.slice(0, 10)}, ${mode} run after ${commit}, load average ${loadBefore.toFixed(1)} before, ` +
    `${loadAfter.toFixed(1)} after, of whose processor time the host took ${(stolen * 100).toFixed(1)} % for others`
  );
}

function panels(samples) {
  return [...portPanels(samples), ...memoryPanels(samples.memory)];
}

function portPanels({ ports, curves }) {
  if (!ports || !curves) return [];
  const cores = (name) => spread([...ports, ...curves].map((round) => round[name]?.cores * 100)).median;
  const series = (points) => [{ name: 'ours', points }];
  return [
    {
      title: 'CPU by ports (10 kB/s each)',
      x: 'ports',
      y: '% of a core',
      series: series([1, 2, 4, 8].map((machines) => [machines * 4, cores(`machines-${machines}`)])),
    },
    {
      title: 'CPU by bytes (16 ports)',
      x: 'kB/s on each port',
      y: '% of a core',
      series: series([
        [0, cores('silent')],
        [2.5, cores('rate-2500')],
        [5, cores('rate-5000')],
        [10, cores('machines-4')],
        [20, cores('rate-20000')],
      ]),
    },
  ];
}

function memoryPanels(rounds) {
  const points = rounds?.[0]?.ours?.memory;
  if (!points) return [];
  const scaled = points.map(([bytes, resident]) => [bytes / 1e9, resident / 1e6]);
  return [
    {
      title: 'Memory over a flood',
      x: 'GB received',
      y: 'MB resident',
      series: [{ name: 'ours', points: scaled }],
    },
  ];
}
