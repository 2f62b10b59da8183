import { Worker } from 'node:worker_threads'
import type { RunResult } from '../result.ts'
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts'
import type { Runner } from './runner.ts'

interface Asked {
  readonly onShare: (share: number) => void
  readonly resolve: (result: RunResult) => void
  readonly reject: (error: Error) => void
}

/** What lives shortly in a simulation, calls above all, dies before it is ever copied. */
const YOUNG_GENERATION_MB = 64

/** Runs in a thread of its own. `file`: the bundled worker. */
export function startWorkerRunner(file: string | URL, setup: WorkerSetup): Runner {
  const worker = new Worker(file, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } })
  const tell = (message: ToWorker): void => worker.postMessage(message)
  let asked: Asked | undefined
  let broken: Error | undefined
  const fail = (error: Error): void => {
    broken = error
    asked?.reject(error)
  }
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'progress') asked?.onShare(message.share)
    else if (message.kind === 'result') asked?.resolve(message.result)
    else asked?.reject(new Error(message.message))
  })
  worker.on('error', (error: Error) => fail(error))
  worker.on('exit', () => fail(new Error('the thread has ended')))
  tell({ kind: 'setup', setup })
  return {
    run: (task, onShare) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) return reject(broken)
        asked = { onShare, resolve, reject }
        tell({ kind: 'run', task })
      }),
    async close() {
      await worker.terminate()
    },
  }
}
