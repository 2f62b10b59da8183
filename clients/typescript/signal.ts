/** Tells its listeners of something. A listener that throws keeps nobody else from hearing it. */
export interface Signal<Value> {
  emit(value: Value): void
  /** Answers how to stop listening. */
  on(listener: (value: Value) => void): () => void
  readonly size: number
}

/** `onError` hears what a listener throws. */
export function createSignal<Value>(onError: (error: unknown) => void = () => undefined): Signal<Value> {
  const listeners = new Set<{ readonly run: (value: Value) => void }>()
  return {
    emit(value) {
      for (const listener of [...listeners]) {
        try {
          listener.run(value)
        } catch (error) {
          onError(error)
        }
      }
    },
    on(run) {
      // A wrapper of its own, so that the same function may listen twice.
      const listener = { run }
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    get size() {
      return listeners.size
    },
  }
}
