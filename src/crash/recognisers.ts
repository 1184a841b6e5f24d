import { darwinRecogniser } from './bsd/darwin';
import { panicRecogniser } from './bsd/panicRecogniser';
import { starnixRecogniser } from './fuchsia/starnixRecogniser';
import { zirconRecogniser } from './fuchsia/zirconRecogniser';
import { goRecogniser } from './go/goRecogniser';
import { linuxRecogniser } from './linux/linuxRecogniser';
import type { Recogniser } from './recogniser';

/** All systems whose crashes are known. Where two could take a line, the first one does. */
export const RECOGNISERS: readonly Recogniser[] = [
  linuxRecogniser,
  darwinRecogniser,
  zirconRecogniser,
  starnixRecogniser,
  panicRecogniser,
  goRecogniser,
];
