package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.RejectReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTests {

    private static final ConnectionLimit NO_LIMIT = new ConnectionLimit(0);

    @Test
    void admitsAsManyAsTheListenerMayHave() {
        var admission = new Admission(new Limits(2, 0, 0, AdmissionTests::anybody), NO_LIMIT);
        Permit first = admitted(admission.admit(client("192.0.2.1")));
        assertThat(admission.admit(client("192.0.2.2"))).isInstanceOf(Decision.Admitted.class);
        assertThat(admission.admit(client("192.0.2.3"))).isEqualTo(new Decision.Rejected(RejectReason.MAX_CONNECTIONS));
        first.close();
        assertThat(admission.admit(client("192.0.2.3"))).isInstanceOf(Decision.Admitted.class);
    }

    @Test
    void listenersShareTheLimitOfTheProcess() {
        var process = new ConnectionLimit(3);
        var one = new Admission(new Limits(0, 0, 0, AdmissionTests::anybody), process);
        var other = new Admission(new Limits(2, 0, 0, AdmissionTests::anybody), process);
        Permit first = admitted(one.admit(client("192.0.2.1")));
        assertThat(other.admit(client("192.0.2.1"))).isInstanceOf(Decision.Admitted.class);
        assertThat(one.admit(client("192.0.2.1"))).isInstanceOf(Decision.Admitted.class);
        assertThat(other.admit(client("192.0.2.1"))).isEqualTo(new Decision.Rejected(RejectReason.MAX_PROCESS));
        first.close();
        assertThat(other.admit(client("192.0.2.1"))).isInstanceOf(Decision.Admitted.class);
        assertThat(process.taken()).isEqualTo(3);
    }

    @Test
    void countsAnIpv4ClientByItsAddress() {
        var admission = new Admission(new Limits(0, 1, 0, AdmissionTests::anybody), NO_LIMIT);
        assertThat(admission.admit(client("192.0.2.1"))).isInstanceOf(Decision.Admitted.class);
        assertThat(admission.admit(client("192.0.2.1"))).isEqualTo(new Decision.Rejected(RejectReason.MAX_PER_CLIENT));
        assertThat(admission.admit(client("192.0.2.2"))).isInstanceOf(Decision.Admitted.class);
        assertThat(admission.admit(client("::ffff:192.0.2.2")))
                .isEqualTo(new Decision.Rejected(RejectReason.MAX_PER_CLIENT));
    }

    @Test
    void countsAnIpv6ClientByItsNetwork() {
        var admission = new Admission(new Limits(0, 1, 0, AdmissionTests::anybody), NO_LIMIT);
        assertThat(admission.admit(client("2001:db8:0:1::1"))).isInstanceOf(Decision.Admitted.class);
        assertThat(admission.admit(client("2001:db8:0:1:ffff:ffff:ffff:ffff")))
                .isEqualTo(new Decision.Rejected(RejectReason.MAX_PER_CLIENT));
        assertThat(admission.admit(client("2001:db8:0:2::1"))).isInstanceOf(Decision.Admitted.class);
    }

    @Test
    void asksTheListsFirstSoThatADeniedClientTakesNothing() throws Exception {
        InetAddress denied = InetAddress.getByName("192.0.2.66");
        var admission = new Admission(new Limits(1, 1, 1, client -> !client.equals(denied)), NO_LIMIT);
        for (int i = 0; i < 1000; i++) {
            assertThat(admission.admit(client("192.0.2.66"))).isEqualTo(new Decision.Rejected(RejectReason.DENIED));
        }
        assertThat(admission.clients()).isZero();
        assertThat(admission.admit(client("192.0.2.1"))).isInstanceOf(Decision.Admitted.class);
    }

    @Test
    void whoeverIsTurnedAwayTakesNothingFromTheRate() {
        var admission = new Admission(new Limits(0, 1, 2, AdmissionTests::anybody), NO_LIMIT);
        assertThat(admission.admit(client("192.0.2.1"))).isInstanceOf(Decision.Admitted.class);
        for (int i = 0; i < 1000; i++) {
            assertThat(admission.admit(client("192.0.2.1")))
                    .isEqualTo(new Decision.Rejected(RejectReason.MAX_PER_CLIENT));
        }
        assertThat(admission.admit(client("192.0.2.2"))).isInstanceOf(Decision.Admitted.class);
        assertThat(admission.admit(client("192.0.2.3"))).isEqualTo(new Decision.Rejected(RejectReason.RATE));
    }

    @Test
    void knowsNoClientsOnAUnixDomainSocket() {
        var admission = new Admission(new Limits(2, 1, 0, _ -> false), NO_LIMIT);
        SocketAddress unnamed = UnixDomainSocketAddress.of("");
        Permit first = admitted(admission.admit(unnamed));
        assertThat(admission.admit(unnamed)).isInstanceOf(Decision.Admitted.class);
        assertThat(admission.admit(unnamed)).isEqualTo(new Decision.Rejected(RejectReason.MAX_CONNECTIONS));
        first.close();
        assertThat(admission.admit(unnamed)).isInstanceOf(Decision.Admitted.class);
    }

    /** The same sequence against the plainest model there is. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20261122})
    void anySequenceKeepsEveryLimitAndReturnsEveryPermit(long seed) {
        var random = new Random(seed);
        int max = 1 + random.nextInt(20);
        int perClient = random.nextInt(5);
        var process = new ConnectionLimit(random.nextInt(25));
        var admission = new Admission(new Limits(max, perClient, 0, AdmissionTests::anybody), process);
        Deque<Held> admitted = new ArrayDeque<>();
        Map<SocketAddress, Integer> model = new HashMap<>();
        List<SocketAddress> clients = Stream.concat(
                        IntStream.range(0, 6).mapToObj(i -> client("192.0.2." + i)),
                        IntStream.range(0, 6).mapToObj(i -> client("2001:db8:0:" + i + "::1")))
                .toList();
        for (int step = 0; step < 10_000; step++) {
            if (random.nextInt(5) < 3) {
                SocketAddress client = clients.get(random.nextInt(clients.size()));
                if (admission.admit(client) instanceof Decision.Admitted(Permit permit)) {
                    admitted.add(new Held(client, permit));
                    model.merge(client, 1, Integer::sum);
                }
            } else if (!admitted.isEmpty()) {
                Held held = random.nextBoolean() ? admitted.removeFirst() : admitted.removeLast();
                held.permit().close();
                model.computeIfPresent(held.client(), (_, count) -> count == 1 ? null : count - 1);
            }
            assertThat(process.taken()).isEqualTo(admitted.size()).isLessThanOrEqualTo(max);
            assertThat(admission.clients()).isEqualTo(perClient == 0 ? 0 : model.size());
            assertThat(model.values()).allMatch(count -> perClient == 0 || count <= perClient);
        }
        admitted.forEach(held -> held.permit().close());
        assertThat(process.taken()).isZero();
        assertThat(admission.clients()).isZero();
    }

    @Test
    void limitsAreExactHoweverManyDecideAtOnce() throws Exception {
        var process = new ConnectionLimit(5);
        var admission = new Admission(new Limits(7, 3, 0, AdmissionTests::anybody), process);
        SocketAddress client = client("192.0.2.1");
        Callable<Integer> churn = () -> {
            int tooMany = 0;
            for (int i = 0; i < 20_000; i++) {
                if (admission.admit(client) instanceof Decision.Admitted(Permit permit)) {
                    tooMany += process.taken() > 3 ? 1 : 0;
                    permit.close();
                }
            }
            return tooMany;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> result : threads.invokeAll(List.of(churn, churn, churn, churn))) {
                assertThat(result.get()).isZero();
            }
        }
        assertThat(process.taken()).isZero();
        assertThat(admission.clients()).isZero();
    }

    private record Held(SocketAddress client, Permit permit) {}

    private static Permit admitted(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Admitted.class);
        return ((Decision.Admitted) decision).permit();
    }

    private static boolean anybody(InetAddress client) {
        return !client.isMulticastAddress();
    }

    private static SocketAddress client(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 50_000);
    }
}
