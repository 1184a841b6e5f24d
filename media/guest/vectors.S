/* One entry per interrupt vector; all meet in `interrupt_common` with the same frame (struct frame in guest.h). */

    .cfi_sections .debug_frame
    .text

    .macro entry number
    .align 16
    /* The processor pushes an error code for these exceptions; the others get a zero so that frames are alike. */
    .if \number == 8 || (\number >= 10 && \number <= 14) || \number == 17 || \number == 21
    .else
    pushl $0
    .endif
    pushl $\number
    jmp interrupt_common
    .endm

    .globl vector_entries
    .type vector_entries, @function
    .align 16
vector_entries:
    .altmacro
    .set number, 0
    .rept 49
    entry %number
    .set number, number + 1
    .endr
    .size vector_entries, . - vector_entries

    .type interrupt_common, @function
interrupt_common:
    .cfi_startproc simple
    .cfi_signal_frame
    /* So that a debugger can walk from a handler into what it interrupted. */
    .cfi_def_cfa esp, 20
    .cfi_offset eip, -12
    .cfi_offset eflags, -4
    pushal
    .cfi_adjust_cfa_offset 32
    .cfi_offset eax, -24
    .cfi_offset ecx, -28
    .cfi_offset edx, -32
    .cfi_offset ebx, -36
    .cfi_offset ebp, -44
    .cfi_offset esi, -48
    .cfi_offset edi, -52
    cld
    pushl %esp
    .cfi_adjust_cfa_offset 4
    call handle_interrupt
    addl $4, %esp
    .cfi_adjust_cfa_offset -4
    popal
    .cfi_adjust_cfa_offset -32
    addl $8, %esp
    .cfi_adjust_cfa_offset -8
    iret
    .cfi_endproc
    .size interrupt_common, . - interrupt_common
