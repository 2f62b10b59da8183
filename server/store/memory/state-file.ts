import * as nodeFs from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DurableState } from './state.ts'
import { EMPTY_STATE } from './state.ts'
import { decodeState, encodeState } from './state-codec.ts'

/** The part of `node:fs/promises` that is used, so that a test can make a disk fail. */
export type StateFs = Pick<typeof nodeFs, 'mkdir' | 'readFile' | 'open' | 'rename' | 'rm'>

/** The state file exists and cannot be used. The text names the file and what to do. */
export class StateFileError extends Error {
  override readonly name = 'StateFileError'
}

export interface StateFile {
  /**
   * A missing file is an empty state, and its folder is made. Throws {@link StateFileError} when the file cannot be used,
   * and when it could not be written later: better now than at an operator's first change.
   */
  read(): Promise<DurableState>
  /** Resolves when the state will survive a power cut; rejects with a text that names the file. */
  write(state: DurableState): Promise<void>
}

export function createStateFile(path: string, fs: StateFs = nodeFs): StateFile {
  // One name, not a random one: what a crash leaves behind is overwritten by the next write instead of piling up.
  const temporary = `${path}.tmp`
  return {
    async read() {
      await tryToWrite(path, temporary, fs)
      const text = await readIfThere(path, fs)
      if (text === undefined) return EMPTY_STATE
      const decoded = decodeState(text)
      if (decoded.kind === 'state') return decoded.state
      throw new StateFileError(
        `The state file ${path} is broken: ${decoded.problem}. Restore it from a copy, or move it away to start empty.`,
      )
    },
    async write(state) {
      try {
        await writeThrough(temporary, encodeState(state), fs)
        await fs.rename(temporary, path)
        await syncDirectory(dirname(path), fs)
      } catch (error) {
        throw new Error(`The state file ${path} cannot be written: ${messageOf(error)}`, { cause: error })
      }
    },
  }
}

async function tryToWrite(path: string, temporary: string, fs: StateFs): Promise<void> {
  try {
    await fs.mkdir(dirname(path), { recursive: true })
    await writeThrough(temporary, '', fs)
    await fs.rm(temporary)
  } catch (error) {
    throw new StateFileError(
      `The state file ${path} cannot be written: ${messageOf(error)}. Choose another place with store: "memory:<path>", or "memory:" to keep nothing.`,
    )
  }
}

async function readIfThere(path: string, fs: StateFs): Promise<string | undefined> {
  try {
    return await fs.readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new StateFileError(`The state file ${path} cannot be read: ${messageOf(error)}.`)
  }
}

async function writeThrough(path: string, text: string, fs: StateFs): Promise<void> {
  const handle = await fs.open(path, 'w', 0o600)
  try {
    await handle.writeFile(text, 'utf8')
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A rename lasts only once its directory is on disk. */
async function syncDirectory(path: string, fs: StateFs): Promise<void> {
  const handle = await fs.open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
