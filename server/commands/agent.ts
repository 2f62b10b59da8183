import type { AgentConfig, BackendConfig } from '../../clients/agent/index.ts'
import { runAgent } from '../../clients/agent/index.ts'
import type { AgentRequest } from '../../clients/cli/deps.ts'
import { EXIT } from '../../clients/cli/exit-codes.ts'
import type { AgentFileConfig } from '../config/index.ts'
import { loadAgentConfig, readConfigFile } from '../config/index.ts'
import { createLog } from '../telemetry/log.ts'
import { refuseConfig } from './serve.ts'
import type { Surroundings } from './surroundings.ts'
import { stopSignal } from './surroundings.ts'

/** `lookaside agent`: speaks for backends until it is told to stop, then drains and deregisters them. */
export async function agent(request: AgentRequest, around: Surroundings): Promise<number> {
  const variable = 'LOOKASIDE_AGENT_CONFIG'
  const { env, readFile } = around
  const file = readConfigFile({ flag: request.config, variable, fromEnvironment: env[variable], readFile })
  if (file.kind === 'invalid') return refuseConfig(file.problems, around)
  const loaded = loadAgentConfig({
    text: file.kind === 'read' ? file.text : undefined,
    path: file.kind === 'read' ? file.path : '',
    env,
    lookaside: request.lookaside,
    flags: request.settings,
  })
  if (loaded.kind === 'invalid') return refuseConfig(loaded.problems, around)
  const log = createLog({ level: env['LOOKASIDE_LOG_LEVEL'] ?? 'info', destination: around.stderr })
  const running = runAgent(toAgentConfig(loaded.config), { log })
  log.info('agent runs', { lookaside: loaded.config.lookaside, backends: loaded.config.backends.length })
  let force = (): void => {}
  const forced = new Promise<void>((resolve) => {
    force = resolve
  })
  const { first, off } = stopSignal(around, () => force())
  await first
  log.info('stopping: draining, then deregistering; a second signal forces')
  await Promise.race([running.stop(), forced])
  off()
  return EXIT.ok
}

/** The file's form in the agent's own words: what is unknown there is absent here. */
function toAgentConfig({ lookaside, drainWaitMs: drainWait, backends }: AgentFileConfig): AgentConfig {
  return { lookaside, drainWait, backends: backends.map(toBackend) }
}

function toBackend({ capacity, check, ...backend }: AgentFileConfig['backends'][number]): BackendConfig {
  const common = { ...backend, ...(capacity > 0 ? { capacity } : {}) }
  if (check.type === 'none') return common
  const { intervalMs: interval, timeoutMs: timeout, rise, fall } = check
  const elsewhere = check.address === undefined ? {} : { address: check.address }
  const shared = { interval, timeout, rise, fall, ...elsewhere }
  if (check.type === 'grpc') return { ...common, check: { ...shared, type: 'grpc', service: check.service } }
  if (check.type === 'tcp') return { ...common, check: { ...shared, type: 'tcp' } }
  const status = check.expectedStatus === undefined ? {} : { expectedStatus: [check.expectedStatus] }
  return { ...common, check: { ...shared, type: 'http', path: check.path, ...status } }
}
