// Command polyglot does everything that a client in another language does, by code that protoc-gen-go has generated and
// nothing else of ours. Run by run.sh with the address of a server. It prints each check; the exit code says whether all
// of them held.
package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	health "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"

	v1 "lookaside.test/polyglot/gen/lookaside/v1"
)

const (
	pool     = "go/checkout"
	epoch    = uint64(1_700_000_000_000)
	deadline = 10 * time.Second
)

type stage struct {
	ctx    context.Context
	conn   *grpc.ClientConn
	picks  v1.LookasideServiceClient
	agents v1.AgentServiceClient
	admin  v1.AdminServiceClient
}

// unmet is what a check that does not hold panics with.
type unmet string

func must(holds bool, format string, values ...any) {
	if !holds {
		panic(unmet(fmt.Sprintf(format, values...)))
	}
}

// value answers what a call that must succeed has answered.
func value[T any](answer T, err error) T {
	must(err == nil, "%v", err)
	return answer
}

// refused: the call has failed with the code and exactly one ErrorInfo of the reason. Answers its metadata.
func refused(err error, code codes.Code, reason string) map[string]string {
	found, _ := status.FromError(err)
	must(err != nil && found.Code() == code, "%v and not %v", err, code)
	must(len(found.Details()) == 1, "%d details", len(found.Details()))
	info, ok := found.Details()[0].(*errdetails.ErrorInfo)
	must(ok && info.Reason == reason && info.Domain == "lookaside", "%v and not %s", found.Details()[0], reason)
	return info.Metadata
}

func (s *stage) pick(change func(*v1.PickBackendRequest)) (*v1.PickBackendResponse, error) {
	request := &v1.PickBackendRequest{Pool: pool}
	change(request)
	return s.picks.PickBackend(s.ctx, request)
}

func nothing(*v1.PickBackendRequest) {}

func configures(s *stage) {
	parameters := value(structpb.NewStruct(map[string]any{"minRingSize": 512}))
	config := &v1.PoolConfig{
		Name:      pool,
		Policy:    &v1.PolicyConfig{Type: "ring_hash", Config: parameters},
		SlowStart: &v1.SlowStartConfig{Window: durationpb.New(0)},
		Heartbeat: &v1.HeartbeatConfig{Interval: durationpb.New(500 * time.Millisecond)},
	}
	put := value(s.admin.PutPool(s.ctx, &v1.PutPoolRequest{Config: config, ExpectedVersion: proto.Uint64(0)}))
	must(put.Pool.ConfigVersion == 1, "%v", put)
	must(put.Pool.Config.Policy.Config.Fields["minRingSize"].GetNumberValue() == 512, "%v", put)
	must(put.Pool.Config.Heartbeat.GetMissedLimit() == 3, "defaults are not filled in: %v", put)
	_, err := s.admin.PutPool(s.ctx, &v1.PutPoolRequest{Config: config, ExpectedVersion: proto.Uint64(0)})
	refused(err, codes.Aborted, "CONFIG_VERSION_MISMATCH")
	config.Policy = &v1.PolicyConfig{Type: "round_robin"}
	must(value(s.admin.PutPool(s.ctx, &v1.PutPoolRequest{Config: config})).Pool.ConfigVersion == 2, "version")
}

func registers(s *stage) {
	for number, id := range []string{"a", "b", "c"} {
		track := map[bool]string{true: "canary", false: "stable"}[id == "c"]
		backend := &v1.Backend{
			Id:       id,
			Address:  fmt.Sprintf("[::1]:%d", 9000+number),
			Locality: &v1.Locality{Region: "eu", Zone: "eu-1"},
			Labels:   map[string]string{"track": track},
			Weight:   proto.Uint32(uint32(number + 1)),
		}
		request := &v1.RegisterBackendRequest{Pool: pool, Backend: backend, Epoch: epoch}
		answer := value(s.agents.RegisterBackend(s.ctx, request))
		next := answer.NextHeartbeatAfter.AsDuration()
		must(next >= 400*time.Millisecond && next <= 600*time.Millisecond, "%v", next)
		must(answer.Lease.AsDuration() == 1500*time.Millisecond, "%v", answer.Lease)
	}
}

func heartbeat(id string, sequence uint64, load *v1.LoadReport) *v1.Heartbeat {
	return &v1.Heartbeat{
		Pool: pool, BackendId: id, Epoch: epoch, Sequence: sequence,
		Health: v1.BackendHealth_BACKEND_HEALTH_HEALTHY, Load: load,
	}
}

func beats(s *stage) {
	answer := value(s.agents.ReportHeartbeat(s.ctx, &v1.ReportHeartbeatRequest{Heartbeats: []*v1.Heartbeat{
		heartbeat("a", 1, &v1.LoadReport{CpuUtilization: 0.5, Completed: 10}),
		heartbeat("b", 1, &v1.LoadReport{CpuUtilization: math.NaN()}),
		heartbeat("nobody", 1, nil),
		{Pool: pool, BackendId: "c", Epoch: epoch - 1, Sequence: 1},
	}}))
	must(len(answer.Rejected) == 3, "%v", answer)
	for place, reason := range []string{"INVALID_LOAD_REPORT", "BACKEND_NOT_FOUND", "EPOCH_SUPERSEDED"} {
		found := answer.Rejected[place]
		must(found.Index == uint32(place+1) && found.Reason == reason, "%v", found)
	}
	must(strings.Contains(answer.Rejected[0].Metadata["field"], "cpu_utilization"), "%v", answer.Rejected[0])
	stream := value(s.agents.StreamHeartbeats(s.ctx))
	for sequence := uint64(2); sequence < 5; sequence++ {
		batch := []*v1.Heartbeat{heartbeat("a", sequence, nil), heartbeat("b", sequence, nil), heartbeat("c", sequence, nil)}
		must(stream.Send(&v1.StreamHeartbeatsRequest{Heartbeats: batch}) == nil, "cannot send")
		must(len(value(stream.Recv()).Rejected) == 0, "rejected")
	}
	must(stream.CloseSend() == nil, "cannot close")
	_, err := stream.Recv()
	must(err == io.EOF, "%v", err)
}

func picksOne(s *stage) {
	seen := map[string]bool{}
	for range 30 {
		seen[value(s.pick(nothing)).Backend.Id] = true
	}
	must(len(seen) == 3, "%v", seen)
	one := value(s.pick(func(r *v1.PickBackendRequest) { r.Alternates = 2 }))
	must(len(one.Alternates) == 2 && one.PickToken != "" && one.Degraded == nil, "%v", one)
	must(one.Lease.AsDuration() == 30*time.Second, "%v", one.Lease)
	must(one.Reason == v1.PickReason_PICK_REASON_POLICY, "%v", one.Reason)
	canary := value(s.pick(func(r *v1.PickBackendRequest) { r.LabelSelector = map[string]string{"track": "canary"} }))
	must(canary.Backend.Id == "c" && canary.Backend.Address == "[::1]:9002", "%v", canary)
	rest := value(s.pick(func(r *v1.PickBackendRequest) { r.ExcludeBackendIds = []string{"a", "b"} }))
	must(rest.Backend.Id == "c", "%v", rest)
	retry := value(s.pick(func(r *v1.PickBackendRequest) { r.PreviousPickToken = one.PickToken }))
	must(retry.Backend.Id != one.Backend.Id, "%v", retry)
	report := value(s.picks.ReportOutcomes(s.ctx, &v1.ReportOutcomesRequest{Outcomes: []*v1.Outcome{
		{PickToken: one.PickToken, Result: v1.OutcomeResult_OUTCOME_RESULT_SUCCESS, Latency: durationpb.New(12 * time.Millisecond)},
		{PickToken: one.PickToken},
	}}))
	must(report.Accepted == 1 && len(report.Rejected) == 1 && report.Rejected[0].Reason == "INVALID_FIELD", "%v", report)
}

func streamsPicks(s *stage) {
	stream := value(s.picks.StreamPicks(s.ctx))
	wanted := make([]*v1.PickBackendRequest, 100)
	for place := range wanted {
		wanted[place] = &v1.PickBackendRequest{Pool: pool}
	}
	wanted[99].Pool = "nowhere"
	var outcomes []*v1.Outcome
	for sequence := uint64(1); sequence < 4; sequence++ {
		must(stream.Send(&v1.StreamPicksRequest{Sequence: sequence, Picks: wanted, Outcomes: outcomes}) == nil, "cannot send")
		answer := value(stream.Recv())
		must(answer.Sequence == sequence && len(answer.Results) == 100 && len(answer.RejectedOutcomes) == 0, "%v", answer)
		outcomes = nil
		for _, result := range answer.Results[:99] {
			token := result.GetPicked().GetPickToken()
			must(token != "", "%v", result)
			outcomes = append(outcomes, &v1.Outcome{PickToken: token, Result: v1.OutcomeResult_OUTCOME_RESULT_SUCCESS})
		}
		failure := answer.Results[99].GetError()
		must(failure.GetReason() == "POOL_NOT_FOUND" && failure.GetIndex() == 99, "%v", failure)
	}
	must(stream.CloseSend() == nil, "cannot close")
	_, err := stream.Recv()
	must(err == io.EOF, "%v", err)
}

func watches(s *stage) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	stream := value(s.picks.WatchBackends(ctx, &v1.WatchBackendsRequest{Pool: pool}))
	until := func(wanted int) {
		for {
			list := value(stream.Recv()).Backends
			sum := 0.0
			for _, each := range list {
				sum += each.Share
			}
			must(len(list) == 0 || math.Abs(sum-1) < 1e-9, "shares add up to %v", sum)
			if len(list) == wanted {
				return
			}
		}
	}
	until(3)
	drained := value(s.admin.DrainBackend(s.ctx, &v1.DrainBackendRequest{Pool: pool, BackendId: "a"}))
	must(drained.Backend.State == v1.BackendState_BACKEND_STATE_DRAINING, "%v", drained)
	until(2)
	_, err := s.admin.DrainBackend(s.ctx, &v1.DrainBackendRequest{Pool: pool, BackendId: "b"})
	refused(err, codes.FailedPrecondition, "DRAIN_REFUSED")
	value(s.admin.UndrainBackend(s.ctx, &v1.UndrainBackendRequest{Pool: pool, BackendId: "a"}))
	until(3)
	weight := &v1.SetBackendWeightRequest{Pool: pool, BackendId: "a", Weight: proto.Uint32(42)}
	must(value(s.admin.SetBackendWeight(s.ctx, weight)).Backend.GetOperatorWeight() == 42, "weight")
	weight.Weight = nil
	must(value(s.admin.SetBackendWeight(s.ctx, weight)).Backend.OperatorWeight == nil, "weight stays")
}

func administers(s *stage) {
	found := value(s.admin.GetPool(s.ctx, &v1.GetPoolRequest{Name: pool})).Pool
	must(found.Backends == 3 && found.Eligible == 3 && found.ActivePolicy == "round_robin", "%v", found)
	must(len(value(s.admin.ListPools(s.ctx, &v1.ListPoolsRequest{})).Pools) == 1, "pools")
	must(len(value(s.admin.ListBackends(s.ctx, &v1.ListBackendsRequest{Pool: pool})).Backends) == 3, "backends")
	must(len(value(s.admin.ListPolicies(s.ctx, &v1.ListPoliciesRequest{})).Policies) >= 8, "policies")
	_, err := s.admin.DeletePool(s.ctx, &v1.DeletePoolRequest{Name: pool})
	refused(err, codes.FailedPrecondition, "POOL_NOT_EMPTY")
}

func refuses(s *stage) {
	_, err := s.pick(func(r *v1.PickBackendRequest) { r.Pool = "nowhere" })
	must(refused(err, codes.NotFound, "POOL_NOT_FOUND")["pool"] == "nowhere", "metadata")
	bad := map[string]func(*v1.PickBackendRequest){
		"pool":           func(r *v1.PickBackendRequest) { r.Pool = "with space" },
		"affinity_key":   func(r *v1.PickBackendRequest) { r.AffinityKey = strings.Repeat("x", 1025) },
		"alternates":     func(r *v1.PickBackendRequest) { r.Alternates = 9 },
		"label_selector": func(r *v1.PickBackendRequest) { r.LabelSelector = map[string]string{"__proto__": "x"} },
	}
	for field, change := range bad {
		_, err := s.pick(change)
		found := refused(err, codes.InvalidArgument, "INVALID_FIELD")
		must(strings.Contains(found["field"], field), "%v and not %s", found, field)
	}
	_, err = s.pick(func(r *v1.PickBackendRequest) { r.AffinityKey = strings.Repeat("x", 4_000_000) })
	refused(err, codes.ResourceExhausted, "MESSAGE_TOO_LARGE")
	backend := &v1.Backend{Id: "a", Address: "127.0.0.1:1"}
	unknown := &v1.RegisterBackendRequest{Pool: pool, Backend: backend, Epoch: epoch, Health: 99}
	_, err = s.agents.RegisterBackend(s.ctx, unknown)
	refused(err, codes.InvalidArgument, "INVALID_FIELD")
	_, err = s.agents.DeregisterBackend(s.ctx, &v1.DeregisterBackendRequest{Pool: pool, BackendId: "a", Epoch: epoch - 1})
	refused(err, codes.FailedPrecondition, "EPOCH_SUPERSEDED")
}

func leaves(s *stage) {
	for _, id := range []string{"a", "b", "c", "c"} {
		value(s.agents.DeregisterBackend(s.ctx, &v1.DeregisterBackendRequest{Pool: pool, BackendId: id, Epoch: epoch}))
	}
	_, err := s.pick(nothing)
	refused(err, codes.Unavailable, "NO_BACKENDS")
	value(s.admin.DeletePool(s.ctx, &v1.DeletePoolRequest{Name: pool}))
	found := value(health.NewHealthClient(s.conn).Check(s.ctx, &health.HealthCheckRequest{}))
	must(found.Status == health.HealthCheckResponse_SERVING, "%v", found)
}

var checks = []struct {
	what string
	run  func(*stage)
}{
	{"admin: puts a pool with a policy's parameters, and loses a race for its configuration", configures},
	{"agent: registers three backends, and is told when to beat", registers},
	{"agent: heartbeats with load, unary and streamed; one bad item does not affect the others", beats},
	{"pick: alternates, exclusions, selectors, tokens, and the way back of outcomes", picksOne},
	{"pick: a stream of messages with a hundred picks each, and their outcomes with the next message", streamsPicks},
	{"watch: the whole list at once, and again when an operator drains a backend", watches},
	{"admin: pools, backends and policies", administers},
	{"errors: a code and one ErrorInfo, decoded by genproto, that names the field", refuses},
	{"agent: deregisters, twice; the pool can then be deleted; health says SERVING", leaves},
}

// holds runs one check and says why it did not hold.
func holds(run func(*stage), s *stage) (why string) {
	defer func() {
		if found := recover(); found != nil {
			why = fmt.Sprint(found)
		}
	}()
	run(s)
	return ""
}

func main() {
	conn, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	failed := 0
	for _, check := range checks {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		s := &stage{
			ctx: ctx, conn: conn,
			picks: v1.NewLookasideServiceClient(conn), agents: v1.NewAgentServiceClient(conn), admin: v1.NewAdminServiceClient(conn),
		}
		if why := holds(check.run, s); why == "" {
			fmt.Println("ok     ", check.what)
		} else {
			failed++
			fmt.Printf("FAILED  %s\n        %s\n", check.what, why)
		}
		cancel()
	}
	fmt.Printf("go: %d passed, %d failed\n", len(checks)-failed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}
