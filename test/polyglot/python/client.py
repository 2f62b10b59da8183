"""Everything that a client in another language does, by code that protoc has generated and nothing else of ours.

Run by run.sh with the address of a server. Prints each check; the exit code says whether all of them held.
"""

import math
import queue
import sys
import traceback

import grpc
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status

from lookaside.v1 import admin_service_pb2 as admin
from lookaside.v1 import admin_service_pb2_grpc as admin_grpc
from lookaside.v1 import agent_service_pb2 as agents
from lookaside.v1 import agent_service_pb2_grpc as agents_grpc
from lookaside.v1 import backend_pb2 as backends
from lookaside.v1 import load_pb2 as loads
from lookaside.v1 import lookaside_service_pb2 as picks
from lookaside.v1 import lookaside_service_pb2_grpc as picks_grpc
from lookaside.v1 import pool_config_pb2 as pools

POOL = "python/checkout"
EPOCH = 1_700_000_000_000
DEADLINE = 10

CHECKS = []


def check(function):
    """Registers a check; its docstring is what it prints."""
    CHECKS.append(function)
    return function


class Stage:
    def __init__(self, address):
        self.channel = grpc.insecure_channel(address)
        self.picks = picks_grpc.LookasideServiceStub(self.channel)
        self.agents = agents_grpc.AgentServiceStub(self.channel)
        self.admin = admin_grpc.AdminServiceStub(self.channel)

    def pick(self, **fields):
        return self.picks.PickBackend(picks.PickBackendRequest(**{"pool": POOL, **fields}), timeout=DEADLINE)

    def status_of(self, backend_id):
        listed = self.admin.ListBackends(admin.ListBackendsRequest(pool=POOL), timeout=DEADLINE)
        return next(each for each in listed.backends if each.backend.id == backend_id)


def refused(code, reason, call, *arguments, **fields):
    """The call fails with the code and exactly one ErrorInfo of the reason. Answers its metadata."""
    try:
        answer = call(*arguments, **fields)
    except grpc.RpcError as error:
        details = rpc_status.from_call(error).details
        assert error.code() == code, f"{error.code()} and not {code}: {error.details()}"
        assert len(details) == 1, f"{len(details)} details"
        info = error_details_pb2.ErrorInfo()
        assert details[0].Unpack(info), details[0].type_url
        assert (info.reason, info.domain) == (reason, "lookaside"), info
        return dict(info.metadata)
    raise AssertionError(f"answered {answer} and not {reason}")


@check
def configures(stage):
    """admin: puts a pool with a policy's parameters, and loses a race for its configuration"""
    config = pools.PoolConfig(name=POOL)
    config.policy.type = "ring_hash"
    config.policy.config.update({"minRingSize": 512})
    config.slow_start.window.FromMilliseconds(0)
    config.heartbeat.interval.FromMilliseconds(500)
    put = stage.admin.PutPool(admin.PutPoolRequest(config=config, expected_version=0), timeout=DEADLINE)
    assert put.pool.config_version == 1
    assert put.pool.config.policy.config["minRingSize"] == 512
    assert put.pool.config.heartbeat.missed_limit == 3, "defaults are filled in"
    again = admin.PutPoolRequest(config=config, expected_version=0)
    found = refused(grpc.StatusCode.ABORTED, "CONFIG_VERSION_MISMATCH", stage.admin.PutPool, again, timeout=DEADLINE)
    assert found["version"] == "1", found
    config.policy.Clear()
    config.policy.type = "round_robin"
    assert stage.admin.PutPool(admin.PutPoolRequest(config=config), timeout=DEADLINE).pool.config_version == 2


@check
def registers(stage):
    """agent: registers three backends, and is told when to beat"""
    for number, name in enumerate(["a", "b", "c"]):
        backend = backends.Backend(id=name, address=f"127.0.0.1:{9000 + number}", weight=number + 1)
        backend.locality.region = "eu"
        backend.labels["track"] = "canary" if name == "c" else "stable"
        request = agents.RegisterBackendRequest(pool=POOL, backend=backend, epoch=EPOCH, capacity=10)
        answer = stage.agents.RegisterBackend(request, timeout=DEADLINE)
        assert 400 <= answer.next_heartbeat_after.ToMilliseconds() <= 600, answer
        assert answer.lease.ToMilliseconds() == 1500, answer


def heartbeat(name, sequence, **load):
    beat = agents.Heartbeat(pool=POOL, backend_id=name, epoch=EPOCH, sequence=sequence)
    beat.health = backends.BACKEND_HEALTH_HEALTHY
    beat.load.CopyFrom(loads.LoadReport(**load))
    return beat


@check
def beats(stage):
    """agent: heartbeats with load, unary and streamed; one bad item does not affect the others"""
    good = [heartbeat(name, 1, cpu_utilization=0.5, in_flight=0, completed=100) for name in ("a", "b")]
    bad = [
        heartbeat("c", 1, cpu_utilization=math.nan),
        agents.Heartbeat(pool=POOL, backend_id="nobody", epoch=EPOCH, sequence=1),
        agents.Heartbeat(pool=POOL, backend_id="c", epoch=EPOCH - 1, sequence=1),
    ]
    answer = stage.agents.ReportHeartbeat(agents.ReportHeartbeatRequest(heartbeats=good + bad), timeout=DEADLINE)
    found = [(each.index, each.code, each.reason) for each in answer.rejected]
    assert found == [
        (2, "INVALID_ARGUMENT", "INVALID_LOAD_REPORT"),
        (3, "NOT_FOUND", "BACKEND_NOT_FOUND"),
        (4, "FAILED_PRECONDITION", "EPOCH_SUPERSEDED"),
    ], found
    assert "cpu_utilization" in answer.rejected[0].metadata["field"]
    messages = iter([agents.StreamHeartbeatsRequest(heartbeats=[heartbeat(n, s)]) for s in (2, 3) for n in "abc"])
    answers = list(stage.agents.StreamHeartbeats(messages, timeout=DEADLINE))
    assert len(answers) == 6 and not any(each.rejected for each in answers)
    status = stage.status_of("a")
    assert status.state == backends.BACKEND_STATE_ELIGIBLE, status
    assert status.HasField("heartbeat_age") and not status.HasField("ejected_for")


@check
def picks_one(stage):
    """pick: alternates, exclusions, selectors, tokens, and the way back of outcomes"""
    seen = {stage.pick().backend.id for _ in range(30)}
    assert seen == {"a", "b", "c"}, seen
    one = stage.pick(alternates=2)
    assert {one.backend.id} | {each.id for each in one.alternates} == {"a", "b", "c"}
    assert one.pick_token and one.lease.ToMilliseconds() == 30_000 and one.cache.max_age.ToMilliseconds() > 0
    assert one.reason == picks.PICK_REASON_POLICY and not one.HasField("degraded")
    assert stage.pick(label_selector={"track": "canary"}).backend.id == "c"
    assert stage.pick(exclude_backend_ids=["a", "b"]).backend.id == "c"
    assert stage.pick(previous_pick_token=one.pick_token).backend.id != one.backend.id
    outcome = loads.Outcome(pick_token=one.pick_token, result=loads.OUTCOME_RESULT_SUCCESS, status="OK")
    outcome.latency.FromMilliseconds(12)
    nonsense = loads.Outcome(pick_token=one.pick_token)
    answer = stage.picks.ReportOutcomes(picks.ReportOutcomesRequest(outcomes=[outcome, nonsense]), timeout=DEADLINE)
    assert answer.accepted == 1, answer
    assert [(each.index, each.reason) for each in answer.rejected] == [(1, "INVALID_FIELD")]
    status = stage.status_of(one.backend.id)
    # The signal decays while nothing happens.
    assert 0 < status.latency.ToMilliseconds() <= 12 and status.outcomes == 1, status


@check
def streams_picks(stage):
    """pick: a stream of messages with a hundred picks each, and their outcomes with the next message"""
    requests = queue.Queue()
    answers = stage.picks.StreamPicks(iter(requests.get, None), timeout=DEADLINE)
    wanted = [picks.PickBackendRequest(pool=POOL) for _ in range(99)] + [picks.PickBackendRequest(pool="nowhere")]
    outcomes = []
    for sequence in (1, 2, 3):
        requests.put(picks.StreamPicksRequest(sequence=sequence, picks=wanted, outcomes=outcomes))
        answer = next(answers)
        assert answer.sequence == sequence and len(answer.results) == 100 and not answer.rejected_outcomes
        kinds = [each.WhichOneof("result") for each in answer.results]
        assert kinds == ["picked"] * 99 + ["error"], kinds
        assert answer.results[99].error.reason == "POOL_NOT_FOUND" and answer.results[99].error.index == 99
        tokens = [each.picked.pick_token for each in answer.results[:99]]
        outcomes = [loads.Outcome(pick_token=token, result=loads.OUTCOME_RESULT_SUCCESS) for token in tokens]
    requests.put(None)
    assert list(answers) == []


@check
def watches(stage):
    """watch: the whole list at once, and again when an operator drains a backend and sets a weight"""
    stream = stage.picks.WatchBackends(picks.WatchBackendsRequest(pool=POOL), timeout=DEADLINE)

    def until(condition):
        for state in stream:
            shares = {each.backend.id: each.share for each in state.backends}
            assert not shares or math.isclose(sum(shares.values()), 1), shares
            if condition(shares):
                return state
        raise AssertionError("the watch has ended")

    assert until(lambda shares: set(shares) == {"a", "b", "c"}).cache.stale_age.ToSeconds() > 0
    drained = stage.admin.DrainBackend(admin.DrainBackendRequest(pool=POOL, backend_id="a"), timeout=DEADLINE)
    assert drained.backend.state == backends.BACKEND_STATE_DRAINING and drained.backend.drained_by_operator
    until(lambda shares: set(shares) == {"b", "c"})
    assert "a" not in {stage.pick().backend.id for _ in range(20)}
    unsafe = admin.DrainBackendRequest(pool=POOL, backend_id="b")
    found = refused(
        grpc.StatusCode.FAILED_PRECONDITION, "DRAIN_REFUSED", stage.admin.DrainBackend, unsafe, timeout=DEADLINE
    )
    assert found["backend_id"] == "b", found
    stage.admin.UndrainBackend(admin.UndrainBackendRequest(pool=POOL, backend_id="a"), timeout=DEADLINE)
    until(lambda shares: set(shares) == {"a", "b", "c"})
    weight = admin.SetBackendWeightRequest(pool=POOL, backend_id="a", weight=42)
    assert stage.admin.SetBackendWeight(weight, timeout=DEADLINE).backend.operator_weight == 42
    weight.ClearField("weight")
    assert not stage.admin.SetBackendWeight(weight, timeout=DEADLINE).backend.HasField("operator_weight")
    stream.cancel()


@check
def administers(stage):
    """admin: pools and policies, with the schema of their parameters"""
    listed = stage.admin.ListPools(admin.ListPoolsRequest(), timeout=DEADLINE)
    assert POOL in [each.config.name for each in listed.pools]
    status = stage.admin.GetPool(admin.GetPoolRequest(name=POOL), timeout=DEADLINE).pool
    assert (status.backends, status.eligible, status.active_policy) == (3, 3, "round_robin"), status
    policies = {each.type: each for each in stage.admin.ListPolicies(admin.ListPoliciesRequest(), timeout=DEADLINE).policies}
    assert {"round_robin", "random", "weighted_round_robin", "least_request", "peak_ewma", "ring_hash"} <= set(policies)
    assert "minRingSize" in policies["ring_hash"].config_schema
    delete = admin.DeletePoolRequest(name=POOL)
    refused(grpc.StatusCode.FAILED_PRECONDITION, "POOL_NOT_EMPTY", stage.admin.DeletePool, delete, timeout=DEADLINE)


@check
def refuses(stage):
    """errors: a code and one ErrorInfo, decoded by googleapis-common-protos, that names the field"""
    found = refused(grpc.StatusCode.NOT_FOUND, "POOL_NOT_FOUND", stage.pick, pool="nowhere")
    assert found == {"pool": "nowhere"}, found
    refused(grpc.StatusCode.UNAVAILABLE, "NO_BACKENDS", stage.pick, label_selector={"track": "none"})
    for fields, field in [
        ({"pool": "with space"}, "pool"),
        ({"pool": ""}, "pool"),
        ({"affinity_key": "x" * 1_025}, "affinity_key"),
        ({"alternates": 9}, "alternates"),
        ({"label_selector": {"__proto__": "x"}}, "label_selector"),
        ({"exclude_backend_ids": ["x"] * 65}, "exclude_backend_ids"),
    ]:
        found = refused(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", stage.pick, **fields)
        assert field in found["field"], found
    refused(grpc.StatusCode.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE", stage.pick, affinity_key="x" * 100_000)
    unknown = admin.PutPoolRequest(config=pools.PoolConfig(name="other"))
    unknown.config.policy.type = "nonsense"
    refused(grpc.StatusCode.INVALID_ARGUMENT, "UNKNOWN_POLICY", stage.admin.PutPool, unknown, timeout=DEADLINE)
    older = agents.DeregisterBackendRequest(pool=POOL, backend_id="a", epoch=EPOCH - 1)
    refused(
        grpc.StatusCode.FAILED_PRECONDITION, "EPOCH_SUPERSEDED", stage.agents.DeregisterBackend, older, timeout=DEADLINE
    )


@check
def leaves(stage):
    """agent: deregisters, twice; the pool can then be deleted"""
    for name in ("a", "b", "c", "c"):
        request = agents.DeregisterBackendRequest(pool=POOL, backend_id=name, epoch=EPOCH)
        stage.agents.DeregisterBackend(request, timeout=DEADLINE)
    refused(grpc.StatusCode.UNAVAILABLE, "NO_BACKENDS", stage.pick)
    stage.admin.DeletePool(admin.DeletePoolRequest(name=POOL), timeout=DEADLINE)
    refused(grpc.StatusCode.NOT_FOUND, "POOL_NOT_FOUND", stage.pick)


@check
def reflects(stage):
    """grpc.health.v1 and reflection, on the same port"""
    health = stage.channel.unary_unary("/grpc.health.v1.Health/Check")
    assert health(b"", timeout=DEADLINE) == b"\x08\x01", "SERVING"
    database = ProtoReflectionDescriptorDatabase(stage.channel)
    assert "lookaside.v1.LookasideService" in database.get_services()
    found = database.FindFileContainingSymbol("lookaside.v1.PickBackendRequest")
    assert found.package == "lookaside.v1", found.name


def main():
    stage = Stage(sys.argv[1])
    failed = 0
    for each in CHECKS:
        try:
            each(stage)
            print(f"ok      {each.__doc__}")
        except Exception:
            failed += 1
            print(f"FAILED  {each.__doc__}")
            traceback.print_exc(limit=3, file=sys.stdout)
    print(f"python: {len(CHECKS) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
