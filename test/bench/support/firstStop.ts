import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths';

/** The first line of the sample guest's C code, which its boot comes by. */
export const STOP_FILE = join(ROOT, 'media', 'guest', 'main.c');
export const STOP_FUNCTION = 'kernel_main';
export const STOP_LINE =
  readFileSync(STOP_FILE, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes('uart_start();')) + 1;
