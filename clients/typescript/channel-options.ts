import type { ChannelOptions } from '@grpc/grpc-js'

/** Settings of every channel to the service. grpc-js adds 20 % jitter to its reconnect back-off by itself. */
export const CHANNEL_OPTIONS: ChannelOptions = {
  // A service that was away for long is found again within two seconds; by default it is up to two minutes.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // A half-open connection is found while calls wait on it, well before the kernel gives up.
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
  // Retries are decided here, with a budget.
  'grpc.enable_retries': 0,
  // It keeps a record per channel and call that nobody reads.
  'grpc.enable_channelz': 0,
  // Channels of different clients share nothing, so that closing one closes its connections.
  'grpc.use_local_subchannel_pool': 1,
  // No look-up of service configuration in DNS TXT records.
  'grpc.service_config_disable_resolution': 1,
}
