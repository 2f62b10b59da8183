/** Waits for a condition, and tells what was there when it never came. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 5_000,
): Promise<number> {
  const begin = performance.now()
  while (!(await condition())) {
    if (performance.now() - begin > timeoutMs) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return performance.now() - begin
}
