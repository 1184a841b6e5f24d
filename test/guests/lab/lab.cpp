/* Things that are hard to show: large, text, inherited, unreadable, in several places, on several processors. */

extern "C" void start_others();
extern "C" int bare();

template <class Key, class Value> struct Pair {
  Key key;
  Value value;
};

struct Entry : Pair<unsigned int, short> {
  int extra;

protected:
  int hidden;
};

struct Person {
  char name[16];
  int age;
  Person *next;
};

#define FIELDS(n) \
  int f##n##0, f##n##1, f##n##2, f##n##3, f##n##4, f##n##5, f##n##6, f##n##7, f##n##8, f##n##9;
#define MORE_FIELDS(n) \
  FIELDS(n##0) FIELDS(n##1) FIELDS(n##2) FIELDS(n##3) FIELDS(n##4) FIELDS(n##5) FIELDS(n##6) FIELDS(n##7)

struct Wide {
  MORE_FIELDS(1) MORE_FIELDS(2) MORE_FIELDS(3)
};

int big[1024 * 1024];
Person second = {"kthreadd", 2, nullptr};
Person first = {"swapper/0", 1, &second};
Wide wide;
Entry entry;
int *nowhere = (int *)0x80000000;
int zero = 0;
volatile int ticks;
volatile int others;
volatile int panic_on_other;

static inline __attribute__((always_inline)) void tick() { ticks = ticks + 1; }

static void outb(unsigned short port, unsigned char value) {
  asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

void look(Person *person, Wide *all) {
  char label[8] = {'o', 'k', 0, 'x', 'y', 'z', 0, 0};
  Entry local = entry;
  local.extra = person->age + label[0];
  all->f100 = local.extra;
}

void other_place() { tick(); }

extern "C" void ap_main() {
  __atomic_add_fetch(&others, 1, __ATOMIC_SEQ_CST);
  for (;;) {
    if (panic_on_other == others)
      outb(0x505, 1); /* pvpanic: the guest has panicked */
  }
}

extern "C" void kmain() {
  for (int i = 0; i < 1024 * 1024; i++)
    big[i] = i;
  entry.key = 7;
  entry.value = -1;
  entry.extra = 3;
  start_others();
  look(&first, &wide);
  tick();
  other_place();
  bare();
  for (;;)
    look(&second, &wide);
}
