/*
 * A PVH kernel that goes to long mode, maps pages of 4 KiB, and writes where it must not: to a page that is not there, or
 * with READ_ONLY to one that is. With TRIPLE_FAULT it has no handlers.
 */
    .section .note.pvh, "a", @note
    .align 4
    .long 4, 4, 18              /* sizes of name and value, XEN_ELFNOTE_PHYS32_ENTRY */
    .asciz "Xen"
    .long start32

    .text
    .code32
    .globl start32
start32:
    cli
    movl $stack_top, %esp
    movl $level3 + 3, level4    /* present, writable */
    movl $level2 + 3, level3
    movl $low + 3, level2       /* 0 to 2 MiB, one to one */
    movl $high + 3, level2 + 24 /* 6 to 8 MiB */
    movl $0x200001, high + 16   /* page 2: present, read-only */
    movl $0x201003, high + 24   /* page 3: present, writable */
    xorl %ecx, %ecx
1:  movl %ecx, %eax
    shll $12, %eax
    orl $3, %eax
    movl %eax, low(, %ecx, 8)
    incl %ecx
    cmpl $512, %ecx
    jne 1b
    movl $level4, %eax
    movl %eax, %cr3
    movl %cr4, %eax
    orl $0x20, %eax             /* PAE */
    movl %eax, %cr4
    movl $0xc0000080, %ecx      /* EFER */
    rdmsr
    orl $0x100, %eax            /* LME */
    wrmsr
    movl %cr0, %eax
    orl $0x80010000, %eax       /* PG, WP */
    movl %eax, %cr0
    lgdt gdt_pointer
    ljmp $0x08, $start64

    .code64
start64:
    movl $0x10, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl $on_fault, %eax
    movw %ax, gate
    shrl $16, %eax
    movw %ax, gate + 6
#ifndef TRIPLE_FAULT                 /* the handler is found */
    lidt idt_pointer
#endif
#ifdef READ_ONLY
    movl $0x602010, %eax
#else
    movl $0x605010, %eax
#endif
    .globl culprit
culprit:
    movl $1, (%rax)
1:  hlt
    jmp 1b

    .globl on_fault
on_fault:
    nop
    .globl in_handler
in_handler:
    hlt
    jmp in_handler

    .data
    .align 8
gdt:
    .quad 0
    .quad 0x00af9a000000ffff    /* 0x08: code, 64 bits */
    .quad 0x00cf92000000ffff    /* 0x10: data */
gdt_pointer:
    .word gdt_pointer - gdt - 1
    .quad gdt
idt:
    .skip 14 * 16
gate:
    .word 0, 0x08, 0x8e00, 0    /* present, an interrupt gate */
    .quad 0
idt_pointer:
    .word idt_pointer - idt - 1
    .quad idt

    .bss
    .align 4096
level4: .skip 4096
level3: .skip 4096
level2: .skip 4096
low:    .skip 4096
high:   .skip 4096
    .skip 4096
stack_top:

    .section .note.GNU-stack, "", @progbits
