/*
 * Firmware for a Cortex-M3 with a C library: it asks for names and greets, all by semihosting, while a timer interrupts
 * it. Built with Debian's compiler and picolibc.
 */
#include <stdio.h>
#include <string.h>

#define SYST_CSR (*(volatile unsigned *)0xe000e010)
#define SYST_RVR (*(volatile unsigned *)0xe000e014)

struct greeting {
  char name[16];
  unsigned length;
};

static volatile unsigned ticks;
static struct greeting last;

/* picolibc's vector table knows it by this name. */
void arm_systick_isr(void) {
  unsigned before = ticks;
  ticks = before + 1;
}

static unsigned measure(const struct greeting *greeting) {
  unsigned length = 0;
  while (greeting->name[length])
    length++;
  return length;
}

static void greet(struct greeting *greeting) {
  greeting->length = measure(greeting);
  printf("hello %s, %u letters\n", greeting->name, greeting->length);
}

int main(void) {
  SYST_RVR = 0xffff;
  SYST_CSR = 7;
  printf("who is there?\n");
  for (;;) {
    unsigned length = 0;
    int letter;
    while ((letter = getchar()) != '\r' && letter != '\n')
      if (length < sizeof last.name - 1)
        last.name[length++] = (char)letter;
    last.name[length] = 0;
    greet(&last);
  }
}
