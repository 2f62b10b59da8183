import { dirname, resolve } from 'node:path'
import type { FlagSetting } from '../../clients/cli/deps.ts'
import { loadConfig, readConfigFile } from '../config/index.ts'
import type { ConfigReading, Faulty } from './config-keeper.ts'
import type { LoadedConfig } from '../config/index.ts'
import type { Surroundings } from './surroundings.ts'

/** What `lookaside serve` would read: a file or none, the environment, and flags. */
export interface ConfigSource {
  /** As it was named. Empty: no file was. */
  readonly path: string
  /** Folder that relative paths of policies start at. */
  readonly baseDir: string
  /** Folders in which a change of the file shows: its own, and that of what it links to. */
  folders(): readonly string[]
  read(): ConfigReading
}

interface ConfigRequest {
  /** The file that was named on the command line. */
  readonly config: string | undefined
  /** By which flag or argument. */
  readonly flagName?: string
  readonly settings: readonly FlagSetting[]
}

const CONFIG_VARIABLE = 'LOOKASIDE_CONFIG'

export function configSource(
  { config: flag, flagName = '--config', settings }: ConfigRequest,
  { env, readFile, realPath, cwd }: Pick<Surroundings, 'env' | 'readFile' | 'realPath' | 'cwd'>,
): ConfigSource {
  const path = flag ?? env[CONFIG_VARIABLE] ?? ''
  const absolute = resolve(cwd, path)
  return {
    path,
    baseDir: path === '' ? cwd : dirname(absolute),
    folders: () => [...new Set([dirname(absolute), dirname(realPath(absolute))])],
    read: () => {
      const file = readConfigFile({
        ...{ flag, flagName, variable: CONFIG_VARIABLE, fromEnvironment: env[CONFIG_VARIABLE], readFile },
      })
      if (file.kind === 'invalid') return { kind: 'unreadable', problems: file.problems }
      const text = file.kind === 'read' ? file.text : undefined
      const load = (): LoadedConfig | Faulty => {
        const loaded = loadConfig({ text, path, env, flags: settings })
        return loaded.kind === 'loaded' ? loaded : { problems: loaded.problems }
      }
      return { kind: 'read', text: text ?? '', load }
    },
  }
}
