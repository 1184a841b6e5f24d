/* The last words: why, registers, and a backtrace of bare addresses for the host to look up. */
#include "guest.h"

#define PVPANIC 0x505 /* -device pvpanic */
#define PVPANIC_PANICKED 1
#define MAX_DEPTH 16

static const char *panic_reason;

static const char *name_of(uint32_t vector) {
    switch (vector) {
    case 0: return "divide error";
    case 3: return "breakpoint";
    case 6: return "invalid opcode";
    case 8: return "double fault";
    case 13: return "general protection fault";
    case 14: return "page fault";
    default: return "exception";
    }
}

/* Follows the chain of saved frame pointers, which start: in boot.S ends with a zero. */
static void print_backtrace(uint32_t eip, uint32_t ebp) {
    print("backtrace:\n");
    for (int depth = 0; depth < MAX_DEPTH && eip; depth++) {
        print("  #%d 0x%08x\n", depth, eip);
        if (!ebp) return;
        const uint32_t *saved = (const uint32_t *)ebp;
        eip = saved[1];
        ebp = saved[0];
    }
}

void panic_at(const struct frame *frame) {
    if (frame->vector == PANIC_VECTOR) print("\n*** PANIC: %s\n", panic_reason);
    else print("\n*** PANIC: %s (vector %u, error %x)\n", name_of(frame->vector), frame->vector, frame->error);
    /* Within one privilege level the processor pushes three words, so the stack was just above them. */
    uint32_t esp = (uint32_t)(&frame->eflags + 1);
    print("eip %08x cs %04x eflags %08x\n", frame->eip, frame->cs, frame->eflags);
    print("eax %08x ebx %08x ecx %08x edx %08x\n", frame->eax, frame->ebx, frame->ecx, frame->edx);
    print("esi %08x edi %08x ebp %08x esp %08x\n", frame->esi, frame->edi, frame->ebp, esp);
    print_backtrace(frame->eip, frame->ebp);
    print("halted\n");
    if (inb(PVPANIC) != 0xff) outb(PVPANIC, PVPANIC_PANICKED);
}

/* Through an interrupt, so that the registers are those of the moment. */
_Noreturn void panic(const char *reason) {
    panic_reason = reason;
    __asm__ volatile("int %0" : : "i"(PANIC_VECTOR));
    halt_forever();
}

static int table_of_sums[4] = {1, 3, 6, 11};

static __attribute__((noinline)) void check_sum(int index, int expected) {
    if (table_of_sums[index] != expected) panic("table_of_sums is damaged");
    __asm__ volatile("" : : : "memory"); /* not a tail call, so that every caller is in the backtrace */
}

static __attribute__((noinline)) void check_table(void) {
    for (int i = 0, sum = 0; i < 4; i++) {
        sum += i + 1;
        check_sum(i, sum);
    }
}

void do_panic(const char *arguments) {
    (void)arguments;
    check_table();
    print("the table was mended\n"); /* a debugger can: set var table_of_sums[3] = 10 */
}
