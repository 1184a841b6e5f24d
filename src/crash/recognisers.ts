import { linuxRecogniser } from './linux/linuxRecogniser';
import type { Recogniser } from './recogniser';

/** All systems whose crashes are known. Where two could take a line, the first one does. */
export const RECOGNISERS: readonly Recogniser[] = [linuxRecogniser];
