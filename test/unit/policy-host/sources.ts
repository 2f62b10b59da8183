import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createRng } from '../../../policies/lib/rng.ts'
import { hostModules } from '../../../server/policy-host/host-modules.ts'
import { loadPolicy, type LoadedPolicy, type LoadOptions } from '../../../server/policy-host/load.ts'
import { FakeTime } from '../../support/fake-time.ts'
import { recordingLog } from './fakes.ts'

/** A folder with files in it, for policies as their authors write them. */
export interface Folder {
  readonly path: string
  write(name: string, text: string): void
  remove(name: string): void
}

export function makeFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'lookaside-policy-')))
  const folder: Folder = {
    path,
    write(name, text) {
      mkdirSync(dirname(join(path, name)), { recursive: true })
      writeFileSync(join(path, name), text)
    },
    remove(name) {
      rmSync(join(path, name), { recursive: true })
    },
  }
  for (const [name, text] of Object.entries(files)) folder.write(name, text)
  return folder
}

/** The fields of a good policy as JavaScript text, by name; each may be replaced or, with an empty text, left out. */
export function policyFields(changes: Readonly<Record<string, string>> = {}): string {
  const fields: Readonly<Record<string, string>> = {
    type: `'my_policy'`,
    stability: `'experimental'`,
    description: `'Picks the first.'`,
    consumes: `{ required: ['in_flight'], optional: [] }`,
    configSchema: `{ type: 'object', additionalProperties: false }`,
    parseConfig: `(input = {}) => { if (Object.keys(input).length > 0) throw new TypeError('unknown key'); return {} }`,
    create: `() => ({
      onSnapshot: ({ backends }) => ({
        pick({ avoid }) {
          const backend = backends.find((candidate) => !avoid || !avoid(candidate))
          return backend ? { kind: 'picked', backend, reason: 'first' } : { kind: 'none', reason: 'empty' }
        },
      }),
    })`,
    ...changes,
  }
  const texts = Object.entries(fields).filter(([, text]) => text !== '')
  return `{ ${texts.map(([name, text]) => `${name}: ${text}`).join(',\n')} }`
}

export const goodPolicy = (changes: Readonly<Record<string, string>> = {}): string =>
  `export default ${policyFields(changes)}\n`

export function load(
  folder: Folder,
  source: LoadOptions['source'],
  more: Partial<LoadOptions> = {},
): Promise<LoadedPolicy> {
  return loadPolicy({
    source,
    baseDir: folder.path,
    hostModules: hostModules(),
    configs: () => [undefined],
    rng: createRng(1),
    clock: new FakeTime(),
    log: recordingLog(),
    ...more,
  })
}
