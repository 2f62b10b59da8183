import {
  ServerInterceptingCall,
  status as codes,
  type Metadata,
  type ServerInterceptingCallInterface,
} from '@grpc/grpc-js'

type Listener = Parameters<ServerInterceptingCallInterface['start']>[0]
export type CallStatus = Parameters<ServerInterceptingCallInterface['sendStatus']>[0]

/** What is the same for all calls of a method. */
export interface MethodTraits {
  /** `package.Service/Method`: one string for all calls, so that whoever counts by it need not hash it anew. */
  readonly name: string
  /** Of the package lookaside.v1, so its errors carry an ErrorInfo. */
  readonly isOwn: boolean
  readonly isStream: boolean
  readonly maxMessages: number
}

/** What the gate hears of a call. */
export interface CallEvents {
  opened(call: OpenCall): void
  /** It sends more messages than its method may have. */
  flooded(call: OpenCall): void
  /** The last message of the request is in. */
  requested(call: OpenCall): void
  /** Over, however it ended. */
  closed(call: OpenCall): void
  /** The status as it is to be sent. */
  status(call: OpenCall, status: CallStatus): CallStatus
}

/**
 * One call on its way through the gate, and the listener of its own request. Plain delegation without closures, since
 * this is on the path of every pick; the library's own responders and listeners cost a dozen objects a call.
 */
export class OpenCall extends ServerInterceptingCall {
  readonly method: MethodTraits
  readonly openedAt: number
  /** Place among the calls with a deadline; -1: none. */
  deadlineSlot = -1
  /** Undefined until a status is sent: a call that closes without one was cancelled. */
  code: codes | undefined = undefined
  private messages = 0
  private listener: Listener | undefined = undefined
  private readonly inner: ServerInterceptingCallInterface
  private readonly events: CallEvents

  constructor(inner: ServerInterceptingCallInterface, method: MethodTraits, openedAt: number, events: CallEvents) {
    super(inner)
    this.inner = inner
    this.method = method
    this.openedAt = openedAt
    this.events = events
    // The library answers oversized messages, passed deadlines and failed decompression below every interceptor, by
    // this method; so it is here that their statuses get an ErrorInfo. One function for all calls, since the garbage
    // collector keeps what a closure of each call would hold.
    gate(inner, this)
  }

  /** Sends a status, whoever made it. */
  sendThrough(status: CallStatus): void {
    this.code ??= status.code ?? codes.UNKNOWN
    const told = status.code === codes.OK ? status : this.events.status(this, status)
    prototypeOf(this.inner).sendStatus.call(this.inner, told)
  }

  override start(listener: Listener): void {
    this.listener = listener
    this.inner.start(this)
  }

  onReceiveMetadata(metadata: Metadata): void {
    this.events.opened(this)
    this.listener?.onReceiveMetadata(metadata)
  }

  onReceiveMessage(message: unknown): void {
    this.messages += 1
    if (this.messages > this.method.maxMessages) this.events.flooded(this)
    else this.listener?.onReceiveMessage(message)
  }

  onReceiveHalfClose(): void {
    this.events.requested(this)
    this.listener?.onReceiveHalfClose()
  }

  onCancel(): void {
    this.events.closed(this)
    const { listener } = this
    // Nothing more comes; what the listener holds is free before the library lets go of its stream.
    this.listener = undefined
    listener?.onCancel()
  }

  override startRead(): void {
    this.inner.startRead()
  }

  override sendMetadata(metadata: Metadata): void {
    this.inner.sendMetadata(metadata)
  }

  override sendMessage(message: unknown, callback: () => void): void {
    this.inner.sendMessage(message, callback)
  }

  override sendStatus(status: CallStatus): void {
    this.inner.sendStatus(status)
  }
}

function gate(inner: ServerInterceptingCallInterface & { gated?: OpenCall }, call: OpenCall): void {
  inner.gated = call
  inner.sendStatus = sendThroughGate
}

function prototypeOf(inner: ServerInterceptingCallInterface): ServerInterceptingCallInterface {
  return Object.getPrototypeOf(inner) as ServerInterceptingCallInterface
}

function sendThroughGate(this: ServerInterceptingCallInterface & { gated?: OpenCall }, status: CallStatus): void {
  this.gated?.sendThrough(status)
}
