/* A PVH kernel for 32-bit PCs that starts all processors: the first goes to kmain, the others go to ap_main. */
    .section .note.pvh, "a", @note
    .align 4
    .long 4, 4, 18              /* sizes of name and value, XEN_ELFNOTE_PHYS32_ENTRY */
    .asciz "Xen"
    .long start

    .text
    .code32
    .globl start, start_others
start:
    cli
    lgdt gdt_pointer
    movl $stack_top, %esp
    xorl %ebp, %ebp
    call kmain
1:  hlt
    jmp 1b

/* Copies the trampoline to 0x8000 and has every other processor begin there. */
start_others:
    pushl %esi
    pushl %edi
    movl $trampoline, %esi
    movl $0x8000, %edi
    movl $trampoline_end - trampoline, %ecx
    rep movsb
    popl %edi
    popl %esi
    movl $0x1ff, 0xfee000f0     /* the local APIC is on */
    movl $0x000c4500, 0xfee00300 /* INIT to all others */
    movl $1000000, %ecx
2:  loop 2b
    movl $0x000c4608, 0xfee00300 /* start at page 8 */
    ret

    .code16
trampoline:
    cli
    xorw %ax, %ax
    movw %ax, %ds
    lgdtl 0x8000 + trampoline_gdt - trampoline
    movl %cr0, %eax
    orl $1, %eax
    movl %eax, %cr0
    ljmpl $0x08, $protected
trampoline_gdt:
    .word gdt_pointer - gdt - 1
    .long gdt
trampoline_end:

    .code32
protected:
    movw $0x10, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss
    movl $1, %eax
    lock xaddl %eax, next_stack
    shll $12, %eax
    leal other_stacks + 4096(%eax), %esp
    xorl %ebp, %ebp
    call ap_main
3:  hlt
    jmp 3b

    .data
    .align 8
gdt:
    .quad 0
    .quad 0x00cf9a000000ffff    /* 0x08: code, 32 bits, flat */
    .quad 0x00cf92000000ffff    /* 0x10: data */
gdt_pointer:
    .word gdt_pointer - gdt - 1
    .long gdt
next_stack:
    .long 0

    .bss
    .align 16
    .skip 16384
stack_top:
other_stacks:
    .skip 8 * 4096
