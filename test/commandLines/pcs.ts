import { type CommandLine, NOGRAPHIC, WINDOW } from './line';

/** PCs. Each line is written in the manner of the project that it is named after, not copied from it. */
export const PC_LINES: readonly CommandLine[] = [
  {
    name: 'xv6 for the PC, with its disks the other way round',
    text: 'qemu-system-i386 -serial mon:stdio -drive file=fs.img,index=1,media=disk,format=raw -drive file=xv6.img,index=0,media=disk,format=raw -smp 2 -m 512',
    expected: {
      type: 'qemu',
      arch: 'i386',
      memory: '512M',
      smp: 2,
      drives: [
        { file: 'fs.img', format: 'raw', index: 1 },
        { file: 'xv6.img', format: 'raw', index: 0 },
      ],
    },
    changes: [WINDOW],
  },
  {
    name: 'ELKS, an XT with a floppy, as a script has it',
    text: `#!/bin/bash
# Runs the image; add -S -s for gdb.
IMAGE="-fda image/fd1440.img"
FWD="hostfwd=tcp:127.0.0.1:8080-10.0.2.15:80,hostfwd=tcp:127.0.0.1:2323-10.0.2.15:23"
NET="-netdev user,id=mynet,$FWD -device ne2k_isa,irq=12,netdev=mynet"
SERIAL="-serial stdio"
[ -x /usr/bin/qemu-system-i386 ] && QEMU="qemu-system-i386"
QEMU="\${QEMU:-qemu-system-i386}"
exec $QEMU -nodefaults -name ELKS -machine isapc -cpu 486,tsc -m 4M -k en-us -display none -vga std -rtc base=utc $SERIAL $NET $IMAGE -boot order=a "$@"`,
    values: { QEMU: 'qemu-system-i386', '@': '' },
    expected: {
      type: 'qemu',
      name: 'ELKS',
      arch: 'i386',
      machine: 'isapc',
      cpu: '486,tsc',
      memory: '4M',
      fda: 'image/fd1440.img',
      boot: 'order=a',
      netdevs: [{ id: 'mynet', device: 'ne2k_isa,irq=12', forward: ['tcp:8080:80', 'tcp:2323:23'] }],
      rtc: 'base=utc',
      args: ['-nodefaults', '-k', 'en-us', '-vga', 'std'],
    },
    changes: [],
  },
  {
    name: 'limine, from a CD on UEFI',
    text: `qemu-system-x86_64 \\
  -M q35 \\
  -drive if=pflash,unit=0,format=raw,file=ovmf/ovmf-code-x86_64.fd,readonly=on \\
  -drive if=pflash,unit=1,format=raw,file=ovmf/ovmf-vars-x86_64.fd \\
  -cdrom template.iso \\
  -m 2G -serial stdio`,
    expected: {
      type: 'qemu',
      arch: 'x86_64',
      machine: 'q35',
      memory: '2G',
      drives: [
        { file: 'ovmf/ovmf-code-x86_64.fd', format: 'raw', interface: 'pflash', readonly: true, index: 0 },
        { file: 'ovmf/ovmf-vars-x86_64.fd', format: 'raw', interface: 'pflash', index: 1 },
      ],
      cdrom: 'template.iso',
    },
    changes: [WINDOW],
  },
  {
    name: 'a UEFI application in a folder, with the firmware’s own log',
    text: 'qemu-system-x86_64 -drive if=pflash,format=raw,readonly=on,file=OVMF_CODE.fd -drive format=raw,file=fat:rw:esp -debugcon file:debug.log -global isa-debugcon.iobase=0x402 -net none -nographic',
    expected: {
      type: 'qemu',
      arch: 'x86_64',
      drives: [
        { file: 'OVMF_CODE.fd', format: 'raw', interface: 'pflash', readonly: true },
        { file: 'fat:rw:esp', format: 'raw' },
      ],
      network: 'none',
      args: ['-debugcon', 'file:debug.log', '-global', 'isa-debugcon.iobase=0x402'],
    },
    changes: [NOGRAPHIC],
  },
  {
    name: 'Linux with a folder of this computer',
    text: 'qemu-system-x86_64 -kernel arch/x86/boot/bzImage -initrd initramfs.cpio.gz -append "console=ttyS0 root=/dev/ram0 init=\'/bin/sh\'" -nographic -m 1G,slots=2,maxmem=2G -smp 4,sockets=1,cores=4 -virtfs local,path=$PWD,mount_tag=host0,security_model=mapped-xattr,id=host0 -no-reboot --enable-kvm -fw_cfg name=opt/a,string=b,,c',
    expected: {
      type: 'qemu',
      arch: 'x86_64',
      memory: '1G,slots=2,maxmem=2G',
      smp: '4,sockets=1,cores=4',
      kernel: 'arch/x86/boot/bzImage',
      initrd: 'initramfs.cpio.gz',
      append: "console=ttyS0 root=/dev/ram0 init='/bin/sh'",
      args: [
        '-virtfs',
        'local,path=${workspaceFolder},mount_tag=host0,security_model=mapped-xattr,id=host0',
        '--enable-kvm',
        '-fw_cfg',
        'name=opt/a,string=b,,c',
      ],
      reboot: 'shutdown',
    },
    changes: [NOGRAPHIC],
  },
  {
    name: 'Redox, with devices on controllers of their own',
    text: 'SDL_VIDEO_X11_DGAMOUSE=0 qemu-system-x86_64 -d guest_errors -name "Redox OS x86_64" -device qemu-xhci,id=xhci -smp 4 -m 2048 -chardev stdio,id=debug,signal=off,mux=on -serial chardev:debug -mon chardev=debug -machine q35 -device ich9-intel-hda -device hda-output -netdev user,id=net0,hostfwd=tcp::8080-:8080 -object filter-dump,id=f1,netdev=net0,file=network.pcap -device e1000,netdev=net0,id=nic0 -device usb-tablet,bus=xhci.0 -vga std -drive file=harddrive.img,format=raw,if=none,id=drv0 -device nvme,drive=drv0,serial=NVME_SERIAL -cpu core2duo',
    expected: {
      type: 'qemu',
      name: 'Redox OS x86_64',
      arch: 'x86_64',
      machine: 'q35',
      cpu: 'core2duo',
      memory: '2048M',
      smp: 4,
      drives: [{ file: 'harddrive.img', format: 'raw', id: 'drv0', device: 'nvme,serial=NVME_SERIAL' }],
      netdevs: [{ id: 'net0', device: 'e1000,id=nic0', forward: ['tcp:8080:8080'] }],
      args: [
        ...['-device', 'qemu-xhci,id=xhci', '-device', 'ich9-intel-hda', '-device', 'hda-output'],
        ...['-object', 'filter-dump,id=f1,netdev=net0,file=network.pcap'],
        ...['-device', 'usb-tablet,bus=xhci.0', '-vga', 'std'],
      ],
      env: { SDL_VIDEO_X11_DGAMOUSE: '0' },
      log: { items: ['guest_errors'] },
    },
    changes: [
      '-mon chardev=debug: left out',
      '-netdev user,id=net0,hostfwd=tcp::8080-:8080: the forwarded port is open to this computer only',
      WINDOW,
    ],
  },
  {
    name: 'SerenityOS, on an AHCI disk and with two ways to print',
    text: 'qemu-system-x86_64 -m 1G -cpu max -machine q35 -d guest_errors -display none -no-shutdown -chardev stdio,id=stdout,mux=on -device virtio-serial,max_ports=2 -device virtconsole,chardev=stdout -device isa-debugcon,chardev=stdout -device ahci,id=ahci -drive file=_disk_image,format=raw,if=none,id=disk -device ide-hd,bus=ahci.0,drive=disk -kernel Kernel/Prekernel/Prekernel -initrd Kernel/Kernel -append hello',
    expected: {
      type: 'qemu',
      arch: 'x86_64',
      machine: 'q35',
      cpu: 'max',
      memory: '1G',
      kernel: 'Kernel/Prekernel/Prekernel',
      initrd: 'Kernel/Kernel',
      append: 'hello',
      drives: [{ file: '_disk_image', format: 'raw', interface: 'none', id: 'disk' }],
      args: [
        ...['-no-shutdown', '-chardev', 'stdio,id=stdout,mux=on', '-device', 'virtio-serial,max_ports=2'],
        ...['-device', 'virtconsole,chardev=stdout', '-device', 'isa-debugcon,chardev=stdout'],
        ...['-device', 'ahci,id=ahci', '-device', 'ide-hd,bus=ahci.0,drive=disk'],
      ],
      log: { items: ['guest_errors'] },
    },
    changes: [],
  },
  {
    name: 'Haiku, from a disk with a tablet',
    text: 'kvm -m 1024 -usb -device usb-tablet -usbdevice keyboard -hda haiku-anyboot.img -vga vmware -serial telnet:127.0.0.1:4444,server,nowait -monitor stdio',
    expected: {
      type: 'qemu',
      arch: 'x86_64',
      memory: '1024M',
      drives: ['haiku-anyboot.img'],
      usb: ['usb-kbd', 'usb-tablet'],
      args: ['-enable-kvm', '-vga', 'vmware'],
    },
    changes: [
      'kvm: an old name of qemu-system-x86_64 -enable-kvm',
      '-monitor stdio: left out; "QEMU: Open Monitor"',
      '-serial telnet:127.0.0.1:4444,server,nowait: a terminal here instead',
      WINDOW,
    ],
  },
  {
    name: 'ToaruOS, from a CD',
    text: 'qemu-system-x86_64 -smp $(nproc) -m 1G -no-reboot -cdrom image.iso -serial null -serial mon:stdio -boot d -net nic,model=e1000 -net user -s & gdb',
    values: { nproc: '4' },
    expected: {
      type: 'qemu',
      arch: 'x86_64',
      memory: '1G',
      smp: 4,
      cdrom: 'image.iso',
      boot: 'd',
      network: { model: 'e1000' },
      serial: [{ device: 'none' }, {}],
      args: ['-gdb', 'tcp:127.0.0.1:1234'],
      reboot: 'shutdown',
    },
    changes: [WINDOW, '-gdb tcp::1234: in a task, "tcp:127.0.0.1:1234"', '-gdb tcp::1234: in launch.json'],
  },
  {
    name: 'blog_os, whose tests end QEMU themselves',
    text: 'qemu-system-x86_64 -drive format=raw,file=target/x86_64-blog_os/debug/bootimage-blog_os.bin -device isa-debug-exit,iobase=0xf4,iosize=0x04 -serial stdio -display none -no-reboot',
    expected: {
      type: 'qemu',
      arch: 'x86_64',
      drives: [{ file: 'target/x86_64-blog_os/debug/bootimage-blog_os.bin', format: 'raw' }],
      args: ['-device', 'isa-debug-exit,iobase=0xf4,iosize=0x04'],
      reboot: 'shutdown',
    },
    changes: ['-device isa-debug-exit,iobase=0xf4,iosize=0x04: a guest that writes N ends QEMU'],
  },
  {
    name: 'seL4, with a list of CPU features',
    text: '\u201cqemu-system-x86_64\u201d \u2013cpu Nehalem,-vme,+pdpe1gb,-xsave \u2013nographic -serial mon:stdio -m size=512M -kernel images/kernel-x86_64-pc99 -initrd images/sel4test-driver-image-x86_64-pc99',
    expected: {
      type: 'qemu',
      arch: 'x86_64',
      cpu: 'Nehalem,-vme,+pdpe1gb,-xsave',
      memory: 'size=512M',
      kernel: 'images/kernel-x86_64-pc99',
      initrd: 'images/sel4test-driver-image-x86_64-pc99',
    },
    changes: [NOGRAPHIC],
  },
  {
    name: 'Barrelfish, which boots modules with arguments',
    text: "qemu-system-x86_64 -smp 2 -m 1024 -netdev user,id=network0 -device e1000,netdev=network0 -device ahci,id=ahci -device ide-hd,drive=disk,bus=ahci.0 -drive id=disk,file=ahci.img,if=none -nographic -kernel 'x86_64/sbin/elver' -append 'loglevel=4' -initrd 'x86_64/sbin/cpu loglevel=4,x86_64/sbin/init' -serial pty",
    expected: {
      type: 'qemu',
      arch: 'x86_64',
      memory: '1024M',
      smp: 2,
      kernel: 'x86_64/sbin/elver',
      initrd: 'x86_64/sbin/cpu loglevel=4,x86_64/sbin/init',
      append: 'loglevel=4',
      drives: [{ file: 'ahci.img', interface: 'none', id: 'disk' }],
      netdevs: [{ id: 'network0', device: 'e1000' }],
      args: ['-device', 'ahci,id=ahci', '-device', 'ide-hd,drive=disk,bus=ahci.0'],
    },
    changes: [NOGRAPHIC, '-serial pty: a terminal here instead'],
  },
];
