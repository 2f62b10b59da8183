// clients/typescript/call.ts
function callUnary(start2, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve({ kind: "failed", error: signal.reason });
      return;
    }
    const settle3 = (result) => {
      signal?.removeEventListener("abort", cancel);
      resolve(result);
    };
    let call;
    const cancel = () => {
      call?.cancel();
      settle3({ kind: "failed", error: signal?.reason });
    };
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      call = start2((error, value) => {
        if (error === null && value !== void 0) settle3({ kind: "answered", value });
        else settle3({ kind: "failed", error });
      });
    } catch (error) {
      settle3({ kind: "failed", error });
    }
  });
}

// clients/typescript/deadline.ts
function startDeadline(clock, delayMs, run) {
  let turn;
  const timer = clock.after(delayMs, () => {
    turn = setImmediate(run);
  });
  return {
    cancel() {
      timer.cancel();
      if (turn !== void 0) clearImmediate(turn);
    }
  };
}

// clients/typescript/errors.ts
import { status as grpcStatus } from "@grpc/grpc-js";

// clients/typescript/property.ts
function readProperty(value, name) {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : void 0;
}

// clients/typescript/describe-error.ts
function describeError(error) {
  const told = [readProperty(error, "code"), readProperty(error, "message")];
  return told.find((text) => typeof text === "string" && text !== "") ?? String(error);
}

// clients/typescript/errors.ts
var LookasideError = class extends Error {
  name = "LookasideError";
  code;
  /**
   * The reason in the service's error catalogue (`NO_BACKENDS`, `POOL_NOT_FOUND`, ...), or one of this side: `UNREACHABLE`
   * (no connection), `TIMEOUT` (no answer in time), `CLIENT_CLOSED`, `CANCELLED`, `UNKNOWN` (an error without a reason).
   */
  reason;
  /** Every variable of the message, by name; for bad input the field is under `field`. */
  metadata;
  constructor(fields) {
    super(fields.message, fields.cause === void 0 ? void 0 : { cause: fields.cause });
    this.code = fields.code;
    this.reason = fields.reason;
    this.metadata = fields.metadata ?? /* @__PURE__ */ new Map();
  }
};
var ADVICE = /* @__PURE__ */ new Map([
  ["UNREACHABLE", "Check that the service runs there (`lookaside serve`) and that the address is right."],
  ["TIMEOUT", "Raise timeoutMs if this is usual, or look at the load of the service and the network between."],
  ["POOL_NOT_FOUND", "Check the name of the pool (`lookaside pools` lists them), or register a backend in it."],
  ["NO_BACKENDS", "See which backends there are and why none may be picked: `lookaside backends <pool>`."],
  ["POOL_SATURATED", "Every backend is full: slow down, add backends, or raise max_in_flight_per_backend."],
  ["CLIENT_CLOSED", "Make a new client, or close this one later."]
]);
function toLookasideError(error, failed, readDetails) {
  if (error instanceof LookasideError) return error;
  const code = statusName(readProperty(error, "code"));
  const details = readProperty(error, "details");
  const text = typeof details === "string" && details !== "" ? details : describeError(error);
  const info = readDetails(metadataOf(error));
  const reason = info?.reason ?? localReason(code, text);
  const what = reason === "TIMEOUT" ? `no answer within ${failed.timeoutMs} ms` : text;
  const sentence = `${failed.call} at ${failed.address}: ${what} (${code}/${reason}).`;
  return new LookasideError({
    code,
    reason,
    message: withAdvice(sentence, reason),
    metadata: info?.metadata ?? /* @__PURE__ */ new Map(),
    cause: error
  });
}
function toItemRefusal(item, failed) {
  const code = STATUS_NAMES.find((name) => name === item.code) ?? "UNKNOWN";
  const reason = item.reason === "" ? "UNKNOWN" : item.reason;
  const sentence = `${failed.call} at ${failed.address}: ${item.message} (${code}/${reason}).`;
  return new LookasideError({
    ...{ code, reason, metadata: new Map(Object.entries(item.metadata)) },
    message: withAdvice(sentence, reason)
  });
}
function withAdvice(sentence, reason) {
  const advice = ADVICE.get(reason);
  return advice === void 0 ? sentence : `${sentence} ${advice}`;
}
function statusName(code) {
  for (const name of STATUS_NAMES) if (grpcStatus[name] === code) return name;
  return "UNKNOWN";
}
var STATUS_NAMES = [
  ...["OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS"],
  ...["PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE"],
  ...["UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"]
];
function localReason(code, text) {
  if (/channel has been (shut down|closed)|Channel closed/i.test(text)) return "CLIENT_CLOSED";
  if (code === "UNAVAILABLE") return "UNREACHABLE";
  if (code === "DEADLINE_EXCEEDED") return "TIMEOUT";
  return code === "CANCELLED" ? "CANCELLED" : "UNKNOWN";
}
function metadataOf(error) {
  const metadata = readProperty(error, "metadata");
  return isMetadata(metadata) ? metadata : void 0;
}
function isMetadata(value) {
  return typeof readProperty(value, "get") === "function" && typeof readProperty(value, "getMap") === "function";
}

// clients/typescript/caller.ts
var OWN_STALL_MS = 25;
function createCaller(deps) {
  const { endpoints, clock } = deps;
  let closed = false;
  const attempt = async (endpoint, name, limitMs, signal, invoke) => {
    const startedAt = clock.now();
    const result = await callInTime(clock, limitMs, signal, (callback) => {
      const deadline = Date.now() + limitMs + OWN_STALL_MS;
      return invoke(endpoint.client(), deps.makeMetadata(name), { deadline }, callback);
    });
    if (result.kind === "answered") {
      endpoint.breaker.answered();
      return { value: result.value };
    }
    if (signal?.aborted === true) throw signal.reason;
    if (closed) return closedError(name);
    const failed = { call: name, address: endpoint.address, timeoutMs: Math.round(limitMs) };
    const error = toLookasideError(result.error, failed, deps.readDetails);
    if (error.reason === "UNREACHABLE") endpoint.breaker.failed();
    else if (error.reason !== "TIMEOUT") endpoint.breaker.answered();
    else if (clock.now() - startedAt < limitMs + OWN_STALL_MS) endpoint.breaker.failed();
    return error;
  };
  return {
    async call(name, limits, invoke) {
      const endsAt = limits.totalMs === void 0 ? void 0 : clock.now() + limits.totalMs;
      let last;
      for (const endpoint of tryOrder(endpoints, limits.insist === true)) {
        if (closed) throw closedError(name);
        const { timeoutMs, connectTimeoutMs } = limits;
        const wantedMs = endpoint.isConnected() ? timeoutMs : Math.max(timeoutMs, connectTimeoutMs);
        const limitMs = endsAt === void 0 ? wantedMs : Math.min(wantedMs, endsAt - clock.now());
        if (limitMs < 1) break;
        const answer = await attempt(endpoint, name, limitMs, limits.signal, invoke);
        if (!(answer instanceof LookasideError)) return answer.value;
        if (!isReplicaAway(answer)) throw answer;
        endpoints.moveOn(endpoint);
        last = answer;
      }
      throw closed ? closedError(name) : last ?? silentError(name, endpoints);
    },
    close() {
      closed = true;
    }
  };
}
async function callInTime(clock, limitMs, signal, start2) {
  let call;
  let timer;
  const late2 = new Promise((resolve) => {
    timer = startDeadline(clock, limitMs, () => {
      call?.cancel();
      resolve({ kind: "failed", error: LATE });
    });
  });
  const answer = callUnary((callback) => call = start2(callback), signal);
  const result = await Promise.race([answer, late2]);
  timer?.cancel();
  return result;
}
var LATE = { code: 4, details: "no answer in time" };
function tryOrder(endpoints, insist) {
  const from = endpoints.all.indexOf(endpoints.current());
  const inTurn = [...endpoints.all.slice(from), ...endpoints.all.slice(0, from)];
  const closed = inTurn.filter(({ breaker }) => breaker.state === "closed");
  return insist ? [...closed, ...inTurn.filter(({ breaker }) => breaker.state === "open")] : closed;
}
function isReplicaAway({ reason }) {
  return reason === "UNREACHABLE" || reason === "TIMEOUT" || reason === "SHUTTING_DOWN";
}
function closedError(name) {
  const message = `${name}: this client is closed (CANCELLED/CLIENT_CLOSED). Make a new client, or close this one later.`;
  return new LookasideError({ code: "CANCELLED", reason: "CLIENT_CLOSED", message });
}
function silentError(name, endpoints) {
  const addresses = endpoints.all.map(({ address: address2 }) => address2).join(", ");
  const message = `${name}: ${addresses} did not answer a moment ago and is looked for in the background (UNAVAILABLE/UNREACHABLE).`;
  return new LookasideError({ code: "UNAVAILABLE", reason: "UNREACHABLE", message });
}

// clients/typescript/client-parts.ts
import { credentials as grpcCredentials } from "@grpc/grpc-js";

// clients/typescript/backoff.ts
function createBackoff(options, random) {
  let end = options.initialMs;
  return {
    next() {
      const delay = random() * end;
      end = Math.min(end * 2, options.maxMs);
      return delay;
    },
    reset() {
      end = options.initialMs;
    }
  };
}

// clients/typescript/endpoints.ts
import { connectivityState as connectivityState2 } from "@grpc/grpc-js";

// clients/typescript/breaker.ts
function createBreaker({ clock, backoff, probe, onChange }) {
  let state = "closed";
  let since = clock.now();
  let opened = 0;
  let stopped = false;
  let timer;
  const change = (next) => {
    state = next;
    since = clock.now();
    onChange(next);
  };
  const close2 = () => {
    timer?.cancel();
    timer = void 0;
    backoff.reset();
    if (state === "open" && !stopped) change("closed");
  };
  const plan = () => {
    timer = clock.after(backoff.next(), () => void tryOnce(), { background: true });
  };
  const tryOnce = async () => {
    timer = void 0;
    const isBack = await probe();
    if (stopped || state === "closed") return;
    if (isBack) close2();
    else plan();
  };
  return {
    get state() {
      return state;
    },
    get since() {
      return since;
    },
    get opened() {
      return opened;
    },
    answered: close2,
    failed() {
      if (state === "open" || stopped) return;
      opened++;
      change("open");
      plan();
    },
    stop() {
      stopped = true;
      timer?.cancel();
    }
  };
}

// clients/typescript/channel-options.ts
var CHANNEL_OPTIONS = {
  // A service that was away for long is found again within two seconds; by default it is up to two minutes.
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 2e3,
  // A half-open connection is found while calls wait on it, well before the kernel gives up.
  "grpc.keepalive_time_ms": 1e4,
  "grpc.keepalive_timeout_ms": 5e3,
  // Retries are decided here, with a budget.
  "grpc.enable_retries": 0,
  // It keeps a record per channel and call that nobody reads.
  "grpc.enable_channelz": 0,
  // Channels of different clients share nothing, so that closing one closes its connections.
  "grpc.use_local_subchannel_pool": 1,
  // No look-up of service configuration in DNS TXT records.
  "grpc.service_config_disable_resolution": 1
};

// clients/typescript/probe.ts
import { connectivityState } from "@grpc/grpc-js";
var PROBE_TIMEOUT_MS = 1e3;
var SILENCES_OF_A_CHANNEL = 3;
var MAX_SILENCES_OF_A_CHANNEL = 48;
function createProbe(deps) {
  const { address: address2, client: client2, clock, log, timeoutMs } = deps;
  const limitMs = Math.max(PROBE_TIMEOUT_MS, timeoutMs);
  let silences = 0;
  let patience = SILENCES_OF_A_CHANNEL;
  let isSlowTold = false;
  const ask = async () => {
    const startedAt = clock.now();
    const options = { deadline: Date.now() + limitMs };
    const metadata = deps.makeMetadata("ReportOutcomes");
    metadata.setOptions({ ...metadata.getOptions(), waitForReady: true });
    const result = await callUnary(
      (callback) => client2().reportOutcomes({ outcomes: [] }, metadata, options, callback)
    );
    if (result.kind === "failed") {
      const code = statusName(readProperty(result.error, "code"));
      if (code === "DEADLINE_EXCEEDED")
        return deps.stateOf() === connectivityState.TRANSIENT_FAILURE ? "away" : "silent";
      if (code === "UNAVAILABLE" || code === "CANCELLED") return "away";
    }
    const tookMs = clock.now() - startedAt;
    if (tookMs <= timeoutMs) return "answered";
    if (!isSlowTold) log.warn("Lookaside answers too slowly for timeoutMs", { address: address2, tookMs, timeoutMs });
    isSlowTold = true;
    return "slow";
  };
  return {
    async run() {
      const wasConnected = deps.stateOf() === connectivityState.READY;
      let finding = await ask();
      if (finding === "slow" && !wasConnected) finding = await ask();
      silences = finding === "silent" ? silences + 1 : 0;
      if (silences >= patience) {
        silences = 0;
        patience = Math.min(patience * 2, MAX_SILENCES_OF_A_CHANNEL);
        deps.replace();
      }
      return finding === "answered";
    },
    reset() {
      silences = 0;
      patience = SILENCES_OF_A_CHANNEL;
      isSlowTold = false;
    }
  };
}

// clients/typescript/signal.ts
function createSignal(onError = () => void 0) {
  const listeners = /* @__PURE__ */ new Set();
  return {
    emit(value) {
      for (const listener of [...listeners]) {
        try {
          listener.run(value);
        } catch (error) {
          onError(error);
        }
      }
    },
    on(run) {
      const listener = { run };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get size() {
      return listeners.size;
    }
  };
}

// clients/typescript/endpoints.ts
var PROBE_BACKOFF = { initialMs: 200, maxMs: 1e3 };
var MAX_RECEIVE_BYTES = 32 * 1024 * 1024;
function createEndpoints(deps) {
  const changed = createSignal();
  const opened = deps.addresses.map((address2) => openEndpoint(address2, deps, (endpoint) => changed.emit(endpoint)));
  const all = opened.map(({ endpoint }) => endpoint);
  let index = 0;
  const at = (position) => {
    const endpoint = all[position % all.length];
    if (endpoint === void 0) throw new TypeError("addresses: name at least one address of the service");
    return endpoint;
  };
  return {
    all,
    changed,
    current: () => at(index),
    usable() {
      for (let step = 0; step < all.length; step++) {
        const endpoint = at(index + step);
        if (endpoint.breaker.state === "closed") return endpoint;
      }
      return void 0;
    },
    moveOn(failed) {
      if (at(index) === failed) index = (index + 1) % all.length;
    },
    close() {
      for (const { close: close2 } of opened) close2();
    }
  };
}
function openEndpoint(address2, deps, onChange) {
  const { clock, random, log } = deps;
  const channelOptions = { ...CHANNEL_OPTIONS, "grpc.max_receive_message_length": MAX_RECEIVE_BYTES };
  const connect = () => new deps.services.LookasideService(address2, deps.credentials, { ...channelOptions, ...deps.channelOptions });
  let client2 = connect();
  const replaced = createSignal();
  const stateOf = () => client2.getChannel().getConnectivityState(true);
  const isConnected = () => stateOf() === connectivityState2.READY;
  const replace = () => {
    log.debug("a channel that stays silent is replaced", { address: address2 });
    client2.close();
    client2 = connect();
    replaced.emit();
  };
  const probe = createProbe({ ...deps, address: address2, client: () => client2, stateOf, replace });
  const onBreaker = (state) => {
    if (state === "open") probe.reset();
    onChange(endpoint);
  };
  const backoff = createBackoff(PROBE_BACKOFF, random);
  const breaker = createBreaker({ clock, backoff, probe: () => probe.run(), onChange: onBreaker });
  const endpoint = { address: address2, breaker, client: () => client2, isConnected, replaced };
  const close2 = () => {
    breaker.stop();
    client2.close();
  };
  return { endpoint, close: close2 };
}

// clients/typescript/error-details.ts
import { fromJSON } from "@grpc/proto-loader";
var RPC_TYPES = {
  nested: {
    Status: { fields: { details: { rule: "repeated", type: "Any", id: 3 } } },
    Any: { fields: { typeUrl: { type: "string", id: 1 }, value: { type: "bytes", id: 2 } } },
    ErrorInfo: {
      fields: {
        reason: { type: "string", id: 1 },
        domain: { type: "string", id: 2 },
        metadata: { keyType: "string", type: "string", id: 3 }
      }
    }
  }
};
var ERROR_INFO_URL = /(^|\/)google\.rpc\.ErrorInfo$/;
function createErrorDetailsReader() {
  const types = fromJSON(RPC_TYPES, { defaults: true });
  const read = (name, bytes) => {
    const type = types[name];
    return type !== void 0 && isMessageType(type) ? type.deserialize(bytes) : void 0;
  };
  return (metadata) => {
    const [bytes] = metadata?.get("grpc-status-details-bin") ?? [];
    if (!Buffer.isBuffer(bytes)) return void 0;
    try {
      const details = readProperty(read("Status", bytes), "details");
      const detail = Array.isArray(details) ? details.find(isErrorInfo) : void 0;
      const value = readProperty(detail, "value");
      return Buffer.isBuffer(value) ? toErrorInfo(read("ErrorInfo", value)) : void 0;
    } catch {
      return void 0;
    }
  };
}
function isErrorInfo(detail) {
  const url = readProperty(detail, "typeUrl");
  return typeof url === "string" && ERROR_INFO_URL.test(url);
}
function toErrorInfo(message) {
  const text = (value) => typeof value === "string" ? value : "";
  const metadata = readProperty(message, "metadata");
  const entries = typeof metadata === "object" && metadata !== null ? Object.entries(metadata) : [];
  return {
    reason: text(readProperty(message, "reason")),
    domain: text(readProperty(message, "domain")),
    metadata: new Map(entries.map(([key, value]) => [key, text(value)]))
  };
}
function isMessageType(type) {
  return typeof readProperty(type, "deserialize") === "function";
}

// clients/typescript/fallback-news.ts
var SETTLED_MS = 1e3;
function createFallbackNews(now, log, emit) {
  return {
    fellBack(pool, { source, degraded }, why) {
      const isNews = pool.fallbackAt === void 0;
      pool.fallbackAt = now();
      if (!isNews) return;
      log.warn("picks are answered from a list", { pool: pool.name, source, why, degraded });
      emit({ kind: "fallback", pool: pool.name, source: source === "static" ? "static" : "cache", why });
    },
    good(pool) {
      if (pool.fallbackAt === void 0 || now() - pool.fallbackAt < SETTLED_MS) return;
      pool.fallbackAt = void 0;
      log.info("picks are answered by the service again", { pool: pool.name });
      emit({ kind: "recovered", pool: pool.name });
    }
  };
}

// clients/typescript/kept-lists.ts
var IDLE_MS = 3e5;
var SWEEP_MS = 6e4;
var MISSING_MS = 5e3;
function createKeptLists({ limit, clock, watch: watch2 }) {
  const releases = /* @__PURE__ */ new Map();
  let sweeper;
  let closed = false;
  const letGo2 = (pool) => {
    releases.get(pool)?.();
    releases.delete(pool);
    pool.watched = void 0;
  };
  const sweep = () => {
    for (const pool of [...releases.keys()]) if (clock.now() - pool.touchedAt >= IDLE_MS) letGo2(pool);
    sweeper = releases.size === 0 ? void 0 : clock.after(SWEEP_MS, sweep, { background: true });
  };
  return {
    get size() {
      return releases.size;
    },
    keep(pool) {
      if (closed || limit === 0 || releases.has(pool)) return;
      if (pool.missingAt !== void 0 && clock.now() - pool.missingAt < MISSING_MS) return;
      const least = releases.size >= limit ? leastRecent(releases.keys()) : void 0;
      if (least !== void 0) letGo2(least);
      const { pool: watched, release } = watch2(pool);
      pool.watched = watched;
      releases.set(pool, release);
      sweeper ??= clock.after(SWEEP_MS, sweep, { background: true });
    },
    letGo: letGo2,
    close() {
      closed = true;
      sweeper?.cancel();
      for (const pool of [...releases.keys()]) letGo2(pool);
    }
  };
}
function leastRecent(pools) {
  let least;
  for (const pool of pools) if (least === void 0 || pool.touchedAt < least.touchedAt) least = pool;
  return least;
}

// clients/typescript/backend.ts
function toBackend(message) {
  return {
    id: message.id,
    address: message.address,
    locality: message.locality ?? void 0,
    labels: new Map(Object.entries(message.labels)),
    weight: message.weight ?? 1
  };
}
function toLocalityMessage(locality) {
  return { region: locality.region ?? "", zone: locality.zone ?? "", subZone: locality.subZone ?? "" };
}

// clients/typescript/duration.ts
function toDuration(ms) {
  const nanosTotal = Math.round(ms * 1e6);
  const seconds = Math.floor(nanosTotal / 1e9);
  return { seconds, nanos: nanosTotal - seconds * 1e9 };
}
function fromDuration(duration) {
  return duration === null ? void 0 : duration.seconds * 1e3 + duration.nanos / 1e6;
}

// clients/typescript/degraded.ts
function toDegraded(message) {
  if (message === null) return void 0;
  const reasons = message.reasons.map((reason) => reason.replace("DEGRADED_REASON_", "").toLowerCase());
  return { reasons, ageMs: fromDuration(message.age) ?? 0 };
}

// clients/typescript/weighted-list.ts
var DEFAULT_MAX_AGE_MS = 1e3;
var DEFAULT_STALE_AGE_MS = 6e4;
function toWeightedList(message) {
  const backends = message.backends.flatMap(
    ({ backend, share }) => backend === null || backend.address === "" || !(share > 0) || !Number.isFinite(share) ? [] : [{ backend: toBackend(backend), share }]
  );
  const { maxAge = null, staleAge = null } = message.cache ?? {};
  return {
    revision: message.revision,
    backends,
    maxAgeMs: fromDuration(maxAge) ?? DEFAULT_MAX_AGE_MS,
    staleAgeMs: fromDuration(staleAge) ?? DEFAULT_STALE_AGE_MS,
    degraded: toDegraded(message.degraded)
  };
}
function toEvenList(backends, ages) {
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  return {
    revision: 0,
    backends: backends.map((backend) => ({ backend, share: backend.weight / total })),
    maxAgeMs: ages?.maxAgeMs ?? DEFAULT_MAX_AGE_MS,
    staleAgeMs: ages?.staleAgeMs ?? DEFAULT_STALE_AGE_MS,
    degraded: void 0
  };
}

// clients/typescript/answered-list.ts
var CAPACITY = 256;
function createAnsweredList() {
  const named = /* @__PURE__ */ new Map();
  let ages = { maxAgeMs: 0, staleAgeMs: 0 };
  let since = 0;
  let made;
  const make = (now) => {
    const all = [...named.values()];
    const young = all.filter(({ at }) => now - at < ages.staleAgeMs);
    const expired = young.length === 0;
    const backends = (expired ? all : young).map(({ backend }) => backend);
    if (backends.length === 0) return void 0;
    const reading = { list: toEvenList(backends, ages), expired, since };
    const oldest = Math.min(...young.map(({ at }) => at));
    made = { reading, until: oldest + ages.staleAgeMs };
    return reading;
  };
  return {
    learn({ backends, maxAgeMs, staleAgeMs }, now) {
      for (const backend of backends) {
        named.delete(backend.id);
        named.set(backend.id, { backend, at: now });
      }
      for (const id of named.keys()) {
        if (named.size <= CAPACITY) break;
        named.delete(id);
      }
      ages = { maxAgeMs, staleAgeMs };
      since = now;
      made = void 0;
    },
    read: (now) => made !== void 0 && now < made.until ? made.reading : make(now)
  };
}

// clients/typescript/local-backend.ts
var ENOUGH_FAILURES = 5;
var AVOID_MS = 1e3;
var MAX_AVOID_MS = 3e4;
function createLocalBackend() {
  return { inFlight: 0, failures: 0, avoidUntil: 0 };
}
function endCall(backend, result, now) {
  if (backend.inFlight > 0) backend.inFlight--;
  heed(backend, result, now);
}
function heed(backend, result, now) {
  switch (result) {
    case "success":
    case "rejected":
      backend.failures = 0;
      backend.avoidUntil = 0;
      return;
    case "cancelled":
      return;
    case "connect_failure":
      backend.failures = Math.max(backend.failures + 1, ENOUGH_FAILURES);
      break;
    default:
      backend.failures++;
  }
  const beyond = backend.failures - ENOUGH_FAILURES;
  if (beyond >= 0) backend.avoidUntil = now + Math.min(AVOID_MS * 2 ** beyond, MAX_AVOID_MS);
}
function isAvoided(backend, now) {
  if (backend.avoidUntil === 0) return false;
  if (now < backend.avoidUntil) return true;
  backend.avoidUntil = now + AVOID_MS;
  return false;
}

// clients/typescript/alias-table.ts
function createAliasTable(weights) {
  const size = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = Float64Array.from(weights, (weight) => weight * size / total);
  const own = new Float64Array(size).fill(1);
  const alias = Int32Array.from({ length: size }, (_, index) => index);
  const small = [];
  const large = [];
  for (let index = 0; index < size; index++) ((share[index] ?? 0) < 1 ? small : large).push(index);
  for (let less = small.pop(), more = large.pop(); less !== void 0 && more !== void 0; ) {
    own[less] = share[less] ?? 0;
    alias[less] = more;
    const rest = (share[more] ?? 0) - (1 - (share[less] ?? 0));
    share[more] = rest;
    less = small.pop();
    if (rest < 1) {
      if (less !== void 0) small.push(less);
      less = more;
      more = large.pop();
    }
  }
  return {
    size,
    at(point) {
      const scaled = point * size;
      const column = Math.min(Math.floor(scaled), size - 1);
      return scaled - column < (own[column] ?? 1) ? column : alias[column] ?? column;
    }
  };
}

// clients/typescript/rendezvous.ts
function hash(text) {
  let value = 2166136261;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 16777619);
  value = Math.imul(value ^ value >>> 16, 2246822507);
  value = Math.imul(value ^ value >>> 13, 3266489909);
  return (value ^ value >>> 16) >>> 0;
}
function rendezvousScore(key, backendId, share) {
  const point = (hash(`${key}
${backendId}`) + 0.5) / 2 ** 32;
  return -Math.log(point) / share;
}

// clients/typescript/local-picker.ts
var GOLDEN = 0.6180339887498949;
var DRAWS = 4;
function createLocalPicker(candidates, random) {
  const table = createAliasTable(candidates.map(({ share }) => share));
  let point = random();
  const next = () => {
    point += GOLDEN;
    if (point >= 1) point -= 1;
    return candidates[table.at(point)];
  };
  const pickAmongAll = (now, isExcluded) => {
    const allowed = candidates.filter((candidate) => !isExcluded(candidate));
    const wanted = allowed.filter(({ local }) => !(local.avoidUntil > now));
    return leastLoaded(wanted.length > 0 ? wanted : allowed);
  };
  return {
    candidates,
    pick(now, isExcluded = nobody) {
      for (let draw = 0; draw < DRAWS; draw++) {
        const first = next();
        const second = candidates[table.at(random())];
        if (first === void 0 || second === void 0) return void 0;
        const isLess = second.local.inFlight * first.share < first.local.inFlight * second.share;
        const chosen = isLess ? second : first;
        if (!isExcluded(chosen) && !isAvoided(chosen.local, now)) return chosen;
        const other = isLess ? first : second;
        if (!isExcluded(other) && !isAvoided(other.local, now)) return other;
      }
      return pickAmongAll(now, isExcluded);
    },
    pickByKey(key, now, isExcluded = nobody) {
      let best;
      let lowest = Number.POSITIVE_INFINITY;
      for (const candidate of candidates) {
        if (isExcluded(candidate) || candidate.local.avoidUntil > now) continue;
        const score = rendezvousScore(key, candidate.backend.id, candidate.share);
        if (score >= lowest) continue;
        lowest = score;
        best = candidate;
      }
      return best ?? pickAmongAll(now, isExcluded);
    }
  };
}
var nobody = () => false;
function leastLoaded(candidates) {
  let best;
  for (const candidate of candidates) {
    if (best === void 0 || candidate.local.inFlight * best.share < best.local.inFlight * candidate.share) {
      best = candidate;
    }
  }
  return best;
}

// clients/typescript/local-pool.ts
var MAX_BACKENDS = 2e4;
function createLocalPool({ name, staticList, clock, random }) {
  const answers = createAnsweredList();
  const backends = /* @__PURE__ */ new Map();
  const fixed = staticList && { ...staticList, pool: name, source: "static" };
  let picker;
  const backend = (id) => {
    const known = backends.get(id);
    if (known !== void 0) return known;
    if (backends.size >= MAX_BACKENDS) forgetIdle(backends);
    const made = createLocalBackend();
    backends.set(id, made);
    return made;
  };
  const pickerOf = (list) => {
    if (picker?.of === list.backends) return picker.picker;
    const candidates = list.backends.map((each) => ({ ...each, local: backend(each.backend.id) }));
    picker = { of: list.backends, picker: createLocalPicker(candidates, random) };
    return picker.picker;
  };
  const pool = {
    name,
    answers,
    touchedAt: clock.now(),
    missingAt: void 0,
    emptySince: void 0,
    fallbackAt: void 0,
    watched: void 0,
    backend,
    list(now) {
      const watched = pool.watched?.current();
      if (watched !== void 0 && watched.source !== "static" && !isExpired(watched)) return watched;
      const answered = answers.read(now);
      const named = answered && { ...answered.list, pool: name, source: "cache" };
      if (answered?.expired === false) return named;
      return fixed ?? watched ?? named;
    },
    liveList() {
      const watched = pool.watched?.current();
      return watched?.source === "watch" && watched.backends.length > 0 ? watched : void 0;
    },
    choose(list, options, now) {
      const local = pickerOf(list);
      const isExcluded = exclusionOf(options);
      const key = options.affinityKey ?? options.affinityToken ?? "";
      return key === "" ? local.pick(now, isExcluded) : local.pickByKey(key, now, isExcluded);
    }
  };
  return pool;
}
function isExpired({ degraded }) {
  return degraded?.reasons.includes("list_expired") === true;
}
function exclusionOf({
  excludeBackendIds = [],
  labelSelector = {}
}) {
  const labels = Object.entries(labelSelector);
  if (excludeBackendIds.length === 0 && labels.length === 0) return void 0;
  return ({ backend }) => excludeBackendIds.includes(backend.id) || labels.some(([label, value]) => backend.labels.get(label) !== value);
}
function forgetIdle(backends) {
  for (const [id, { inFlight, failures }] of backends) if (inFlight === 0 && failures === 0) backends.delete(id);
}

// clients/typescript/local-pools.ts
var MAX_POOLS = 1e3;
function createLocalPools(deps) {
  const { clock, random, locality, staticLists } = deps;
  const byName = /* @__PURE__ */ new Map();
  const whereabouts = locality === void 0 ? {} : { locality };
  const kept = createKeptLists({
    limit: deps.keptLists,
    clock,
    watch: ({ name }) => deps.watches.share(name, whereabouts)
  });
  let last;
  const make = (name) => {
    const least = byName.size >= MAX_POOLS ? leastRecent(byName.values()) : void 0;
    if (least !== void 0) {
      kept.letGo(least);
      byName.delete(least.name);
    }
    const pool = createLocalPool({ name, staticList: staticLists.get(name), clock, random });
    byName.set(name, pool);
    return pool;
  };
  return {
    of(name) {
      if (last?.name === name) return last;
      const pool = byName.get(name) ?? make(name);
      last = pool;
      return pool;
    },
    keep(pool) {
      pool.touchedAt = clock.now();
      kept.keep(pool);
    },
    miss(pool) {
      kept.letGo(pool);
      pool.missingAt = clock.now();
    },
    close: () => kept.close()
  };
}

// clients/typescript/sliding-sum.ts
var SLICES = 10;
function createSlidingSum(ttlMs, now) {
  const sliceMs = ttlMs / SLICES;
  const slices = new Float64Array(SLICES);
  let slice = Math.floor(now() / sliceMs);
  const expire = (at) => {
    const current = Math.floor(at / sliceMs);
    if (current <= slice) return;
    const passed = Math.min(current - slice, SLICES);
    for (let step = 1; step <= passed; step++) slices[(slice + step) % SLICES] = 0;
    slice = current;
  };
  return {
    add(amount, at = now()) {
      expire(at);
      slices[slice % SLICES] = (slices[slice % SLICES] ?? 0) + amount;
    },
    total() {
      expire(now());
      return slices.reduce((sum, amount) => sum + amount, 0);
    },
    clear() {
      slices.fill(0);
    }
  };
}

// clients/typescript/mode-switch.ts
var UP_PER_SECOND = 100;
var UP_WAITING = 16;
var DOWN_PER_SECOND = 20;
var WINDOW_MS = 1e3;
var STAY_MS = 1e4;
function createModeSwitch(mode2, now, onSwitch) {
  const picks = createSlidingSum(WINDOW_MS, now);
  const isForced = mode2 === "unary" || mode2 === "stream";
  let wire = mode2 === "stream" ? "stream" : "unary";
  let busyAt = 0;
  let switches = 0;
  const turn = (next) => {
    wire = next;
    switches++;
    onSwitch(next);
  };
  return {
    get wire() {
      return wire;
    },
    get switches() {
      return switches;
    },
    note(waiting) {
      if (isForced) return wire;
      picks.add(1);
      const rate = picks.total() * 1e3 / WINDOW_MS;
      if (rate >= DOWN_PER_SECOND) busyAt = now();
      if (wire === "unary" && (rate >= UP_PER_SECOND || waiting >= UP_WAITING)) turn("stream");
      else if (wire === "stream" && now() - busyAt >= STAY_MS) turn("unary");
      return wire;
    }
  };
}

// proto/gen/lookaside/v1/OutcomeResult.ts
var OutcomeResult = {
  /**
   * Refused with INVALID_ARGUMENT.
   */
  OUTCOME_RESULT_UNSPECIFIED: "OUTCOME_RESULT_UNSPECIFIED",
  /**
   * The backend answered, and the answer was good. An error of the caller's own making counts as success here.
   */
  OUTCOME_RESULT_SUCCESS: "OUTCOME_RESULT_SUCCESS",
  /**
   * The backend answered with an error of its own (HTTP 5xx, gRPC INTERNAL or UNKNOWN).
   */
  OUTCOME_RESULT_ERROR: "OUTCOME_RESULT_ERROR",
  /**
   * No answer within the caller's deadline.
   */
  OUTCOME_RESULT_TIMEOUT: "OUTCOME_RESULT_TIMEOUT",
  /**
   * No connection could be made, or it broke before an answer.
   */
  OUTCOME_RESULT_CONNECT_FAILURE: "OUTCOME_RESULT_CONNECT_FAILURE",
  /**
   * The caller gave up for a reason of its own: frees the pick, judges nobody.
   */
  OUTCOME_RESULT_CANCELLED: "OUTCOME_RESULT_CANCELLED",
  /**
   * The backend said that it is busy (HTTP 429, gRPC RESOURCE_EXHAUSTED): busy is not broken, so it does not count
   * towards ejection, but it does lower the success rate.
   */
  OUTCOME_RESULT_REJECTED: "OUTCOME_RESULT_REJECTED"
};

// clients/typescript/load.ts
function toLoadMessage(load, ageMs = 0) {
  const { latencyMs, ...fields } = load;
  return {
    ...fields,
    ...latencyMs === void 0 ? {} : { latency: toDuration(latencyMs) },
    ...ageMs > 0 ? { sampleAge: toDuration(ageMs) } : {}
  };
}
var LOAD_ENTRY_BYTES = 16;
function loadSizeBound(load) {
  const maps = [load.requestCost, load.utilization, load.namedMetrics].flatMap((map) => Object.keys(map ?? {}));
  const fields = Object.keys(load).length + 2;
  return maps.reduce((sum, key) => sum + Buffer.byteLength(key) + LOAD_ENTRY_BYTES, fields * LOAD_ENTRY_BYTES);
}

// clients/typescript/outcome.ts
var WIRE = {
  success: OutcomeResult.OUTCOME_RESULT_SUCCESS,
  error: OutcomeResult.OUTCOME_RESULT_ERROR,
  timeout: OutcomeResult.OUTCOME_RESULT_TIMEOUT,
  connect_failure: OutcomeResult.OUTCOME_RESULT_CONNECT_FAILURE,
  cancelled: OutcomeResult.OUTCOME_RESULT_CANCELLED,
  rejected: OutcomeResult.OUTCOME_RESULT_REJECTED
};
var MAX_LATENCY_MS = 36e5;
var MAX_STATUS_LENGTH = 64;
function checkOutcome(outcome) {
  const isName = (field) => {
    const value = readProperty(outcome, field);
    return typeof value === "string" && value !== "";
  };
  if (!isName("token") && (!isName("pool") || !isName("backendId"))) {
    throw new TypeError("outcome: give the token of a pick, or pool and backendId");
  }
  const result = readProperty(outcome, "result");
  if (typeof result !== "string" || !Object.hasOwn(WIRE, result)) {
    throw new TypeError(`outcome.result: is ${String(result)}, expected one of ${Object.keys(WIRE).join(", ")}`);
  }
  const load = readProperty(outcome, "load");
  if (load !== void 0 && (typeof load !== "object" || load === null)) {
    throw new TypeError("outcome.load: expected an object, for example { cpuUtilization: 0.4 }");
  }
  if (!["undefined", "string"].includes(typeof readProperty(outcome, "status"))) {
    throw new TypeError('outcome.status: expected text, for example "503"');
  }
}
function toOutcomeMessage(outcome) {
  return {
    ...namesOf(outcome),
    result: WIRE[outcome.result],
    ...isLatency(outcome.latencyMs) ? { latency: toDuration(Math.min(outcome.latencyMs, MAX_LATENCY_MS)) } : {},
    status: (outcome.status ?? "").slice(0, MAX_STATUS_LENGTH),
    ...outcome.load === void 0 ? {} : { loadReport: toLoadMessage(outcome.load) }
  };
}
function namesOf(outcome) {
  if ("token" in outcome && outcome.token !== void 0) return { pickToken: outcome.token };
  if ("pool" in outcome) return { pool: outcome.pool, backendId: outcome.backendId };
  throw new TypeError("outcome: give the token of a pick, or pool and backendId");
}
function isLatency(ms) {
  return ms !== void 0 && Number.isFinite(ms) && ms >= 0;
}
var FIXED_BYTES = 48;
function outcomeSizeBound(outcome) {
  const names2 = Object.values(namesOf(outcome));
  const text = [...names2, outcome.status ?? ""].reduce((sum, name) => sum + Buffer.byteLength(name), FIXED_BYTES);
  return text + (outcome.load === void 0 ? 0 : loadSizeBound(outcome.load));
}

// clients/typescript/outcome-buffer.ts
var BATCH_LIMITS = { maxItems: 1e3, maxBytes: 48 * 1024 };
var MAX_AGE_MS = 6e4;
function createOutcomeBuffer(capacity, now, usualLimits = BATCH_LIMITS) {
  const queue = createQueue();
  let dropped = 0;
  const drop = (count) => {
    queue.skip(count);
    dropped += count;
  };
  const trim = () => {
    if (queue.size > capacity) drop(queue.size - capacity);
  };
  return {
    get size() {
      return queue.size;
    },
    get dropped() {
      return dropped;
    },
    add(outcome, at = now()) {
      queue.push(outcome, at);
      trim();
    },
    take(limits = usualLimits) {
      const oldest = now() - MAX_AGE_MS;
      while (queue.size > 0 && queue.since(0) < oldest) drop(1);
      const taken = [];
      let bytes = 0;
      for (let outcome = queue.at(0); outcome !== void 0; outcome = queue.at(taken.length)) {
        bytes += outcomeSizeBound(outcome);
        if (taken.length >= limits.maxItems || taken.length > 0 && bytes > limits.maxBytes) break;
        taken.push({ outcome, since: queue.since(taken.length) });
      }
      queue.skip(taken.length);
      return taken;
    },
    putBack(batch) {
      queue.unshift(batch);
      trim();
    }
  };
}
var COMPACT_FROM = 1024;
function createQueue() {
  let outcomes = [];
  let times = [];
  let head = 0;
  return {
    get size() {
      return outcomes.length - head;
    },
    at: (index) => outcomes[head + index],
    since: (index) => times[head + index] ?? 0,
    push(outcome, since) {
      outcomes.push(outcome);
      times.push(since);
    },
    unshift(batch) {
      outcomes = [...batch.map(({ outcome }) => outcome), ...outcomes.slice(head)];
      times = [...batch.map(({ since }) => since), ...times.slice(head)];
      head = 0;
    },
    skip(count) {
      outcomes.fill(void 0, head, head + count);
      head += count;
      if (head < COMPACT_FROM || head * 2 < outcomes.length) return;
      outcomes = outcomes.slice(head);
      times = times.slice(head);
      head = 0;
    }
  };
}

// clients/typescript/failure-kind.ts
var EMPTY = /* @__PURE__ */ new Set(["NO_BACKENDS", "POOL_NOT_FOUND"]);
var UNAVAILABLE = /* @__PURE__ */ new Set(["UNREACHABLE", "TIMEOUT", "SHUTTING_DOWN", "SERVER_DEADLINE"]);
var BROKEN = /* @__PURE__ */ new Set(["INTERNAL", "UNKNOWN", "NOT_IMPLEMENTED", "CANCELLED"]);
var MEANT = /* @__PURE__ */ new Set(["INVALID_ARGUMENT", "PERMISSION_DENIED", "UNAUTHENTICATED"]);
function failureKind({ code, reason }) {
  if (EMPTY.has(reason)) return "empty";
  if (UNAVAILABLE.has(reason)) return "unavailable";
  return BROKEN.has(reason) && !MEANT.has(code) ? "broken" : "refused";
}

// clients/typescript/local-token.ts
var LOCAL_LEASE_MS = 3e4;
var MAX_OPEN = 1e4;
var FORM = /^~([0-9a-z]+)\.([\w-]+)$/;
function createLocalTokens({ now }) {
  const open = /* @__PURE__ */ new Map();
  let sequence = 0;
  const end = (id, lease, result) => {
    open.delete(id);
    endCall(lease.local, result, now());
  };
  const expire = () => {
    for (const [id, lease] of open) {
      if (open.size <= MAX_OPEN && lease.until > now()) break;
      end(id, lease, "cancelled");
    }
  };
  return {
    issue(pool, backendId, local) {
      const id = (sequence++).toString(36);
      local.inFlight++;
      open.set(id, { local, until: now() + LOCAL_LEASE_MS });
      expire();
      return `~${id}.${Buffer.from(`${pool}
${backendId}`, "utf8").toString("base64url")}`;
    },
    end(token, result) {
      const named = parseLocalToken(token);
      if (named === void 0) return void 0;
      const lease = open.get(named.id);
      if (lease !== void 0) end(named.id, lease, result);
      return { pool: named.pool, backendId: named.backendId };
    }
  };
}
function parseLocalToken(token) {
  const [, id, names2] = FORM.exec(token) ?? [];
  if (id === void 0 || names2 === void 0) return void 0;
  const [pool, backendId] = Buffer.from(names2, "base64url").toString("utf8").split("\n");
  return pool === void 0 || backendId === void 0 ? void 0 : { id, pool, backendId };
}

// clients/typescript/local-pick.ts
function needsService(options) {
  return isSet(options.affinityKey) || isSet(options.affinityToken) || options.locality !== void 0 || options.labelSelector !== void 0;
}
function withoutLocalToken(options) {
  const failed = options.previousPickToken === void 0 ? void 0 : parseLocalToken(options.previousPickToken);
  if (failed === void 0) return options;
  return {
    ...options,
    previousPickToken: "",
    excludeBackendIds: [...options.excludeBackendIds ?? [], failed.backendId]
  };
}
var isSet = (text) => text !== void 0 && text !== "";
function pickLocally(query) {
  const { pool, list, options, now } = query;
  const chosen = pool.choose(list, options, now);
  return chosen && toLocalPick(query, chosen);
}
function toLocalPick({ pool, list, source, degraded, options, now }, chosen) {
  const { maxAgeMs, staleAgeMs, revision } = list;
  return {
    ...{ pool: pool.name, source, backend: chosen.backend, token: "", leaseMs: 0, reason: "local" },
    alternates: alternatesOf(pool, list, options, chosen, now),
    ...{ revision, maxAgeMs, staleAgeMs, degraded, affinityToken: "" }
  };
}
function alternatesOf(pool, list, options, chosen, now) {
  const { alternates = 0 } = options;
  const excluded = [...options.excludeBackendIds ?? [], chosen.backend.id];
  const found = [];
  while (found.length < alternates) {
    const next = pool.choose(list, { ...options, excludeBackendIds: excluded }, now);
    if (next === void 0) break;
    found.push(next.backend);
    excluded.push(next.backend.id);
  }
  return found;
}

// clients/typescript/pick-route.ts
function createPickRoute(deps) {
  const { pools, clock, service } = deps;
  let awaySince;
  const pickHere = (pool, options) => {
    const list = pool.liveList();
    if (list === void 0) return void 0;
    return pickLocally({ pool, list, source: "watch", degraded: list.degraded, options, now: clock.now() });
  };
  const learn = (pool, pick) => {
    pool.emptySince = void 0;
    pool.missingAt = void 0;
    awaySince = void 0;
    if (pool.liveList() === void 0) {
      const { backend, alternates, maxAgeMs, staleAgeMs } = pick;
      pool.answers.learn({ backends: [backend, ...alternates], maxAgeMs, staleAgeMs }, clock.now());
    }
    deps.onGood(pool);
    return pick;
  };
  const fallBack = (pool, options, error) => {
    const kind = failureKind(error);
    const now = clock.now();
    if (kind === "empty") pool.emptySince ??= now;
    else if (kind !== "refused") awaySince ??= now;
    const list = pool.list(now);
    if (list === void 0 && error.reason === "POOL_NOT_FOUND") pools.miss(pool);
    if (kind === "refused" || list === void 0 || !mayServe(pool, list, kind, now)) throw explain(error, pool, kind);
    const why = WHY[kind];
    const since = Math.min((kind === "empty" ? pool.emptySince : awaySince) ?? now, lostSince(pool) ?? now);
    const degraded = degradedBy(list, why, now - since);
    const source = list.source === "static" ? "static" : "cache";
    const pick = pickLocally({ pool, list, source, degraded, options, now });
    if (pick === void 0) throw explain(error, pool, kind);
    deps.onFallback(pool, pick, why);
    return pick;
  };
  return {
    async pick(name, options) {
      const pool = pools.of(name);
      pools.keep(pool);
      if (deps.isLocal) {
        const here = needsService(options) ? void 0 : pickHere(pool, options);
        if (here !== void 0) {
          deps.onGood(pool);
          return here;
        }
      }
      const whereabouts = deps.locality === void 0 ? {} : { locality: deps.locality };
      const answer = await service.pick(name, { ...whereabouts, ...options }, reserveOf(pool.list(clock.now())));
      return answer instanceof LookasideError ? fallBack(pool, options, answer) : learn(pool, answer);
    }
  };
}
var WHY = { empty: "empty_list", unavailable: "service_unavailable", broken: "service_error" };
function reserveOf(list) {
  if (list === void 0 || list.backends.length === 0) return "none";
  return list.source === "static" ? "static" : "cache";
}
function lostSince({ watched }) {
  const reading = watched?.read();
  return reading?.kind === "list" && reading.standing !== "live" ? reading.since : void 0;
}
function degradedBy(list, why, ageMs) {
  const told = list.degraded?.reasons ?? [];
  const reasons = list.source === "static" ? [why, "static_list"] : [why];
  return {
    reasons: [...told, ...reasons.filter((reason) => !told.includes(reason))],
    ageMs: Math.max(list.degraded?.ageMs ?? 0, ageMs)
  };
}
function mayServe(pool, list, kind, now) {
  if (kind !== "empty" || list.source === "static") return true;
  return pool.emptySince !== void 0 && now - pool.emptySince < list.staleAgeMs;
}
function explain(error, pool, kind) {
  if (kind === "refused" || kind === "empty" || error.reason === "CLIENT_CLOSED") return error;
  const { code, reason, metadata, cause } = error;
  const advice = `Nor is a list of pool "${pool.name}" known that could answer: name some of its backends in the client's options, fallback: { "${pool.name}": ["host:port"] }.`;
  return new LookasideError({ code, reason, metadata, cause, message: `${error.message} ${advice}` });
}

// clients/typescript/pick.ts
function toPickRequest(pool, options) {
  return {
    pool,
    affinityKey: options.affinityKey ?? "",
    affinityToken: options.affinityToken ?? "",
    ...options.locality === void 0 ? {} : { locality: toLocalityMessage(options.locality) },
    labelSelector: { ...options.labelSelector },
    excludeBackendIds: [...options.excludeBackendIds ?? []],
    alternates: options.alternates ?? 0,
    previousPickToken: options.previousPickToken ?? ""
  };
}
function toPick(pool, source, message) {
  if (message.backend === null || message.backend.address === "") return void 0;
  return {
    pool,
    source,
    backend: toBackend(message.backend),
    alternates: message.alternates.filter((backend) => backend.address !== "").map(toBackend),
    token: message.pickToken,
    leaseMs: fromDuration(message.lease) ?? 0,
    reason: REASONS.get(message.reason) ?? "unspecified",
    revision: message.revision,
    maxAgeMs: fromDuration(message.cache?.maxAge ?? null) ?? 0,
    staleAgeMs: fromDuration(message.cache?.staleAge ?? null) ?? 0,
    degraded: toDegraded(message.degraded),
    affinityToken: message.affinityToken
  };
}
var REASONS = /* @__PURE__ */ new Map([
  ["PICK_REASON_POLICY", "policy"],
  ["PICK_REASON_AFFINITY", "affinity"],
  ["PICK_REASON_LOCALITY_FAILOVER", "locality_failover"],
  ["PICK_REASON_FALLBACK_POLICY", "fallback_policy"],
  ["PICK_REASON_PANIC", "panic"]
]);
var FIXED_BYTES2 = 32;
var ENTRY_BYTES = 8;
function pickRequestSizeBound(request) {
  const { region = "", zone = "", subZone = "" } = request.locality ?? {};
  const names2 = [
    request.pool,
    request.affinityKey,
    request.affinityToken,
    request.previousPickToken,
    region,
    zone,
    subZone
  ];
  const labels = Object.entries(request.labelSelector ?? {}).flat();
  let bytes = FIXED_BYTES2;
  for (const text of names2) bytes += text === void 0 || text === "" ? 0 : Buffer.byteLength(text) + ENTRY_BYTES;
  for (const text of labels) bytes += Buffer.byteLength(text) + ENTRY_BYTES;
  for (const id of request.excludeBackendIds ?? []) bytes += Buffer.byteLength(id) + ENTRY_BYTES;
  return bytes;
}

// clients/typescript/pick-stream.ts
var WINDOW = 2;
var MAX_PICKS = 500;
var MAX_PICK_BYTES = 96 * 1024;
function createPickStream(deps) {
  const { clock, line } = deps;
  const counts = { messages: 0, picks: 0 };
  const queue = [];
  let waiting = 0;
  let isPlanned = false;
  const plan = () => {
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      while (queue.length > 0 && line.waiting() < WINDOW) sendBatch2();
    });
  };
  const sendBatch2 = () => {
    const items = takeBatch(queue);
    if (items.length === 0) return;
    counts.messages++;
    counts.picks += items.length;
    const batch = deps.takeOutcomes();
    const requests = items.map(({ request }) => request);
    line.send(requests, batch?.outcomes ?? [], (end) => {
      if (batch !== void 0) batch.settle(outcomesEnd(end, batch.outcomes.length, deps.judgeOutcomes));
      settleItems(items, end, deps.onLatePick);
      if (queue.length > 0) plan();
    });
  };
  return {
    get waiting() {
      return waiting;
    },
    get counts() {
      return { ...counts, streamsOpened: line.opened() };
    },
    isOpen: () => line.endpoint() !== void 0,
    endpoint: () => line.endpoint(),
    pick(request, limits) {
      return new Promise((resolve) => {
        waiting++;
        const item = createItem(clock, request, limits, (answer) => {
          waiting--;
          resolve(answer);
        });
        if (item.isSettled) return;
        queue.push(item);
        plan();
      });
    },
    sendOutcomes: (outcomes) => new Promise((resolve) => {
      counts.messages++;
      line.send([], outcomes, (end) => resolve(outcomesEnd(end, outcomes.length, deps.judgeOutcomes)));
    }),
    close() {
      for (const { settle: settle3 } of queue.splice(0)) settle3({ kind: "lost", error: CLOSED });
      line.close(CLOSED);
    }
  };
}
function createItem(clock, request, { timeoutMs, signal }, resolve) {
  const dueAt = clock.now() + timeoutMs;
  const settle3 = (answer) => {
    if (item.isSettled) return;
    item.isSettled = true;
    timer.cancel();
    signal?.removeEventListener("abort", abort);
    resolve(answer);
  };
  const abort = () => settle3({ kind: "aborted" });
  const item = { request, settle: settle3, isSettled: false };
  const timer = startDeadline(clock, timeoutMs, () => settle3({ kind: "timeout", lateMs: clock.now() - dueAt }));
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted === true) abort();
  return item;
}
var CLOSED = { code: 1, details: "Channel has been closed" };
function takeBatch(queue) {
  let bytes = 0;
  let end = 0;
  const items = [];
  for (const item of queue) {
    if (!item.isSettled) {
      bytes += pickRequestSizeBound(item.request);
      if (items.length >= MAX_PICKS || items.length > 0 && bytes > MAX_PICK_BYTES) break;
      items.push(item);
    }
    end++;
  }
  queue.splice(0, end);
  return items;
}
function settleItems(items, end, onLatePick) {
  for (const [index, item] of items.entries()) {
    const answer = end.kind === "answered" ? toAnswer(end.results[index]) : end;
    if (item.isSettled && answer.kind === "picked") onLatePick(answer.message.pickToken);
    item.settle(answer);
  }
}
function toAnswer(result) {
  if (result?.picked !== void 0 && result.picked !== null) return { kind: "picked", message: result.picked };
  if (result?.error !== void 0 && result.error !== null) return { kind: "refused", item: result.error };
  return { kind: "lost", error: NO_RESULT };
}
var NO_RESULT = { code: 13, details: "the answer holds no result for this pick" };
function outcomesEnd(end, count, judge3) {
  if (end.kind === "lost") return judge3(end.error);
  return { kind: "taken", accepted: count - end.rejected.length, rejected: end.rejected };
}

// clients/typescript/protos.ts
import { loadPackageDefinition } from "@grpc/grpc-js";

// clients/typescript/proto-files.ts
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSync } from "@grpc/proto-loader";
var SERVICE_FILES = ["lookaside_service", "agent_service", "admin_service"].map(
  (name) => `lookaside/v1/${name}.proto`
);
function findProtoRoot(start2 = dirname(fileURLToPath(import.meta.url))) {
  for (let folder = start2; ; folder = dirname(folder)) {
    const candidate = join(folder, "proto");
    if (existsSync(join(candidate, "lookaside/v1/lookaside_service.proto"))) return candidate;
    if (dirname(folder) === folder) {
      throw new Error(
        `proto/lookaside/v1 is neither in ${start2} nor above it: install the package whole, with its proto folder`
      );
    }
  }
}
function readDefinition() {
  return loadSync(SERVICE_FILES, {
    includeDirs: [findProtoRoot()],
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true
  });
}

// clients/typescript/protos.ts
function loadServices() {
  const loaded = loadPackageDefinition(readDefinition());
  if (!isLookaside(loaded)) throw new Error("the protos that were found are not those of lookaside.v1");
  return loaded.lookaside.v1;
}
function isLookaside(loaded) {
  const v1 = readProperty(readProperty(loaded, "lookaside"), "v1");
  return ["LookasideService", "AgentService", "AdminService"].every(
    (name) => typeof readProperty(v1, name) === "function"
  );
}

// clients/typescript/reporter.ts
var BAD_NEWS_MS = 5;
function createReporter(deps) {
  const { buffer, flushIntervalMs } = deps;
  const ledger = createBatchLedger(deps);
  const pump = createPump(deps, ledger);
  const travelling = /* @__PURE__ */ new Set();
  let stopped = false;
  let tooLate = 0;
  return {
    report(outcome, at) {
      if (stopped) {
        tooLate++;
        return;
      }
      buffer.add(outcome, at);
      if (outcome.result === "connect_failure") pump.plan(BAD_NEWS_MS);
      else if (!pump.isPlanned()) pump.plan(flushIntervalMs);
    },
    take(limits) {
      if (buffer.size === 0 || stopped || deps.clock.now() < ledger.resumeAt()) return void 0;
      const batch = buffer.take(limits);
      if (batch.length === 0) return void 0;
      let arrive = () => void 0;
      const journey = new Promise((resolve) => arrive = resolve);
      travelling.add(journey);
      const settle3 = (result) => {
        ledger.settle(batch, result);
        travelling.delete(journey);
        arrive();
        if (buffer.size > 0) pump.plan(flushIntervalMs);
      };
      return { outcomes: batch.map(({ outcome }) => outcome), settle: settle3 };
    },
    async flush() {
      await Promise.all(travelling);
      await pump.flush();
    },
    wake() {
      ledger.resume();
      pump.unplan();
      if (buffer.size > 0) pump.plan(0);
    },
    stop() {
      stopped = true;
      pump.stop();
    },
    counts: () => ({
      ...ledger.counts(),
      dropped: buffer.dropped + tooLate + (stopped ? buffer.size : 0),
      buffered: stopped ? 0 : buffer.size
    })
  };
}
function createPump(deps, ledger) {
  const { buffer, clock } = deps;
  let timer;
  let underWay;
  let dueMeanwhile = false;
  let stopped = false;
  const unplan = () => {
    timer?.handle.cancel();
    timer = void 0;
  };
  const plan = (delayMs) => {
    const at = Math.max(clock.now() + delayMs, ledger.resumeAt());
    if (stopped || timer !== void 0 && timer.at <= at) return;
    timer?.handle.cancel();
    const run = () => {
      timer = void 0;
      if (underWay === void 0) void sendOne(false);
      else dueMeanwhile = true;
    };
    timer = { at, handle: clock.after(at - clock.now(), run, { background: true }) };
  };
  const sendOne = (insist) => {
    underWay ??= sendBatch(deps, ledger, insist).then((end) => {
      underWay = void 0;
      if (buffer.size > 0) plan(dueMeanwhile || end === "more" ? 0 : deps.flushIntervalMs);
      dueMeanwhile = false;
      return end;
    });
    return underWay;
  };
  return {
    isPlanned: () => timer !== void 0,
    plan,
    unplan,
    async flush() {
      await underWay;
      while (buffer.size > 0 && !stopped) if (await sendOne(true) === "lost") return;
    },
    stop() {
      stopped = true;
      unplan();
    }
  };
}
async function sendBatch({ buffer, send }, ledger, insist) {
  const batch = buffer.take();
  if (batch.length === 0) return "done";
  const end = buffer.size > 0 ? "more" : "done";
  const result = await send(
    batch.map(({ outcome }) => outcome),
    insist
  );
  ledger.settle(batch, result);
  return result.kind === "lost" ? "lost" : end;
}
function createBatchLedger({ buffer, clock, log, backoff }) {
  const counts = { sent: 0, rejected: 0, unconfirmed: 0 };
  let resumeAt = 0;
  const resume = () => {
    backoff.reset();
    resumeAt = 0;
  };
  return {
    settle(batch, result) {
      const outcomes = batch.length;
      switch (result.kind) {
        case "lost":
          log.debug("outcomes not sent, will try again", { outcomes, error: result.error.message });
          buffer.putBack(batch);
          resumeAt = clock.now() + backoff.next();
          return;
        case "refused":
          counts.rejected += outcomes;
          break;
        case "unconfirmed":
          counts.unconfirmed += outcomes;
          break;
        case "taken":
          counts.sent += result.accepted;
          counts.rejected += result.rejected.length;
          resume();
          logRejected(log, result.rejected);
          return;
      }
      resume();
      log.warn(`a batch of outcomes was ${result.kind}`, { outcomes, error: result.error.message });
    },
    resumeAt: () => resumeAt,
    resume,
    counts: () => ({ ...counts })
  };
}
var USUAL = /* @__PURE__ */ new Set(["BACKEND_NOT_FOUND", "POOL_NOT_FOUND"]);
function logRejected(log, rejected) {
  const first = rejected.find(({ reason }) => !USUAL.has(reason)) ?? rejected[0];
  if (first === void 0) return;
  const fields = { outcomes: rejected.length, first };
  if (USUAL.has(first.reason)) log.debug("outcomes were refused", fields);
  else log.warn("outcomes were refused", fields);
}

// clients/typescript/send-outcomes.ts
var LIMITS = { timeoutMs: 1e3, connectTimeoutMs: 1e3 };
async function sendOutcomes(caller, outcomes, insist) {
  try {
    const request = { outcomes: outcomes.map(toOutcomeMessage) };
    const answer = await caller.call(
      "ReportOutcomes",
      { ...LIMITS, insist },
      (client2, metadata, options, callback) => client2.reportOutcomes(request, metadata, options, callback)
    );
    return { kind: "taken", accepted: answer.accepted, rejected: answer.rejected };
  } catch (error) {
    return judgeLoss(error);
  }
}
function judgeLoss(error) {
  if (!(error instanceof LookasideError)) {
    const message = `ReportOutcomes: ${String(error)} (INTERNAL/UNKNOWN).`;
    return {
      kind: "refused",
      error: new LookasideError({ code: "INTERNAL", reason: "UNKNOWN", message, cause: error })
    };
  }
  if (error.code === "UNAVAILABLE") return { kind: "lost", error };
  return { kind: error.code === "DEADLINE_EXCEEDED" ? "unconfirmed" : "refused", error };
}

// clients/typescript/service-picks.ts
var STATIC_CONNECT_MS = 250;
var LEAST_MS = 5;
var OWN_STALL_MS2 = 25;
function createServicePicks(deps) {
  const { endpoints, throttle, clock } = deps;
  const silent = unavailable(`${names(endpoints)} did not answer a moment ago and is looked for in the background`);
  const throttled = unavailable(`most calls to ${names(endpoints)} failed of late, so this one was not made`);
  return {
    async pick(pool, options, reserve) {
      const isNeeded = reserve === "none";
      const wire = deps.modeSwitch.note(deps.stream.waiting);
      if (!isNeeded && endpoints.usable() === void 0) return silent;
      if (!throttle.admit(isNeeded)) return throttled;
      const startedAt = clock.now();
      const limits = limitsOf(deps, options, reserve);
      if (wire === "stream" && !deps.isTraced()) {
        const answer = await pickOnStream(deps, pool, options, limits);
        const leftMs = (limits.totalMs ?? limits.timeoutMs) - (clock.now() - startedAt);
        const mayAskAgain = isNeeded || answer.kind === "failed" && answer.isStreamOnly && leftMs >= LEAST_MS;
        if (answer.kind === "done" || !mayAskAgain) return settle(deps, answer.value);
        return settle(deps, await pickAlone(deps, pool, options, { ...limits, totalMs: isNeeded ? void 0 : leftMs }));
      }
      return settle(deps, await pickAlone(deps, pool, options, limits));
    }
  };
}
function settle({ throttle }, answer) {
  const isTaken = !(answer instanceof LookasideError) || ["refused", "empty"].includes(failureKind(answer));
  if (isTaken) throttle.accepted();
  else throttle.failed();
  return answer;
}
function limitsOf(deps, options, reserve) {
  const insist = reserve === "none";
  const timeoutMs = options.timeoutMs ?? (insist ? Math.max(deps.timeoutMs, deps.connectTimeoutMs) : deps.timeoutMs);
  const patience = { none: deps.connectTimeoutMs, static: Math.min(deps.connectTimeoutMs, STATIC_CONNECT_MS), cache: 0 };
  const connectTimeoutMs = Math.max(timeoutMs, patience[reserve]);
  return { timeoutMs, connectTimeoutMs, totalMs: insist ? void 0 : connectTimeoutMs, insist, signal: options.signal };
}
async function pickAlone(deps, pool, options, limits) {
  const request = toPickRequest(pool, options);
  try {
    const answer = await deps.caller.call(
      "PickBackend",
      limits,
      (client2, metadata, callOptions, callback) => client2.pickBackend(request, metadata, callOptions, callback)
    );
    return understand(pool, "service", answer);
  } catch (error) {
    if (error instanceof LookasideError) return error;
    throw error;
  }
}
async function pickOnStream(deps, pool, options, { timeoutMs, connectTimeoutMs, signal }) {
  const { endpoints } = deps;
  const endpoint = deps.stream.endpoint() ?? endpoints.usable() ?? endpoints.current();
  const limitMs = endpoint.isConnected() ? timeoutMs : connectTimeoutMs;
  const answer = await deps.stream.pick(toPickRequest(pool, options), { timeoutMs: limitMs, signal });
  const failed = { call: "StreamPicks", address: endpoint.address, timeoutMs: Math.round(limitMs) };
  switch (answer.kind) {
    case "picked":
      endpoint.breaker.answered();
      return { kind: "done", value: understand(pool, "stream", answer.message) };
    case "refused":
      endpoint.breaker.answered();
      return { kind: "done", value: toItemRefusal(answer.item, failed) };
    case "aborted":
      throw signal?.reason;
    case "timeout":
      if (answer.lateMs < OWN_STALL_MS2) endpoint.breaker.failed();
      endpoints.moveOn(endpoint);
      return { kind: "failed", value: toLookasideError(TIMED_OUT, failed, deps.readDetails), isStreamOnly: false };
    case "lost": {
      const value = toLookasideError(answer.error, failed, deps.readDetails);
      const isStreamOnly = endpoint.isConnected();
      if (value.reason === "UNREACHABLE" && !isStreamOnly) endpoint.breaker.failed();
      return { kind: "failed", value, isStreamOnly: isStreamOnly || endpoints.usable() !== void 0 };
    }
  }
}
function understand(pool, source, answer) {
  const pick = toPick(pool, source, answer);
  if (pick !== void 0) return pick;
  const message = `PickBackend: the answer for pool "${pool}" names no backend (INTERNAL/UNKNOWN).`;
  return new LookasideError({ code: "INTERNAL", reason: "UNKNOWN", message, metadata: /* @__PURE__ */ new Map([["pool", pool]]) });
}
var TIMED_OUT = { code: 4, details: "no answer on the stream" };
function names(endpoints) {
  return endpoints.all.map(({ address: address2 }) => address2).join(", ");
}
function unavailable(what) {
  const message = `PickBackend: ${what} (UNAVAILABLE/UNREACHABLE).`;
  return new LookasideError({ code: "UNAVAILABLE", reason: "UNREACHABLE", message });
}

// clients/typescript/picks-duplex.ts
function createPicksDuplex(duplex, { now }, listener) {
  const messages = [];
  let sequence = 0;
  let retired = false;
  let ended = false;
  const finish = (error) => {
    if (ended) return;
    ended = true;
    for (const { settle: settle3 } of messages.splice(0)) settle3({ kind: "lost", error });
    listener.onEnd(error);
  };
  const cancel = (error) => {
    if (ended) return;
    duplex.cancel();
    finish(error);
  };
  const retire = () => {
    retired = true;
    if (!ended && messages.length === 0) duplex.end();
  };
  duplex.on("data", (message) => {
    if (ended) return;
    const isInOrder = settleAnswer(messages, message);
    if (!isInOrder) return cancel(OUT_OF_ORDER);
    if (message.goAway !== null && !retired) listener.onGoAway();
    if (message.goAway !== null || retired) retire();
  });
  duplex.on("error", finish);
  duplex.on("end", () => finish(STREAM_ENDED));
  return {
    get waiting() {
      return messages.length;
    },
    get over() {
      return retired || ended;
    },
    oldestMs: () => messages[0] === void 0 ? 0 : now() - messages[0].sentAt,
    send(picks, outcomes, settle3) {
      sequence++;
      messages.push({ sequence, sentAt: now(), settle: settle3 });
      duplex.write({ sequence, picks: [...picks], outcomes: outcomes.map(toOutcomeMessage) });
    },
    retire,
    cancel
  };
}
function settleAnswer(messages, answer) {
  if (answer.sequence === 0) return true;
  const [first] = messages;
  if (first?.sequence !== answer.sequence) return false;
  messages.shift();
  first.settle({ kind: "answered", results: answer.results, rejected: answer.rejectedOutcomes });
  return true;
}
var STREAM_ENDED = { code: 14, details: "the stream ended" };
var OUT_OF_ORDER = { code: 13, details: "the answers on the stream are out of order" };

// clients/typescript/stream-line.ts
var STUCK_MS = 1e3;
var IDLE_MS2 = 3e4;
function createStreamLine(deps) {
  const { endpoints, clock } = deps;
  const lines = /* @__PURE__ */ new Set();
  let current;
  let opened = 0;
  let usedAt = 0;
  let timer;
  let closed = false;
  const leave = (line) => {
    if (current === line) current = void 0;
  };
  const watch2 = () => {
    timer = void 0;
    if (current === void 0) return;
    const { duplex } = current;
    if (duplex.oldestMs() >= STUCK_MS) return duplex.cancel(STUCK);
    if (duplex.waiting === 0 && clock.now() - usedAt >= IDLE_MS2) {
      leave(current);
      return duplex.retire();
    }
    timer = clock.after(STUCK_MS / 2, watch2, { background: true });
  };
  const usable = () => {
    if (closed) return void 0;
    const well = wellOf(current);
    if (well !== void 0) return well;
    const endpoint = endpoints.usable();
    if (endpoint === void 0) return void 0;
    current?.duplex.retire();
    opened++;
    current = openLine(deps, endpoint, leave, (line) => {
      lines.delete(line);
      leave(line);
    });
    lines.add(current);
    timer ??= clock.after(STUCK_MS / 2, watch2, { background: true });
    return current;
  };
  return {
    endpoint: () => wellOf(current)?.endpoint,
    waiting: () => current?.duplex.waiting ?? 0,
    opened: () => opened,
    send(picks, outcomes, settle3) {
      usedAt = clock.now();
      try {
        const line = usable();
        if (line === void 0) settle3({ kind: "lost", error: NOBODY });
        else line.duplex.send(picks, outcomes, settle3);
      } catch (error) {
        settle3({ kind: "lost", error });
      }
    },
    close(error) {
      closed = true;
      timer?.cancel();
      for (const { duplex } of [...lines]) duplex.cancel(error);
    }
  };
}
function openLine({ clock, endpoints, open }, endpoint, onLeave, onEnd) {
  const duplex = createPicksDuplex(open(endpoint), clock, {
    onGoAway() {
      endpoints.moveOn(endpoint);
      onLeave(line);
    },
    onEnd() {
      stopListening();
      onEnd(line);
    }
  });
  const stopListening = endpoint.replaced.on(() => duplex.cancel(STREAM_ENDED));
  const line = { endpoint, duplex };
  return line;
}
function wellOf(line) {
  return line?.duplex.over === false && line.endpoint.breaker.state === "closed" ? line : void 0;
}
var NOBODY = { code: 14, details: "no replica answers" };
var STUCK = { code: 4, details: "no answer on the stream" };

// clients/typescript/throttle.ts
var K = 2;
var WINDOW_MS2 = 1e4;
var TRIAL_MS = 1e3;
var EAGER_TRIAL_MS = 100;
var NEEDED_GRACE = 20;
var WELL_AFTER = 10;
function createThrottle({ now }, random) {
  const requests = createSlidingSum(WINDOW_MS2, now);
  const accepts = createSlidingSum(WINDOW_MS2, now);
  let lastTrial = Number.NEGATIVE_INFINITY;
  let turnedAway = 0;
  let streak = 0;
  const forget = () => {
    requests.clear();
    accepts.clear();
  };
  return {
    forget,
    get turnedAway() {
      return turnedAway;
    },
    admit(isNeeded) {
      const asked = requests.total();
      const grace = isNeeded ? NEEDED_GRACE : 0;
      const odds = (asked - grace - K * accepts.total()) / (asked + 1);
      if (odds <= 0 || random() >= odds) return true;
      const at = now();
      if (at - lastTrial >= (isNeeded || streak > 0 ? EAGER_TRIAL_MS : TRIAL_MS)) {
        lastTrial = at;
        return true;
      }
      requests.add(1);
      turnedAway++;
      return false;
    },
    accepted() {
      requests.add(1);
      accepts.add(1);
      streak++;
      if (streak === WELL_AFTER) forget();
    },
    failed() {
      requests.add(1);
      streak = 0;
    }
  };
}

// clients/typescript/pool-watch.ts
function createPoolWatch(shared, closedError3, onClose) {
  const stops = /* @__PURE__ */ new Set();
  let closed = false;
  const ready = () => new Promise((resolve, reject) => {
    const settle3 = () => {
      const failure = closed ? closedError3() : shared.failure();
      if (!closed && shared.current() !== void 0) resolve();
      else if (failure !== void 0) reject(failure);
      else return false;
      return true;
    };
    if (settle3()) return;
    const end = () => {
      if (!settle3()) return;
      stopListening();
      stops.delete(end);
    };
    const stopListening = shared.onSettled(end);
    stops.add(end);
  });
  return {
    current: () => shared.current(),
    onChange(listener) {
      if (closed) return () => void 0;
      const stop2 = shared.onChange(listener);
      stops.add(stop2);
      return () => {
        stop2();
        stops.delete(stop2);
      };
    },
    ready,
    close() {
      if (closed) return;
      closed = true;
      for (const stop2 of [...stops]) stop2();
      onClose();
    }
  };
}

// clients/typescript/good-list.ts
function createGoodList() {
  let good;
  let empty;
  let emptySince = 0;
  let lostSince2;
  const reading = (list, standing, since) => ({
    kind: "list",
    list,
    standing,
    since
  });
  return {
    update(list, now) {
      lostSince2 = void 0;
      if (list.backends.length > 0) {
        good = list;
        empty = void 0;
        return;
      }
      if (empty === void 0) emptySince = now;
      empty = list;
    },
    lost(now) {
      lostSince2 ??= now;
    },
    read(now) {
      if (good === void 0) return empty === void 0 ? { kind: "unknown" } : { kind: "empty", list: empty };
      if (empty !== void 0) {
        if (now - emptySince < good.staleAgeMs) return reading(good, "held", emptySince);
        if (lostSince2 === void 0 || lostSince2 - emptySince >= good.staleAgeMs) return { kind: "empty", list: empty };
        return reading(good, "expired", emptySince);
      }
      if (lostSince2 === void 0) return reading(good, "live", now);
      const age = now - lostSince2;
      if (age < good.maxAgeMs) return reading(good, "fresh", lostSince2);
      return reading(good, age < good.staleAgeMs ? "stale" : "expired", lostSince2);
    },
    nextChange(now) {
      if (good === void 0) return void 0;
      const { maxAgeMs, staleAgeMs } = good;
      const lost = lostSince2 === void 0 ? [] : [lostSince2 + maxAgeMs, lostSince2 + staleAgeMs];
      const ends = empty === void 0 ? lost : [emptySince + staleAgeMs];
      return ends.find((end) => end > now);
    }
  };
}

// clients/typescript/watched-pool.ts
function createWatchedPool({ pool, staticList, clock, onListenerError }) {
  const good = createGoodList();
  const changed = createSignal(onListenerError);
  const settled = createSignal(onListenerError);
  let current;
  let failure;
  let timer;
  let closed = false;
  const refresh = () => {
    if (closed) return;
    const now = clock.now();
    timer?.cancel();
    const at = good.nextChange(now);
    timer = at === void 0 ? void 0 : clock.after(at - now, refresh, { background: true });
    const next = judge(pool, good.read(now), { list: staticList, since: failure?.since }, now);
    const isNew = next !== void 0 && (current === void 0 || !isSame(current, next));
    if (isNew) current = next;
    settled.emit();
    if (isNew) changed.emit(next);
  };
  return {
    current: () => current,
    onChange: (listener) => changed.on(listener),
    failure: () => current === void 0 ? failure?.error : void 0,
    onSettled: (listener) => settled.on(listener),
    read: () => good.read(clock.now()),
    update(list) {
      failure = void 0;
      good.update(list, clock.now());
      refresh();
    },
    lost(error) {
      const now = clock.now();
      failure = { error, since: failure?.since ?? now };
      const reading = good.read(now);
      if (error.reason === "POOL_NOT_FOUND" && reading.kind === "list") {
        good.update({ ...reading.list, backends: [] }, now);
      } else good.lost(now);
      refresh();
    },
    close(error) {
      closed = true;
      timer?.cancel();
      failure = { error, since: clock.now() };
      settled.emit();
    }
  };
}
function judge(pool, reading, fixed, now) {
  const watched = (source, list, reasons, since = now) => ({ ...list, pool, source, degraded: addReasons(list.degraded, reasons, now - since) });
  const why = reading.kind === "empty" ? "empty_list" : "service_unavailable";
  if (reading.kind === "list") {
    const { list, standing, since } = reading;
    if (standing === "live" || standing === "fresh") return watched("watch", list, []);
    if (standing === "held") return watched("cache", list, ["empty_list"], since);
    if (standing === "stale") return watched("cache", list, [why], since);
    if (fixed.list === void 0) return watched("cache", list, [why, "list_expired"], since);
    return watched("static", fixed.list, [why, "static_list"], since);
  }
  if (fixed.list !== void 0 && (reading.kind === "empty" || fixed.since !== void 0)) {
    return watched("static", fixed.list, [why, "static_list"], fixed.since);
  }
  return reading.kind === "empty" ? watched("watch", reading.list, []) : void 0;
}
function addReasons(before, reasons, ageMs) {
  if (reasons.length === 0) return before;
  return { reasons: [...before?.reasons ?? [], ...reasons], ageMs: Math.max(before?.ageMs ?? 0, ageMs) };
}
function isSame(a, b) {
  if (a.source !== b.source || a.degraded?.reasons.join() !== b.degraded?.reasons.join()) return false;
  return a.revision === b.revision && a.backends === b.backends;
}

// clients/typescript/watch-link.ts
var SHORT_LIFE_MS = 1e3;
var SPREAD_MS = 100;
function openWatchLink(deps) {
  const { endpoints, clock, backoff } = deps;
  let active;
  let opening;
  let timer;
  let closed = false;
  const plan = (delayMs) => {
    if (closed || opening !== void 0) return;
    timer?.cancel();
    timer = clock.after(delayMs, open, { background: true });
  };
  const open = () => {
    timer = void 0;
    const endpoint = endpoints.usable() ?? endpoints.current();
    const stream = startStream(deps, endpoint, {
      message(message) {
        if (stream === opening) {
          opening = void 0;
          active?.cancel();
          active = stream;
        }
        deps.onList(message);
        if (message.goAway === null || closed) return;
        endpoints.moveOn(endpoint);
        plan(deps.random() * SPREAD_MS);
      },
      end(error) {
        const wasActive = stream === active;
        if (wasActive) active = void 0;
        if (stream === opening) opening = void 0;
        if (stream.ageMs() >= SHORT_LIFE_MS) backoff.reset();
        if (isEndpointGone(error)) endpoints.moveOn(endpoint);
        if (active === void 0) deps.onLost(error);
        if (timer === void 0) plan(backoff.next());
      },
      late(error) {
        if (active === void 0) deps.onLost(error);
      }
    });
    opening = stream;
  };
  const stopListening = endpoints.changed.on(({ breaker }) => {
    if (breaker.state === "closed" && active === void 0) plan(deps.random() * SPREAD_MS);
  });
  open();
  return {
    close() {
      closed = true;
      timer?.cancel();
      stopListening();
      active?.cancel();
      opening?.cancel();
    }
  };
}
function isEndpointGone({ reason }) {
  return reason === "UNREACHABLE" || reason === "TIMEOUT" || reason === "SHUTTING_DOWN";
}
function startStream(deps, endpoint, listener) {
  const { clock, timeoutMs, patienceMs } = deps;
  const { address: address2 } = endpoint;
  const startedAt = clock.now();
  let over = false;
  let call;
  const finish = (error) => {
    if (over) return;
    over = true;
    for (const waiting of timers) waiting.cancel();
    stopListening();
    call?.cancel();
    if (error !== void 0) listener.end(deps.judge(error, { address: address2, timeoutMs }));
  };
  const tellLate = () => listener.late(deps.judge(NO_LIST, { address: address2, timeoutMs: patienceMs }));
  const timers = [
    startDeadline(clock, timeoutMs, () => finish(NO_LIST)),
    ...patienceMs < timeoutMs ? [startDeadline(clock, patienceMs, tellLate)] : []
  ];
  const stopListening = endpoint.replaced.on(() => finish(ENDED));
  try {
    call = endpoint.client().watchBackends(deps.request, deps.makeMetadata("WatchBackends"));
    call.on("data", (message) => {
      for (const waiting of timers) waiting.cancel();
      if (!over) listener.message(message);
    });
    call.on("error", (error) => finish(error));
    call.on("end", () => finish(ENDED));
  } catch (error) {
    clock.after(0, () => finish(error), { background: true });
  }
  return { cancel: () => finish(), ageMs: () => clock.now() - startedAt };
}
var ENDED = { code: 14, details: "the stream ended" };
var NO_LIST = { code: 4, details: "no list came" };

// clients/typescript/watches.ts
var PATIENCE_MS = 250;
var RECONNECT_BACKOFF = { initialMs: 200, maxMs: 2e3 };
function createWatches(deps) {
  const byKey = /* @__PURE__ */ new Map();
  let closed = false;
  const acquire = (pool, options) => {
    if (closed) throw closedError2(pool);
    const key = keyOf(pool, options);
    const shared = byKey.get(key) ?? start(deps, pool, options);
    byKey.set(key, shared);
    shared.users++;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      shared.users--;
      if (shared.users > 0) return;
      byKey.delete(key);
      stop(shared, closedError2(pool));
    };
    return { shared, release };
  };
  return {
    get streams() {
      return byKey.size;
    },
    open(pool, options) {
      const { shared, release } = acquire(pool, options);
      return createPoolWatch(shared.watched, () => closedError2(pool), release);
    },
    share(pool, options) {
      const { shared, release } = acquire(pool, options);
      return { pool: shared.watched, release };
    },
    close() {
      closed = true;
      for (const shared of byKey.values()) stop(shared, closedError2(shared.pool));
      byKey.clear();
    }
  };
}
function start(deps, pool, options) {
  const { log, clock, random } = deps;
  const { locality, labelSelector = {} } = options;
  const selectsNothing = Object.keys(labelSelector).length === 0;
  const staticList = selectsNothing ? deps.staticLists.get(pool) : void 0;
  const watched = createWatchedPool({
    ...{ pool, clock, staticList },
    onListenerError: (error) => log.error("a listener of a pool watch threw", { pool, error: String(error) })
  });
  let isLost = false;
  const link = openWatchLink({
    ...deps,
    backoff: createBackoff(RECONNECT_BACKOFF, random),
    patienceMs: staticList === void 0 ? deps.timeoutMs : PATIENCE_MS,
    request: {
      pool,
      labelSelector: { ...labelSelector },
      ...locality === void 0 ? {} : { locality: toLocalityMessage(locality) }
    },
    onList(message) {
      if (isLost) log.info("the list of a pool is kept up to date again", { pool });
      isLost = false;
      watched.update(toWeightedList(message));
    },
    onLost(error) {
      if (!isLost) log.warn("the list of a pool is no longer kept up to date", { pool, error: error.message });
      isLost = true;
      watched.lost(error);
    }
  });
  return { pool, watched, link, users: 0 };
}
function stop({ watched, link }, error) {
  link.close();
  watched.close(error);
}
function keyOf(pool, { locality, labelSelector = {} }) {
  const labels = Object.entries(labelSelector).sort(([a], [b]) => a < b ? -1 : 1);
  return JSON.stringify([pool, locality?.region ?? "", locality?.zone ?? "", locality?.subZone ?? "", labels]);
}
function closedError2(pool) {
  const message = `WatchBackends: the watch of pool "${pool}" is closed (CANCELLED/CLIENT_CLOSED). Open another one, or close this one later.`;
  return new LookasideError({ code: "CANCELLED", reason: "CLIENT_CLOSED", message });
}

// clients/typescript/client-parts.ts
var MIN_WATCH_TIMEOUT_MS = 1e3;
var REPORT_BACKOFF = { initialMs: 200, maxMs: 5e3 };
var STREAM_BATCH = { maxItems: 1e3, maxBytes: 96 * 1024 };
function createClientParts(settings, options, deps) {
  const { clock, random } = deps;
  const { log, staticLists, makeMetadata } = settings;
  const readDetails = createErrorDetailsReader();
  const events = createSignal((error) => log.error("a listener of events threw", { error: String(error) }));
  const credentials = options.credentials ?? grpcCredentials.createInsecure();
  const endpoints = createEndpoints({ ...settings, ...deps, services: loadServices(), credentials });
  const caller = createCaller({ endpoints, makeMetadata, readDetails, clock });
  const watches = createWatches({
    ...{
      endpoints,
      makeMetadata,
      clock,
      random,
      log,
      staticLists,
      timeoutMs: Math.max(settings.connectTimeoutMs, MIN_WATCH_TIMEOUT_MS)
    },
    judge: (error, failed) => toLookasideError(error, { call: "WatchBackends", ...failed }, readDetails)
  });
  const pools = createLocalPools({ ...settings, ...deps, watches });
  const modeSwitch = createModeSwitch(
    settings.mode,
    () => clock.now(),
    (wire) => {
      log.info(wire === "stream" ? "picks go by a stream" : "picks go by calls", { wire });
      events.emit({ kind: "wire", wire });
    }
  );
  const { stream, reporter } = createMessages(settings, deps, { endpoints, caller, modeSwitch, readDetails });
  const throttle = createThrottle(clock, random);
  const service = createServicePicks({
    ...{ caller, endpoints, stream, modeSwitch, throttle, clock, readDetails },
    ...{ timeoutMs: settings.timeoutMs, connectTimeoutMs: settings.connectTimeoutMs },
    isTraced: () => options.tracing?.headers() !== void 0
  });
  const news = createFallbackNews(
    () => clock.now(),
    log,
    (event) => events.emit(event)
  );
  const route = createPickRoute({
    ...{ pools, service, clock, locality: settings.locality, isLocal: settings.mode === "watch" },
    onFallback: (pool, pick, why) => news.fellBack(pool, pick, why),
    onGood: (pool) => news.good(pool)
  });
  endpoints.changed.on(({ address: address2, breaker: { state } }) => {
    if (state === "open") log.warn("Lookaside does not answer, so picks do not wait for it", { address: address2 });
    else log.info("Lookaside answers again", { address: address2 });
    events.emit({ kind: "breaker", address: address2, state });
    if (state === "open") return;
    throttle.forget();
    reporter.wake();
  });
  return { events, endpoints, caller, watches, pools, stream, modeSwitch, throttle, reporter, route };
}
function createMessages(settings, { clock, random }, { endpoints, caller, modeSwitch, readDetails }) {
  const { log, flushIntervalMs, makeMetadata } = settings;
  const stream = createPickStream({
    clock,
    line: createStreamLine({
      ...{ endpoints, clock },
      open: (endpoint) => endpoint.client().streamPicks(makeMetadata("StreamPicks"))
    }),
    takeOutcomes: () => reporter.take(STREAM_BATCH),
    onLatePick: (token) => reporter.report({ token, result: "cancelled" }),
    judgeOutcomes(error) {
      const { address: address2 } = endpoints.current();
      return judgeLoss(toLookasideError(error, { call: "StreamPicks", address: address2, timeoutMs: 1e3 }, readDetails));
    }
  });
  const reporter = createReporter({
    send: (outcomes, insist) => modeSwitch.wire === "stream" && stream.isOpen() ? stream.sendOutcomes(outcomes) : sendOutcomes(caller, outcomes, insist),
    buffer: createOutcomeBuffer(settings.maxBufferedOutcomes, () => clock.now()),
    backoff: createBackoff(REPORT_BACKOFF, random),
    ...{ flushIntervalMs, log, clock }
  });
  return { stream, reporter };
}

// clients/typescript/client-stats.ts
function createPickCounts() {
  const counts = {
    sources: { service: 0, stream: 0, watch: 0, cache: 0, static: 0 },
    failed: 0,
    retries: { allowed: 0, over_budget: 0 },
    async count(pick) {
      try {
        const made = await pick;
        counts.sources[made.source]++;
        return made;
      } catch (error) {
        counts.failed++;
        throw error;
      }
    }
  };
  return counts;
}
function readStats(mode2, parts, counts) {
  return {
    mode: mode2,
    wire: parts.modeSwitch.wire,
    wireSwitches: parts.modeSwitch.switches,
    picks: { ...counts.sources },
    failedPicks: counts.failed,
    throttled: parts.throttle.turnedAway,
    stream: parts.stream.counts,
    replicas: parts.endpoints.all.map(({ address: address2, breaker: { state, opened } }) => {
      return { address: address2, breaker: state, opened };
    }),
    watches: parts.watches.streams,
    outcomes: parts.reporter.counts(),
    retries: counts.retries.allowed,
    retriesOverBudget: counts.retries.over_budget
  };
}

// clients/typescript/clock.ts
var SYSTEM_CLOCK = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(delayMs, run, options = {}) {
    const timer = setTimeout(run, delayMs);
    if (options.background === true) timer.unref();
    return { cancel: () => clearTimeout(timer) };
  }
};

// clients/typescript/call-metadata.ts
import { Metadata } from "@grpc/grpc-js";
var makeCallMetadata = () => new Metadata();

// clients/typescript/log.ts
var SILENT_LOG = { debug() {
}, info() {
}, warn() {
}, error() {
} };

// clients/typescript/range.ts
function checkRange(name, value, min, max) {
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  throw new RangeError(`${name}: is ${value}, expected a number from ${min} to ${max}`);
}

// clients/typescript/static-lists.ts
var ADDRESS = /^(\[[0-9a-fA-F:.%]+\]|[^\s:/[\]]+):(\d{1,5})$/;
var MAX_PORT = 65535;
function createStaticLists(fallback = {}) {
  return new Map(
    Object.entries(fallback).map(([pool, addresses]) => {
      if (!Array.isArray(addresses) || addresses.length === 0) {
        throw new TypeError(`fallback["${pool}"]: expected a list with at least one "host:port"`);
      }
      const unique = new Set(addresses.map((address2, index) => checkAddress(address2, `fallback["${pool}"][${index}]`)));
      const backends = [...unique].map((address2) => {
        return { id: address2, address: address2, locality: void 0, labels: /* @__PURE__ */ new Map(), weight: 1 };
      });
      return [pool, toEvenList(backends)];
    })
  );
}
function checkAddress(address2, where) {
  const port = typeof address2 === "string" ? Number(ADDRESS.exec(address2)?.[2]) : Number.NaN;
  if (typeof address2 === "string" && port >= 1 && port <= MAX_PORT) return address2;
  throw new TypeError(`${where}: is ${JSON.stringify(address2)}, expected "host:port", for example "10.0.0.1:8080"`);
}

// clients/typescript/tracing.ts
var NOT_SENT = "baggage";
var NAME = /^[0-9a-z_.-]{1,64}$/;
var VALUE = /^[\x20-\x7e]{1,1024}$/;
function tracedMetadata(make, tracing) {
  if (tracing === void 0) return make;
  return (call) => {
    const metadata = make(call);
    if (call !== "PickBackend") return metadata;
    for (const [name, value] of Object.entries(tracing.headers() ?? {})) {
      if (name !== NOT_SENT && NAME.test(name) && VALUE.test(value)) metadata.set(name, value);
    }
    return metadata;
  };
}

// clients/typescript/options.ts
var MODES = ["auto", "unary", "stream", "watch"];
var DEFAULT_TIMEOUT_MS = 50;
var DEFAULT_CONNECT_TIMEOUT_MS = 1e3;
var MAX_KEPT_LISTS = 64;
var HOUR_MS = 36e5;
function checkOptions(options) {
  const { mode: mode2 = "auto" } = options;
  if (!MODES.includes(mode2))
    throw new TypeError(`mode: is ${JSON.stringify(mode2)}, expected one of ${MODES.join(", ")}`);
  const number = (name, byDefault) => checkRange(name, options[name] ?? byDefault, 1, HOUR_MS);
  return {
    addresses: addressesOf(options),
    mode: mode2,
    staticLists: createStaticLists(options.fallback),
    keptLists: Math.floor(checkRange("keptLists", options.keptLists ?? 16, 0, MAX_KEPT_LISTS)),
    timeoutMs: number("timeoutMs", DEFAULT_TIMEOUT_MS),
    connectTimeoutMs: number("connectTimeoutMs", DEFAULT_CONNECT_TIMEOUT_MS),
    locality: options.locality,
    maxBufferedOutcomes: Math.floor(checkRange("maxBufferedOutcomes", options.maxBufferedOutcomes ?? 1e4, 1, 1e7)),
    flushIntervalMs: checkRange("flushIntervalMs", options.flushIntervalMs ?? 20, 1, 6e4),
    retryBudget: options.retryBudget ?? {},
    channelOptions: options.channelOptions ?? {},
    makeMetadata: tracedMetadata(options.callMetadata ?? makeCallMetadata, options.tracing),
    log: options.log ?? SILENT_LOG
  };
}
function addressesOf(options) {
  const addresses = options.addresses ?? (options.address === void 0 ? [] : [options.address]);
  if (addresses.length === 0 || addresses.some((address2) => typeof address2 !== "string" || address2 === "")) {
    throw new TypeError('address: name the service as "host:port", for example "127.0.0.1:50051"');
  }
  return addresses;
}

// clients/typescript/report.ts
function createReport(reporter, pools, tokens, clock) {
  return (outcome) => {
    checkOutcome(outcome);
    const { result } = outcome;
    if (!("token" in outcome) || outcome.token === void 0) {
      if ("pool" in outcome) heed(pools.of(outcome.pool).backend(outcome.backendId), result, clock.now());
      reporter.report(outcome);
      return;
    }
    const { token, ...fields } = outcome;
    const named = tokens.end(token, result);
    if (named === void 0) reporter.report(outcome);
    else reporter.report({ ...fields, ...named });
  };
}

// clients/typescript/retry-budget.ts
function createRetryBudget(options, now) {
  const ratio = checkRange("retryBudget.ratio", options.ratio ?? 0.1, 0, 1);
  const minPerSecond = checkRange("retryBudget.minPerSecond", options.minPerSecond ?? 1, 0, 1e6);
  const ttlMs = checkRange("retryBudget.ttlMs", options.ttlMs ?? 1e4, 1e3, 6e4);
  const reserve = minPerSecond * ttlMs / 1e3;
  const calls = createSlidingSum(ttlMs, now);
  const retries = createSlidingSum(ttlMs, now);
  return {
    deposit: (at) => calls.add(1, at),
    tryWithdraw() {
      const allowed = Math.max(calls.total() * ratio, reserve) + 5e-7;
      if (retries.total() + 1 > allowed) return false;
      retries.add(1);
      return true;
    }
  };
}

// clients/typescript/attempt.ts
var FreeContext = class {
  attempt;
  controller;
  constructor(attempt) {
    this.attempt = attempt;
    this.controller = void 0;
  }
  get signal() {
    return (this.controller ??= new AbortController()).signal;
  }
};
async function runAttempt(call, backend, attempt, limits, clock) {
  const { signal, timeoutMs } = limits;
  if (signal === void 0 && timeoutMs === void 0) {
    const startedAt2 = clock.now();
    const ending2 = await settle2(call, backend, new FreeContext(attempt));
    return { ...ending2, latencyMs: clock.now() - startedAt2, givenUp: false };
  }
  const controller = new AbortController();
  const interrupted = new Promise((resolve) => {
    controller.signal.addEventListener("abort", () => resolve({ kind: "threw", error: controller.signal.reason }));
  });
  const giveUp = () => controller.abort(signal?.reason);
  if (signal?.aborted === true) giveUp();
  else signal?.addEventListener("abort", giveUp, { once: true });
  const timeout = () => controller.abort(new DOMException(`${backend.id} did not answer within ${timeoutMs} ms`, "TimeoutError"));
  const timer = timeoutMs === void 0 ? void 0 : clock.after(timeoutMs, timeout);
  const startedAt = clock.now();
  const settled = settle2(call, backend, { signal: controller.signal, attempt });
  const ending = await Promise.race([interrupted, settled]);
  timer?.cancel();
  signal?.removeEventListener("abort", giveUp);
  const givenUp = ending.kind === "threw" && signal?.aborted === true;
  return { ...ending, latencyMs: clock.now() - startedAt, givenUp };
}
async function settle2(call, backend, context) {
  try {
    return { kind: "returned", value: await call(backend, context) };
  } catch (error) {
    return { kind: "threw", error };
  }
}

// clients/typescript/candidates.ts
var MAX_EXCLUDED = 64;
function createCandidates(pick, options, maxAttempts, tried) {
  const excluded = new Set(options.excludeBackendIds);
  const waiting = [];
  let left2 = maxAttempts;
  let previousToken = "";
  const ask = async () => {
    const excludeBackendIds = [...excluded].slice(-MAX_EXCLUDED);
    const retry = previousToken === "" ? {} : { previousPickToken: previousToken };
    const picked = await pick({ ...options, ...retry, excludeBackendIds, alternates: left2 - 1 });
    previousToken = picked.token;
    for (const backend of picked.alternates) waiting.push({ backend, token: void 0 });
    return { backend: picked.backend, token: picked.token === "" ? void 0 : picked.token };
  };
  const use = (candidate) => {
    left2--;
    excluded.add(candidate.backend.id);
    return candidate;
  };
  if (tried !== void 0) use({ backend: tried, token: void 0 });
  return {
    first: async () => use(await ask()),
    async next() {
      const alternate = waiting.shift();
      if (alternate !== void 0) return use(alternate);
      try {
        return use(await ask());
      } catch {
        return void 0;
      }
    }
  };
}

// clients/typescript/verdict.ts
function classifyEnding(ending) {
  return ending.kind === "returned" ? classifyValue(ending.value) : classifyError(ending.error, 0);
}
function classifyValue(value) {
  return classifyHttp(httpStatus(value)) ?? SUCCESS;
}
var SUCCESS = { result: "success", status: "", neverSent: false };
function verdict(result, status = "", neverSent = false) {
  return { result, status, neverSent };
}
var MAX_CAUSES = 5;
function classifyError(error, depth) {
  const name = readProperty(error, "name");
  const code = readProperty(error, "code");
  if (name === "TimeoutError") return verdict("timeout", "TIMEOUT");
  if (name === "AbortError") return verdict("cancelled", "ABORTED");
  if (typeof code === "string") {
    const known = classifySystemCode(code, readProperty(error, "syscall"));
    if (known !== void 0) return known;
  }
  if (typeof code === "number" && typeof readProperty(error, "details") === "string") {
    return classifyGrpc(code, readProperty(error, "details"));
  }
  const http = classifyHttp(httpStatus(error) ?? httpStatus(readProperty(error, "response")));
  if (http !== void 0) return http;
  const cause = readProperty(error, "cause");
  if (cause !== void 0 && depth < MAX_CAUSES) return classifyError(cause, depth + 1);
  return verdict("error", typeof name === "string" ? name : "");
}
function httpStatus(value) {
  const status = readProperty(value, "status") ?? readProperty(value, "statusCode");
  return typeof status === "number" && Number.isInteger(status) && status >= 100 && status <= 599 ? status : void 0;
}
function classifyHttp(status) {
  if (status === void 0) return void 0;
  if (status === 429) return verdict("rejected", "429");
  return verdict(status >= 500 ? "error" : "success", String(status));
}
var NOT_CONNECTED = /* @__PURE__ */ new Set([
  ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "EADDRNOTAVAIL", "ENOENT"],
  ...["UND_ERR_CONNECT_TIMEOUT", "CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN"],
  ...["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "ERR_TLS_CERT_ALTNAME_INVALID"]
]);
var BROKEN2 = /* @__PURE__ */ new Set(["ECONNRESET", "ECONNABORTED", "EPIPE", "UND_ERR_SOCKET", "ERR_HTTP2_STREAM_ERROR"]);
var TIMED_OUT2 = /* @__PURE__ */ new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ESOCKETTIMEDOUT"]);
function classifySystemCode(code, syscall) {
  if (NOT_CONNECTED.has(code)) return verdict("connect_failure", code, true);
  if (code === "ETIMEDOUT")
    return syscall === "read" ? verdict("timeout", code) : verdict("connect_failure", code, true);
  if (BROKEN2.has(code)) return verdict("connect_failure", code);
  if (TIMED_OUT2.has(code)) return verdict("timeout", code);
  return code === "UND_ERR_ABORTED" || code === "ABORT_ERR" ? verdict("cancelled", code) : void 0;
}
function classifyGrpc(code, details) {
  const name = statusName(code);
  switch (name) {
    case "UNAVAILABLE":
      return verdict("connect_failure", name, typeof details === "string" && details.startsWith("No connection"));
    case "DEADLINE_EXCEEDED":
      return verdict("timeout", name);
    case "CANCELLED":
      return verdict("cancelled", name);
    case "RESOURCE_EXHAUSTED":
      return verdict("rejected", name);
    case "INTERNAL":
    case "UNKNOWN":
    case "DATA_LOSS":
    case "UNIMPLEMENTED":
      return verdict("error", name);
    default:
      return verdict("success", name);
  }
}

// clients/typescript/with-backend.ts
var MAX_ATTEMPTS = 9;
function isRetryable(verdict2, idempotent) {
  if (verdict2.result === "success" || verdict2.result === "cancelled") return false;
  return idempotent || verdict2.neverSent;
}
function withBackend(deps, pool, call, options) {
  const { maxAttempts = 3 } = options;
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > MAX_ATTEMPTS) {
    const message = `maxAttempts: is ${maxAttempts}, expected a whole number from 1 to ${MAX_ATTEMPTS}`;
    return Promise.reject(new RangeError(message));
  }
  const now = deps.clock.now();
  deps.budget.deposit(now);
  const run = { deps, pool, call, options, maxAttempts };
  const isFree = options.signal === void 0 && options.attemptTimeoutMs === void 0 && deps.tracing === void 0;
  const here = isFree ? deps.pickHere(pool, options, now) : void 0;
  return here === void 0 ? callPicked(run) : callHere(run, here, now);
}
function callHere(run, here, startedAt) {
  const { deps, options } = run;
  const done = (value) => {
    const isPlain = options.classify === void 0 && options.until === void 0;
    const verdict2 = isPlain ? classifyValue(value) : void 0;
    if (verdict2?.result !== "success") return concludeHere(run, here, { kind: "returned", value }, startedAt);
    const now = deps.clock.now();
    endCall(here.local, "success", now);
    const { status } = verdict2;
    deps.report(
      { pool: run.pool, backendId: here.backend.id, result: "success", status, latencyMs: now - startedAt },
      now
    );
    return value;
  };
  const failed = (error) => concludeHere(run, here, { kind: "threw", error }, startedAt);
  here.local.inFlight++;
  try {
    const value = run.call(here.backend, new FreeContext(1));
    return (value instanceof Promise ? value : Promise.resolve(value)).then(done, failed);
  } catch (error) {
    return failed(error);
  }
}
function concludeHere(run, { backend, local }, ending, startedAt) {
  const end = { ...ending, latencyMs: run.deps.clock.now() - startedAt, givenUp: false };
  const candidate = { backend, token: void 0 };
  return conclude(run, { number: 1, candidate, local, end, verdict: judge2(end, run.options) }, backend);
}
async function callPicked(run) {
  const candidates = candidatesOf(run);
  return conclude(run, await attemptOnce(run, await candidates.first(), 1), void 0, candidates);
}
function candidatesOf({ deps, pool, options, maxAttempts }, tried) {
  const { idempotent: _i, maxAttempts: _m, attemptTimeoutMs: _a, classify: _c, retryable: _r, ...rest } = options;
  const { until: _u, ...query } = rest;
  return createCandidates((asked) => deps.pick(pool, asked), query, maxAttempts, tried);
}
async function attemptOnce({ deps, pool, call, options }, candidate, number) {
  const limits = { timeoutMs: options.attemptTimeoutMs, signal: options.signal };
  const { backend, token } = candidate;
  const local = deps.local(pool, backend.id);
  local.inFlight++;
  const span = deps.tracing?.beginAttempt({ pool, backend, attempt: number, token });
  const traced = span === void 0 ? call : (...given) => span.run(() => call(...given));
  const end = await runAttempt(traced, backend, number, limits, deps.clock);
  const verdict2 = judge2(end, options);
  span?.end(verdict2);
  return { number, candidate, local, end, verdict: verdict2 };
}
async function conclude(run, first, tried, candidates = candidatesOf(run, tried)) {
  const { deps, options, pool } = run;
  for (let attempted = first; ; ) {
    const { candidate, local, end, verdict: verdict2, number } = attempted;
    const { latencyMs } = end;
    const finish = (last) => {
      const now = deps.clock.now();
      endCall(local, last.result, now);
      deps.report(toOutcome(pool, candidate, latencyMs, last), now);
    };
    if (end.givenUp || number === run.maxAttempts || !mayRetry(verdict2, end, options)) {
      finishWhenDone(end, verdict2, finish, options.until);
      return unwrap(end);
    }
    finish(verdict2);
    const allowed = deps.budget.tryWithdraw();
    deps.onRetry(allowed ? "allowed" : "over_budget");
    const next = allowed ? await candidates.next() : void 0;
    if (next === void 0) return unwrap(end);
    letGo(end);
    attempted = await attemptOnce(run, next, number + 1);
  }
}
function finishWhenDone(end, verdict2, finish, until) {
  if (end.kind === "threw" || until === void 0) finish(verdict2);
  else
    void until(end.value).then(
      (last) => finish(last ?? verdict2),
      () => finish(verdict2)
    );
}
function judge2(end, options) {
  if (end.givenUp) return judgeGivenUp(end);
  return options.classify?.(end) ?? classifyEnding(end);
}
function judgeGivenUp(end) {
  const late2 = end.kind === "threw" && readProperty(end.error, "name") === "TimeoutError";
  return { result: late2 ? "timeout" : "cancelled", status: "", neverSent: false };
}
function mayRetry(verdict2, end, options) {
  if (verdict2.result === "success" || verdict2.result === "cancelled") return false;
  return options.retryable?.(verdict2, end) ?? isRetryable(verdict2, options.idempotent === true);
}
function toOutcome(pool, { backend, token }, latencyMs, verdict2) {
  const { result, status, load } = verdict2;
  const fields = load === void 0 ? { result, status, latencyMs } : { result, status, latencyMs, load };
  return token === void 0 ? { pool, backendId: backend.id, ...fields } : { token, ...fields };
}
function unwrap(ending) {
  if (ending.kind === "threw") throw ending.error;
  return ending.value;
}
function letGo(ending) {
  if (ending.kind === "threw") return;
  const body = readProperty(ending.value, "body");
  if (body instanceof ReadableStream && !body.locked) body.cancel().catch(() => void 0);
}

// clients/typescript/client.ts
var CLOSE_FLUSH_MS = 1e3;
function createClient(options, deps = {}) {
  const { clock = SYSTEM_CLOCK, random = Math.random } = deps;
  const settings = checkOptions(options);
  const parts = createClientParts(settings, options, { clock, random });
  const { reporter, watches, pools } = parts;
  const budget = createRetryBudget(settings.retryBudget, () => clock.now());
  const tokens = createLocalTokens(clock);
  const counts = createPickCounts();
  const whereabouts = settings.locality === void 0 ? {} : { locality: settings.locality };
  let closing2;
  const pick = (pool, pickOptions) => closing2 === void 0 ? counts.count(parts.route.pick(pool, withoutLocalToken(pickOptions))) : Promise.reject(closedError("PickBackend"));
  const pickHere = (name, pickOptions, now) => {
    if (settings.mode !== "watch" || closing2 !== void 0 || needsService(pickOptions)) return void 0;
    const pool = pools.of(name);
    const list = pool.liveList();
    if (list === void 0) return void 0;
    pool.touchedAt = now;
    const here = pool.choose(list, pickOptions, now);
    if (here !== void 0) counts.sources.watch++;
    return here;
  };
  const picked = async (pool, pickOptions) => {
    const made = await pick(pool, pickOptions);
    if (made.token !== "") return made;
    const { id } = made.backend;
    return { ...made, token: tokens.issue(pool, id, pools.of(pool).backend(id)), leaseMs: LOCAL_LEASE_MS };
  };
  const callDeps = {
    ...{ pick, pickHere, budget, clock, tracing: options.tracing },
    local: (pool, id) => pools.of(pool).backend(id),
    report: (outcome, now) => reporter.report(outcome, now),
    onRetry: (kind) => void counts.retries[kind]++
  };
  return {
    pick: (pool, pickOptions = {}) => picked(pool, pickOptions),
    report: createReport(reporter, pools, tokens, clock),
    withBackend: (pool, call, callOptions = {}) => withBackend(callDeps, pool, call, callOptions),
    watchPool: (pool, watchOptions = {}) => watches.open(pool, { ...whereabouts, ...watchOptions }),
    events: { on: (listener) => parts.events.on(listener) },
    flush: () => reporter.flush(),
    stats: () => readStats(settings.mode, parts, counts),
    close: () => closing2 ??= close(parts, clock)
  };
}
async function close(parts, clock) {
  const { reporter, stream, caller, pools, watches, endpoints } = parts;
  let enough;
  const late2 = new Promise((resolve) => {
    enough = clock.after(CLOSE_FLUSH_MS, resolve, { background: true });
  });
  await Promise.race([reporter.flush(), late2]);
  enough?.cancel();
  reporter.stop();
  caller.close();
  stream.close();
  pools.close();
  watches.close();
  endpoints.close();
}

// <stdin>
process.on("unhandledRejection", (error) => console.log("unhandled", error));
var [address, mode] = process.argv.slice(2);
var client = createClient({ address, mode, fallback: { p: ["10.0.0.1:80"] } });
var watch = client.watchPool("p");
await watch.ready();
var abandoned = client.watchPool("q").ready().catch((error) => error.reason);
var sources = /* @__PURE__ */ new Set();
for (let round = 0; round < 20; round++) {
  const picks = await Promise.all(Array.from({ length: 20 }, () => client.pick("p")));
  for (const { token, source } of picks) {
    sources.add(source);
    client.report({ token, result: "success", latencyMs: 1 });
  }
}
await client.withBackend("p", () => 1);
var left = client.pick("p").then(({ source }) => source, ({ reason }) => reason);
var closedAt = performance.now();
await client.close();
var closing = performance.now() - closedAt;
await Promise.all([left, abandoned]);
var late = await client.pick("p").catch(({ reason }) => reason);
console.log(JSON.stringify({ sources: [...sources], late, closing, handles: process.getActiveResourcesInfo() }));
