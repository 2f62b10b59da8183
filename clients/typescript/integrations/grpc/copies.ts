import { createRequire } from 'node:module'
import { resolve, sep } from 'node:path'

/** The file that every import of grpc-js leads to. */
const ENTRY = ['node_modules', '@grpc', 'grpc-js', 'build', 'src', 'index.js'].join(sep)

/**
 * Copies of grpc-js other than the one that this package uses: those that are loaded, and the one that the program in the
 * working directory would load. Names are registered in one copy and unknown in the others.
 */
export function findOtherCopies(): readonly string[] {
  try {
    const own = createRequire(import.meta.url)
    const loaded = Object.keys(own.cache)
    const fromProgram = createRequire(resolve('program.js'))
    return otherCopies(own.resolve('@grpc/grpc-js'), [...loaded, ...tryResolve(fromProgram)])
  } catch {
    // In a bundle there are no packages to look for, and one copy.
    return []
  }
}

function tryResolve(from: NodeJS.Require): string[] {
  try {
    return [from.resolve('@grpc/grpc-js')]
  } catch {
    return []
  }
}

export function otherCopies(own: string, files: readonly string[]): readonly string[] {
  return [...new Set(files)].filter((file) => file.endsWith(ENTRY) && file !== own)
}

export function copiesWarning(scheme: string, copies: readonly string[]): string {
  return (
    `registerLookaside: there is more than one copy of @grpc/grpc-js. Channels of the others do not know "${scheme}:": ` +
    `${copies.join(', ')}. Let npm make them one (npm dedupe), or hand over the copy that makes your channels: ` +
    "registerLookaside(client, { grpc }) with import * as grpc from '@grpc/grpc-js'."
  )
}
