import type { ConfigTools } from './config-tools.ts'
import type { Simulations } from './simulations.ts'

/** Takes text, as a stream does. */
export interface TextSink {
  write(text: string): void
}

/** A value from a flag for one key of a configuration file. */
export interface FlagSetting {
  /** As it was written, for messages: `--listen`. */
  readonly flag: string
  /** Keys of the file on the way to it: `['http', 'listen']`. */
  readonly path: readonly string[]
  readonly value: string
}

export interface ServeRequest {
  /** From `--config`. */
  readonly config: string | undefined
  readonly settings: readonly FlagSetting[]
}

export interface DevRequest {
  /** From `--for`, in milliseconds. Undefined: until it is stopped. */
  readonly forMs: number | undefined
  /** Where gRPC listens on 127.0.0.1. 0: any free port. */
  readonly port: number
  /** Where HTTP listens on 127.0.0.1. 0: any free port. */
  readonly httpPort: number
  /** Whether the live table may use colours. */
  readonly colour: boolean
}

export interface AgentRequest {
  /** From `--config`. */
  readonly config: string | undefined
  /** From `--lookaside`: addresses of the service, with commas between. */
  readonly lookaside: string | undefined
  /** What the flags say of one backend, with paths inside a backend: `['check', 'type']`. */
  readonly settings: readonly FlagSetting[]
}

/** The commands that run a part of Lookaside itself, supplied by the composition root. Each answers its exit code. */
export interface LongCommands {
  serve(request: ServeRequest): Promise<number>
  dev(request: DevRequest): Promise<number>
  agent(request: AgentRequest): Promise<number>
}

/** Everything that the command line takes from outside. */
export interface CliDeps {
  readonly stdout: TextSink
  readonly stderr: TextSink
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether a person watches stdout. */
  readonly isTty: boolean
  /** Columns of the terminal. Undefined: unknown, so nothing is cut. */
  readonly width: number | undefined
  /** Version of the package. */
  readonly version: string
  /** The time of day in milliseconds since 1970. */
  readonly now: () => number
  /** Calls `run` at Ctrl-C and at SIGTERM. The answer stops listening. */
  readonly onStopSignal: (run: () => void) => () => void
  readonly commands: LongCommands
  /** Loaded when it is asked for: few commands need it. */
  readonly config: () => Promise<ConfigTools>
  /** Likewise. */
  readonly simulations: () => Promise<Simulations>
  /** The candidate that was probably meant. Undefined: none is near. */
  readonly didYouMean: (word: string, candidates: Iterable<string>) => string | undefined
  readonly terminal: Terminal
  readonly system: () => SystemFacts
}

/** The window of a person, which may change its size at any time. */
export interface Terminal {
  /** Undefined: unknown. */
  readonly size: () => { readonly columns: number | undefined; readonly rows: number | undefined }
  /** Whether a person watches stderr, where progress is shown. */
  readonly showsProgress: boolean
  /** Calls `run` for each key, without waiting for a new line. The answer stops. Undefined: there is no keyboard. */
  readonly onKey: ((run: (key: string) => void) => () => void) | undefined
}

/** What this machine gives the process. */
export interface SystemFacts {
  /** For example "20.19.4". */
  readonly nodeVersion: string
  /** The range that the package asks for, for example ">=20.19". */
  readonly nodeRange: string
  /** Files and connections that a process may have open. Undefined: unknown or unlimited. */
  readonly openFiles: number | undefined
}
