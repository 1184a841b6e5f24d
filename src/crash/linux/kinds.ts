import type { LinuxKind } from './kind';
import { atomicKinds } from './kinds/atomic';
import { bugKinds } from './kinds/bugs';
import { faultKinds } from './kinds/faults';
import { hungKinds } from './kinds/hung';
import { kasan } from './kinds/kasan';
import { kcsan } from './kinds/kcsan';
import { kfence } from './kinds/kfence';
import { kmsan } from './kinds/kmsan';
import { lockdep } from './kinds/lockdep';
import { otherBug } from './kinds/otherBug';
import { panicKinds } from './kinds/panics';
import { stallKinds } from './kinds/stalls';
import { trusty } from './kinds/trusty';
import { ubsan } from './kinds/ubsan';
import { warningKinds } from './kinds/warnings';

/** All kinds of Linux report. The first whose pattern is found names it. */
export const LINUX_KINDS: readonly LinuxKind[] = [
  kasan,
  kmsan,
  kcsan,
  kfence,
  ubsan,
  lockdep,
  ...atomicKinds,
  ...stallKinds,
  ...hungKinds,
  trusty,
  ...bugKinds,
  ...faultKinds,
  ...warningKinds,
  ...panicKinds,
  otherBug,
];
