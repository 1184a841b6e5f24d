// A program for Linux that panics: its standard library's text, backtrace and all.

#[inline(never)]
fn element(table: &[u32], index: usize) -> u32 {
    table[index]
}

#[inline(never)]
fn add_up(table: &[u32]) -> u32 {
    (0..=table.len()).map(|index| element(table, index)).sum()
}

fn main() {
    println!("{}", add_up(&[1, 2, 3]));
}
