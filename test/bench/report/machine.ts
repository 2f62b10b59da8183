import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { canPin } from '../processes/cpus.ts'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly system: string
  readonly versions: Readonly<Record<string, string>>
  /** Whether what is measured has a core of its own. */
  readonly pinned: boolean
}

export function describeMachine(): Machine {
  const [first] = cpus()
  return {
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    versions: {
      node: process.version,
      '@grpc/grpc-js': grpcVersion(),
      h2load: versionOf('h2load', /nghttp2\/(\S+)/),
      redis: versionOf('redis-server', /v=(\S+)/),
      commit: versionOf('git', /^(\S+)/, ['rev-parse', '--short', 'HEAD']),
    },
    pinned: canPin() && cpus().length > 1,
  }
}

/** The 1-minute load average: what else ran on the machine disturbs every number. */
export function loadAverage(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100
}

/** Dependencies are pinned, so the package says what is installed. */
function grpcVersion(): string {
  const text = readFileSync(join(dirname(process.argv[1] ?? ''), '../package.json'), 'utf8')
  return /"@grpc\/grpc-js": "([^"]+)"/.exec(text)?.[1] ?? 'unknown'
}

function versionOf(program: string, pattern: RegExp, args: readonly string[] = ['--version']): string {
  const { stdout } = spawnSync(program, args, { encoding: 'utf8' })
  return pattern.exec(stdout ?? '')?.[1] ?? 'none'
}
