/* A PVH kernel that maps memory by 32-bit page tables, and reads from a page that is not there. */
    .section .note.pvh, "a", @note
    .align 4
    .long 4, 4, 18              /* sizes of name and value, XEN_ELFNOTE_PHYS32_ENTRY */
    .asciz "Xen"
    .long start32

    .text
    .globl start32
start32:
    cli
    movl $stack_top, %esp
    lgdt gdt_pointer
    ljmp $0x08, $1f
1:  movl $0x10, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl $on_fault, %eax
    movw %ax, gate
    shrl $16, %eax
    movw %ax, gate + 6
    lidt idt_pointer
    movl $0x83, directory       /* 0 to 4 MiB, one page */
    movl $table + 3, directory + 12
    movl $0x200003, table + 8   /* page 2 of 12 to 16 MiB */
    movl $directory, %eax
    movl %eax, %cr3
    movl %cr4, %eax
    orl $0x10, %eax             /* PSE */
    movl %eax, %cr4
    movl %cr0, %eax
    orl $0x80010000, %eax       /* PG, WP */
    movl %eax, %cr0
    .globl culprit
culprit:
    movl 0xc05010, %eax
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
    .quad 0x00cf9a000000ffff    /* 0x08: code, 32 bits */
    .quad 0x00cf92000000ffff    /* 0x10: data */
gdt_pointer:
    .word gdt_pointer - gdt - 1
    .long gdt
idt:
    .skip 14 * 8
gate:
    .word 0, 0x08, 0x8e00, 0    /* present, an interrupt gate */
idt_pointer:
    .word idt_pointer - idt - 1
    .long idt

    .bss
    .align 4096
directory: .skip 4096
table:  .skip 4096
    .skip 4096
stack_top:

    .section .note.GNU-stack, "", @progbits
