import type { Log } from './ports.ts'
import type { RunningSdk } from './running-sdk.ts'
import type { Environment } from './sdk-settings.ts'
import { readSdkSettings } from './sdk-settings.ts'

/** For a server, whose replica gets its name when it starts. */
export function sdkStarter(
  env: Environment,
  version: string,
  log: Log,
): (replica: string) => Promise<RunningSdk | undefined> {
  return (replica) => startSdk(env, { replica, version, log })
}

/** Starts the SDK if the environment asks for it. Undefined: it does not, and then nothing of it is even loaded. */
async function startSdk(
  env: Environment,
  about: { readonly replica: string; readonly version: string; readonly log: Log },
): Promise<RunningSdk | undefined> {
  const settings = readSdkSettings(env)
  if (settings === undefined) return undefined
  for (const warning of settings.warnings) about.log.warn(warning)
  if (!settings.traces && settings.metrics.length === 0) return undefined
  const { runSdk } = await import('./sdk.ts')
  const sdk = await runSdk({ settings, env, ...about })
  about.log.info('OpenTelemetry exports', { traces: settings.traces, metrics: settings.metrics })
  return sdk
}
