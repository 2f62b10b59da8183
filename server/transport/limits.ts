/** What a transport allows. Every limit is set on purpose, since the gRPC library itself sets next to none. */
export interface TransportLimits {
  /** Bytes of a unary request. */
  readonly unaryMessageBytes: number
  /** Bytes of one message of a stream. */
  readonly streamMessageBytes: number
  /** Bytes of one answer of a picks stream, after which the remaining picks of the message are refused. */
  readonly streamAnswerBytes: number
  readonly maxConcurrentStreams: number
  readonly keepaliveTimeMs: number
  readonly keepaliveTimeoutMs: number
  readonly maxConnectionAgeMs: number
  readonly maxConnectionAgeGraceMs: number
  readonly maxConnectionIdleMs: number
  readonly connectionsPerIp: number
  readonly connections: number
  /** Longest life of a unary call, and longest wait for the request of a server stream. */
  readonly unaryDeadlineMs: number
  readonly maxStreamAgeMs: number
  /** How long a stream stays usable after its go-away. */
  readonly goAwayGraceMs: number
  /** How long a reader of WatchBackends may take nothing before it is cut. */
  readonly watchStallMs: number
  /** How long a drain leaves connections without streams open, so that health watchers see NOT_SERVING first. */
  readonly drainLingerMs: number
  /** Messages of one reflection or health stream. */
  readonly foreignStreamMessages: number
}

/**
 * The defaults. The size of a header list is bounded by Node's HTTP/2 (64 KiB and 128 pairs, then the stream is reset);
 * grpc-js offers no option to lower it.
 */
export const DEFAULT_LIMITS: TransportLimits = {
  // A pick is 100 bytes and a batch of 500 heartbeats is 60 KB; a message of 3 MB stalls the event loop for 90 ms.
  unaryMessageBytes: 64 * 1_024,
  // 1,000 picks and 1,000 outcomes.
  streamMessageBytes: 256 * 1_024,
  // gRPC clients refuse messages over 4 MiB by default.
  streamAnswerBytes: 3 * 1_024 * 1_024,
  // Envoy's edge profile; it also blunts HTTP/2 rapid reset.
  maxConcurrentStreams: 100,
  // A frozen client is gone within 15 s.
  keepaliveTimeMs: 10_000,
  keepaliveTimeoutMs: 5_000,
  // Connections are spread anew over the replicas twice an hour; the library adds 10 % of jitter.
  maxConnectionAgeMs: 30 * 60_000,
  maxConnectionAgeGraceMs: 30_000,
  maxConnectionIdleMs: 15 * 60_000,
  // One address cannot use up the replica's connections; a gRPC client needs one.
  connectionsPerIp: 64,
  // Each connection costs 50 to 100 KB.
  connections: 5_000,
  // Picks take microseconds and store writes give up after 200 ms: whatever takes longer is stuck or a slow sender.
  unaryDeadlineMs: 1_000,
  maxStreamAgeMs: 30 * 60_000,
  // Two round trips of a slow client, and short enough for two graces in a drain of 10 s.
  goAwayGraceMs: 4_000,
  watchStallMs: 30_000,
  drainLingerMs: 500,
  // Tools ask once a symbol; nobody else needs reflection.
  foreignStreamMessages: 1_000,
}
