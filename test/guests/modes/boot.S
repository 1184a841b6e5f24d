/*
 * A boot sector that goes through a PC's modes: real mode at segment 0, real mode at segment 0x7c0, protected mode.
 * Linked at 0x7c00, where the firmware puts it.
 */
    .code16
    .globl begin
begin:
    cli
    ljmp $0, $1f                /* some firmware comes with segment 0x7c0 */
1:  xorw %ax, %ax
    movw %ax, %ds
    movw %ax, %ss
    movw $0x7c00, %sp
    call count
    ljmp $0x7c0, $(shifted - begin)

    .globl shifted
shifted:                        /* the instruction pointer counts from 0x7c00 */
    movw $0x1234, %bx
    pushw %bx
    popw %dx
    addw $3, %dx
    ljmp $0, $raise

    .globl raise
raise:
    lgdt gdt_pointer
    movl %cr0, %eax
    orl $1, %eax
    movl %eax, %cr0
    ljmp $8, $protected

count:
    incw counter
    ret

    .code32
    .globl protected
protected:
    movw $16, %ax
    movw %ax, %ds
    movw %ax, %ss
    movl $0x7c00, %esp
    movl $0x12345678, %ecx
    pushl %ecx
    .globl spin
spin:
    incl counter
    jmp spin

    .balign 8
counter: .long 0
gdt:
    .quad 0
    .quad 0x00cf9a000000ffff    /* 0x08: code, 32 bits */
    .quad 0x00cf92000000ffff    /* 0x10: data */
gdt_pointer:
    .word gdt_pointer - gdt - 1
    .long gdt

    .org 510
    .word 0xaa55

    .section .note.GNU-stack, "", @progbits
