import type { TextSink } from '../../clients/cli/deps.ts'

/** What a long-running command needs of the process. Supplied by main.ts. */
export interface Surroundings {
  readonly stdout: TextSink
  readonly stderr: TextSink
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTty: boolean
  /** Columns of the terminal now. Undefined: unknown. */
  readonly width: () => number | undefined
  /** Current folder. */
  readonly cwd: string
  readonly readFile: (path: string) => Uint8Array
  /** The path behind symbolic links, or the path itself when there is nothing. */
  readonly realPath: (path: string) => string
  /** Bytes. */
  readonly residentMemory: () => number
  /** Calls `run` at SIGTERM and SIGINT. Returns how to stop listening. */
  readonly onStopSignal: (run: () => void) => () => void
  /** Calls `run` at SIGHUP. Returns how to stop listening. */
  readonly onHangUp: (run: () => void) => () => void
}

/** Resolves at the first signal to stop; `again` is called at each further one. */
export function stopSignal(
  { onStopSignal }: Surroundings,
  again: () => void,
): { first: Promise<void>; off: () => void } {
  let off = (): void => {}
  const first = new Promise<void>((resolve) => {
    let heard = false
    off = onStopSignal(() => {
      if (heard) again()
      heard = true
      resolve()
    })
  })
  return { first, off }
}
