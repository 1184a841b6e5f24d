import { plainRecogniser } from '../plain/plainRecogniser';

/** What QEMU itself says on a console that it shares with its guest. */
export const qemuRecogniser = plainRecogniser({
  system: 'qemu',
  rules: [
    {
      triggers: ['KVM internal error. Suberror: '],
      begins: /KVM internal error\. Suberror: \d/,
      name: () => ({ title: 'KVM internal error', type: '' }),
    },
  ],
  readFrame: () => undefined,
  parts: /^(?:emulation failure|extra data|[ECSDFG]S |LDT|TR |[GI]DT|CR0|DR\d|EFER|Code=|R\w{1,2} {0,1}=)/,
});
