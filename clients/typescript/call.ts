import type { ClientUnaryCall, ServiceError } from '@grpc/grpc-js'

export type CallResult<Response> =
  { readonly kind: 'answered'; readonly value: Response } | { readonly kind: 'failed'; readonly error: unknown }

export type UnaryStart<Response> = (callback: (error: ServiceError | null, value?: Response) => void) => ClientUnaryCall

/** Runs one unary call. Never rejects; an abort of `signal` cancels the call. */
export function callUnary<Response>(start: UnaryStart<Response>, signal?: AbortSignal): Promise<CallResult<Response>> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve({ kind: 'failed', error: signal.reason })
      return
    }
    const settle = (result: CallResult<Response>): void => {
      signal?.removeEventListener('abort', cancel)
      resolve(result)
    }
    let call: ClientUnaryCall | undefined
    const cancel = (): void => {
      call?.cancel()
      settle({ kind: 'failed', error: signal?.reason })
    }
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      call = start((error, value) => {
        if (error === null && value !== undefined) settle({ kind: 'answered', value })
        else settle({ kind: 'failed', error })
      })
    } catch (error) {
      // grpc-js throws when the channel was closed.
      settle({ kind: 'failed', error })
    }
  })
}
