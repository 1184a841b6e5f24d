/* From the loader to C: multiboot header, flat segments, a stack. */

#define MULTIBOOT_MAGIC 0x1badb002
#define STACK_BYTES 16384

    .cfi_sections .debug_frame

    .section .multiboot, "a"
    .align 4
    .long MULTIBOOT_MAGIC
    .long 0
    .long -MULTIBOOT_MAGIC

    .text
    .globl start
    .type start, @function
start:
    .cfi_startproc
    .cfi_undefined eip
    cli
    movl %eax, %esi             /* the loader's magic number */
    lgdt gdt_pointer
    ljmp $0x08, $1f
1:  movl $0x10, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %fs
    movl %eax, %gs
    movl %eax, %ss
    movl $stack_top, %esp
    xorl %ebp, %ebp             /* ends every backtrace */
    pushl %ebx                  /* what the loader says */
    pushl %esi
    call kernel_main
2:  cli
    hlt
    jmp 2b
    .cfi_endproc
    .size start, . - start

    .section .rodata
    .align 8
gdt:
    .quad 0
    .quad 0x00cf9a000000ffff    /* 0x08: code, 4 GiB, ring 0 */
    .quad 0x00cf92000000ffff    /* 0x10: data, 4 GiB, ring 0 */
gdt_pointer:
    .word gdt_pointer - gdt - 1
    .long gdt

    .bss
    .align 16
    .skip STACK_BYTES
stack_top:
