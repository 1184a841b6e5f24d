export async function measureVscode() {
  return {};
}
