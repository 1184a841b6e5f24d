/**
 * What `npm run corpus -- DIR` does: reads every labelled log in DIR (a folder for each system, a file for each log) and prints how
 * often title, class, damage and range are as the labels say. `--half a` and `--half b` take a random half each, always
 * the same one: rules are made with one and tried on the other. `--files` lists each failure.
 */
import { parseArgs } from 'node:util';
import { command } from '../support/command';
import { judge } from './corpus/judge';
import { readCorpus, type Half } from '../support/crash/labelledLog';
import { scoreTable, type Judged } from './corpus/scoreTable';

command('npm run corpus', async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { half: { type: 'string' }, files: { type: 'boolean', default: false } },
  });
  const [directory] = positionals;
  if (directory === undefined) throw new Error('Name the folder of the corpus: npm run corpus -- DIR');
  const logs = await readCorpus(directory, halfOf(values.half));
  const judged: Judged[] = logs.map((log) => ({ log, ...judge(log) }));
  console.log(scoreTable(judged, values.files));
  return 0;
});

function halfOf(text: string | undefined): Half | undefined {
  if (text === undefined || text === 'a' || text === 'b') return text;
  throw new Error(`--half is a or b, not ${text}.`);
}
