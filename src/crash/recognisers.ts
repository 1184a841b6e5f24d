import { darwinRecogniser } from './bsd/darwin';
import { panicRecogniser } from './bsd/panicRecogniser';
import { corebootRecogniser } from './firmware/coreboot';
import { edk2Recogniser } from './firmware/edk2';
import { opensbiRecogniser } from './firmware/opensbi';
import { opteeRecogniser } from './firmware/optee';
import { seabiosRecogniser } from './firmware/seabios';
import { trustedFirmwareRecogniser } from './firmware/trustedFirmware';
import { ubootRecogniser } from './firmware/uboot';
import { starnixRecogniser } from './fuchsia/starnixRecogniser';
import { zirconRecogniser } from './fuchsia/zirconRecogniser';
import { goRecogniser } from './go/goRecogniser';
import { qemuRecogniser } from './hypervisor/qemu';
import { xenRecogniser } from './hypervisor/xen';
import { linuxRecogniser } from './linux/linuxRecogniser';
import { cAssertRecogniser } from './programs/cAssert';
import { rustRecogniser } from './programs/rust';
import { sampleGuestRecogniser } from './programs/sampleGuest';
import { sanitizerRecogniser } from './programs/sanitizers';
import { syzkallerRecogniser } from './programs/syzkaller';
import { RecogniserSet } from './recogniserSet';
import { cortexMRecogniser } from './rtos/cortexM';
import { espRecogniser } from './rtos/esp';
import { freertosRecogniser } from './rtos/freertos';
import { nuttxRecogniser } from './rtos/nuttx';
import { rtemsRecogniser } from './rtos/rtems';
import { zephyrRecogniser } from './rtos/zephyr';
import { xv6TrapRecogniser } from './teaching/xv6Trap';

/** All systems whose crashes are known. Where two could take a line, the first one does. */
export const KNOWN_RECOGNISERS = new RecogniserSet([
  linuxRecogniser,
  darwinRecogniser,
  zirconRecogniser,
  starnixRecogniser,
  panicRecogniser,
  goRecogniser,
  xenRecogniser,
  qemuRecogniser,
  ubootRecogniser,
  opensbiRecogniser,
  trustedFirmwareRecogniser,
  opteeRecogniser,
  edk2Recogniser,
  seabiosRecogniser,
  corebootRecogniser,
  zephyrRecogniser,
  cortexMRecogniser,
  freertosRecogniser,
  nuttxRecogniser,
  espRecogniser,
  rtemsRecogniser,
  xv6TrapRecogniser,
  rustRecogniser,
  cAssertRecogniser,
  sanitizerRecogniser,
  syzkallerRecogniser,
  sampleGuestRecogniser,
]);
