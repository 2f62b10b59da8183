/** Tries `check` until it does not throw, for at most `withinMs`; then its last error stands. */
export async function eventually(check: () => unknown, withinMs = 10_000): Promise<void> {
  const end = performance.now() + withinMs
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      if (performance.now() > end) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
