/* Interrupt table, the two 8259s, and a 100 Hz tick from the 8254. */
#include "guest.h"

#define VECTORS 49
#define VECTOR_BYTES 16 /* the alignment in vectors.S */
#define IRQ_VECTOR 32

#define PIC1 0x20
#define PIC2 0xa0
#define END_OF_INTERRUPT 0x20
#define IRQ_TIMER 0
#define IRQ_CASCADE 2
#define IRQ_COM2 3
#define IRQ_COM1 4

#define PIT_DATA 0x40
#define PIT_MODE 0x43
#define PIT_HZ 1193182u

struct gate {
    uint16_t offset_low, selector;
    uint8_t zero, type;
    uint16_t offset_high;
};

static struct gate table[VECTORS];
volatile uint32_t ticks;

extern const uint8_t vector_entries[];

static void fill_table(void) {
    for (uint32_t vector = 0; vector < VECTORS; vector++) {
        uint32_t entry = (uint32_t)vector_entries + vector * VECTOR_BYTES;
        table[vector] = (struct gate){entry & 0xffff, 0x08, 0, 0x8e, entry >> 16};
    }
    struct __attribute__((packed)) {
        uint16_t limit;
        uint32_t base;
    } pointer = {sizeof table - 1, (uint32_t)table};
    __asm__ volatile("lidt %0" : : "m"(pointer));
}

static void start_pics(void) {
    outb(PIC1, 0x11); /* initialize, four words follow: vector, wiring, mode … */
    outb(PIC2, 0x11);
    outb(PIC1 + 1, IRQ_VECTOR);
    outb(PIC2 + 1, IRQ_VECTOR + 8);
    outb(PIC1 + 1, 1 << IRQ_CASCADE);
    outb(PIC2 + 1, IRQ_CASCADE);
    outb(PIC1 + 1, 0x01);
    outb(PIC2 + 1, 0x01);
    outb(PIC1 + 1, (uint8_t)~(1 << IRQ_TIMER | 1 << IRQ_COM1 | 1 << IRQ_COM2)); /* … then the mask */
    outb(PIC2 + 1, 0xff);
}

static void start_timer(void) {
    uint32_t divisor = PIT_HZ / TICKS_PER_SECOND;
    outb(PIT_MODE, 0x34); /* channel 0, low then high byte, rate generator */
    outb(PIT_DATA, divisor & 0xff);
    outb(PIT_DATA, divisor >> 8);
}

void interrupts_start(void) {
    fill_table();
    start_pics();
    start_timer();
    __asm__ volatile("sti");
}

void handle_interrupt(struct frame *frame) {
    if (frame->vector < IRQ_VECTOR || frame->vector == PANIC_VECTOR) {
        panic_at(frame);
        halt_forever();
    }
    if (frame->vector == IRQ_VECTOR + IRQ_TIMER) ticks++;
    /* The tick looks too: COM1 and COM3 share one edge-triggered line, where an edge can hide behind another. */
    uart_receive();
    if (frame->vector >= IRQ_VECTOR + 8) outb(PIC2, END_OF_INTERRUPT);
    outb(PIC1, END_OF_INTERRUPT);
}

_Noreturn void halt_forever(void) {
    for (;;) __asm__ volatile("cli; hlt");
}
