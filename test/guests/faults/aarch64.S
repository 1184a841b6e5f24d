/* A kernel for QEMU's arm board that maps pages of 4 KiB, and writes to one that is not there. */
    .text
    .globl start
start:
    adr x0, vectors
    msr vbar_el1, x0
    adr x1, level1
    mov x0, #0x401              /* a block: access flag, device memory (attribute 0) */
    str x0, [x1]                /* 0 to 1 GiB */
    adr x2, level2
    orr x0, x2, #3
    str x0, [x1, #8]            /* 1 to 2 GiB */
    ldr x0, =0x40000405         /* a block of 2 MiB with the kernel: attribute 1 */
    str x0, [x2]
    adr x3, level3
    orr x0, x3, #3
    str x0, [x2, #40]           /* 0x40a00000 */
    ldr x0, =0x40200407         /* a page */
    str x0, [x3, #16]
    msr ttbr0_el1, x1
    mov x0, #0xff00             /* attribute 1: ordinary memory */
    msr mair_el1, x0
    ldr x0, =0x200803519        /* 39 bits below, none above, 4 KiB, 40 bits of physical address */
    msr tcr_el1, x0
    isb
    mrs x0, sctlr_el1
    orr x0, x0, #1
    msr sctlr_el1, x0
    isb
    ldr x0, =0x40a05010
    .globl culprit
culprit:
    str x0, [x0]
1:  wfi
    b 1b

    .balign 2048
vectors:
    .skip 0x200
    .globl on_fault
on_fault:                       /* synchronous, from the same level */
    nop
    .globl in_handler
in_handler:
    wfi
    b in_handler
    .balign 2048

    .pool
    .balign 4096
level1: .skip 4096
level2: .skip 4096
level3: .skip 4096

    .section .note.GNU-stack, "", @progbits
